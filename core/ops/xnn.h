// XNNPACK's start-up and the life of its operators. Its calls (create, reshape, setup, run) stand in the ops' own sources.
#pragma once

#include <memory>

#include "base/error.h"

struct xnn_operator;

namespace alexnet {

struct DeleteXnnOperator {
  void operator()(xnn_operator* op) const;
};
using XnnOperator = std::unique_ptr<xnn_operator, DeleteXnnOperator>;

// Readies XNNPACK, with our memory (base/memory.h) under it. May be called any number of times, from any thread.
[[nodiscard]] Status start_xnnpack();

}  // namespace alexnet
