// The AlexNets, side by side. Their differences are small and never to be mixed: groups, normalization, padding, preprocessing.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "model/spec.h"

namespace alexnet {

struct VariantOptions {
  std::size_t classes = 1000;
  double width = 1.0;                 // multiplies every hidden layer; channels are rounded to a multiple of 8, at least 8
  std::optional<double> dense_width;  // multiplies the hidden dense layers instead, which hold most of the weights
};

// keras        "Implementing AlexNet in TensorFlow 2.0": one tower, no LRN, 4096-4096-1000 ReLU, then the class layer; RGB /
// 255 at 227 paper        Krizhevsky, Sutskever, Hinton 2012: two towers, LRN k = 2 across all maps, 224 with conv1 rounded up;
// RGB minus mean caffe        BVLC's bvlc_alexnet: two towers, LRN k = 1 before pooling; BGR minus mean at 227 caffenet BVLC's
// bvlc_reference_caffenet: as caffe, but pooling before LRN torchvision  "One weird trick" (2014) as torchvision has it:
// 64-192-384-256-256, no groups, no LRN; RGB normalized at 224
inline constexpr std::array<std::string_view, 5> kVariants = {"keras", "paper", "caffe", "caffenet", "torchvision"};

// kInvalidArgument for an unknown name (which lists the known ones), no class, or widths outside (0, 16].
[[nodiscard]] Result<ModelSpec> make_spec(std::string_view variant, const VariantOptions& options);

}  // namespace alexnet
