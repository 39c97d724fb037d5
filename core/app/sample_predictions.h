// The predictions of a network for a few photos, the same ones throughout a training run.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "data/photo_source.h"
#include "data/preprocess.h"
#include "nn/training_network.h"
#include "render/sample_grid.h"
#include "tensor/tensor.h"

namespace alexnet {

class SamplePredictions {
 public:
  static constexpr std::size_t kMaxCount = 8;  // two rows

  // Loads up to kMaxCount photos, evenly spread over the classes and over the photos of each class. An unreadable photo is replaced
  // by the next one of its class. It is no error if there is none at all. Errors: kOutOfMemory.
  [[nodiscard]] static Result<SamplePredictions> create(const PhotoSource& photos, const Preprocessing& preprocessing);

  [[nodiscard]] std::size_t count() const { return samples_.size(); }
  // Returns the predictions of the network, valid until the next call. Sets the batch size of the network to count().
  [[nodiscard]] Result<std::span<const Sample>> predict(TrainingNetwork& network, const ThreadPool& pool);
  // Returns the same as an image. Requires count() > 0.
  [[nodiscard]] Result<Image> draw_samples(TrainingNetwork& network, const ThreadPool& pool);

 private:
  [[nodiscard]] Status add(const PhotoSource& photos, std::size_t photo, const Image& image,
                           const Preprocessing& preprocessing);

  std::vector<Sample> samples_;
  Tensor input_;  // [kMaxCount][y][x][c]: the network inputs
};

}  // namespace alexnet
