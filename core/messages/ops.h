// The error messages of ops/.
#pragma once

#include "base/error.h"

namespace alexnet::msg {

inline constexpr ErrorMessage kConv2dGradientPadding{ErrorKind::kUnsupported, "conv2d_gradient_padding",
                                                     "has no gradient with a padding of {padding} and a kernel of {kernel}: "
                                                     "the padding must be smaller than the kernel"};
// `where` is the XNNPACK function; the kind depends on the status.
inline constexpr ErrorMessage kXnnpackFailed{ErrorKind::kInternal, "xnnpack_failed", "XNNPACK reports: {status}"};

}  // namespace alexnet::msg
