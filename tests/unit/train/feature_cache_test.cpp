#include "train/feature_cache.h"

#include <gtest/gtest.h>

#include <set>

#include "evaluate/evaluation_loop.h"
#include "model/alexnet.h"
#include "model/init.h"
#include "support/memory_photos.h"
#include "support/random_case.h"
#include "support/tiny_images.h"
#include "train/trainer.h"

namespace alexnet {
namespace {

using testing::MemoryPhotos;
using testing::pattern_image;

const std::vector<std::string> kConvolutions = {"conv1", "conv2", "conv3", "conv4", "conv5"};
constexpr LoaderOptions kLoading = {.batch = 4, .seed = 3};

// Photos of three classes. Those in `damaged` cannot be read.
MemoryPhotos photos(std::size_t count, const std::set<std::size_t>& damaged = {}) {
  std::vector<MemoryPhotos::Photo> all;
  for (std::size_t i = 0; i < count; ++i)
    all.push_back({damaged.contains(i) ? Image{} : pattern_image(i % 3 == 0 ? "noise" : "checks", 20 + i, 25), i % 3});
  return {{"a", "b", "c"}, std::move(all)};
}

TrainingNetwork network_of(std::string_view variant, const ThreadPool& pool,
                           const std::vector<std::string>& frozen = kConvolutions) {
  const auto model = initialize(*make_spec(variant, {.classes = 3, .width = 0.05}), Initialization::kKeras, 1, pool);
  auto network = TrainingNetwork::create(*model, {.frozen = frozen, .seed = 5}, pool);
  EXPECT_TRUE(network) << network.error().message();
  return std::move(*network);
}

BatchLoader loader_of(const PhotoSource& source, const TrainingNetwork& network, const LoaderOptions& options,
                      const ThreadPool& pool) {
  auto loader = BatchLoader::create(source, network.model().spec.preprocessing, {}, options, pool);
  EXPECT_TRUE(loader) << loader.error().message();
  return std::move(*loader);
}

FeatureCache cache_of(const PhotoSource& source, TrainingNetwork& network, const LoaderOptions& options,
                      const ThreadPool& pool) {
  auto cache = FeatureCache::create(network, source, options, pool);
  EXPECT_TRUE(cache) << cache.error().message();
  return std::move(*cache);
}

std::vector<double> losses(TrainingNetwork& network, BatchSource& batches, std::size_t steps, const ThreadPool& pool) {
  auto trainer = Trainer::create(network, batches, {.learning_rate = 1e-3}, pool);
  EXPECT_TRUE(trainer) << trainer.error().message();
  std::vector<double> result;
  for (std::size_t i = 0; i < steps; ++i) {
    const auto step = trainer->step();
    EXPECT_TRUE(step) << step.error().message();
    result.push_back(step->loss);
  }
  return result;
}

class FeatureCacheOf : public ::testing::TestWithParam<std::string_view> {};
INSTANTIATE_TEST_SUITE_P(Each, FeatureCacheOf, ::testing::ValuesIn(kVariants));

// Two and a half epochs of 11 photos, of which three are dropped in each epoch, with dropout.
TEST_P(FeatureCacheOf, TrainsLikeTheUncachedPhotos) {
  const ThreadPool pool(2);
  const MemoryPhotos source = photos(11);
  TrainingNetwork slow = network_of(GetParam(), pool), fast = network_of(GetParam(), pool);
  ASSERT_TRUE(has_constant_features(fast));
  BatchLoader images = loader_of(source, slow, kLoading, pool);
  FeatureCache features = cache_of(source, fast, kLoading, pool);
  const std::vector<double> expected = losses(slow, images, 5, pool), found = losses(fast, features, 5, pool);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(found[i], expected[i], 1e-5 * std::max(1.0, expected[i])) << "step " << i;
  const std::vector<double> weights(slow.weights().begin(), slow.weights().end());
  EXPECT_LT(relative_error(fast.weights(), weights), 1e-5);

  Metrics slow_metrics(3, 0), fast_metrics(3, 0);
  const LoaderOptions in_order = {.batch = 4, .shuffle = false, .drop_last = false};
  const MemoryPhotos held_out = photos(7);
  BatchLoader slow_check = loader_of(held_out, slow, in_order, pool);
  FeatureCache fast_check = cache_of(held_out, fast, in_order, pool);
  ASSERT_TRUE(evaluate(slow, slow_check, slow_metrics));
  ASSERT_TRUE(evaluate(fast, fast_check, fast_metrics));
  EXPECT_EQ(fast_metrics.result().count, 7u);
  EXPECT_NEAR(fast_metrics.result().loss, slow_metrics.result().loss, 1e-5);
}

TEST(FeatureCache, ReturnsTheBatchesOfTheLoader) {
  const ThreadPool pool(2);
  const MemoryPhotos source = photos(11, {4, 6});
  TrainingNetwork network = network_of("keras", pool);
  LoaderOptions options = kLoading;
  for (const bool drop_last : {true, false}) {
    options.drop_last = drop_last;
    BatchLoader images = loader_of(source, network, options, pool);
    FeatureCache features = cache_of(source, network, options, pool);
    ASSERT_EQ(features.batches_per_epoch(), images.batches_per_epoch());
    for (const LoaderPosition at : {LoaderPosition{0, 0}, {2, 1}, {0, 7}, {1, 0}}) {
      images.seek(at);
      features.seek(at);
      for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(features.position(), images.position());
        const auto expected = images.next(), found = features.next();
        ASSERT_TRUE(expected && found);
        EXPECT_TRUE(std::ranges::equal(found->photos, expected->photos));
        EXPECT_TRUE(std::ranges::equal(found->labels, expected->labels));
        EXPECT_EQ(found->images.shape, (Shape{4, network.input().elements()}));
      }
    }
    EXPECT_EQ(features.unreadable().size(), 2u);
    EXPECT_TRUE(network.begin_at(0));
  }
}

TEST(FeatureCache, LoadsEachPhotoOnce) {
  const ThreadPool pool(2);
  const MemoryPhotos source = photos(9);
  TrainingNetwork network = network_of("keras", pool);
  FeatureCache features = cache_of(source, network, kLoading, pool);
  EXPECT_EQ(source.loads(), 0u);
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(features.next());
  EXPECT_EQ(source.loads(), 9u);
  EXPECT_EQ(feature_bytes(network, 9), 9 * sizeof(float) * network.input().elements());
}

TEST(FeatureCache, RequiresFrozenLayersBeforeDense) {
  const ThreadPool pool(1);
  EXPECT_TRUE(has_constant_features(network_of("keras", pool)));
  EXPECT_FALSE(has_constant_features(network_of("keras", pool, {})));
  EXPECT_FALSE(has_constant_features(network_of("keras", pool, {"conv1", "conv2", "conv3", "conv4"})));
  EXPECT_FALSE(has_constant_features(network_of("keras", pool, {"conv2", "conv3", "conv4", "conv5"})));
  std::vector<std::string> more = kConvolutions;
  more.emplace_back("fc6");
  EXPECT_TRUE(has_constant_features(network_of("keras", pool, more)));
}

TEST(FeatureCache, RejectsNoPhotosAndEmptyBatches) {
  const ThreadPool pool(1);
  TrainingNetwork network = network_of("keras", pool);
  EXPECT_EQ(FeatureCache::create(network, photos(0), kLoading, pool).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(FeatureCache::create(network, photos(2), {.batch = 0}, pool).error().kind, ErrorKind::kInvalidArgument);
  const MemoryPhotos broken = photos(2, {0});
  EXPECT_EQ(cache_of(broken, network, kLoading, pool).next().error().kind, ErrorKind::kInvalidArgument);
}

}  // namespace
}  // namespace alexnet
