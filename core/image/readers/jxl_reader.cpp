// JPEG XL by libjxl, which turns the image itself. A lossy file keeps its colors in a space of its own (XYB), from which the library
// can produce only color spaces that it has names for: an image with another ICC profile comes in linear light, and is converted back
// to its profile here, so that the numbers are those of the photo that was encoded.
#include <jxl/decode.h>
#include <lcms2.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "base/bytes.h"
#include "image/image_integrity.h"
#include "image/new_image.h"
#include "image/opacity.h"
#include "image/readers/readers.h"

namespace alexnet {
namespace {

using Profile = std::vector<std::uint8_t>;

struct DestroyJxl {
  void operator()(JxlDecoder* decoder) const { JxlDecoderDestroy(decoder); }
};
using JxlFile = std::unique_ptr<JxlDecoder, DestroyJxl>;

std::unexpected<Error> jxl_damage(std::string_view reason) { return fail<msg::kImageDamaged>("", "JPEG XL", reason); }

Result<JxlFile> open_jxl(ByteSpan bytes, int events) {
  JxlFile decoder(JxlDecoderCreate(nullptr));  // without a runner, which means without threads
  if (decoder == nullptr) return fail<msg::kImageDecodeMemory>("", "JPEG XL");
  if (JxlDecoderSubscribeEvents(decoder.get(), events) != JXL_DEC_SUCCESS ||
      JxlDecoderSetInput(decoder.get(), bytes.data(), bytes.size()) != JXL_DEC_SUCCESS) {
    return jxl_damage("the library refuses it");
  }
  JxlDecoderCloseInput(decoder.get());
  return decoder;
}

// Decodes up to the event `wanted`.
Status advance(JxlDecoder* decoder, JxlDecoderStatus wanted, ByteSpan bytes) {
  const JxlDecoderStatus status = JxlDecoderProcessInput(decoder);
  if (status == wanted) return {};
  if (status == JXL_DEC_NEED_MORE_INPUT) return truncation_error("JPEG XL", bytes);
  return jxl_damage("its data are invalid");
}

Result<JxlBasicInfo> read_info(JxlDecoder* decoder, ByteSpan bytes) {
  JxlBasicInfo info;
  TRY(advance(decoder, JXL_DEC_BASIC_INFO, bytes));
  if (JxlDecoderGetBasicInfo(decoder, &info) != JXL_DEC_SUCCESS) return jxl_damage("its header is invalid");
  for (std::size_t i = 0; i < info.num_extra_channels; ++i) {
    JxlExtraChannelInfo channel;
    if (JxlDecoderGetExtraChannelInfo(decoder, i, &channel) == JXL_DEC_SUCCESS && channel.type == JXL_CHANNEL_BLACK) {
      return fail<msg::kImageUnsupportedFormat>("", "a CMYK JPEG XL", "gray and RGB ones");
    }
  }
  return info;
}

// ---- Colors -------------------------------------------------------------------------------------------------------------------

Profile jxl_profile(const JxlDecoder* decoder, JxlColorProfileTarget target) {
  std::size_t size = 0;
#if JPEGXL_NUMERIC_VERSION >= JPEGXL_COMPUTE_NUMERIC_VERSION(0, 9, 0)
  if (JxlDecoderGetICCProfileSize(decoder, target, &size) != JXL_DEC_SUCCESS) return {};
  Profile profile(size);
  if (JxlDecoderGetColorAsICCProfile(decoder, target, profile.data(), size) != JXL_DEC_SUCCESS) return {};
#else
  if (JxlDecoderGetICCProfileSize(decoder, nullptr, target, &size) != JXL_DEC_SUCCESS) return {};
  Profile profile(size);
  if (JxlDecoderGetColorAsICCProfile(decoder, nullptr, target, profile.data(), size) != JXL_DEC_SUCCESS) return {};
#endif
  return profile;
}

// Whether the color space of the photo that was encoded has a name in the format.
bool has_named_color(const JxlDecoder* decoder) {
  JxlColorEncoding encoding;
#if JPEGXL_NUMERIC_VERSION >= JPEGXL_COMPUTE_NUMERIC_VERSION(0, 9, 0)
  return JxlDecoderGetColorAsEncodedProfile(decoder, JXL_COLOR_PROFILE_TARGET_ORIGINAL, &encoding) == JXL_DEC_SUCCESS;
#else
  return JxlDecoderGetColorAsEncodedProfile(decoder, nullptr, JXL_COLOR_PROFILE_TARGET_ORIGINAL, &encoding) == JXL_DEC_SUCCESS;
#endif
}

struct CloseProfile {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
struct DeleteTransform {
  void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
using Transform = std::unique_ptr<void, DeleteTransform>;

// Returns the conversion of floats from one profile to the other, or nullptr if one of them is invalid or of another kind.
Transform transform_between(const Profile& from, const Profile& to, bool is_gray) {
  using OpenProfile = std::unique_ptr<void, CloseProfile>;
  const OpenProfile source(cmsOpenProfileFromMem(from.data(), static_cast<cmsUInt32Number>(from.size())));
  const OpenProfile target(cmsOpenProfileFromMem(to.data(), static_cast<cmsUInt32Number>(to.size())));
  const cmsColorSpaceSignature space = is_gray ? cmsSigGrayData : cmsSigRgbData;
  if (!source || !target || cmsGetColorSpace(source.get()) != space || cmsGetColorSpace(target.get()) != space) return nullptr;
  const cmsUInt32Number format = is_gray ? TYPE_GRAY_FLT : TYPE_RGB_FLT;
  return Transform(
      cmsCreateTransform(source.get(), format, target.get(), format, INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOCACHE));
}

// ---- Pixels -------------------------------------------------------------------------------------------------------------------

// Returns the samples of the first frame as `Sample`. The next event must be that it wants a buffer.
template <class Sample>
Result<std::vector<Sample>> read_samples(JxlDecoder* decoder, JxlPixelFormat format, std::size_t count, ByteSpan bytes) {
  TRY(advance(decoder, JXL_DEC_NEED_IMAGE_OUT_BUFFER, bytes));
  std::size_t size = 0;
  if (JxlDecoderImageOutBufferSize(decoder, &format, &size) != JXL_DEC_SUCCESS || size != count * sizeof(Sample)) {
    return jxl_damage("its size is contradictory");
  }
  if (!memory_available(size)) return fail<msg::kImageDecodeMemory>("", "JPEG XL");
  std::vector<Sample> samples(count);
  if (JxlDecoderSetImageOutBuffer(decoder, &format, samples.data(), size) != JXL_DEC_SUCCESS) {
    return jxl_damage("the library refuses it");
  }
  TRY(advance(decoder, JXL_DEC_FULL_IMAGE, bytes));
  return samples;
}

std::uint8_t byte_of_fraction(float value) {
  return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0F, 1.0F) * 255));
}

// Converts rows of linear light to the profile of the photo. `colors` is 1 or 3 of the `channels` of a pixel.
void convert_rows(cmsHTRANSFORM transform, const std::vector<float>& samples, std::size_t colors, DecodedPixels& pixels) {
  const std::size_t channels = channels_of(pixels.format);
  std::vector<float> row(pixels.width * colors);
  for (std::size_t y = 0; y < pixels.height; ++y) {
    const float* in = samples.data() + y * pixels.width * channels;
    std::uint8_t* out = pixels.values.data() + y * pixels.width * channels;
    for (std::size_t x = 0; x < pixels.width; ++x) std::copy_n(in + x * channels, colors, row.data() + x * colors);
    cmsDoTransform(transform, row.data(), row.data(), static_cast<cmsUInt32Number>(pixels.width));
    for (std::size_t x = 0; x < pixels.width; ++x) {
      std::transform(row.data() + x * colors, row.data() + (x + 1) * colors, out + x * channels, byte_of_fraction);
      if (channels > colors) out[x * channels + colors] = byte_of_fraction(in[x * channels + colors]);
    }
  }
}

// 16 bits, rounded here: newer versions of the library add noise when they round to 8.
Status read_deep(JxlDecoder* decoder, JxlPixelFormat format, ByteSpan bytes, DecodedPixels& pixels) {
  format.data_type = JXL_TYPE_UINT16;
  TRY_VALUE(const std::vector<std::uint16_t> samples,
            read_samples<std::uint16_t>(decoder, format, pixels.values.size(), bytes));
  std::ranges::transform(samples, pixels.values.begin(),
                         [](std::uint32_t v) { return static_cast<std::uint8_t>((v * 255 + 32767) / 65535); });
  return {};
}

Status read_linear(JxlDecoder* decoder, JxlPixelFormat format, ByteSpan bytes, cmsHTRANSFORM transform, std::size_t colors,
                   DecodedPixels& pixels) {
  format.data_type = JXL_TYPE_FLOAT;
  TRY_VALUE(const std::vector<float> samples, read_samples<float>(decoder, format, pixels.values.size(), bytes));
  convert_rows(transform, samples, colors, pixels);
  return {};
}

Status read_bytes(JxlDecoder* decoder, JxlPixelFormat format, ByteSpan bytes, DecodedPixels& pixels) {
  format.data_type = JXL_TYPE_UINT8;
  TRY_VALUE(pixels.values, read_samples<std::uint8_t>(decoder, format, pixels.values.size(), bytes));
  return {};
}

bool is_jxl(ByteSpan bytes) { return has_text_at(bytes, 0, "\xFF\x0A") || has_text_at(bytes, 4, "JXL \r\n\x87\n"); }

Result<ImageSize> jxl_size(ByteSpan bytes) {
  TRY_VALUE(const JxlFile decoder, open_jxl(bytes, JXL_DEC_BASIC_INFO));
  TRY_VALUE(const JxlBasicInfo info, read_info(decoder.get(), bytes));
  return ImageSize{info.xsize, info.ysize};
}

Result<DecodedPixels> decode_jxl(ByteSpan bytes, const DecodeOptions&) {
  TRY_VALUE(const JxlFile decoder, open_jxl(bytes, JXL_DEC_BASIC_INFO | JXL_DEC_COLOR_ENCODING | JXL_DEC_FULL_IMAGE));
  TRY_VALUE(const JxlBasicInfo info, read_info(decoder.get(), bytes));
  TRY(advance(decoder.get(), JXL_DEC_COLOR_ENCODING, bytes));
  constexpr PixelFormat kFormats[] = {PixelFormat::kGray, PixelFormat::kGrayAlpha, PixelFormat::kRgb, PixelFormat::kRgba};
  const std::uint32_t colors = info.num_color_channels == 1 ? 1 : 3, channels = colors + (info.alpha_bits > 0 ? 1 : 0);
  TRY_VALUE(DecodedPixels pixels, new_pixels(info.xsize, info.ysize, kFormats[channels - 1]));
  const JxlPixelFormat format{
      .num_channels = channels, .data_type = JXL_TYPE_UINT8, .endianness = JXL_NATIVE_ENDIAN, .align = 0};
  pixels.icc_profile = jxl_profile(decoder.get(), JXL_COLOR_PROFILE_TARGET_ORIGINAL);
  Transform transform;
  if (!info.uses_original_profile && !has_named_color(decoder.get())) {
    const Profile linear = jxl_profile(decoder.get(), JXL_COLOR_PROFILE_TARGET_DATA);
    transform = transform_between(linear, pixels.icc_profile, colors == 1);
    if (transform == nullptr) pixels.icc_profile = linear;  // what is decoded is at least said
  }
  if (transform != nullptr) {
    TRY(read_linear(decoder.get(), format, bytes, transform.get(), colors, pixels));
  } else if (info.uses_original_profile && info.bits_per_sample <= 8) {
    TRY(read_bytes(decoder.get(), format, bytes, pixels));
  } else {
    TRY(read_deep(decoder.get(), format, bytes, pixels));
  }
  if (info.alpha_bits > 0 && info.alpha_premultiplied) divide_by_opacity(pixels.values, channels);
  return pixels;
}

}  // namespace

// libjxl 0.7 takes 23 bytes a pixel for lossy RGB; floats that are converted take up to 16 more.
constinit const ImageReader kJxlReader = {"JPEG XL", is_jxl, jxl_size, decode_jxl, [](ByteSpan bytes, const DecodeOptions&) {
                                            return memory_of_pixels(jxl_size(bytes), 40);
                                          }};

}  // namespace alexnet
