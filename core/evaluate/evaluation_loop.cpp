#include "evaluate/evaluation_loop.h"

#include <vector>

namespace alexnet {

Status evaluate(const EvaluationEngine& engine, Metrics& metrics) {
  for (std::size_t i = 0; i < engine.batches; ++i) {
    TRY_VALUE(const std::span<const ScoredImage> images, engine.run(i));
    for (const ScoredImage& image : images) {
      if (engine.kind == EvaluationEngine::Scores::kLogits) {
        metrics.add_logits(image.photo, image.label, image.scores);
      } else {
        metrics.add_probabilities(image.photo, image.label, image.scores);
      }
    }
    if (engine.continues && !engine.continues(i + 1)) break;
  }
  return {};
}

Status evaluate(TrainingNetwork& network, BatchSource& source, Metrics& metrics) {
  source.seek({});
  const std::size_t classes = network.model().spec.classes;
  std::vector<ScoredImage> images;
  const auto run = [&](std::size_t) -> Result<std::span<const ScoredImage>> {
    TRY_VALUE(const Batch batch, source.next());
    TRY(network.set_batch(batch.images.shape[0]));
    TRY(network.forward(batch.images.data, /*training=*/false, 0));
    images.clear();
    for (std::size_t n = 0; n < batch.count; ++n)
      images.push_back({batch.photos[n], batch.labels[n], network.logits().subspan(n * classes, classes)});
    return images;
  };
  return evaluate({.kind = EvaluationEngine::Scores::kLogits, .batches = source.batches_per_epoch(), .run = run}, metrics);
}

}  // namespace alexnet
