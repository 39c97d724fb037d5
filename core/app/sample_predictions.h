// A few photos that are watched through a training run: the same ones in every epoch, with what the network says of them.
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

  // Loads up to kMaxCount photos, evenly spread over the classes, and within a class over its photos; in the place of one that does
  // not load comes the next of its class. None at all is no error. kOutOfMemory.
  [[nodiscard]] static Result<SamplePredictions> create(const PhotoSource& photos, const Preprocessing& preprocessing);

  [[nodiscard]] std::size_t count() const { return samples_.size(); }
  // What the network as it is now says of them; its batch size is count() afterwards. Valid until the next call.
  [[nodiscard]] Result<std::span<const Sample>> predict(TrainingNetwork& network, const ThreadPool& pool);
  // The same as a picture; at least one photo.
  [[nodiscard]] Result<Image> draw_samples(TrainingNetwork& network, const ThreadPool& pool);

 private:
  [[nodiscard]] Status add(const PhotoSource& photos, std::size_t photo, const Image& image,
                           const Preprocessing& preprocessing);

  std::vector<Sample> samples_;
  Tensor input_;  // [kMaxCount][y][x][c], as the network takes them
};

}  // namespace alexnet
