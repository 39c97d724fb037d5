// The numbers of a foreign chain in our layout; for interop/import_graph.cpp.
#pragma once

#include <vector>

#include "base/error.h"
#include "formats/foreign_network.h"
#include "interop/graph_plan.h"
#include "interop/import_report.h"

namespace alexnet {

// Fills the model's parameters, named after its spec's layers, as the plan says, and the report. model.spec has the weighted
// layers of plan.spec, perhaps by other names.
[[nodiscard]] Status convert_weights(const ForeignNetwork& network, const GraphPlan& plan, Model& model,
                                     std::vector<ImportedTensor>& report);

}  // namespace alexnet
