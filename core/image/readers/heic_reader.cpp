// HEIC and HEIF by libheif, which crops, rotates and mirrors the image itself and puts the parts of a grid together.
#include <libheif/heif.h>

#include <algorithm>
#include <memory>

#include "image/image_integrity.h"
#include "image/new_image.h"
#include "image/opacity.h"
#include "image/readers/media_brands.h"
#include "image/readers/readers.h"

namespace alexnet {
namespace {

template <auto kFree>
struct FreeHeif {
  template <class Object>
  void operator()(Object* object) const {
    kFree(object);
  }
};
using Context = std::unique_ptr<heif_context, FreeHeif<heif_context_free>>;
using Handle = std::unique_ptr<heif_image_handle, FreeHeif<heif_image_handle_release>>;
using HeifImage = std::unique_ptr<heif_image, FreeHeif<heif_image_release>>;
using Options = std::unique_ptr<heif_decoding_options, FreeHeif<heif_decoding_options_free>>;

std::unexpected<Error> heif_failure(const heif_error& error, ByteSpan bytes) {
  if (error.code == heif_error_Memory_allocation_error) return fail<msg::kImageDecodeMemory>("", "HEIC");
  if (error.subcode == heif_suberror_End_of_data) return truncation_error("HEIC", bytes);
  return fail<msg::kImageDamaged>("", "HEIC", error.message);
}

// The primary image of a file. The context refers to the bytes, and the handle to the context.
struct HeifFile {
  Context context;
  Handle handle;
};

Result<HeifFile> open_heif(ByteSpan bytes) {
  HeifFile file{Context(heif_context_alloc()), nullptr};
  if (file.context == nullptr) return fail<msg::kImageDecodeMemory>("", "HEIC");
  heif_context_set_max_decoding_threads(file.context.get(), 0);  // photos are decoded in parallel by the callers
  heif_error error = heif_context_read_from_memory_without_copy(file.context.get(), bytes.data(), bytes.size(), nullptr);
  if (error.code != heif_error_Ok) return heif_failure(error, bytes);
  heif_image_handle* handle = nullptr;
  error = heif_context_get_primary_image_handle(file.context.get(), &handle);
  if (error.code != heif_error_Ok) return heif_failure(error, bytes);
  file.handle.reset(handle);
  return file;
}

Result<ImageSize> heic_size(ByteSpan bytes) {
  TRY_VALUE(const HeifFile file, open_heif(bytes));
  return ImageSize{static_cast<std::size_t>(std::max(heif_image_handle_get_width(file.handle.get()), 0)),
                   static_cast<std::size_t>(std::max(heif_image_handle_get_height(file.handle.get()), 0))};
}

// Copies a row, of which samples of more than 8 bits are little endian, rounded to 8 bits.
void copy_row(const std::uint8_t* row, std::size_t count, int bits, std::uint8_t* out) {
  if (bits <= 8) {
    std::copy(row, row + count, out);
    return;
  }
  const unsigned largest = (1u << bits) - 1;
  for (std::size_t i = 0; i < count; ++i) {
    const unsigned value = std::min<unsigned>(row[2 * i] | row[2 * i + 1] << 8, largest);
    out[i] = static_cast<std::uint8_t>((value * 255 + largest / 2) / largest);
  }
}

Result<HeifImage> decode_primary(const HeifFile& file, bool has_opacity, int bits, ByteSpan bytes) {
  const heif_chroma chroma = bits > 8 ? has_opacity ? heif_chroma_interleaved_RRGGBBAA_LE : heif_chroma_interleaved_RRGGBB_LE
                             : has_opacity ? heif_chroma_interleaved_RGBA
                                           : heif_chroma_interleaved_RGB;
  const Options options(heif_decoding_options_alloc());
  if (options == nullptr) return fail<msg::kImageDecodeMemory>("", "HEIC");
  options->strict_decoding = 1;  // a part that is missing is an error
  heif_image* image = nullptr;
  const heif_error error = heif_decode_image(file.handle.get(), &image, heif_colorspace_RGB, chroma, options.get());
  if (error.code != heif_error_Ok) return heif_failure(error, bytes);
  return HeifImage(image);
}

void read_profile(const heif_image_handle* handle, std::vector<std::uint8_t>& profile) {
  profile.resize(heif_image_handle_get_raw_color_profile_size(handle));
  if (!profile.empty() && heif_image_handle_get_raw_color_profile(handle, profile.data()).code != heif_error_Ok)
    profile.clear();
}

Result<DecodedPixels> decode_heic(ByteSpan bytes, const DecodeOptions&) {
  TRY_VALUE(const HeifFile file, open_heif(bytes));
  const bool has_opacity = heif_image_handle_has_alpha_channel(file.handle.get());
  const int depth = heif_image_handle_get_luma_bits_per_pixel(file.handle.get());
  TRY_VALUE(const HeifImage image, decode_primary(file, has_opacity, depth, bytes));
  const int width = heif_image_get_width(image.get(), heif_channel_interleaved);
  const int height = heif_image_get_height(image.get(), heif_channel_interleaved);
  const int bits = heif_image_get_bits_per_pixel_range(image.get(), heif_channel_interleaved);
  int stride = 0;
  const std::uint8_t* rows = heif_image_get_plane_readonly(image.get(), heif_channel_interleaved, &stride);
  if (rows == nullptr || width <= 0 || height <= 0 || bits <= 0 || bits > 16) {
    return fail<msg::kImageDamaged>("", "HEIC", "it has no pixels");
  }
  const PixelFormat format = has_opacity ? PixelFormat::kRgba : PixelFormat::kRgb;
  TRY_VALUE(DecodedPixels pixels, new_pixels(static_cast<std::size_t>(width), static_cast<std::size_t>(height), format));
  const std::size_t count = pixels.width * channels_of(format);
  for (std::size_t y = 0; y < pixels.height; ++y) {
    copy_row(rows + y * static_cast<std::size_t>(stride), count, bits, pixels.values.data() + y * count);
  }
  if (has_opacity && heif_image_handle_is_premultiplied_alpha(file.handle.get())) divide_by_opacity(pixels.values, 4);
  read_profile(file.handle.get(), pixels.icc_profile);
  return pixels;
}

}  // namespace

constinit const ImageReader kHeicReader = {"HEIC", is_heic, heic_size, decode_heic};

}  // namespace alexnet
