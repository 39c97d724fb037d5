#include "capi/augmentation_preview.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "capi/in_memory_training.h"
#include "data/batch_loader.h"
#include "image/decode.h"
#include "image/encode.h"
#include "support/tiny_images.h"

namespace alexnet {
namespace {

using Photos = std::vector<std::size_t>;

constexpr const char* kSettings =
    R"({"input":67,"resize":67,"seed":5,"validation_fraction":0.4,"augmentation":{"rotation_range":10,"zoom_range":0.2,
        "horizontal_flip":true}})";
const Photos kCounts = {5, 4};  // of two classes

std::vector<std::uint8_t> photo(std::size_t number) { return *encode_png(testing::pattern_image("noise", 90 + number, 80)); }

// Reads the training photos of an epoch as training does, as pixels, one photo per batch.
class TrainingPhotos {
 public:
  TrainingPhotos() : settings_(*training_settings_from_json(kSettings)), spec_(*spec_of(settings_, 2)) {
    auto album = std::make_shared<PhotoAlbum>(std::vector<std::string>{"a", "b"}, spec_.preprocessing, settings_.augmentation);
    std::vector<std::size_t> labels;
    for (std::size_t i = 0; i < 9; ++i) {
      labels.push_back(i < 5 ? 0 : 1);
      EXPECT_TRUE(album->add(labels.back(), "photo", photo(i)));
    }
    training_photos_ = split_photos(labels, 2, settings_)->training;
    selection_ = std::make_unique<PhotoSelection>(album, training_photos_);
  }

  // Returns the sample of photo `number` in an epoch.
  Image seen(std::size_t number, std::uint64_t epoch) {
    Preprocessing pixels = spec_.preprocessing;
    pixels.scale = 1;
    pixels.mean = {0, 0, 0};
    pixels.deviation = {1, 1, 1};
    auto loader = BatchLoader::create(*selection_, pixels, settings_.augmentation, {.batch = 1, .seed = settings_.seed}, pool_);
    loader->seek({.epoch = epoch});
    for (;;) {
      const auto batch = loader->next();
      if (training_photos_[batch->photos[0]] != number) continue;
      Image image{67, 67, std::vector<std::uint8_t>(std::size_t{67} * 67 * 3)};
      std::transform(batch->images.data, batch->images.data + image.pixels.size(), image.pixels.begin(),
                     [](float value) { return static_cast<std::uint8_t>(std::clamp(value, 0.0f, 255.0f) + 0.5f); });
      return image;
    }
  }
  [[nodiscard]] const std::vector<std::size_t>& training_photos() const { return training_photos_; }

 private:
  ThreadPool pool_{1};
  TrainingSettings settings_;
  ModelSpec spec_;
  std::vector<std::size_t> training_photos_;
  std::unique_ptr<PhotoSelection> selection_;
};

TEST(AugmentationPreview, EqualsTheBatchesOfTraining) {
  TrainingPhotos training;
  for (const std::size_t label : {0, 1}) {
    const auto first = first_training_photo(kSettings, kCounts, label);
    ASSERT_TRUE(first) << first.error().message();
    const std::size_t number = *first + (label == 0 ? 0 : 5);
    EXPECT_NE(std::ranges::find(training.training_photos(), number), training.training_photos().end());
    const auto squares = preview_augmentation(kSettings, kCounts, label, photo(number), {.samples = 3, .side = 67});
    ASSERT_TRUE(squares) << squares.error().message();
    ASSERT_EQ(squares->size(), 4u);
    EXPECT_EQ((*squares)[0], *resize(*decode(photo(number)), 67, 67));
    for (std::size_t epoch = 0; epoch < 3; ++epoch) EXPECT_EQ((*squares)[epoch + 1], training.seen(number, epoch)) << epoch;
  }
}

TEST(AugmentationPreview, HasTheRequestedSize) {
  const auto squares = preview_augmentation(kSettings, kCounts, 0, photo(0), {.samples = 1, .side = 20});
  ASSERT_TRUE(squares);
  for (const Image& square : *squares) EXPECT_EQ(square.width, 20u);
}

TEST(AugmentationPreview, SinglePhotoOfAClassIsATrainingPhoto) {
  EXPECT_EQ(*first_training_photo(kSettings, Photos{1, 1}, 1), 0u);
  EXPECT_EQ(*first_training_photo(kSettings, Photos{0, 1}, 1), 0u);
}

TEST(AugmentationPreview, RejectsInvalidArguments) {
  EXPECT_EQ(first_training_photo(kSettings, kCounts, 2).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(first_training_photo(kSettings, Photos{0, 1}, 0).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(first_training_photo(kSettings, Photos{SIZE_MAX, 2}, 1).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(first_training_photo(R"({"seed":"x"})", kCounts, 0).error().kind, ErrorKind::kBadFormat);
  EXPECT_EQ(first_training_photo(R"({"validation_fraction":1})", kCounts, 0).error().kind, ErrorKind::kInvalidArgument);
  const auto kind = [](const PreviewSize& size) {
    const auto preview = preview_augmentation(kSettings, kCounts, 0, photo(0), size);
    return preview ? ErrorKind::kInternal : preview.error().kind;
  };
  EXPECT_EQ(kind({.samples = 0}), ErrorKind::kInvalidArgument);
  EXPECT_EQ(kind({.samples = 65}), ErrorKind::kInvalidArgument);
  EXPECT_EQ(kind({.side = 513}), ErrorKind::kInvalidArgument);
  EXPECT_EQ(preview_augmentation(kSettings, kCounts, 0, {}, {}).error().kind, ErrorKind::kBadFormat);
}

}  // namespace
}  // namespace alexnet
