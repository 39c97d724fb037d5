// The published variants of AlexNet. They differ in details that must not be mixed: groups, normalization, padding and
// preprocessing.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "model/spec.h"

namespace alexnet {

struct VariantOptions {
  std::size_t classes = 1000;
  // Multiplies the channels of every hidden layer. The result is rounded to a multiple of 8, and is at least 8.
  double width = 1.0;
  // Multiplies the outputs of the hidden dense layers, which hold most of the weights, in place of `width`.
  std::optional<double> dense_width;
};

// keras        "Implementing AlexNet in TensorFlow 2.0": no groups, no LRN, hidden dense layers 4096-4096-1000; RGB / 255 at 227
// paper        Krizhevsky, Sutskever, Hinton 2012: 2 groups, LRN with k = 2; RGB minus mean at 224, conv1 rounded up
// caffe        BVLC's bvlc_alexnet: 2 groups, LRN with k = 1 before pooling; BGR minus mean at 227
// caffenet     BVLC's bvlc_reference_caffenet: as caffe, but pooling before LRN
// torchvision  "One weird trick" (2014) in torchvision: 64-192-384-256-256, no groups, no LRN; RGB normalized at 224
inline constexpr std::array<std::string_view, 5> kVariants = {"keras", "paper", "caffe", "caffenet", "torchvision"};

// Returns the layers and the preprocessing of a variant. kInvalidArgument for an unknown name, no class or more than 1,000,000,
// or a width outside (0, 16]; the errors of infer_shapes().
[[nodiscard]] Result<ModelSpec> make_spec(std::string_view variant, const VariantOptions& options);

}  // namespace alexnet
