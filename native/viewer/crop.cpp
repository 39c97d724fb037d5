#include "crop.h"

#include <algorithm>

namespace alexnet::viewer {

Region move_region(const Region& region, double right, double down, const Image& photo) {
  const double most_left = static_cast<double>(photo.width) - region.width;
  const double most_top = static_cast<double>(photo.height) - region.height;
  return {std::clamp(region.left + right, 0.0, std::max(most_left, 0.0)),
          std::clamp(region.top + down, 0.0, std::max(most_top, 0.0)), region.width, region.height};
}

Region resize_region(const Region& region, Corner corner, double x, double y, const Image& photo) {
  const bool to_left = corner == Corner::kTopLeft || corner == Corner::kBottomLeft;
  const bool to_top = corner == Corner::kTopLeft || corner == Corner::kTopRight;
  const double fixed_x = to_left ? region.left + region.width : region.left;
  const double fixed_y = to_top ? region.top + region.height : region.top;
  const double room_x = to_left ? fixed_x : static_cast<double>(photo.width) - fixed_x;
  const double room_y = to_top ? fixed_y : static_cast<double>(photo.height) - fixed_y;
  const double aspect = region.height / region.width;
  const double wanted = std::max(to_left ? fixed_x - x : x - fixed_x, (to_top ? fixed_y - y : y - fixed_y) / aspect);
  const double most = std::min(room_x, room_y / aspect), least = std::min(kSmallestCrop * std::max(1.0, 1 / aspect), most);
  const double width = std::clamp(wanted, least, most), height = width * aspect;
  return {to_left ? fixed_x - width : fixed_x, to_top ? fixed_y - height : fixed_y, width, height};
}

}  // namespace alexnet::viewer
