// JPEG 2000 by OpenJPEG: files (.jp2) and bare codestreams (.j2k). The library applies palettes and the order of channels and leaves
// YCC to the caller. Always decoded in full: its smaller resolutions are shifted and not antialiased.
#include <openjpeg.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "image/image_integrity.h"
#include "image/new_image.h"
#include "image/opacity.h"
#include "image/readers/readers.h"

namespace alexnet {
namespace {

constexpr const char* kName = "JPEG 2000";

// ---- OpenJPEG over a span of bytes ----------------------------------------------------------------------------------------------

struct Jp2Source {
  ByteSpan bytes;
  std::size_t offset = 0;
  bool ran_out = false;
  std::string first_error;
};

OPJ_SIZE_T read_jp2(void* to, OPJ_SIZE_T count, void* user) {
  auto& source = *static_cast<Jp2Source*>(user);
  const std::size_t given = std::min<std::size_t>(source.bytes.size() - source.offset, count);
  if (given == 0) {
    source.ran_out = true;
    return static_cast<OPJ_SIZE_T>(-1);
  }
  std::memcpy(to, source.bytes.data() + source.offset, given);
  source.offset += given;
  return given;
}

OPJ_BOOL seek_jp2(OPJ_OFF_T offset, void* user) {
  auto& source = *static_cast<Jp2Source*>(user);
  if (offset < 0 || static_cast<std::size_t>(offset) > source.bytes.size()) return OPJ_FALSE;
  source.offset = static_cast<std::size_t>(offset);
  return OPJ_TRUE;
}

OPJ_OFF_T skip_jp2(OPJ_OFF_T count, void* user) {
  const auto& source = *static_cast<Jp2Source*>(user);
  return seek_jp2(static_cast<OPJ_OFF_T>(source.offset) + count, user) ? count : -1;
}

// Keeps the first message, which tells the cause.
void keep_message(const char* text, void* user) {
  auto& error = static_cast<Jp2Source*>(user)->first_error;
  if (!error.empty() || text == nullptr) return;
  error = text;
  error.erase(error.find_last_not_of(" .\r\n") + 1);
}

struct FreeStream {
  void operator()(opj_stream_t* stream) const { opj_stream_destroy(stream); }
};
struct FreeCodec {
  void operator()(opj_codec_t* codec) const { opj_destroy_codec(codec); }
};
struct FreeImage {
  void operator()(opj_image_t* image) const { opj_image_destroy(image); }
};

struct Jp2File {
  std::unique_ptr<opj_stream_t, FreeStream> stream;
  std::unique_ptr<opj_codec_t, FreeCodec> codec;
  std::unique_ptr<opj_image_t, FreeImage> image;
};

bool is_codestream(ByteSpan bytes) { return has_text_at(bytes, 0, "\xFF\x4F\xFF\x51"); }
bool is_jp2(ByteSpan bytes) { return is_codestream(bytes) || has_text_at(bytes, 4, "jP  \r\n\x87\n"); }

std::unexpected<Error> jp2_error(const Jp2Source& source) {
  if (source.ran_out) return truncation_error(kName, source.bytes);
  return fail<msg::kImageDamaged>("", kName, source.first_error.empty() ? "its data are invalid" : source.first_error);
}

// Reads the header. The file refers to the source.
Result<Jp2File> open_jp2(Jp2Source& source) {
  Jp2File file{.stream = {opj_stream_default_create(OPJ_TRUE), {}},
               .codec = {opj_create_decompress(is_codestream(source.bytes) ? OPJ_CODEC_J2K : OPJ_CODEC_JP2), {}},
               .image = nullptr};
  if (file.stream == nullptr || file.codec == nullptr) return fail<msg::kImageDecodeMemory>("", kName);
  opj_set_error_handler(file.codec.get(), keep_message, &source);
  opj_stream_set_user_data(file.stream.get(), &source, nullptr);
  opj_stream_set_user_data_length(file.stream.get(), source.bytes.size());
  opj_stream_set_read_function(file.stream.get(), read_jp2);
  opj_stream_set_skip_function(file.stream.get(), skip_jp2);
  opj_stream_set_seek_function(file.stream.get(), seek_jp2);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  opj_image_t* image = nullptr;
  const bool is_open =
      opj_setup_decoder(file.codec.get(), &parameters) && opj_read_header(file.stream.get(), file.codec.get(), &image);
  file.image.reset(image);
  if (!is_open || image == nullptr || image->numcomps == 0) return jp2_error(source);
  return file;
}

// ---- Samples to pixels ----------------------------------------------------------------------------------------------------------

std::size_t divided_up(std::size_t value, std::size_t by) { return by == 0 ? 0 : (value + by - 1) / by; }

// The size of the first component, which is the one that is not subsampled if there is one.
ImageSize size_of(const opj_image_t& image) {
  const opj_image_comp_t& first = image.comps[0];
  const std::size_t right = divided_up(image.x1, first.dx), left = divided_up(image.x0, first.dx);
  const std::size_t bottom = divided_up(image.y1, first.dy), top = divided_up(image.y0, first.dy);
  return {right > left ? right - left : 0, bottom > top ? bottom - top : 0};
}

// The samples of one component, in 8 bits: rounded from more, scaled from fewer.
class Samples {
 public:
  Samples(const opj_image_comp_t& part, const opj_image_comp_t& first)
      : part_(&part),
        step_x_(std::max<std::size_t>(part.dx / std::max(first.dx, 1u), 1)),
        step_y_(std::max<std::size_t>(part.dy / std::max(first.dy, 1u), 1)),
        largest_((std::int64_t{1} << part.prec) - 1),
        shift_(part.sgnd ? std::int64_t{1} << (part.prec - 1) : 0) {}

  // The nearest sample, where there are fewer of them than pixels.
  [[nodiscard]] std::uint8_t at(std::size_t x, std::size_t y) const {
    const std::size_t column = std::min<std::size_t>(x / step_x_, part_->w - 1),
                      row = std::min<std::size_t>(y / step_y_, part_->h - 1);
    const std::int64_t value = std::clamp<std::int64_t>(part_->data[row * part_->w + column] + shift_, 0, largest_);
    return static_cast<std::uint8_t>((value * 255 + largest_ / 2) / largest_);
  }

 private:
  const opj_image_comp_t* part_;
  std::size_t step_x_, step_y_;
  std::int64_t largest_, shift_;
};

struct Channels {
  PixelFormat format;
  std::vector<Samples> samples;
  bool is_ycc = false;
  bool is_premultiplied = false;
};

Result<Channels> channels_of_image(const opj_image_t& image) {
  const opj_image_comp_t& first = image.comps[0];
  std::vector<Samples> colors, opacity;
  bool is_premultiplied = false;
  for (std::size_t i = 0; i < image.numcomps; ++i) {
    const opj_image_comp_t& part = image.comps[i];
    if (part.data == nullptr || part.w == 0 || part.h == 0)
      return fail<msg::kImageDamaged>("", kName, "a component is missing");
    if (part.prec == 0 || part.prec > 31)
      return fail<msg::kImageUnsupportedFormat>("", str_cat("a JPEG 2000 of ", part.prec, " bits"), "1 to 31 bits");
    (part.alpha != 0 ? opacity : colors).emplace_back(part, first);
    is_premultiplied |= part.alpha == 2;
  }
  const bool is_cmyk = image.color_space == OPJ_CLRSPC_CMYK;
  if (colors.empty()) return fail<msg::kImageDamaged>("", kName, "it has no colors");
  // Where nothing says what the second or fourth component is, it is the opacity, as in Pillow.
  if (opacity.empty() && !is_cmyk && (colors.size() == 2 || colors.size() == 4)) {
    opacity.push_back(colors.back());
    colors.pop_back();
  }
  const std::size_t count = is_cmyk && colors.size() >= 4 ? 4 : colors.size() >= 3 ? 3 : 1;
  colors.erase(colors.begin() + static_cast<std::ptrdiff_t>(count), colors.end());
  if (!opacity.empty() && count != 4) colors.push_back(opacity.front());
  constexpr PixelFormat kFormats[] = {PixelFormat::kGray, PixelFormat::kGrayAlpha, PixelFormat::kRgb, PixelFormat::kRgba};
  Channels channels{count == 4 ? PixelFormat::kCmyk : kFormats[colors.size() - 1], std::move(colors)};
  channels.is_premultiplied = is_premultiplied;
  const bool is_unnamed = image.color_space == OPJ_CLRSPC_UNSPECIFIED || image.color_space == OPJ_CLRSPC_UNKNOWN;
  const bool is_subsampled = image.numcomps >= 3 && image.comps[1].dx > first.dx;
  channels.is_ycc = count == 3 && (image.color_space == OPJ_CLRSPC_SYCC || image.color_space == OPJ_CLRSPC_EYCC ||
                                   (is_unnamed && is_subsampled));
  return channels;
}

// sYCC (IEC 61966-2-1, amendment 1) is the YCbCr of JFIF.
void ycc_to_rgb(std::uint8_t* pixel) {
  const float luma = pixel[0], blue = pixel[1] - 128.0F, red = pixel[2] - 128.0F;
  const auto rounded = [](float value) { return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F)); };
  pixel[0] = rounded(luma + 1.402F * red);
  pixel[1] = rounded(luma - 0.344136F * blue - 0.714136F * red);
  pixel[2] = rounded(luma + 1.772F * blue);
}

Result<ImageSize> jp2_size(ByteSpan bytes) {
  Jp2Source source{bytes};
  TRY_VALUE(const Jp2File file, open_jp2(source));
  return size_of(*file.image);
}

Result<DecodedPixels> decode_jp2(ByteSpan bytes, const DecodeOptions&) {
  Jp2Source source{bytes};
  TRY_VALUE(const Jp2File file, open_jp2(source));
  if (!opj_decode(file.codec.get(), file.stream.get(), file.image.get())) return jp2_error(source);
  const opj_image_t& image = *file.image;
  const bool is_lab = image.icc_profile_buf != nullptr && image.icc_profile_len == 0;  // the library's way to say so
  if (is_lab) return fail<msg::kImageUnsupportedFormat>("", "a JPEG 2000 in CIE L*a*b*", "gray, RGB, YCC and CMYK ones");
  TRY_VALUE(const Channels channels, channels_of_image(image));
  const ImageSize size = size_of(image);
  TRY_VALUE(DecodedPixels pixels, new_pixels(size.width, size.height, channels.format));
  std::uint8_t* out = pixels.values.data();
  for (std::size_t y = 0; y < pixels.height; ++y) {
    for (std::size_t x = 0; x < pixels.width; ++x, out += channels.samples.size()) {
      for (std::size_t c = 0; c < channels.samples.size(); ++c) out[c] = channels.samples[c].at(x, y);
      if (channels.is_ycc) ycc_to_rgb(out);
    }
  }
  if (channels.is_premultiplied && channels.samples.size() % 2 == 0) divide_by_opacity(pixels.values, channels.samples.size());
  if (image.icc_profile_buf != nullptr)
    pixels.icc_profile.assign(image.icc_profile_buf, image.icc_profile_buf + image.icc_profile_len);
  return pixels;
}

}  // namespace

// OpenJPEG takes 15 bytes a pixel for RGB, and 4 more for each further component.
constinit const ImageReader kJp2Reader = {"JPEG 2000", is_jp2, jp2_size, decode_jp2, [](ByteSpan bytes, const DecodeOptions&) {
                                            return memory_of_pixels(jp2_size(bytes), 24);
                                          }};

}  // namespace alexnet
