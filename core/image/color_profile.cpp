#include "image/color_profile.h"

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "image/new_image.h"
#include "messages/image.h"

namespace alexnet {
namespace {

struct CloseProfile {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
struct DeleteTransform {
  void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
using Profile = std::unique_ptr<void, CloseProfile>;
using Transform = std::unique_ptr<void, DeleteTransform>;

// The color space of the channels of a format of pixels without its opacity, and its name in messages.
struct Space {
  cmsColorSpaceSignature signature;
  std::string_view name;
};

Space space_of(PixelFormat format) {
  if (format == PixelFormat::kGray || format == PixelFormat::kGrayAlpha) return {cmsSigGrayData, "gray"};
  if (format == PixelFormat::kCmyk) return {cmsSigCmykData, "CMYK"};
  return {cmsSigRgbData, "RGB"};
}

std::string name_of(cmsHPROFILE profile) {
  std::array<char, 256> buffer{};
  cmsGetProfileInfoASCII(profile, cmsInfoDescription, "en", "US", buffer.data(), buffer.size());
  std::string name(buffer.data(), std::find(buffer.begin(), buffer.end() - 1, '\0'));
  std::erase_if(name, [](char letter) { return letter < ' ' || letter > '~'; });
  return name.empty() ? "a profile without a name" : name;
}

Transform make_transform(cmsHPROFILE profile, cmsUInt32Number in_type, cmsUInt32Number out_type, cmsUInt32Number flags) {
  const Profile srgb(cmsCreate_sRGBProfile());
  return Transform(cmsCreateTransform(profile, in_type, srgb.get(), out_type, INTENT_PERCEPTUAL, flags));
}

// Replaces pixels.values by width x height pixels of `format`, of which write(in, out, width) writes a row.
template <typename WriteRow>
Status replace_values(DecodedPixels& pixels, PixelFormat format, const WriteRow& write) {
  const std::size_t in_row = pixels.width * channels_of(pixels.format), out_row = pixels.width * channels_of(format);
  std::vector<std::uint8_t> larger;
  if (out_row > in_row) {
    if (!memory_available(std::uint64_t{out_row} * pixels.height))
      return fail<msg::kImageMemory>("", pixels.width, pixels.height);
    larger.resize(out_row * pixels.height);
  }
  // Row by row, a row that is no longer than before can take the place of what has been read.
  std::uint8_t* out = larger.empty() ? pixels.values.data() : larger.data();
  for (std::size_t y = 0; y < pixels.height; ++y) {
    write(pixels.values.data() + y * in_row, out + y * out_row, static_cast<cmsUInt32Number>(pixels.width));
  }
  if (!larger.empty()) pixels.values = std::move(larger);
  pixels.values.resize(out_row * pixels.height);
  pixels.format = format;
  return {};
}

// ---- Gray -------------------------------------------------------------------------------------------------------------------

using GrayTable = std::array<std::array<std::uint8_t, 3>, 256>;

// Returns the sRGB color of each gray value. Not optimized, because Little CMS then computes 33 values and interpolates, which is up
// to 7 levels off where the curve is steep.
std::optional<GrayTable> gray_table(cmsHPROFILE profile) {
  const bool gray = cmsGetColorSpace(profile) == cmsSigGrayData;
  const Transform transform = make_transform(profile, gray ? TYPE_GRAY_8 : TYPE_RGB_8, TYPE_RGB_8, cmsFLAGS_NOOPTIMIZE);
  if (!transform) return std::nullopt;
  std::vector<std::uint8_t> values;
  for (std::size_t value = 0; value < 256; ++value) values.insert(values.end(), gray ? 1 : 3, static_cast<std::uint8_t>(value));
  GrayTable table;
  cmsDoTransform(transform.get(), values.data(), table.data(), 256);
  return table;
}

bool keeps_values(const GrayTable& table) {
  for (std::size_t value = 0; value < 256; ++value) {
    for (const int converted : table[value]) {
      if (std::abs(converted - static_cast<int>(value)) > 1) return false;
    }
  }
  return true;
}

Status convert_gray(const GrayTable& table, DecodedPixels& pixels) {
  const bool has_opacity = pixels.format == PixelFormat::kGrayAlpha;
  return replace_values(pixels, has_opacity ? PixelFormat::kRgba : PixelFormat::kRgb,
                        [&](const std::uint8_t* in, std::uint8_t* out, std::size_t width) {
                          for (std::size_t x = 0; x < width; ++x) {
                            out = std::copy_n(table[*in++].begin(), 3, out);
                            if (has_opacity) *out++ = *in++;
                          }
                        });
}

// ---- RGB and CMYK -----------------------------------------------------------------------------------------------------------

// Returns whether a transform of RGB to RGB changes no color of a grid of 18 x 18 x 18 by more than one level.
bool keeps_colors(cmsHTRANSFORM transform, std::size_t channels) {
  constexpr std::size_t kSteps = 18, kCount = kSteps * kSteps * kSteps;
  std::vector<std::uint8_t> in(kCount * channels, 255), out(kCount * channels, 255);
  for (std::size_t i = 0; i < kCount; ++i) {
    const std::size_t steps[] = {i % kSteps, i / kSteps % kSteps, i / (kSteps * kSteps)};
    for (std::size_t c = 0; c < 3; ++c) in[i * channels + c] = static_cast<std::uint8_t>(steps[c] * 255 / (kSteps - 1));
  }
  cmsDoTransform(transform, in.data(), out.data(), static_cast<cmsUInt32Number>(kCount));
  return std::ranges::equal(in, out, [](int before, int after) { return std::abs(before - after) <= 1; });
}

cmsUInt32Number type_of(PixelFormat format) {
  if (format == PixelFormat::kCmyk) return TYPE_CMYK_8;
  return format == PixelFormat::kRgba ? TYPE_RGBA_8 : TYPE_RGB_8;
}

// A profile of a camera, a screen, a printer or a color space; not a link between two devices or a list of named colors.
bool describes_device(cmsHPROFILE profile) {
  const cmsProfileClassSignature kind = cmsGetDeviceClass(profile);
  return kind == cmsSigInputClass || kind == cmsSigDisplayClass || kind == cmsSigOutputClass || kind == cmsSigColorSpaceClass;
}

// ---- Photos of one camera ---------------------------------------------------------------------------------------------------

// What is done with pixels of one format that have one profile: nothing, with or without a warning, or a conversion by `table` or
// `transform`.
struct Conversion {
  std::vector<std::uint8_t> icc_profile;
  PixelFormat format = PixelFormat::kRgb;
  std::string name;  // of the profile
  std::optional<Notice> warning;
  std::optional<GrayTable> table;
  Transform transform;
};

PixelFormat converted_format(PixelFormat format) {
  return format == PixelFormat::kRgba ? PixelFormat::kRgba : PixelFormat::kRgb;
}

void plan_gray(cmsHPROFILE profile, Conversion& conversion) {
  conversion.table = gray_table(profile);
  if (!conversion.table) conversion.warning = make_notice<msg::kColorProfileDamaged>();
  if (conversion.table && keeps_values(*conversion.table)) conversion.table.reset();
}

void plan_colors(cmsHPROFILE profile, Conversion& conversion) {
  const PixelFormat after = converted_format(conversion.format);
  conversion.transform = make_transform(profile, type_of(conversion.format), type_of(after), cmsFLAGS_COPY_ALPHA);
  if (!conversion.transform) {
    conversion.warning = make_notice<msg::kColorProfileDamaged>();
  } else if (conversion.format != PixelFormat::kCmyk && keeps_colors(conversion.transform.get(), channels_of(after))) {
    conversion.transform.reset();
  }
}

Conversion plan_conversion(std::vector<std::uint8_t> icc_profile, PixelFormat format) {
  // Little CMS writes to static variables while it opens and links profiles (_cmsGetTime and cmsD50_xyY in 2.16), though not while
  // it converts pixels.
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  Conversion conversion{.icc_profile = std::move(icc_profile), .format = format};
  const auto& bytes = conversion.icc_profile;
  const Profile profile(cmsOpenProfileFromMem(bytes.data(), static_cast<cmsUInt32Number>(bytes.size())));
  if (!profile) {
    conversion.warning = make_notice<msg::kColorProfileDamaged>();
    return conversion;
  }
  conversion.name = name_of(profile.get());
  const auto [needed, kind] = space_of(format);
  const cmsColorSpaceSignature space = cmsGetColorSpace(profile.get());
  const bool gray = needed == cmsSigGrayData;
  if (!describes_device(profile.get()) || (space != needed && !(gray && space == cmsSigRgbData))) {
    conversion.warning = make_notice<msg::kColorProfileKind>(conversion.name, kind);
  } else if (gray) {
    plan_gray(profile.get(), conversion);
  } else {
    plan_colors(profile.get(), conversion);
  }
  return conversion;
}

}  // namespace

Result<std::string> convert_to_srgb(DecodedPixels& pixels) {
  std::vector<std::uint8_t> icc_profile = std::exchange(pixels.icc_profile, {});
  if (icc_profile.empty()) return std::string();
  // The photos of a folder often have the same profile, and planning takes longer than converting a small photo.
  thread_local Conversion conversion;
  if (conversion.format != pixels.format || conversion.icc_profile != icc_profile)
    conversion = plan_conversion(std::move(icc_profile), pixels.format);

  if (conversion.warning) pixels.warnings.push_back(*conversion.warning);
  if (conversion.table) {
    TRY(convert_gray(*conversion.table, pixels));
    return conversion.name;
  }
  if (!conversion.transform) return std::string();
  const auto convert_row = [](const std::uint8_t* in, std::uint8_t* out, cmsUInt32Number width) {
    cmsDoTransform(conversion.transform.get(), in, out, width);
  };
  TRY(replace_values(pixels, converted_format(pixels.format), convert_row));
  return conversion.name;
}

}  // namespace alexnet
