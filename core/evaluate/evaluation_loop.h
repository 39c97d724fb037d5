// The loop that every evaluation shares: validation during training, and the evaluation of a model (evaluate/evaluate.h). An
// engine computes the scores of one batch after another; the loop adds them to the metrics.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "base/error.h"
#include "data/batch_source.h"
#include "nn/training_network.h"
#include "train/metrics.h"

namespace alexnet {

// The scores of one image of a batch.
struct ScoredImage {
  std::size_t photo = 0;          // index in the source
  std::size_t label = 0;          // a class of the network
  std::span<const float> scores;  // one per class
};

// A network with the images that it is evaluated on.
struct EvaluationEngine {
  enum class Scores { kLogits, kProbabilities };

  Scores kind = Scores::kLogits;
  std::size_t batches = 0;
  // Runs the forward pass of batch `index`, in ascending order of `index`. The result is valid until the next call.
  std::function<Result<std::span<const ScoredImage>>(std::size_t index)> run;
  // Called after each batch; returns false to leave out the rest. May be empty.
  std::function<bool(std::size_t batches_done)> continues;
};

// Adds the scores of every image of the engine to `metrics`, in order. Returns the first error of the engine.
[[nodiscard]] Status evaluate(const EvaluationEngine& engine, Metrics& metrics);

// Adds the logits of every image of one epoch of `source`, a last batch that is not full included, to `metrics`. Every image
// has a class. `source` starts from its beginning; the batch size of `network` changes.
[[nodiscard]] Status evaluate(TrainingNetwork& network, BatchSource& source, Metrics& metrics);

}  // namespace alexnet
