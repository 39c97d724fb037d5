// Converts the weights of another program's network to this program's layout.
#pragma once

#include <vector>

#include "base/error.h"
#include "formats/foreign_network.h"
#include "interop/graph_plan.h"
#include "interop/import_report.h"

namespace alexnet {

// Adds the parameters of `model`, named after the layers of its spec, and the report of their conversion. Requires: model.spec
// has the weighted layers of plan.spec, possibly by other names. kWrongShape for a missing tensor, kBadFormat for values that
// are not finite; errors name the tensor.
[[nodiscard]] Status convert_weights(const ForeignNetwork& network, const GraphPlan& plan, Model& model,
                                     std::vector<ImportedTensor>& report);

}  // namespace alexnet
