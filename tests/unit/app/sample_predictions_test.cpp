#include "app/sample_predictions.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "model/alexnet.h"
#include "model/init.h"
#include "support/pattern_photos.h"

#ifndef __EMSCRIPTEN__
#include <filesystem>

#include "app/training_run.h"
#include "image/decode.h"
#include "image/encode.h"
#include "render/filter_grid.h"
#include "support/event_file.h"
#include "support/temporary_folder.h"
#endif

namespace alexnet {
namespace {

using namespace testing;

const std::vector<std::string> kTwo = {"cat", "dog"};

// A network that predicts `dog` for every photo, with a probability of 1 / (1 + e^-2).
TrainingNetwork dog_sayer(const ThreadPool& pool) {
  auto model = initialize(*make_spec("keras", {.classes = 2, .width = 0.05}), Initialization::kKeras, 1, pool);
  model->labels = kTwo;
  auto network = TrainingNetwork::create(*model, {}, pool);
  EXPECT_TRUE(network);
  for (const std::size_t i : {network->blocks().size() - 2, network->blocks().size() - 1}) {
    const TrainingNetwork::Block& block = network->blocks()[i];
    std::ranges::fill(network->weights().subspan(block.offset, block.count), 0.0f);
  }
  network->weights()[network->blocks().back().offset + 1] = 2;
  EXPECT_TRUE(network->weights_changed());
  return std::move(*network);
}

Result<SamplePredictions> pictures_of(const PhotoSource& photos) {
  return SamplePredictions::create(photos, make_spec("keras", {.classes = 2, .width = 0.05})->preprocessing);
}

// The same photos as decoded network inputs.
Image grid_of(const PhotoSource& photos, const std::vector<std::size_t>& chosen) {
  std::vector<Sample> samples;
  for (const std::size_t i : chosen)
    samples.push_back(
        {.image = *crop_to_input(*photos.load(i), {.input = kSampleSide, .resize = kSampleSide, .fit = Fit::kCrop}),
         .label = photos.classes()[photos.label(i)],
         .predicted = "dog",
         .probability = 0.8808f});
  return *draw_sample_grid(samples);
}

TEST(SamplePredictions, SpreadEightPhotosOverTheClasses) {
  const ThreadPool pool(2);
  TrainingNetwork network = dog_sayer(pool);
  const PatternPhotos photos(kTwo, 24);  // odd ones are dogs
  auto pictures = pictures_of(photos);
  ASSERT_TRUE(pictures);
  EXPECT_EQ(pictures->count(), 8u);
  const auto grid = pictures->draw_samples(network, pool);
  ASSERT_TRUE(grid) << grid.error().message();
  EXPECT_EQ(*grid, grid_of(photos, {0, 1, 6, 7, 12, 13, 18, 19}));
  EXPECT_EQ(*pictures->draw_samples(network, pool), *grid) << "the same ones again";
}

TEST(SamplePredictions, ShowEightPhotosOfManyClasses) {
  const ThreadPool pool(2);
  TrainingNetwork network = dog_sayer(pool);
  std::vector<std::string> classes;
  for (int i = 0; i < 16; ++i) classes.push_back(str_cat("class ", i));
  const PatternPhotos photos(classes, 40);
  EXPECT_EQ(*pictures_of(photos)->draw_samples(network, pool), grid_of(photos, {0, 2, 4, 6, 8, 10, 12, 14}));
}

TEST(SamplePredictions, SkipUnreadablePhotos) {
  const ThreadPool pool(2);
  TrainingNetwork network = dog_sayer(pool);
  const PatternPhotos photos(kTwo, 24, {0, 7});
  EXPECT_EQ(*pictures_of(photos)->draw_samples(network, pool), grid_of(photos, {2, 1, 6, 9, 12, 13, 18, 19}));
}

TEST(SamplePredictions, ShowEachPhotoOnce) {
  const ThreadPool pool(2);
  TrainingNetwork network = dog_sayer(pool);
  const PatternPhotos photos(kTwo, 3);
  EXPECT_EQ(*pictures_of(photos)->draw_samples(network, pool), grid_of(photos, {0, 1, 2}));
  EXPECT_EQ(pictures_of(PatternPhotos(kTwo, 0))->count(), 0u);
  EXPECT_EQ(pictures_of(PatternPhotos(kTwo, 2, {0, 1}))->count(), 0u);
}

#ifndef __EMSCRIPTEN__

// Five photos of each class.
std::string write_photos(const std::string& folder) {
  for (const std::string name : {"cat", "dog"}) {
    std::filesystem::create_directories(folder + "/" + name);
    for (std::size_t i = 0; i < 5; ++i) {
      const auto png = *encode_png(pattern_image(name == "cat" ? "ramp" : "checks", 30 + i, 30));
      const std::array<ByteSpan, 1> parts = {png};
      EXPECT_TRUE(write_file(str_cat(folder, '/', name, '/', i, ".png"), parts));
    }
  }
  return folder;
}

void train(TrainingRun& run) {
  while (!run.finished()) {
    const auto step = run.step();
    ASSERT_TRUE(step) << step.error().message();
    ASSERT_TRUE(!step->ends_epoch || run.end_epoch());
  }
}

std::vector<EventImage> logged_images(const std::string& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().filename().string().starts_with("events.")) return images_in(content_of(entry.path().string()));
  return {};
}

Image decoded(const EventImage& image) {
  const auto decoded = decode({reinterpret_cast<const std::uint8_t*>(image.png.data()), image.png.size()});
  EXPECT_TRUE(decoded);
  return decoded ? *decoded : Image{};
}

TEST(SamplePredictions, AreWrittenToTheEventFile) {
  const ThreadPool pool(2);
  const TemporaryFolder folder;
  const TrainingSettings settings = {.data = write_photos(folder.file("photos")), .width = 0.05, .epochs = 2, .batch = 4};
  auto run = TrainingRun::start(settings, {.path = folder.file("run")}, pool);
  ASSERT_TRUE(run) << run.error().message();
  train(*run);
  const std::vector<EventImage> images = logged_images(folder.file("run/validation"));
  const std::vector<EventImage> filters = logged_images(folder.file("run/train"));
  ASSERT_EQ(images.size(), 4u);
  ASSERT_EQ(filters.size(), 2u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(images[i].tag, i % 2 == 0 ? "predictions" : "confusion_matrix");
    EXPECT_EQ(images[i].step, static_cast<std::int64_t>(i / 2));
    EXPECT_EQ(decoded(images[i]).width, static_cast<std::size_t>(images[i].width));
    EXPECT_EQ(decoded(images[i]).height, static_cast<std::size_t>(images[i].height));
  }
  const std::size_t held_out = run->photos().validation->size();
  EXPECT_EQ(images[0].width, draw_sample_grid(std::vector<Sample>(held_out))->width);
  EXPECT_EQ(filters[1].tag, "filters");
  EXPECT_EQ(decoded(filters[1]), *draw_filters(run->model())) << "the filters as they are at the end";
}

// An invisibly small augmentation prevents the feature cache in the second run.
TEST(SamplePredictions, AreTheSameWithCachedFeatures) {
  const ThreadPool pool(2);
  const TemporaryFolder folder;
  const std::string photos = write_photos(folder.file("photos"));
  std::vector<std::vector<EventImage>> images;
  for (const bool keeps : {true, false}) {
    TrainingSettings settings = {.data = photos, .width = 0.05, .freeze = {"conv"}, .epochs = 2, .batch = 4};
    settings.augmentation = {.zoom_range = keeps ? 0 : 1e-7f};
    const std::string out = folder.file(keeps ? "kept" : "again");
    auto run = TrainingRun::start(settings, {.path = out}, pool);
    ASSERT_TRUE(run) << run.error().message();
    EXPECT_EQ(run->plan().keeps_features, keeps);
    ASSERT_TRUE(run->measure_step());
    train(*run);
    const std::vector<EventImage> filters = logged_images(out + "/train");
    ASSERT_EQ(filters.size(), 2u);
    EXPECT_EQ(decoded(filters[0]), decoded(filters[1])) << "frozen";
    images.push_back(logged_images(out + "/validation"));
    ASSERT_EQ(images.back().size(), 4u);
  }
  EXPECT_EQ(decoded(images[0][2]), decoded(images[1][2]));
}

#endif

}  // namespace
}  // namespace alexnet
