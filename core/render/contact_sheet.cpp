#include "render/contact_sheet.h"

#include <algorithm>

#include "data/color_components.h"
#include "data/compose.h"
#include "image/encode.h"
#include "messages/render.h"

namespace alexnet {
namespace {

constexpr std::size_t kSheetGap = 4;              // pixels between tiles
constexpr std::size_t kPhotosForLighting = 1000;  // enough to estimate the color components

// Returns a preprocessing with the same geometry whose output values are the pixels themselves.
Preprocessing pixel_preprocessing(const Preprocessing& preprocessing) {
  return {.input = preprocessing.input, .resize = preprocessing.resize, .fit = preprocessing.fit, .scale = 1};
}

Image image_from_values(std::span<const float> values, std::size_t side) {
  Image image{side, side, std::vector<std::uint8_t>(values.size())};
  const auto rounded = [](float value) {
    // NOLINTNEXTLINE(bugprone-incorrect-roundings): no value is negative
    return static_cast<std::uint8_t>(std::clamp(value, 0.0f, 255.0f) + 0.5f);
  };
  std::ranges::transform(values, image.pixels.begin(), rounded);
  return image;
}

Result<Image> blank_sheet(std::size_t rows, std::size_t columns, std::size_t side) {
  const std::size_t step = side + kSheetGap, width = columns * step - kSheetGap;
  constexpr std::size_t kMaxPixels = 100'000'000;
  if (rows > kMaxPixels / step / width)
    return fail<msg::kContactSheetTooLarge>("contact sheet", rows, columns, side, kMaxPixels);
  const std::size_t height = rows * step - kSheetGap;
  return Image{width, height, std::vector<std::uint8_t>(width * height * 3, 24)};
}

// Draws one row: the photo without augmentation, and its samples.
Status fill_row(const PhotoSource& photos, std::size_t photo, const ContactSheetOptions& options, std::size_t row,
                Image& sheet) {
  const Result<Image> image = photos.load(photo, Augmenter(options.augmentation, options.preprocessing).decode_options());
  if (!image) return image.error().kind == ErrorKind::kOutOfMemory ? Status(std::unexpected(image.error())) : Status();
  const std::size_t samples = std::min(options.columns, options.count - row * options.columns);
  const DrawKey first = {.seed = options.seed, .epoch = 0, .photo = photo};
  TRY_VALUE(const std::vector<Image> tiles,
            augmented_samples(*image, options.augmentation, options.preprocessing, first, samples));
  const std::size_t step = options.preprocessing.input + kSheetGap;
  for (std::size_t column = 0; column < tiles.size(); ++column) paste(sheet, tiles[column], column * step, row * step);
  return {};
}

Status check_options(const PhotoSource& photos, const ContactSheetOptions& options) {
  if (photos.size() == 0) return fail<msg::kContactSheetWithoutPhotos>("contact sheet");
  if (options.count == 0 || options.columns == 0 || options.columns > 1000)
    return fail<msg::kContactSheetSize>("contact sheet", options.count, options.columns);
  return check(options.augmentation);
}

}  // namespace

Result<Image> contact_sheet(const PhotoSource& photos, const ContactSheetOptions& options, const ThreadPool& pool) {
  TRY(check_options(photos, options));
  const std::size_t rows = (options.count - 1) / options.columns + 1;
  TRY_VALUE(Image sheet, blank_sheet(rows, std::min(options.count, options.columns) + 1, options.preprocessing.input));
  ContactSheetOptions with_lighting = options;
  if (options.augmentation.lighting_sigma > 0) {
    TRY_VALUE(with_lighting.augmentation.lighting,
              color_components(photos, decode_options(options.preprocessing), kPhotosForLighting, pool));
  }
  std::vector<Status> filled(rows);
  pool.parallel_for(rows, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; ++row) {
      const auto photo = static_cast<std::size_t>(std::uint64_t{row} * photos.size() / rows);
      filled[row] = fill_row(photos, photo, with_lighting, row, sheet);
    }
  });
  for (const Status& row : filled) TRY(row);
  return sheet;
}

Result<std::vector<Image>> augmented_samples(const Image& photo, const Augmentation& augmentation,
                                             const Preprocessing& preprocessing, const DrawKey& first, std::size_t count) {
  const Augmenter augmenter(augmentation, pixel_preprocessing(preprocessing));
  std::vector<Image> samples;
  TRY_VALUE(Image original, crop_to_input(photo, augmenter.preprocessing()));
  samples.push_back(std::move(original));
  TRY_VALUE(const Image prepared, augmenter.prepare(photo));
  AugmentScratch scratch;
  std::vector<float> values(preprocessing.input * preprocessing.input * 3);
  for (std::size_t sample = 0; sample < count; ++sample) {
    const DrawKey key = {.seed = first.seed, .epoch = first.epoch + sample, .photo = first.photo};
    TRY(augmenter.apply(prepared, augmenter.draw(prepared.width, prepared.height, key), scratch, values));
    samples.push_back(image_from_values(values, preprocessing.input));
  }
  return samples;
}

Status write_png(const std::string& path, const Image& image) {
  TRY_VALUE(const std::vector<std::uint8_t> bytes, encode_png(image));
  const ByteSpan part = bytes;
  return write_file(path, {&part, 1});
}

}  // namespace alexnet
