#include "app/run_folder.h"

#include <gtest/gtest.h>

#include "train/csv_log.h"

namespace alexnet {
namespace {

const std::string kHeader = std::string(CsvLog::kHeader) + "\n";

TEST(RunFolder, ParsesRowsAndSkipsEmptyFields) {
  const auto history = history_from_csv(kHeader + "0,0.5,1.25,0.001,0.75,1.5,100,2\r\n1,0.6,1,0.001,,,90,3\n", "log");
  ASSERT_TRUE(history) << history.error().message();
  ASSERT_EQ(history->size(), 2u);
  EXPECT_EQ((*history)[0], (EpochRecord{.epoch = 0,
                                        .loss = 1.25,
                                        .accuracy = 0.5,
                                        .learning_rate = 0.001,
                                        .val_loss = 1.5,
                                        .val_accuracy = 0.75,
                                        .images_per_second = 100,
                                        .seconds = 2}));
  EXPECT_FALSE((*history)[1].val_loss);
}

TEST(RunFolder, SkipsAnIncompleteLastRow) {
  EXPECT_EQ(history_from_csv(kHeader + "0,0.5,1.25,0.001,,,100,2\n1,0.6,1,0.0", "log")->size(), 1u);
  EXPECT_TRUE(history_from_csv(kHeader, "log")->empty());
}

TEST(RunFolder, RejectsInvalidFiles) {
  EXPECT_FALSE(history_from_csv("", "log"));
  EXPECT_FALSE(history_from_csv("name,value\n", "log"));
  EXPECT_FALSE(history_from_csv(kHeader + "0,0.5\n", "log"));
  EXPECT_FALSE(history_from_csv(kHeader + "0,half,1,1,,,1,1\n", "log"));
  EXPECT_FALSE(history_from_csv(kHeader + "-1,1,1,1,,,1,1\n", "log"));
  EXPECT_FALSE(read_run_folder("/nowhere"));
}

}  // namespace
}  // namespace alexnet
