// Calls of XNNPACK, for the source files of ops/ only: this header includes xnnpack.h.
#pragma once

#include <xnnpack.h>

#include "base/thread_pool.h"
#include "ops/xnn.h"

namespace alexnet {

// Converts a status of XNNPACK to ours. `call` is the name of the function that returned it.
[[nodiscard]] Status xnn_result(xnn_status status, const char* call);

// Creates an operator: create(op_out) calls the xnn_create_… function named `call`.
template <typename Create>
[[nodiscard]] Result<XnnOperator> create_xnn(const char* call, const Create& create) {
  TRY(start_xnnpack());
  xnn_operator_t op = nullptr;
  TRY(xnn_result(create(&op), call));
  return XnnOperator(op);
}

// Runs an operator that has been set up.
[[nodiscard]] Status run_xnn(const XnnOperator& op, const ThreadPool& pool);

}  // namespace alexnet
