// Which preprocessing a model expects, found by trying the named conventions on labeled photos.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "data/photo_source.h"
#include "model/model.h"

namespace alexnet {

// The answers of a model with one preprocessing.
struct PreprocessingTrial {
  std::string name;  // of the convention (data/preprocessing_change.h); "" for the model's own preprocessing
  Preprocessing preprocessing;
  std::size_t right = 0;   // photos whose most likely class is their label
  std::size_t photos = 0;  // that decoded
  double loss = 0;         // mean cross-entropy
};

struct PreprocessingCheck {
  std::vector<PreprocessingTrial> trials;  // the most photos right first; among equals the lowest loss
  std::size_t lead = 0;                    // photos that the first one has right more than the second
  // Whether the lead is more than chance: above two standard deviations of the photos that only one of the two has right.
  bool is_clear = false;
};

// Evaluates `model` with every named convention, and with its own preprocessing where that is none of them, on the same photos.
// `progress` is called with the number of photos done and of all, over all trials; may be empty. The errors of evaluate().
[[nodiscard]] Result<PreprocessingCheck> check_preprocessing(const Model& model, const PhotoSource& photos,
                                                             const ThreadPool& pool,
                                                             const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace alexnet
