// AVIF by libavif. The library leaves cropping (clap), rotation (irot) and mirroring (imir) to the caller; by MIAF (ISO/IEC 23000-22,
// section 7.3.6.7) they apply in this order, and an orientation in EXIF does not count.
#include <avif/avif.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>

#include "image/image_integrity.h"
#include "image/new_image.h"
#include "image/readers/media_brands.h"
#include "image/readers/readers.h"

namespace alexnet {
namespace {

struct DestroyDecoder {
  void operator()(avifDecoder* decoder) const { avifDecoderDestroy(decoder); }
};
using Decoder = std::unique_ptr<avifDecoder, DestroyDecoder>;

std::unexpected<Error> avif_error(avifResult result, ByteSpan bytes) {
  if (result == AVIF_RESULT_OUT_OF_MEMORY) return fail<msg::kImageDecodeMemory>("", "AVIF");
  if (result == AVIF_RESULT_TRUNCATED_DATA) return truncation_error("AVIF", bytes);
  return fail<msg::kImageDamaged>("", "AVIF", avifResultToString(result));
}

// Returns a decoder that has read the header.
Result<Decoder> open_avif(ByteSpan bytes) {
  Decoder decoder(avifDecoderCreate());
  if (decoder == nullptr) return fail<msg::kImageDecodeMemory>("", "AVIF");
  decoder->strictFlags = AVIF_STRICT_DISABLED;  // as browsers do: many writers leave out a box or round the crop
  decoder->imageSizeLimit = AVIF_DEFAULT_IMAGE_SIZE_LIMIT;
  decoder->ignoreExif = AVIF_TRUE;
  decoder->ignoreXMP = AVIF_TRUE;
  avifResult result = avifDecoderSetIOMemory(decoder.get(), bytes.data(), bytes.size());
  if (result == AVIF_RESULT_OK) result = avifDecoderParse(decoder.get());
  if (result != AVIF_RESULT_OK) return avif_error(result, bytes);
  return decoder;
}

// Returns the part of the image that is shown; all of it if the file names none or an invalid one.
avifCropRect shown_part(const avifImage& image) {
  const avifCropRect all{0, 0, image.width, image.height};
  if ((image.transformFlags & AVIF_TRANSFORM_CLAP) == 0) return all;
  avifDiagnostics diagnostics;
  avifCropRect part;
#if AVIF_VERSION_MAJOR > 1 || (AVIF_VERSION_MAJOR == 1 && AVIF_VERSION_MINOR >= 2)
  const avifBool is_valid = avifCropRectFromCleanApertureBox(&part, &image.clap, image.width, image.height, &diagnostics);
#else
  const avifBool is_valid = avifCropRectConvertCleanApertureBox(&part, &image.clap, image.width, image.height,
                                                                AVIF_PIXEL_FORMAT_YUV444, &diagnostics);
#endif
  return is_valid ? part : all;
}

// Returns the orientation, as EXIF numbers it, of a rotation and then a mirroring.
int avif_orientation(const avifImage& image) {
#if AVIF_VERSION_MAJOR >= 1
  const bool left_to_right = image.imir.axis == 1;
#else
  const bool left_to_right = image.imir.mode == 1;
#endif
  constexpr int kRotated[] = {1, 8, 3, 6}, kMirroredSideways[] = {2, 7, 4, 5}, kMirroredUpDown[] = {4, 5, 2, 7};
  const int angle = image.transformFlags & AVIF_TRANSFORM_IROT ? image.irot.angle & 3 : 0;  // counterclockwise, in 90 degrees
  if ((image.transformFlags & AVIF_TRANSFORM_IMIR) == 0) return kRotated[angle];
  return left_to_right ? kMirroredSideways[angle] : kMirroredUpDown[angle];
}

// Returns the part of the decoded image as RGB or RGBA, rounded from deeper samples.
Result<DecodedPixels> converted(const avifImage& image, const avifCropRect& part) {
  const PixelFormat format = image.alphaPlane != nullptr ? PixelFormat::kRgba : PixelFormat::kRgb;
  TRY_VALUE(DecodedPixels pixels, new_pixels(image.width, image.height, format));
  const std::size_t row_bytes = pixels.width * channels_of(format);
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, &image);
  rgb.depth = 8;
  rgb.format = format == PixelFormat::kRgba ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
  rgb.avoidLibYUV = AVIF_TRUE;  // which is up to 12 levels off in the last column of odd widths
  rgb.pixels = pixels.values.data();
  rgb.rowBytes = static_cast<std::uint32_t>(row_bytes);
  if (const avifResult result = avifImageYUVToRGB(&image, &rgb); result != AVIF_RESULT_OK) return avif_error(result, {});
  const std::size_t channels = channels_of(format), kept = part.width * channels;
  for (std::size_t y = 0; y < part.height && (kept != row_bytes || part.y != 0); ++y) {  // crops in place
    std::memmove(pixels.values.data() + y * kept, pixels.values.data() + (part.y + y) * row_bytes + part.x * channels, kept);
  }
  pixels.width = part.width;
  pixels.height = part.height;
  pixels.values.resize(part.height * kept);
  return pixels;
}

Result<ImageSize> avif_size(ByteSpan bytes) {
  TRY_VALUE(const Decoder decoder, open_avif(bytes));
  const avifCropRect part = shown_part(*decoder->image);
  return ImageSize{part.width, part.height};
}

Result<DecodedPixels> decode_avif(ByteSpan bytes, const DecodeOptions&) {
  TRY_VALUE(const Decoder decoder, open_avif(bytes));
  if (const avifResult result = avifDecoderNextImage(decoder.get()); result != AVIF_RESULT_OK) return avif_error(result, bytes);
  const avifImage& image = *decoder->image;
  TRY_VALUE(DecodedPixels pixels, converted(image, shown_part(image)));
  pixels.orientation = avif_orientation(image);
  if (image.icc.size > 0) pixels.icc_profile.assign(image.icc.data, image.icc.data + image.icc.size);
  return pixels;
}

}  // namespace

constinit const ImageReader kAvifReader = {"AVIF", is_avif, avif_size, decode_avif};

}  // namespace alexnet
