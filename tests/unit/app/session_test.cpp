#include "app/session.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/file.h"
#include "image/decode.h"
#include "image/resize.h"
#include "support/model_bytes.h"

namespace alexnet {
namespace {

TEST(Session, ClassifiesAPhoto) {
  Session session(2);
  ASSERT_TRUE(session.open_model(SharedBytes(small_model_bytes())));
  const auto photo = small_photo();
  const auto result = session.classify(photo, {.top = 5});
  ASSERT_TRUE(result) << result.error().message();
  ASSERT_EQ(result->predictions.size(), 2u);
  EXPECT_GE(result->predictions[0].probability, result->predictions[1].probability);
  EXPECT_NEAR(result->predictions[0].probability + result->predictions[1].probability, 1.0f, 1e-5f);
  EXPECT_EQ(result->input_image.width, 227u);
}

TEST(Session, FitOverridesThePreprocessing) {
  Session session(1);
  ASSERT_TRUE(session.open_model(SharedBytes(small_model_bytes())));
  const auto photo = small_photo();
  const auto crop = session.classify(photo, {.fit = Fit::kCrop});
  const auto stretch = session.classify(photo, {.fit = Fit::kStretch});
  EXPECT_NE(crop->input_image, stretch->input_image);
}

TEST(Session, ClassifiesARegion) {
  Session session(1);
  ASSERT_TRUE(session.open_model(SharedBytes(small_model_bytes())));
  const auto photo = decode(small_photo());
  ASSERT_TRUE(photo);
  const auto part = session.classify_image(*photo, {.fit = {}, .region = Region{5, 1, 8, 8}});
  ASSERT_TRUE(part);
  EXPECT_EQ(part->input_image, *resize(*photo, 227, 227, {5, 1, 8, 8}));
  EXPECT_FALSE(session.classify_image(*photo, {.fit = {}, .region = Region{15, 1, 8, 8}})) << "beyond the edge";
}

using Results = std::vector<Result<Classification>>;

// Returns all results, and expects them batch by batch.
Results classified_in_batches(Session& session, const std::vector<PhotoFile>& photos, std::size_t batch) {
  Results all;
  session.classify_in_batches(photos, batch, {}, [&](std::size_t first, std::span<Result<Classification>> results) {
    EXPECT_EQ(first, all.size());
    EXPECT_EQ(results.size(), std::min(batch, photos.size() - first));
    for (Result<Classification>& result : results) all.push_back(std::move(result));
  });
  return all;
}

TEST(Session, ClassifiesFilesAsItClassifiesOne) {
  Session session(0);
  ASSERT_TRUE(session.open_model(SharedBytes(small_model_bytes())));
  std::vector<PhotoFile> photos;
  std::vector<std::vector<std::uint8_t>> bytes(5, small_photo());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (std::size_t at = 20; at < bytes[i].size(); at += i + 2) bytes[i][at] ^= 0x55;
    photos.push_back({str_cat("photo ", i), SharedBytes(bytes[i])});
  }
  photos[1].bytes = SharedBytes(std::vector<std::uint8_t>{'n', 'o'});
  photos[3] = {"/no such file.png", {}};
  std::vector<Results> all = {session.classify_files(photos, {})};
  for (const std::size_t batch : {1u, 2u, 3u, 5u, 9u}) all.push_back(classified_in_batches(session, photos, batch));
  for (const Results& results : all) {
    ASSERT_EQ(results.size(), 5u);
    for (const std::size_t i : {0, 2, 4}) {
      const auto alone = session.classify(bytes[i], {});
      ASSERT_TRUE(results[i] && alone);
      EXPECT_EQ(results[i]->input_image, alone->input_image);
      for (std::size_t k = 0; k < 2; ++k) {
        EXPECT_EQ(results[i]->predictions[k].index, alone->predictions[k].index);
        EXPECT_NEAR(results[i]->predictions[k].probability, alone->predictions[k].probability, 1e-6f);
      }
    }
    EXPECT_EQ(results[1].error().where, "photo 1");
    EXPECT_EQ(results[3].error().kind, map_file("/no such file.png").error().kind);  // a page has no files at all
    EXPECT_EQ(results[3].error().where, "/no such file.png");
  }
  EXPECT_TRUE(session.classify_files({}, {}).empty());
  EXPECT_TRUE(classified_in_batches(session, {}, 4).empty());
}

TEST(Session, RequiresAModel) {
  Session session(1);
  const auto result = session.classify(small_photo(), {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message(), "classify: no model is open");
}

TEST(Session, InvalidModelKeepsThePreviousOne) {
  Session session(1);
  auto bytes = small_model_bytes();
  ASSERT_TRUE(session.open_model(SharedBytes(bytes)));
  bytes.resize(bytes.size() - 1);
  EXPECT_FALSE(session.open_model(SharedBytes(bytes)));
  EXPECT_TRUE(session.classify(small_photo(), {}));
}

TEST(Session, RejectsTruncatedModels) {
  Session session(1);
  const auto bytes = small_model_bytes();
  for (std::size_t length = 0; length < bytes.size(); length += 1 + length / 3) {
    const auto opened = session.open_model(SharedBytes(std::vector<std::uint8_t>(bytes.begin(), bytes.begin() + length)));
    ASSERT_FALSE(opened) << length;
    EXPECT_EQ(opened.error().kind, ErrorKind::kBadFormat) << opened.error().message();
  }
}

TEST(Session, RecoversAfterAnInvalidPhoto) {
  Session session(1);
  ASSERT_TRUE(session.open_model(SharedBytes(small_model_bytes())));
  const std::vector<std::uint8_t> text = {'h', 'e', 'l', 'l', 'o'};
  EXPECT_FALSE(session.classify(text, {}));
  EXPECT_FALSE(session.classify({}, {}));
  EXPECT_TRUE(session.classify(small_photo(), {}));
}

}  // namespace
}  // namespace alexnet
