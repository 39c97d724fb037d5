// A model that was read from another program's file, with a report of how.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "data/preprocessing_change.h"
#include "formats/companion_files.h"
#include "model/model.h"

namespace alexnet {

// A tensor of the file, a parameter of the model, or both.
struct ImportedTensor {
  std::string tensor;              // the name in the file; empty for a parameter that the file does not have (ones or zeros)
  std::string parameter;           // the name in the model; empty for a tensor that no parameter corresponds to
  std::vector<std::size_t> shape;  // in the file
  Notice how;                      // how the values were converted
};

struct ImportedModel {
  Model model;
  std::vector<ImportedTensor> report;  // all parameters in the order of the model, followed by the unused tensors
  std::vector<Notice> notes;           // the variant, the preprocessing and the labels, each with the reason for its choice
  bool is_gray = false;                // the original reads photos of one channel (interop/gray_input.h)
  bool is_of_pytorch = false;          // weights in PyTorch's layout, or a variant that PyTorch exported
};

struct ImportOptions {
  std::string variant;                  // empty: recognized from the file
  std::vector<std::string> labels;      // empty: those of the file, if it has any
  CompanionFiles companions{};          // where the other files are that the model file names
  PreprocessingChange preprocessing{};  // of what the file says, or of what is usual for its kind
};

}  // namespace alexnet
