// The error messages of tensor/.
#pragma once

#include "base/error.h"

namespace alexnet::msg {

inline constexpr ErrorMessage kTensorTooLarge{ErrorKind::kOutOfMemory, "tensor_too_large",
                                              "has more bytes than this machine can address"};
inline constexpr ErrorMessage kTensorOutOfMemory{ErrorKind::kOutOfMemory, "tensor_out_of_memory",
                                                 "no memory for {bytes} bytes"};

}  // namespace alexnet::msg
