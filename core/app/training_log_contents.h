// What TensorBoard shows of a run besides numbers and images: the settings and the graph of the model.
#pragma once

#include <vector>

#include "app/training_settings.h"
#include "base/error.h"
#include "model/spec.h"
#include "train/event_log.h"

namespace alexnet {

// Returns the settings of the network, of the optimization and of the augmentation by their names in training_options_json(). Left
// out are those of the photos, options of augmentation that are switched off, and texts and lists that are empty.
[[nodiscard]] std::vector<Hyperparameter> hyperparameters_of(const TrainingSettings& settings);

// Returns a node for the images, for each layer, and for each of its parameters (`conv1/weight`, an input of `conv1/convolution`).
// Errors: those of infer_shapes().
[[nodiscard]] Result<std::vector<GraphNode>> graph_of(const ModelSpec& spec);

}  // namespace alexnet
