// The error messages of explain/. `where` is the name of a layer or of an option.
#pragma once

#include "base/error.h"

namespace alexnet::msg {

inline constexpr ErrorMessage kTargetUnit{ErrorKind::kInvalidArgument, "target_unit",
                                          "its units are 0 to {last}, there is no {unit}"};
inline constexpr ErrorMessage kTargetPosition{ErrorKind::kInvalidArgument, "target_position",
                                              "its maps have {width} x {height} values, there is no ({x}, {y})"};
inline constexpr ErrorMessage kGradCamNeedsMaps{ErrorKind::kInvalidArgument, "grad_cam_needs_maps",
                                                "Grad-CAM needs a layer with maps, this one has the shape {shape}"};
inline constexpr ErrorMessage kGradCamNeedsEarlierLayer{ErrorKind::kInvalidArgument, "grad_cam_needs_earlier_layer",
                                                        "Grad-CAM needs a layer before {target}"};
inline constexpr ErrorMessage kOcclusionOptions{
    ErrorKind::kInvalidArgument, "occlusion_options",
    "a patch of 1 to {side} pixels and a stride of 1 or more are expected, found {patch} and {stride}"};
inline constexpr ErrorMessage kMaximizationOptions{
    ErrorKind::kInvalidArgument, "maximization_options",
    "a rate above 0, a decay of 0 to 1 and a blur of 0 to 16 are expected, found {rate}, {decay} and {blur}"};
inline constexpr ErrorMessage kBreakdownNeedsPosition{ErrorKind::kInvalidArgument, "breakdown_needs_position",
                                                      "a position in the map is required to explain a value of this layer"};
inline constexpr ErrorMessage kBreakdownNeedsWeights{
    ErrorKind::kUnsupported, "breakdown_needs_weights",
    "has no weights: only the values of convolutions and dense layers can be explained"};

}  // namespace alexnet::msg
