#include "data/batch_loader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "support/allocation_counter.h"
#include "support/memory_photos.h"
#include "support/tiny_images.h"

namespace alexnet {
namespace {

using testing::MemoryPhotos;
using testing::pattern_image;

const Preprocessing kSmall{.input = 12, .resize = 16};
const Augmentation kAugmented{.rotation_range = 20, .zoom_range = 0.2f, .horizontal_flip = true, .random_crop = true};

// Photo i is as wide as its number, its class is i % 3; those of `damaged` do not load.
MemoryPhotos memory_photos(std::size_t count, const std::set<std::size_t>& damaged = {}) {
  std::vector<MemoryPhotos::Photo> all;
  for (std::size_t i = 0; i < count; ++i)
    all.push_back({damaged.contains(i) ? Image{} : pattern_image("noise", 20 + i, 25), i % 3});
  return {{"a", "b", "c"}, std::move(all)};
}

// An outlier image whose gray level depends on its number.
Image gray_image(std::size_t side, std::uint64_t, std::uint64_t number) {
  return {side, side, std::vector<std::uint8_t>(side * side * 3, static_cast<std::uint8_t>(40 + 37 * number % 200))};
}

const ThreadPool& pool() {
  static const ThreadPool two(2);
  return two;
}

BatchLoader loader(const PhotoSource& source, const LoaderOptions& options, const Augmentation& augmentation = {},
                   const ThreadPool& on = pool()) {
  auto result = BatchLoader::create(source, kSmall, augmentation, options, on);
  EXPECT_TRUE(result) << result.error().message();
  return *std::move(result);
}

struct Seen {
  std::vector<float> values;
  std::vector<std::uint32_t> labels, photos;
  friend bool operator==(const Seen&, const Seen&) = default;
};

Seen next(BatchLoader& from) {
  const auto batch = from.next();
  EXPECT_TRUE(batch) << batch.error().message();
  if (!batch) return {};
  EXPECT_EQ(batch->images.shape, (Shape{from.batch(), 12, 12, 3}));
  EXPECT_EQ(batch->labels.size(), batch->count);
  EXPECT_EQ(batch->photos.size(), batch->count);
  const auto values = batch->images.values();
  return {{values.begin(), values.end()},
          {batch->labels.begin(), batch->labels.end()},
          {batch->photos.begin(), batch->photos.end()}};
}

std::vector<Seen> next_of(BatchLoader from, std::size_t count) {
  std::vector<Seen> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(next(from));
  return all;
}

// ---- The order --------------------------------------------------------------------------------------------------------------

std::vector<std::uint32_t> order_of(std::uint64_t seed, std::uint64_t epoch, std::size_t count) {
  std::vector<std::uint32_t> order(count);
  epoch_order(seed, epoch, order);
  return order;
}

TEST(EpochOrder, IsAPermutationForEachSeedAndEpoch) {
  for (const std::size_t count : {0u, 1u, 2u, 97u}) {
    std::vector<std::uint32_t> sorted = order_of(5, 7, count), all(count);
    std::ranges::sort(sorted);
    std::iota(all.begin(), all.end(), 0);
    EXPECT_EQ(sorted, all);
  }
  EXPECT_EQ(order_of(5, 7, 97), order_of(5, 7, 97));
  EXPECT_NE(order_of(5, 8, 97), order_of(5, 7, 97));
  EXPECT_NE(order_of(6, 7, 97), order_of(5, 7, 97));
}

TEST(EpochOrder, HasEveryPhotoAtEveryPositionEquallyOften) {
  constexpr std::size_t kCount = 8, kEpochs = 8000;
  std::size_t seen[kCount][kCount] = {};
  for (std::uint64_t epoch = 0; epoch < kEpochs; ++epoch) {
    const auto order = order_of(1, epoch, kCount);
    for (std::size_t i = 0; i < kCount; ++i) ++seen[i][order[i]];
  }
  for (const auto& row : seen)
    for (const std::size_t times : row) EXPECT_NEAR(static_cast<double>(times), 1000, 5 * std::sqrt(1000 * 7 / 8.0));
}

// ---- Batches ----------------------------------------------------------------------------------------------------------------

TEST(BatchLoader, ReturnsEachPhotoPreprocessedOnceAnEpoch) {
  const MemoryPhotos source = memory_photos(10);
  for (const bool ahead : {false, true}) {
    BatchLoader batches = loader(source, {.batch = 4, .drop_last = false, .ahead = ahead});
    EXPECT_EQ(batches.batches_per_epoch(), 3u);
    for (std::uint64_t epoch = 0; epoch < 2; ++epoch) {
      const auto order = order_of(0, epoch, 10);
      std::vector<std::uint32_t> shown;
      for (std::uint64_t batch = 0; batch < 3; ++batch) {
        EXPECT_EQ(batches.position(), (LoaderPosition{epoch, batch}));
        const Seen seen = next(batches);
        ASSERT_EQ(seen.photos.size(), batch < 2 ? 4u : 2u);
        std::vector<float> expected(4 * 12 * 12 * 3);
        for (std::size_t i = 0; i < seen.photos.size(); ++i) {
          to_tensor(*crop_to_input(*source.load(seen.photos[i]), kSmall), kSmall, std::span(expected).subspan(i * 432, 432));
          EXPECT_EQ(seen.labels[i], seen.photos[i] % 3);
        }
        EXPECT_EQ(seen.values, expected) << "and zeros behind the last";
        shown.insert(shown.end(), seen.photos.begin(), seen.photos.end());
      }
      EXPECT_EQ(shown, order);
    }
  }
}

TEST(BatchLoader, KeepsTheOrderAndDropsTheRestIfAsked) {
  const MemoryPhotos source = memory_photos(10);
  BatchLoader batches = loader(source, {.batch = 4, .shuffle = false});
  EXPECT_EQ(batches.batches_per_epoch(), 2u);
  for (int epoch = 0; epoch < 2; ++epoch) {
    EXPECT_EQ(next(batches).photos, (std::vector<std::uint32_t>{0, 1, 2, 3}));
    EXPECT_EQ(next(batches).photos, (std::vector<std::uint32_t>{4, 5, 6, 7}));
  }
}

TEST(BatchLoader, ReducesTheBatchSizeToTheNumberOfPhotos) {
  const MemoryPhotos source = memory_photos(5);
  BatchLoader batches = loader(source, {.batch = 64});
  EXPECT_EQ(batches.batch(), 5u);
  EXPECT_EQ(batches.batches_per_epoch(), 1u);
  EXPECT_EQ(next(batches).photos.size(), 5u);
}

TEST(BatchLoader, ReturnsTheSameBitsWithAnyThreadsAndCache) {
  const MemoryPhotos source = memory_photos(30, {4, 7});
  const ThreadPool one(1);
  const std::vector<Seen> expected = next_of(loader(source, {.batch = 8, .seed = 9, .ahead = false}, kAugmented, one), 12);
  for (const bool ahead : {false, true})
    for (const std::uint64_t cache : {std::uint64_t{0}, std::uint64_t{9000}, std::uint64_t{1} << 30})
      EXPECT_EQ(next_of(loader(source, {.batch = 8, .seed = 9, .cache_bytes = cache, .ahead = ahead}, kAugmented), 12),
                expected)
          << ahead << ' ' << cache;
  EXPECT_NE(next_of(loader(source, {.batch = 8, .seed = 10}, kAugmented), 12), expected);
}

TEST(BatchLoader, AugmentsDifferentlyInEachEpoch) {
  const MemoryPhotos source = memory_photos(6);
  BatchLoader batches = loader(source, {.batch = 6, .shuffle = false}, kAugmented);
  const Seen first = next(batches), second = next(batches);
  EXPECT_EQ(first.photos, second.photos);
  EXPECT_NE(first.values, second.values);
}

TEST(BatchLoader, ResumesFromAnyPosition) {
  const MemoryPhotos source = memory_photos(30, {11});
  for (const bool ahead : {false, true}) {
    const LoaderOptions options{.batch = 8, .seed = 3, .drop_last = false, .ahead = ahead};
    const std::vector<Seen> expected = next_of(loader(source, options, kAugmented), 12);
    BatchLoader batches = loader(source, options, kAugmented);
    for (const std::size_t from : {5u, 0u, 11u, 2u, 3u}) {
      batches.seek({from / 4, from % 4});
      EXPECT_EQ(batches.position(), (LoaderPosition{from / 4, from % 4}));
      for (std::size_t i = from; i < std::min<std::size_t>(from + 3, 12); ++i) EXPECT_EQ(next(batches), expected[i]) << i;
    }
    batches.seek({0, 9});
    EXPECT_EQ(batches.position(), (LoaderPosition{2, 1}));
  }
}

// ---- Photos that do not load
// --------------------------------------------------------------------------------------------------

TEST(BatchLoader, ReplacesDamagedPhotoByAnotherOfItsClass) {
  const MemoryPhotos source = memory_photos(12, {3, 6, 11});
  BatchLoader batches = loader(source, {.batch = 12, .shuffle = false}, kAugmented);
  const Seen seen = next(batches);
  EXPECT_EQ(seen.photos, (std::vector<std::uint32_t>{0, 1, 2, 9, 4, 5, 9, 7, 8, 9, 10, 2}));
  for (std::size_t i = 0; i < 12; ++i) EXPECT_EQ(seen.labels[i], i % 3);
  const auto image = [&](std::size_t i) { return std::vector(&seen.values[i * 432], &seen.values[i * 432] + 432); };
  EXPECT_NE(image(3), image(9)) << "each is augmented in its own way";
  EXPECT_NE(image(3), image(6));
  const auto unreadable = batches.unreadable();
  ASSERT_EQ(unreadable.size(), 3u);
  EXPECT_EQ(unreadable[1].photo, 6u);
  EXPECT_EQ(unreadable[1].name, "photo 6");
  EXPECT_EQ(unreadable[1].reason, "photo 6: is damaged");
  const std::size_t loads = source.loads();
  EXPECT_LE(loads, 12u + 3u) << "a stand-in may be asked for by two threads at once";
  next(batches);
  EXPECT_EQ(source.loads(), loads) << "what is known is not tried again";
}

TEST(BatchLoader, FailsIfNoPhotoOfAClassLoads) {
  const MemoryPhotos source = memory_photos(9, {1, 4, 7});
  for (const bool ahead : {false, true}) {
    BatchLoader batches = loader(source, {.batch = 9, .ahead = ahead});
    for (int attempt = 0; attempt < 2; ++attempt) {
      const auto batch = batches.next();
      ASSERT_FALSE(batch);
      EXPECT_EQ(batch.error().kind, ErrorKind::kInvalidArgument);
      EXPECT_NE(batch.error().message().find("nor can any other photo of the class \"b\""), std::string::npos);
      EXPECT_EQ(batches.position(), LoaderPosition{});
    }
  }
}

// ---- Memory
// -------------------------------------------------------------------------------------------------------------------

TEST(BatchLoader, LoadsAPhotoOnceIfTheCacheHasSpace) {
  const MemoryPhotos source = memory_photos(16);
  next_of(loader(source, {.batch = 4, .ahead = false}), 16);
  EXPECT_EQ(source.loads(), 16u);
  next_of(loader(source, {.batch = 4, .cache_bytes = 0, .ahead = false}), 16);
  EXPECT_EQ(source.loads(), 16u + 64);
  const std::uint64_t room_for_half = 8 * (12 * 12 * 3 + sizeof(Image));
  next_of(loader(source, {.batch = 4, .cache_bytes = room_for_half, .ahead = false}), 16);
  EXPECT_EQ(source.loads(), 16u + 64 + 8 + 4 * 8);
}

TEST(BatchLoader, AllocatesNothingOnceAllPhotosAreCached) {
  const MemoryPhotos source = memory_photos(24, {5});
  for (const bool ahead : {false, true}) {
    BatchLoader batches = loader(source, {.batch = 8, .mixing = {.mixup = 1, .cutmix = 1}, .ahead = ahead}, kAugmented);
    for (int i = 0; i < 6; ++i) next(batches);
    const std::size_t before = testing::allocation_count();
    for (int i = 0; i < 12; ++i) {
      if (!batches.next()) ADD_FAILURE();
    }
    batches.seek(batches.position());  // waits
    EXPECT_EQ(testing::allocation_count() - before, 0u) << ahead;
  }
}

TEST(BatchLoader, ReplacesSomePhotosByOutliers) {
  const MemoryPhotos source = memory_photos(40);
  const LoaderOptions plain{.batch = 40};
  LoaderOptions mixed = plain;
  mixed.outliers = 0.3;
  mixed.outlier_image = gray_image;
  std::vector<std::size_t> replaced;
  for (int epoch = 0; epoch < 5; ++epoch) {
    const Seen with = next_of(loader(source, mixed), epoch + 1).back(),
               without = next_of(loader(source, plain), epoch + 1).back();
    ASSERT_EQ(with.photos, without.photos) << "the order stays";
    const std::size_t size = with.values.size() / 40;
    std::size_t count = 0;
    for (std::size_t i = 0; i < 40; ++i) {
      const bool same = std::equal(with.values.begin() + static_cast<std::ptrdiff_t>(i * size),
                                   with.values.begin() + static_cast<std::ptrdiff_t>((i + 1) * size),
                                   without.values.begin() + static_cast<std::ptrdiff_t>(i * size));
      EXPECT_EQ(same, with.labels[i] != kNoClass);
      if (same) {
        EXPECT_EQ(with.labels[i], without.labels[i]);
      }
      count += same ? 0 : 1;
    }
    replaced.push_back(count);
  }
  const std::size_t all = std::accumulate(replaced.begin(), replaced.end(), std::size_t{0});
  EXPECT_GT(all, 40u);  // 60 are expected, with a deviation of 6.5
  EXPECT_LT(all, 80u);
  EXPECT_EQ(next_of(loader(source, mixed, {}, ThreadPool(1)), 2), next_of(loader(source, mixed), 2)) << "whatever the threads";
}

TEST(BatchLoader, MixesFirstPhotosWithLastPhotos) {
  const MemoryPhotos source = memory_photos(7);
  const LoaderOptions plain{.batch = 7, .outliers = 0.2, .outlier_image = gray_image},
      mixed{.batch = 7, .outliers = 0.2, .outlier_image = gray_image, .mixing = {.mixup = 1, .cutmix = 1}};
  BatchLoader with = loader(source, mixed), without = loader(source, plain);
  for (int epoch = 0; epoch < 5; ++epoch) {
    const Seen whole = next(without);
    const auto batch = with.next();
    ASSERT_TRUE(batch);
    const std::size_t size = whole.values.size() / 7;
    for (std::size_t i = 0; i < 7; ++i) {
      const std::size_t j = 6 - i;
      EXPECT_EQ(batch->labels[i], whole.labels[i]);
      EXPECT_EQ(batch->other_labels[i], whole.labels[j]);
      EXPECT_EQ(batch->shares[i], batch->shares[j]);
      double sum = 0, expected = 0;  // both images together stay what they were
      for (std::size_t at = 0; at < size; ++at) {
        sum += batch->images.values()[i * size + at] + batch->images.values()[j * size + at];
        expected += whole.values[i * size + at] + whole.values[j * size + at];
      }
      EXPECT_NEAR(sum, expected, 1e-2);
    }
    EXPECT_EQ(batch->shares[3], 1.0f) << "the one in the middle";
    EXPECT_LT(*std::ranges::min_element(batch->shares), 1.0f);
  }
  EXPECT_EQ(next_of(loader(source, mixed, {}, ThreadPool(1)), 3), next_of(loader(source, mixed), 3)) << "whatever the threads";
  LoaderOptions ahead = mixed;
  ahead.ahead = true;
  EXPECT_EQ(next_of(loader(source, ahead), 3), next_of(loader(source, mixed), 3));
}

TEST(BatchLoader, MayBeDestroyedWhileItPreparesABatch) {
  const MemoryPhotos source = memory_photos(24);
  for (int i = 0; i < 20; ++i) {
    BatchLoader batches = loader(source, {.batch = 8, .ahead = true}, kAugmented);
    next(batches);
    BatchLoader moved = std::move(batches);
    next(moved);
  }
}

TEST(BatchLoader, RefusesInvalidOptions) {
  const MemoryPhotos source = memory_photos(3), none({"a"}, {});
  const auto error = [](const PhotoSource& from, const Preprocessing& preprocessing, const Augmentation& augmentation,
                        const LoaderOptions& options) {
    const auto result = BatchLoader::create(from, preprocessing, augmentation, options, pool());
    EXPECT_FALSE(result);
    return result ? Error{} : result.error();
  };
  EXPECT_EQ(error(source, kSmall, {}, {.batch = 0}).message(), "batch: must be at least 1");
  EXPECT_EQ(error(source, kSmall, {}, {.outliers = 1}).where, "outliers");
  EXPECT_EQ(error(source, kSmall, {}, {.outliers = 0.5}).where, "outliers");  // of no source
  EXPECT_EQ(error(source, kSmall, {}, {.mixing = {.cutmix = 2}}).where, "cutmix");
  EXPECT_EQ(error(none, kSmall, {}, {}).message(), "photos: there are none");
  EXPECT_EQ(error(source, {.input = 12, .resize = 11}, {}, {}).where, "preprocessing");
  EXPECT_EQ(error(source, kSmall, {.zoom_range = 2}, {}).where, "zoom_range");
}

}  // namespace
}  // namespace alexnet
