#include "train/feature_cache.h"

#include <algorithm>
#include <numeric>
#include <variant>

#include "messages/train.h"

namespace alexnet {
namespace {

std::size_t feature_count(const TrainingNetwork& network) { return network.steps()[network.constant_steps()].input.elements(); }

}  // namespace

bool has_constant_features(const TrainingNetwork& network) {
  const std::size_t constant = network.constant_steps();
  const auto may_learn = [&](const Step& step) {
    const Operation& operation = network.model().spec.layers[step.first].operation;
    return !std::holds_alternative<Dense>(operation) && !std::holds_alternative<Dropout>(operation);
  };
  return constant > 0 && std::ranges::none_of(network.steps().subspan(constant), may_learn);
}

std::uint64_t feature_bytes(const TrainingNetwork& network, std::size_t photos) {
  return std::uint64_t{photos} * feature_count(network) * sizeof(float);
}

Result<FeatureCache> FeatureCache::create(TrainingNetwork& network, const PhotoSource& photos, const LoaderOptions& options,
                                          const ThreadPool& pool) {
  if (options.batch == 0) return fail<msg::kFeatureBatchZero>("batch");
  if (photos.size() == 0) return fail<msg::kFeaturePhotosMissing>("photos");
  if (feature_bytes(network, photos.size()) > SIZE_MAX) return fail<msg::kFeaturesTooLarge>("features");
  FeatureCache cache(network, photos, options, pool);
  cache.options_.batch = std::min(options.batch, photos.size());
  TRY_VALUE(cache.features_, Tensor::create({photos.size(), feature_count(network)}));
  TRY_VALUE(cache.images_, Tensor::create({cache.options_.batch, feature_count(network)}));
  cache.substitutes_.resize(photos.size());
  cache.order_.resize(photos.size());
  cache.labels_.resize(cache.options_.batch);
  cache.photos_.resize(cache.options_.batch);
  TRY(network.begin_at(network.constant_steps()));
  return cache;
}

std::size_t FeatureCache::batches_per_epoch() const {
  return (order_.size() + (options_.drop_last ? 0 : options_.batch - 1)) / options_.batch;
}

// Computes the features in the order of the source, which is independent of the order of the batches.
Status FeatureCache::fill() {
  const Preprocessing& preprocessing = network_->model().spec.preprocessing;
  const LoaderOptions once = {.batch = options_.batch, .shuffle = false, .drop_last = false, .cache_bytes = 0, .ahead = false};
  TRY_VALUE(BatchLoader loader, BatchLoader::create(*source_, preprocessing, {}, once, *pool_));
  const std::size_t constant = network_->constant_steps(), size = feature_count(*network_);
  TRY(network_->begin_at(0));
  TRY(network_->set_batch(options_.batch));
  for (std::size_t begin = 0; begin < order_.size(); begin += options_.batch) {
    TRY_VALUE(const Batch batch, loader.next());
    TRY(network_->forward(batch.images.data, /*training=*/false, 0));
    std::ranges::copy(network_->output(constant - 1).first(batch.count * size), features_.data() + begin * size);
    std::ranges::copy(batch.photos, substitutes_.begin() + static_cast<std::ptrdiff_t>(begin));
  }
  unreadable_ = loader.unreadable();
  is_filled_ = true;
  return network_->begin_at(constant);
}

void FeatureCache::copy_photo(std::size_t photo, std::size_t index) {
  const std::size_t size = features_.shape()[1];
  std::ranges::copy(features_.values().subspan(photo * size, size), images_.data() + index * size);
  photos_[index] = substitutes_[photo];
  labels_[index] = static_cast<std::uint32_t>(source_->label(photo));
}

void FeatureCache::set_order(std::uint64_t epoch) {
  if (order_epoch_ == epoch) return;
  order_epoch_ = epoch;
  if (options_.shuffle) {
    epoch_order(options_.seed, epoch, order_);
  } else {
    std::iota(order_.begin(), order_.end(), 0);
  }
}

Result<Batch> FeatureCache::next() {
  if (!is_filled_) TRY(fill());
  set_order(position_.epoch);
  const std::size_t begin = static_cast<std::size_t>(position_.batch) * options_.batch;
  const std::size_t count = std::min(options_.batch, order_.size() - begin);
  for (std::size_t i = 0; i < count; ++i) copy_photo(order_[begin + i], i);
  std::ranges::fill(images_.values().subspan(count * features_.shape()[1]), 0.0f);
  seek({position_.epoch, position_.batch + 1});
  return Batch{.images = images_.view(),
               .labels = std::span(labels_).first(count),
               .photos = std::span(photos_).first(count),
               .count = count};
}

void FeatureCache::seek(LoaderPosition position) {
  position_ = {position.epoch + position.batch / batches_per_epoch(), position.batch % batches_per_epoch()};
}

}  // namespace alexnet
