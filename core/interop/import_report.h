// A model that another program's file became, and what was done to get there.
#pragma once

#include <string>
#include <vector>

#include "model/model.h"

namespace alexnet {

// What became of one tensor of the file.
struct ImportedTensor {
  std::string tensor;              // the file's name
  std::string parameter;           // ours; empty for a tensor that no layer uses
  std::vector<std::size_t> shape;  // the file's
  std::string how;                 // `[y][x][in][out] turned to [out][y][x][in]`, `as it is`, `unused`
};

struct ImportedModel {
  Model model;
  std::vector<ImportedTensor> report;  // every parameter in the model's order, then unused tensors
  std::vector<std::string> notes;      // which variant and why, which preprocessing goes with it
};

struct ImportOptions {
  std::string variant;              // empty: recognized
  std::vector<std::string> labels;  // empty: the file's, if it has any
};

}  // namespace alexnet
