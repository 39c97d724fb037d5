// For the sources of this folder alone: XNNPACK's own header, and its statuses as ours.
#pragma once

#include <xnnpack.h>

#include "base/thread_pool.h"
#include "ops/xnn.h"

namespace alexnet {

// `call` names the function, for the message.
[[nodiscard]] Status xnn_result(xnn_status status, const char* call);

// Creates an operator: create(op_out) calls xnn_create_….
template <typename Create>
[[nodiscard]] Result<XnnOperator> create_xnn(const char* call, const Create& create) {
  TRY(start_xnnpack());
  xnn_operator_t op = nullptr;
  TRY(xnn_result(create(&op), call));
  return XnnOperator(op);
}

[[nodiscard]] Status run_xnn(const XnnOperator& op, const ThreadPool& pool);

}  // namespace alexnet
