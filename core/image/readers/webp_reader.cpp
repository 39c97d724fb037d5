// WebP by libwebp: lossy and lossless, with opacity, and the first frame of an animation. The container is RFC 9649, section 2.
#include <webp/decode.h>

#include <algorithm>
#include <optional>

#include "base/bytes.h"
#include "image/exif.h"
#include "image/image_integrity.h"
#include "image/new_image.h"
#include "image/readers/readers.h"

namespace alexnet {
namespace {

bool is_webp(ByteSpan bytes) { return has_text_at(bytes, 0, "RIFF") && has_text_at(bytes, 8, "WEBP"); }

std::size_t little_endian_u24(ByteSpan bytes) { return bytes[0] | bytes[1] << 8 | bytes[2] << 16; }

std::unexpected<Error> webp_error(VP8StatusCode status, ByteSpan bytes) {
  switch (status) {
    case VP8_STATUS_OUT_OF_MEMORY:
      return fail<msg::kImageDecodeMemory>("", "WebP");
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED:
      return truncation_error("WebP", bytes);
    default:
      return fail<msg::kImageDamaged>("", "WebP", "its data are invalid");
  }
}

Result<WebPBitstreamFeatures> features_of(ByteSpan bytes) {
  WebPBitstreamFeatures features;
  const VP8StatusCode status = WebPGetFeatures(bytes.data(), bytes.size(), &features);
  if (status != VP8_STATUS_OK) return webp_error(status, bytes);
  return features;
}

// Returns the content of the first chunk with the name `name`, what there is of it if the file ends within, or nullopt. A chunk has
// a name, the number of bytes of its content, and its content, filled up to an even number of bytes.
std::optional<ByteSpan> find_chunk(ByteSpan bytes, std::string_view name) {
  for (std::size_t offset = 12; offset < bytes.size() && bytes.size() - offset >= 8;) {
    const std::size_t length = little_endian_u32(bytes, offset + 4);
    const ByteSpan rest = bytes.subspan(offset + 8);
    if (has_text_at(bytes, offset, name)) return rest.first(std::min(length, rest.size()));
    if (length > rest.size()) return std::nullopt;
    offset += 8 + length + length % 2;
  }
  return std::nullopt;
}

// The part of the file with the first image, and its place on the canvas.
struct Frame {
  ByteSpan bytes;
  std::size_t left = 0;
  std::size_t top = 0;
};

Result<Frame> first_frame(ByteSpan bytes, const WebPBitstreamFeatures& features) {
  constexpr std::size_t kHeader = 16;  // left / 2, top / 2, width - 1, height - 1, duration: 3 bytes each; flags
  if (!features.has_animation) return Frame{bytes};
  const auto chunk = find_chunk(bytes, "ANMF");
  if (!chunk || chunk->size() < kHeader) return truncation_error("WebP", bytes);
  return Frame{chunk->subspan(kHeader), little_endian_u24(*chunk) * 2, little_endian_u24(chunk->subspan(3)) * 2};
}

int webp_orientation(ByteSpan bytes) {
  const auto exif = find_chunk(bytes, "EXIF"), xmp = find_chunk(bytes, "XMP ");
  if (const auto orientation = orientation_of_exif(exif.value_or(ByteSpan{}))) return *orientation;
  return orientation_of_xmp(as_text(xmp.value_or(ByteSpan{}))).value_or(1);
}

Result<ImageSize> webp_size(ByteSpan bytes) {
  TRY_VALUE(const WebPBitstreamFeatures features, features_of(bytes));
  return ImageSize{static_cast<std::size_t>(features.width), static_cast<std::size_t>(features.height)};
}

// What a frame does not cover of the canvas of an animation stays transparent.
Status decode_frame(const Frame& frame, DecodedPixels& canvas) {
  TRY_VALUE(const ImageSize size, webp_size(frame.bytes));
  if (frame.left + size.width > canvas.width || frame.top + size.height > canvas.height) {
    return fail<msg::kImageDamaged>("", "WebP", "its first frame is not inside its canvas");
  }
  const std::size_t channels = channels_of(canvas.format), stride = canvas.width * channels;
  const std::size_t begin = frame.top * stride + frame.left * channels;
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return fail<msg::kImageDamaged>("", "WebP", "the library has another version");
  config.output.colorspace = channels == 4 ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {canvas.values.data() + begin, static_cast<int>(stride), canvas.values.size() - begin};
  const VP8StatusCode status = WebPDecode(frame.bytes.data(), frame.bytes.size(), &config);
  if (status != VP8_STATUS_OK) return webp_error(status, frame.bytes);
  return {};
}

Result<DecodedPixels> decode_webp(ByteSpan bytes, const DecodeOptions&) {
  TRY_VALUE(const WebPBitstreamFeatures features, features_of(bytes));
  TRY_VALUE(const Frame frame, first_frame(bytes, features));
  const bool has_opacity = features.has_alpha || features.has_animation;
  TRY_VALUE(DecodedPixels canvas,
            new_pixels(static_cast<std::size_t>(features.width), static_cast<std::size_t>(features.height),
                       has_opacity ? PixelFormat::kRgba : PixelFormat::kRgb));
  TRY(decode_frame(frame, canvas));
  canvas.orientation = webp_orientation(bytes);
  if (const auto profile = find_chunk(bytes, "ICCP")) canvas.icc_profile.assign(profile->begin(), profile->end());
  return canvas;
}

}  // namespace

constinit const ImageReader kWebpReader = {"WebP", is_webp, webp_size, decode_webp};

}  // namespace alexnet
