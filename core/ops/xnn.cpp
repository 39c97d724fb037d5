#include "ops/xnn.h"

#include <cstring>

#include "base/memory.h"
#include "messages/ops.h"
#include "ops/xnn_call.h"

namespace alexnet {
namespace {

void* allocate(void*, std::size_t size) { return allocate_memory(size); }

void* reallocate(void*, void* block, std::size_t size) {
  void* grown = allocate_memory(size);
  if (grown == nullptr || block == nullptr) return grown;
  std::memcpy(grown, block, std::min(size, memory_size(block)));
  free_memory(block);
  return grown;
}

void deallocate(void*, void* block) { free_memory(block); }

// allocate_memory() aligns to kMemoryAlignment, the largest alignment that XNNPACK requests.
void* aligned_allocate(void*, std::size_t alignment, std::size_t size) {
  return alignment <= kMemoryAlignment ? allocate_memory(size) : nullptr;
}

constexpr xnn_allocator kAllocator = {nullptr, allocate, reallocate, deallocate, aligned_allocate, deallocate};

const char* to_string(xnn_status status) {
  switch (status) {
    case xnn_status_success:
      return "success";
    case xnn_status_uninitialized:
      return "uninitialized";
    case xnn_status_invalid_parameter:
      return "invalid parameter";
    case xnn_status_invalid_state:
      return "invalid state";
    case xnn_status_unsupported_parameter:
      return "unsupported parameter";
    case xnn_status_unsupported_hardware:
      return "unsupported hardware";
    case xnn_status_out_of_memory:
      return "out of memory";
    default:
      return "unknown status";
  }
}

}  // namespace

void DeleteXnnOperator::operator()(xnn_operator* op) const { xnn_delete_operator(op); }

Status start_xnnpack() { return xnn_result(xnn_initialize(&kAllocator), "xnn_initialize"); }

Status xnn_result(xnn_status status, const char* call) {
  if (status == xnn_status_success) return {};
  const ErrorKind kind = status == xnn_status_out_of_memory          ? ErrorKind::kOutOfMemory
                         : status == xnn_status_unsupported_hardware ? ErrorKind::kUnsupported
                                                                     : ErrorKind::kInternal;
  return fail_as<msg::kXnnpackFailed>(kind, call, to_string(status));
}

Status run_xnn(const XnnOperator& op, const ThreadPool& pool) {
  return xnn_result(xnn_run_operator(op.get(), pool.native()), "xnn_run_operator");
}

}  // namespace alexnet
