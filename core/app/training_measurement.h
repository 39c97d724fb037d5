// Measures how fast a network trains on this machine, before the first step. Neither weights nor optimizer state change.
#pragma once

#include <cstddef>

#include "base/error.h"
#include "nn/training_network.h"

namespace alexnet {

// Returns the seconds of one forward and backward pass on a batch of blank images, once the memory is warm.
[[nodiscard]] Result<double> measure_batch(TrainingNetwork& network, std::size_t batch);

// Returns the seconds per photo of the layers before network.first_step(), measured on a batch of blank images.
[[nodiscard]] Result<double> measure_frozen_layers(TrainingNetwork& network, std::size_t batch);

}  // namespace alexnet
