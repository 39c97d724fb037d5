#include "train/history.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace alexnet {
namespace {

TEST(History, RoundTripsThroughJson) {
  const History history = {{.epoch = 0, .loss = 0.1 + 0.2, .accuracy = 0.5, .learning_rate = 0.01, .seconds = 12.5},
                           {.epoch = 1,
                            .loss = 1e-9,
                            .accuracy = 1,
                            .learning_rate = 0.001,
                            .val_loss = 0.75,
                            .val_accuracy = 0.625,
                            .images_per_second = 88.25,
                            .seconds = 0}};
  const auto read = history_from_json(to_json(history));
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(*read, history);
}

TEST(History, RoundTripsNaN) {
  const auto read = history_from_json(to_json({{.loss = std::numeric_limits<double>::infinity(), .val_loss = NAN}}));
  ASSERT_TRUE(read);
  EXPECT_TRUE(std::isnan((*read)[0].loss));
  EXPECT_TRUE(std::isnan(*(*read)[0].val_loss));
}

TEST(History, AcceptsMissingAndUnknownKeys) {
  const auto read = history_from_json(R"([{"epoch":3,"loss":2,"top5":0.9}])");
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, (History{{.epoch = 3, .loss = 2}}));
  EXPECT_TRUE(history_from_json("[]")->empty());
}

TEST(History, RejectsInvalidJson) {
  for (const char* json :
       {"", "{}", "[1]", "[[]]", R"([{"loss":"0.5"}])", R"([{"epoch":-1}])", R"([{"epoch":1.5}])", R"([{"epoch":0)"}) {
    const auto read = history_from_json(json);
    ASSERT_FALSE(read) << json;
    EXPECT_EQ(read.error().kind, ErrorKind::kBadFormat);
  }
}

}  // namespace
}  // namespace alexnet
