// Caches the features of photos, the output of the frozen layers at the front of a network: computed once, then read from memory.
// If all convolutions are frozen and there is no augmentation, an epoch is many times faster. Its results are the same except for
// rounding.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "data/batch_loader.h"
#include "nn/training_network.h"
#include "tensor/tensor.h"

namespace alexnet {

// Returns true if no layer before the first dense layer is trained. Those layers take most of the time, and their output is small.
[[nodiscard]] bool has_constant_features(const TrainingNetwork& network);
// Returns the size of a cache of so many photos.
[[nodiscard]] std::uint64_t feature_bytes(const TrainingNetwork& network, std::size_t photos);

class FeatureCache : public BatchSource {
 public:
  // Provides the batches of a BatchLoader with the same options and no augmentation, as features. Makes the network begin at
  // constant_steps(); the weights of the steps before must not change from here on. `network`, `photos` and `pool` must outlive
  // the cache. Errors: those of BatchLoader::create.
  [[nodiscard]] static Result<FeatureCache> create(TrainingNetwork& network, const PhotoSource& photos,
                                                   const LoaderOptions& options, const ThreadPool& pool);

  [[nodiscard]] std::size_t batch() const override { return options_.batch; }
  [[nodiscard]] std::size_t batches_per_epoch() const override;
  // The first call computes the features of all photos and changes the batch size of the network.
  [[nodiscard]] Result<Batch> next() override;
  [[nodiscard]] LoaderPosition position() const override { return position_; }
  void seek(LoaderPosition position) override;
  [[nodiscard]] std::vector<UnreadablePhoto> unreadable() const override { return unreadable_; }

 private:
  FeatureCache(TrainingNetwork& network, const PhotoSource& photos, const LoaderOptions& options, const ThreadPool& pool)
      : network_(&network), source_(&photos), pool_(&pool), options_(options) {}
  [[nodiscard]] Status fill();
  void set_order(std::uint64_t epoch);
  void copy_photo(std::size_t photo, std::size_t index);

  TrainingNetwork* network_;
  const PhotoSource* source_;
  const ThreadPool* pool_;
  LoaderOptions options_;
  Tensor features_;  // [photos][elements]
  std::vector<std::uint32_t>
      substitutes_;  // [photos] the photo whose features are used for this one: another one if this one is unreadable
  std::vector<UnreadablePhoto> unreadable_;
  bool is_filled_ = false;

  LoaderPosition position_;
  std::vector<std::uint32_t> order_;  // of the photos in the epoch `order_epoch_`
  std::uint64_t order_epoch_ = UINT64_MAX;
  Tensor images_;  // of one batch
  std::vector<std::uint32_t> labels_, photos_;
};

}  // namespace alexnet
