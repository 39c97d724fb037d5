// Photos as what the front of a network makes of them that neither learns nor drops: computed once, then read from memory.
// Where all convolutions are frozen and no photo is changed, an epoch is many times faster, and its results are the same but
// for rounding.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "data/batch_loader.h"
#include "nn/training_network.h"
#include "tensor/tensor.h"

namespace alexnet {

// Whether nothing learns before the first dense layer: what is there makes little of a image, and takes most of the time.
[[nodiscard]] bool has_constant_features(const TrainingNetwork& network);
// What a cache of so many photos takes.
[[nodiscard]] std::uint64_t feature_bytes(const TrainingNetwork& network, std::size_t photos);

class FeatureCache : public BatchSource {
 public:
  // The batches of a BatchLoader with the same options and no augmentation, as features. From here on the network begins at
  // constant_steps(). It, `photos` and `pool` live longer than the cache, and the steps before that one keep their weights. The
  // errors of BatchLoader::create.
  [[nodiscard]] static Result<FeatureCache> create(TrainingNetwork& network, const PhotoSource& photos,
                                                   const LoaderOptions& options, const ThreadPool& pool);

  [[nodiscard]] std::size_t batch() const override { return options_.batch; }
  [[nodiscard]] std::size_t batches_per_epoch() const override;
  // The first call goes through all photos, and leaves the network with a batch size of its own.
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
  Tensor features_;                         // [photos][elements]
  std::vector<std::uint32_t> substitutes_;  // [photos] the photo that stands for this one
  std::vector<UnreadablePhoto> unreadable_;
  bool is_filled_ = false;

  LoaderPosition position_;
  std::vector<std::uint32_t> order_;  // of the epoch `order_epoch_`
  std::uint64_t order_epoch_ = UINT64_MAX;
  Tensor images_;  // of one batch
  std::vector<std::uint32_t> labels_, photos_;
};

}  // namespace alexnet
