// Turns photos into batches: shuffles them in each epoch, augments them, caches decoded photos in memory, and has a position
// that can be saved and restored. Every batch is a pure function of (photos, options, position): it does not depend on the
// number of threads or on earlier batches.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "data/augmentation.h"
#include "data/batch_source.h"
#include "data/mix.h"
#include "data/photo_source.h"
#include "data/preprocess.h"
#include "image/image.h"

namespace alexnet {

// Returns an image of side x side pixels that belongs to no class, as a pure function of its arguments; for example
// synthetic_outlier() of synthetic/outlier.h.
using OutlierSource = Image (*)(std::size_t side, std::uint64_t seed, std::uint64_t number);

struct LoaderOptions {
  std::size_t batch = 32;  // photos in a batch; reduced to the number of photos if that is less
  std::uint64_t seed = 0;
  bool shuffle = true;
  bool drop_last = true;                  // skips, in each epoch, the last photos if they do not fill a batch
  std::uint64_t cache_bytes = 1 << 30;    // limit of the cache of prepared photos; the others are decoded every time
  double outliers = 0;                    // probability that a photo is replaced by an outlier image, in [0, 1)
  OutlierSource outlier_image = nullptr;  // required if outliers > 0
  Mixing mixing;                          // photo i of a batch is mixed with photo count - 1 - i
  // Whether a background thread prepares the next batch while this one is used. The default is yes if there are more cores than
  // threads of the pool. With two cores and a pool of two threads, a batch of 32 takes 10 ms on the pool and 17 ms on a third
  // thread.
  std::optional<bool> ahead;
};

// Writes a permutation of 0 … order.size() - 1, the order of the photos in an epoch, to `order` (Fisher-Yates shuffle).
void epoch_order(std::uint64_t seed, std::uint64_t epoch, std::span<std::uint32_t> order);

// Not thread-safe. Allocates no memory once all photos are in the cache, except with random_resized_crop.
class BatchLoader : public BatchSource {
 public:
  // Requires that `photos` and `pool` outlive the loader. Errors: kInvalidArgument (no photos, a batch size of 0, a probability
  // out of range, options that check() refuses, an impossible crop) and kOutOfMemory.
  [[nodiscard]] static Result<BatchLoader> create(const PhotoSource& photos, const Preprocessing& preprocessing,
                                                  const Augmentation& augmentation, const LoaderOptions& options,
                                                  const ThreadPool& pool);
  BatchLoader(BatchLoader&&) noexcept;
  BatchLoader& operator=(BatchLoader&&) noexcept;
  ~BatchLoader() override;

  [[nodiscard]] std::size_t batch() const override;
  [[nodiscard]] std::size_t batches_per_epoch() const override;
  [[nodiscard]] Result<Batch> next() override;
  [[nodiscard]] LoaderPosition position() const override;
  void seek(LoaderPosition position) override;
  [[nodiscard]] std::vector<UnreadablePhoto> unreadable() const override;

 private:
  struct State;
  explicit BatchLoader(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace alexnet
