// Messages of the reader of Darknet's weights (core/formats/darknet.cpp).
#pragma once

#include "base/error.h"

// clang-format off: one message a row
namespace alexnet::msg {

inline constexpr ErrorMessage kDarknetConfig{ErrorKind::kBadFormat, "darknet_config", "line {line}: a section as [convolutional] or an option as name=value is expected"};
inline constexpr ErrorMessage kDarknetNoNet{ErrorKind::kBadFormat, "darknet_no_net", "the .cfg file does not begin with [net] and its width, height and channels"};
inline constexpr ErrorMessage kDarknetOption{ErrorKind::kBadFormat, "darknet_option", "the option {option} is missing, no number or out of range"};
inline constexpr ErrorMessage kDarknetLayer{ErrorKind::kUnsupported, "darknet_layer", "Darknet's layer [{layer}] is not supported"};
inline constexpr ErrorMessage kDarknetActivation{ErrorKind::kUnsupported, "darknet_activation", "the activation {activation} is not supported"};
inline constexpr ErrorMessage kDarknetSize{ErrorKind::kBadFormat, "darknet_size", "the .cfg file describes {expected} numbers, the .weights file has {found}: they do not belong together"};

}  // namespace alexnet::msg
// clang-format on
