// The initialization of XNNPACK and the ownership of its operators. The source files of ops/ call its other functions (create,
// reshape, setup, run) themselves.
#pragma once

#include <memory>

#include "base/error.h"

struct xnn_operator;

namespace alexnet {

struct DeleteXnnOperator {
  void operator()(xnn_operator* op) const;
};
// Owns an operator of XNNPACK.
using XnnOperator = std::unique_ptr<xnn_operator, DeleteXnnOperator>;

// Initializes XNNPACK with our allocator (base/memory.h). May be called any number of times, from any thread. kUnsupported if
// XNNPACK does not support the processor.
[[nodiscard]] Status start_xnnpack();

}  // namespace alexnet
