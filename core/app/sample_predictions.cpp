#include "app/sample_predictions.h"

#include <algorithm>

#include "nn/top_k.h"
#include "ops/softmax.h"

namespace alexnet {
namespace {

// Returns the photos of each class, in the order of the source.
std::vector<std::vector<std::size_t>> photos_by_class(const PhotoSource& photos) {
  std::vector<std::vector<std::size_t>> result(photos.classes().size());
  for (std::size_t photo = 0; photo < photos.size(); ++photo) result[photos.label(photo)].push_back(photo);
  std::erase_if(result, [](const std::vector<std::size_t>& of_class) { return of_class.empty(); });
  return result;
}

}  // namespace

Status SamplePredictions::add(const PhotoSource& photos, std::size_t photo, const Image& image,
                              const Preprocessing& preprocessing) {
  const std::size_t size = input_.shape().elements() / kMaxCount;
  TRY(crop_to_tensor(image, preprocessing, {}, input_.values().subspan(samples_.size() * size, size)));
  Sample sample{.label = photos.classes()[photos.label(photo)], .photo = photo};
  TRY_VALUE(sample.image, thumbnail(image, kSampleSide));
  samples_.push_back(std::move(sample));
  return {};
}

Result<SamplePredictions> SamplePredictions::create(const PhotoSource& photos, const Preprocessing& preprocessing) {
  SamplePredictions result;
  TRY_VALUE(result.input_, Tensor::create({kMaxCount, preprocessing.input, preprocessing.input, 3}));
  std::ranges::fill(result.input_.values(), 0.0f);
  const std::vector<std::vector<std::size_t>> classes = photos_by_class(photos);
  const std::size_t turns = classes.empty() ? 0 : (kMaxCount + classes.size() - 1) / classes.size();
  std::vector<bool> is_tried(photos.size());
  for (std::size_t i = 0; i < kMaxCount && turns > 0; ++i) {
    // Few classes take turns. Of many classes, evenly spaced ones get one photo each.
    const auto& of_class = classes[turns > 1 ? i % classes.size() : i * classes.size() / kMaxCount];
    const std::size_t begin = i / classes.size() * of_class.size() / turns;
    for (std::size_t k = 0, before = result.count(); k < of_class.size() && result.count() == before; ++k) {
      const std::size_t photo = of_class[(begin + k) % of_class.size()];
      if (is_tried[photo]) continue;
      is_tried[photo] = true;
      if (const Result<Image> image = photos.load(photo, input_decode_options(preprocessing)))
        TRY(result.add(photos, photo, *image, preprocessing));
    }
  }
  return result;
}

Result<std::span<const Sample>> SamplePredictions::predict(TrainingNetwork& network, const ThreadPool& pool) {
  if (samples_.empty()) return samples_;
  const std::size_t first_step = network.first_step();
  TRY(network.begin_at(0));
  TRY(network.set_batch(count()));
  TRY(network.forward(input_.data(), /*training=*/false, 0));
  const std::size_t classes = network.model().spec.classes;
  TRY_VALUE(Tensor probabilities, Tensor::create({count(), classes}));
  SoftmaxOp softmax;
  TRY(softmax.reshape(count(), classes, pool));
  TRY(softmax.forward(network.logits().data(), probabilities.data(), pool));
  for (std::size_t i = 0; i < count(); ++i) {
    const Prediction best = top_k(probabilities.values().subspan(i * classes, classes), 1).front();
    samples_[i].predicted = class_name(network.model(), best.index);
    samples_[i].probability = best.probability;
  }
  TRY(network.begin_at(first_step));
  return samples_;
}

Result<Image> SamplePredictions::draw_samples(TrainingNetwork& network, const ThreadPool& pool) {
  CHECK(count() > 0);
  TRY_VALUE(const std::span<const Sample> samples, predict(network, pool));
  return draw_sample_grid(samples);
}

}  // namespace alexnet
