#include "app/contact_sheet.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "data/augment.h"
#include "data/color_components.h"
#include "data/decode.h"
#include "data/encode.h"

namespace alexnet {
namespace {

constexpr std::size_t kGap = 4;                   // pixels between tiles
constexpr std::size_t kPhotosForLighting = 1000;  // enough to know the colours by

// The network's square with the pixels for numbers.
Preprocessing pixels_of(const Preprocessing& preprocessing) {
  return {.input = preprocessing.input, .resize = preprocessing.resize, .fit = preprocessing.fit, .scale = 1};
}

struct Sheet {
  Image image;
  std::size_t side;

  void put(std::size_t row, std::size_t column, std::span<const float> values) {
    for (std::size_t y = 0; y < side; ++y) {
      std::uint8_t* out = image.row(row * (side + kGap) + y) + column * (side + kGap) * 3;
      for (std::size_t i = 0; i < side * 3; ++i) {
        out[i] = static_cast<std::uint8_t>(std::clamp(values[y * side * 3 + i], 0.0f, 255.0f) + 0.5f);
      }
    }
  }
};

Result<Sheet> blank_sheet(std::size_t rows, std::size_t columns, std::size_t side) {
  const std::size_t step = side + kGap, width = columns * step - kGap;
  if (rows > kMaxPixels / step / width) {
    return fail(ErrorKind::kTooLarge, "contact sheet", "of ", rows, " x ", columns, " squares of ", side,
                " pixels: the limit is ", kMaxPixels, " pixels in all");
  }
  const std::size_t height = rows * step - kGap;
  return Sheet{{width, height, std::vector<std::uint8_t>(width * height * 3, 24)}, side};
}

// One photo as it is, and `samples` of it.
Status fill_row(const PhotoSource& photos, std::size_t photo, const Augmenter& augmenter, const ContactSheetOptions& options,
                std::size_t row, Sheet& sheet) {
  const std::size_t samples = std::min(options.columns, options.count - row * options.columns);
  const Result<Image> image = photos.load(photo);
  if (!image) return image.error().kind == ErrorKind::kOutOfMemory ? Status(std::unexpected(image.error())) : Status();
  std::vector<float> values(sheet.side * sheet.side * 3);
  TRY_VALUE(const Image original, network_square(*image, augmenter.preprocessing()));
  to_tensor(original, augmenter.preprocessing(), values);
  sheet.put(row, 0, values);
  TRY_VALUE(const Image picture, augmenter.prepare(*image));
  AugmentScratch scratch;
  for (std::size_t sample = 0; sample < samples; ++sample) {
    const AugmentPlan plan = augmenter.draw(picture.width, picture.height, {options.seed, sample, photo});
    TRY(augmenter.apply(picture, plan, scratch, values));
    sheet.put(row, sample + 1, values);
  }
  return {};
}

Status check_options(const PhotoSource& photos, const ContactSheetOptions& options) {
  if (photos.size() == 0) return fail(ErrorKind::kInvalidArgument, "contact sheet", "there are no photos");
  if (options.count == 0 || options.columns == 0 || options.columns > 1000) {
    return fail(ErrorKind::kInvalidArgument, "contact sheet", "of ", options.count, " samples, ", options.columns, " in a row");
  }
  return check(options.augmentation);
}

}  // namespace

Result<Image> contact_sheet(const PhotoSource& photos, const ContactSheetOptions& options, const ThreadPool& pool) {
  TRY(check_options(photos, options));
  const std::size_t rows = (options.count - 1) / options.columns + 1;
  TRY_VALUE(Sheet sheet, blank_sheet(rows, std::min(options.count, options.columns) + 1, options.preprocessing.input));
  Augmentation augmentation = options.augmentation;
  if (augmentation.lighting_sigma > 0) {
    TRY_VALUE(augmentation.lighting, color_components(photos, kPhotosForLighting, pool));
  }
  const Augmenter augmenter(augmentation, pixels_of(options.preprocessing));
  std::vector<Status> filled(rows);
  pool.parallel_for(rows, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; ++row) {
      const auto photo = static_cast<std::size_t>(std::uint64_t{row} * photos.size() / rows);
      filled[row] = fill_row(photos, photo, augmenter, options, row, sheet);
    }
  });
  for (const Status& row : filled) TRY(row);
  return std::move(sheet.image);
}

Status write_png(const std::string& path, const Image& image) {
  TRY_VALUE(const std::vector<std::uint8_t> bytes, encode_png(image));
  const ByteSpan part = bytes;
  return write_file(path, {&part, 1});
}

}  // namespace alexnet
