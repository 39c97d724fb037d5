// Imports another program's network (formats/foreign_network.h): recognizes the AlexNet variant, if it is one, and converts the
// weights. Other networks of supported layers become `custom` models.
#pragma once

#include "base/error.h"
#include "formats/foreign_network.h"
#include "interop/import_report.h"

namespace alexnet {

// A network is a variant if its layers are equal, apart from dropout, averages over single values, rounding rules that make no
// difference, and a missing softmax; names do not matter. The preprocessing is that of the variant, at the file's input size.
// For an unknown network it is RGB / 255, unless the file has a rescaling layer or metadata that this program wrote (which also
// hold labels and calibration). If the file does not fix the input size, it is 227 or, if the layers do not fit that, 224.
// The labels are those of the options, or else those of the file. kUnsupported, with the layer's name, for a layer that is not
// supported; kWrongShape for tensors that do not fit, for a file without an architecture whose weights fit no variant or
// several, and if options.variant differs from the file's variant; kBadFormat for weights that are not finite.
[[nodiscard]] Result<ImportedModel> import_graph(const ForeignNetwork& network, const ImportOptions& options);

}  // namespace alexnet
