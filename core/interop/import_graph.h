// A foreign network (formats/foreign_network.h) as a model of ours: which of the AlexNets it is, if any, and its weights in our
// layout. Chains that are none of them but use their layers become a `custom` spec.
#pragma once

#include "base/error.h"
#include "formats/foreign_network.h"
#include "interop/import_report.h"

namespace alexnet {

// A chain equals a variant when its layers do, apart from dropout, averages over windows of one value, roundings that make no
// difference, and a missing softmax; names do not matter. Its preprocessing is that of the variant, at the file's input size;
// that of an unknown network is RGB / 255, if the file does not say otherwise (a rescaling layer, or metadata that this program
// wrote, labels and calibration with it). A file that leaves the input size open gets 224 or 227, whichever its layers fit.
// Labels are the options', else the file's. kUnsupported with the layer's name where a chain cannot run; kWrongShape for
// tensors that do not fit, for a file without an architecture whose weights fit no variant or several, and where `variant` is
// another than the file's; kBadFormat for weights that are no numbers.
[[nodiscard]] Result<ImportedModel> import_graph(const ForeignNetwork& network, const ImportOptions& options);

}  // namespace alexnet
