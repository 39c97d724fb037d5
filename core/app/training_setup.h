// What a training run begins with: photos, first weights, and how much memory that will take.
#pragma once

#include <cstdint>
#include <vector>

#include "app/photo_sets.h"
#include "app/training_settings.h"
#include "base/error.h"
#include "base/thread_pool.h"
#include "interop/partial_load.h"
#include "model/init.h"
#include "model/model.h"

namespace alexnet {

// The errors of open_photo_sets, and kInvalidArgument where the settings name no photos.
[[nodiscard]] Result<PhotoSets> open_photos(const TrainingSettings& settings);

// Fresh weights, and in their place those of `base`, or without one of settings.init_file, that fit: `loaded` says which.
// kWrongShape where none does.
[[nodiscard]] Result<Model> initial_model(const TrainingSettings& settings, const ModelSpec& spec, const Model* base,
                                          Initialization how, const ThreadPool& pool, std::vector<LoadedTensor>& loaded);

// About what the run will take, in bytes: weights, gradients and the optimizer's blocks; activations, their gradients, two
// batches, decoded photos.
[[nodiscard]] Result<std::uint64_t> memory_needed(const ModelSpec& spec, const TrainingSettings& settings, std::size_t batch,
                                                  std::size_t photos);

}  // namespace alexnet
