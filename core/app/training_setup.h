// The start of a training run: photos, initial weights, and an estimate of the memory.
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

// Opens settings.data; finds photos that look the same with `pool` if the settings ask for it. Errors: those of open_photo_sets; kInvalidArgument if it is empty.
[[nodiscard]] Result<PhotoSets> open_photos(const TrainingSettings& settings, const ThreadPool& pool);

// Identifies the photos of a run: "TRAINING VALIDATION HASH" with the numbers of photos and a hash of their names and labels, in order.
// The contents of the files do not count.
[[nodiscard]] std::string photo_set_id(const PhotoSets& photos);

// Returns a model with random weights, of which those are replaced that match a tensor of `base`, or of settings.init_file without a
// base; `loaded` lists them, and `photo_record` is the text of the record of that model (model/photo_record.h). kWrongShape if none
// matches.
[[nodiscard]] Result<Model> initial_model(const TrainingSettings& settings, const ModelSpec& spec, const Model* base,
                                          Initialization how, const ThreadPool& pool, std::vector<LoadedTensor>& loaded,
                                          std::string& photo_record);

// Estimates the memory of a run in bytes: weights, gradients and the state of the optimizer; activations and their gradients, two
// batches, and decoded photos.
[[nodiscard]] Result<std::uint64_t> memory_needed(const ModelSpec& spec, const TrainingSettings& settings, std::size_t batch,
                                                  std::size_t photos);

}  // namespace alexnet
