// A foreign network (formats/foreign_network.h) as a model of ours: which of the AlexNets it is, if any, and its weights in our
// layout. Chains that are none of them but use their layers become a `custom` spec.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "formats/foreign_network.h"
#include "nn/model.h"

namespace alexnet {

// What became of one tensor of the file, or where a parameter without a tensor came from.
struct ImportedTensor {
  std::string tensor;              // the file's name; empty where a parameter has none there
  std::string parameter;           // ours; empty for a tensor that no layer uses
  std::vector<std::size_t> shape;  // the file's
  std::string how;                 // `[y][x][in][out] turned to [out][y][x][in]`, `as it is`, `zeros`, `unused`
};

struct ImportedChain {
  Model model;
  std::vector<ImportedTensor> report;  // every parameter in the model's order, then what was folded, then unused tensors
  std::vector<std::string> notes;      // which variant and why, which preprocessing and why, what was left out or folded
};

struct ChainImportOptions {
  std::string variant;  // empty: recognized
};

// A chain equals a variant when its layers do, apart from dropout, averages over windows of one value, roundings that make no
// difference, and a missing softmax; names do not matter. Its preprocessing is that of the variant, at the file's input size;
// that of an unknown network is RGB / 255, if the file does not say otherwise (a rescaling layer, or metadata `preprocessing`
// and `labels` that this program wrote). A file that leaves the input size open gets 224 or 227, whichever its layers fit.
// kUnsupported with the layer's name where a chain cannot run; kWrongShape for tensors that do not fit, for a file without an
// architecture whose weights fit no variant or several, and where `variant` is another than the file's; kBadFormat for weights
// that are no numbers.
[[nodiscard]] Result<ImportedChain> import_chain(const ForeignNetwork& network, const ChainImportOptions& options);

}  // namespace alexnet
