#include "image/color_space.h"

#include <lcms2.h>

#include <memory>

namespace alexnet {
namespace {

struct FreeCurve {
  void operator()(cmsToneCurve* curve) const { cmsFreeToneCurve(curve); }
};
using Curve = std::unique_ptr<cmsToneCurve, FreeCurve>;

std::vector<std::uint8_t> profile_of(const Primaries& primaries, const Curve& curve, const char* name) {
  const auto& [white, red, green, blue] = primaries;
  const cmsCIExyY white_point = {white.x, white.y, 1};
  const cmsCIExyYTRIPLE triple = {{red.x, red.y, 1}, {green.x, green.y, 1}, {blue.x, blue.y, 1}};
  cmsToneCurve* const curves[] = {curve.get(), curve.get(), curve.get()};
  for (const Chromaticity& one : {white, red, green, blue})
    if (!(one.y > 0)) return {};
  const cmsHPROFILE profile = cmsCreateRGBProfile(&white_point, &triple, curves);
  if (profile == nullptr) return {};
  std::vector<std::uint8_t> bytes;
  cmsMLU* const description = cmsMLUalloc(nullptr, 1);
  cmsMLUsetASCII(description, "en", "US", name);
  cmsUInt32Number size = 0;
  if (cmsWriteTag(profile, cmsSigProfileDescriptionTag, description) && cmsSaveProfileToMem(profile, nullptr, &size)) {
    bytes.resize(size);
    if (!cmsSaveProfileToMem(profile, bytes.data(), &size)) bytes.clear();
  }
  cmsMLUfree(description);
  cmsCloseProfile(profile);
  return bytes;
}

struct NamedPrimaries {
  Primaries primaries;
  const char* name;
};

std::optional<NamedPrimaries> primaries_of(int code) {
  constexpr Chromaticity kD65 = {0.3127, 0.3290};
  switch (code) {
    case 1:
      return NamedPrimaries{kSrgbPrimaries, "BT.709"};
    case 5:
      return NamedPrimaries{{kD65, {0.64, 0.33}, {0.29, 0.60}, {0.15, 0.06}}, "BT.601 (625 lines)"};
    case 6:
    case 7:
      return NamedPrimaries{{kD65, {0.630, 0.340}, {0.310, 0.595}, {0.155, 0.070}}, "BT.601 (525 lines)"};
    case 9:
      return NamedPrimaries{{kD65, {0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}}, "BT.2020"};
    case 12:
      return NamedPrimaries{{kD65, {0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}}, "Display P3"};
    default:
      return std::nullopt;
  }
}

Curve srgb_curve() {
  // (a x + b)^g from x = d on, and c x below.
  constexpr cmsFloat64Number kParameters[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  return Curve(cmsBuildParametricToneCurve(nullptr, 4, kParameters));
}

Curve curve_of(int transfer) {
  switch (transfer) {
    case 1:
    case 6:
    case 14:
    case 15:
      return Curve(cmsBuildGamma(nullptr, 2.4));  // BT.709 and its kin as screens show them (BT.1886), and as Chromium does
    case 4:
      return Curve(cmsBuildGamma(nullptr, 2.2));
    case 5:
      return Curve(cmsBuildGamma(nullptr, 2.8));
    case 8:
      return Curve(cmsBuildGamma(nullptr, 1));
    case 13:
      return srgb_curve();
    default:
      return nullptr;
  }
}

}  // namespace

std::vector<std::uint8_t> gamma_profile(const Primaries& primaries, double gamma) {
  if (!(gamma >= 0.1 && gamma <= 10)) return {};
  return profile_of(primaries, Curve(cmsBuildGamma(nullptr, gamma)), "the color space that the file states");
}

std::optional<std::vector<std::uint8_t>> cicp_profile(int primaries, int transfer) {
  const std::optional<NamedPrimaries> found = primaries_of(primaries);
  const Curve curve = curve_of(transfer);
  if (!found || !curve) return std::nullopt;
  if (primaries == 1 && transfer == 13) return std::vector<std::uint8_t>();
  return profile_of(found->primaries, curve, found->name);
}

}  // namespace alexnet
