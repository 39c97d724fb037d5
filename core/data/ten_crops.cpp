#include "data/ten_crops.h"

#include <algorithm>

#include "image/new_image.h"
#include "messages/data.h"

namespace alexnet {
namespace {

Result<Image> crop_at(const Image& image, std::size_t x, std::size_t y, std::size_t side) {
  TRY_VALUE(Image result, new_image(side, side));
  for (std::size_t row = 0; row < side; ++row) std::copy_n(image.row(y + row) + x * 3, side * 3, result.row(row));
  return result;
}

void mirror(const Image& image, Image& out) {
  for (std::size_t y = 0; y < image.height; ++y)
    for (std::size_t x = 0; x < image.width; ++x) std::copy_n(image.row(y) + (image.width - 1 - x) * 3, 3, out.row(y) + x * 3);
}

}  // namespace

Result<std::array<Image, kTenCrops>> ten_crops(const Image& image, std::size_t side) {
  if (side == 0 || side > image.width || side > image.height)
    return fail<msg::kTenCropsTooLarge>("ten crops", side, image.width, image.height);
  const std::size_t right = image.width - side, bottom = image.height - side;
  const std::array<std::array<std::size_t, 2>, kTenCrops / 2> corners = {
      {{0, 0}, {right, 0}, {0, bottom}, {right, bottom}, {right / 2, bottom / 2}}};
  std::array<Image, kTenCrops> crops;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    TRY_VALUE(crops[i], crop_at(image, corners[i][0], corners[i][1], side));
    Image& mirrored = crops[corners.size() + i];
    TRY_VALUE(mirrored, new_image(side, side));
    mirror(crops[i], mirrored);
  }
  return crops;
}

}  // namespace alexnet
