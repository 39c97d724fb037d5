// How the activations of a network are rounded to 8 bits: a value x becomes (q - zero_point) * scale, with the integer
// q = round(x / scale) + zero_point, clamped to the range of its type.
#pragma once

namespace alexnet {

enum class QuantizationRule {
  kStatic,     // the scale and the zero point are given
  kDynamic,    // from the least and the largest value of each image, 0 included, which get the first and the last of 256 levels
  kSymmetric,  // from the largest magnitude of each image, which gets the level 127; the zero point is 0
};

struct ActivationQuantization {
  QuantizationRule rule = QuantizationRule::kStatic;
  // Of kStatic only:
  float scale = 1;  // a positive number
  int zero_point = 0;
  bool is_signed = false;  // q is -128 to 127, otherwise 0 to 255

  bool operator==(const ActivationQuantization&) const = default;
};

}  // namespace alexnet
