// A fixture for tests of training: a narrow network, photos that are easy to classify, and a trainer.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <vector>

#include "data/batch_loader.h"
#include "evaluate/evaluation_loop.h"
#include "model/alexnet.h"
#include "model/init.h"
#include "support/memory_photos.h"
#include "synthetic/outlier.h"
#include "train/trainer.h"

namespace alexnet::testing {

inline constexpr std::size_t kSide = 67;  // the smallest side that all strides and pools accept

// Photos that are alternately reddish and bluish, all different.
inline MemoryPhotos red_and_blue(std::size_t count) {
  std::vector<MemoryPhotos::Photo> photos;
  for (std::size_t i = 0; i < count; ++i) {
    Image image{kSide, kSide, std::vector<std::uint8_t>(kSide * kSide * 3)};
    for (std::size_t at = 0; at < image.pixels.size(); ++at) {
      const bool is_own_channel = at % 3 == (i % 2 == 0 ? 0 : 2);
      image.pixels[at] = static_cast<std::uint8_t>((is_own_channel ? 140 : 20) + (at * (i + 3)) % 89);
    }
    photos.push_back({std::move(image), i % 2});
  }
  return {{"red", "blue"}, std::move(photos)};
}

inline ModelSpec narrow_spec() {
  ModelSpec spec = *make_spec("keras", {.classes = 2, .width = 0.05});
  spec.preprocessing.input = spec.preprocessing.resize = kSide;
  return spec;
}

struct TrainerFixtureOptions {
  std::size_t threads = 1;  // more threads are slow on a busy machine
  std::size_t photos = 16;
  std::size_t batch = 8;
  double outliers = 0;
  std::vector<std::string> frozen;
  TrainerOptions trainer;
};

class TrainerFixture {
 public:
  explicit TrainerFixture(const TrainerFixtureOptions& options = {})
      : pool(options.threads), photos(red_and_blue(options.photos)) {
    const auto model = initialize(narrow_spec(), Initialization::kKeras, 7, pool);
    auto made = TrainingNetwork::create(*model, {.frozen = options.frozen}, pool);
    EXPECT_TRUE(made);
    network = std::make_unique<TrainingNetwork>(std::move(*made));
    auto loaded = BatchLoader::create(
        photos, narrow_spec().preprocessing, {},
        {.batch = options.batch, .seed = 3, .outliers = options.outliers, .outlier_image = synthetic_outlier}, pool);
    EXPECT_TRUE(loaded);
    loader.emplace(std::move(*loaded));
    auto trains = Trainer::create(*network, *loader, options.trainer, pool);
    EXPECT_TRUE(trains) << trains.error().message();
    trainer.emplace(std::move(*trains));
  }

  StepReport step() {
    const auto report = trainer->step();
    EXPECT_TRUE(report) << report.error().message();
    return report.value_or(StepReport{});
  }
  std::vector<StepReport> steps(int count) {
    std::vector<StepReport> reports;
    for (int i = 0; i < count; ++i) reports.push_back(step());
    return reports;
  }
  [[nodiscard]] std::vector<float> weights() const { return {network->weights().begin(), network->weights().end()}; }
  [[nodiscard]] std::vector<std::vector<float>> optimizer_state() const {
    std::vector<std::vector<float>> blocks;
    for (const auto& state : std::as_const(*trainer).optimizer().state())
      blocks.emplace_back(state.values.begin(), state.values.end());
    return blocks;
  }
  // Returns the part of a block of weights that belongs to a parameter.
  [[nodiscard]] std::span<float> parameter(std::string_view name) const {
    for (const TrainingNetwork::Block& block : network->blocks())
      if (block.name == name) return network->weights().subspan(block.offset, block.count);
    ADD_FAILURE() << name;
    return {};
  }

  ThreadPool pool;
  MemoryPhotos photos;
  std::unique_ptr<TrainingNetwork> network;
  std::optional<BatchLoader> loader;
  std::optional<Trainer> trainer;
};

inline TrainerOptions sgd_options(double learning_rate) {
  return {.optimizer = {.kind = OptimizerOptions::Kind::kSgd}, .learning_rate = learning_rate};
}

}  // namespace alexnet::testing
