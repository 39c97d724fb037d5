// Photos to batches of numbers: a shuffled order for each epoch, augmentation, decoded photos kept in memory, and a position
// that can be saved. Every batch is a function of (photos, options, position): not of threads, nor of what was asked for
// before.
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
#include "data/image.h"
#include "data/mix.h"
#include "data/photo_source.h"
#include "data/preprocess.h"

namespace alexnet {

// Returns an image of side x side pixels that belongs to no class, as a pure function of its arguments; for example
// synthetic_outlier() of synthetic/outlier.h.
using OutlierSource = Image (*)(std::size_t side, std::uint64_t seed, std::uint64_t number);

struct LoaderOptions {
  std::size_t batch = 32;  // at most all photos
  std::uint64_t seed = 0;
  bool shuffle = true;
  bool drop_last = true;                  // leaves out, in each epoch, the photos that do not fill a batch
  std::uint64_t cache_bytes = 1 << 30;    // of decoded photos, at the size that is needed; the others load each time
  double outliers = 0;                    // probability that a photo is replaced by an outlier image, in [0, 1)
  OutlierSource outlier_image = nullptr;  // required if outliers > 0
  Mixing mixing;                          // of the first photo of a batch with the last, the second with the one before, …
  // Whether a thread of its own prepares the next batch while this one is used. By default where a core is free beside the
  // pool's: on two cores, both of them the pool's, a batch of 32 costs 10 ms when the pool prepares it and 17 when a third
  // thread does.
  std::optional<bool> ahead;
};

// The photos 0 … order.size() - 1 in the order of an epoch (Fisher and Yates).
void epoch_order(std::uint64_t seed, std::uint64_t epoch, std::span<std::uint32_t> order);

// One thread at a time. Once all photos are in the cache nothing is allocated, random_resized_crop apart.
class BatchLoader : public BatchSource {
 public:
  // `photos` and `pool` live longer than the loader. kInvalidArgument (no photos, a batch of none, a chance out of range,
  // options that check() or the preprocessing refuses), kOutOfMemory.
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
