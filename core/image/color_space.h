// ICC profiles of color spaces that a file states in numbers: primaries, and a curve.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace alexnet {

// A color as the CIE's x and y.
struct Chromaticity {
  double x = 0, y = 0;
};
struct Primaries {
  Chromaticity white, red, green, blue;
};
inline constexpr Primaries kSrgbPrimaries = {{0.3127, 0.3290}, {0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}};

// Returns a profile in which linear light is the value to the power of `gamma`; empty for numbers that are no color space.
[[nodiscard]] std::vector<std::uint8_t> gamma_profile(const Primaries& primaries, double gamma);

// Returns the profile of coding-independent code points (ITU-T H.273), as cICP in a PNG and nclx in AVIF and HEIC state them; empty
// for sRGB. nullopt if they are unspecified or not supported: those of high dynamic range (PQ, HLG) and rare ones.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> cicp_profile(int primaries, int transfer);

}  // namespace alexnet
