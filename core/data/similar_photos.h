// Recognizes photos that look the same although their files differ: another size, compression, or slightly other colors.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "image/image.h"

namespace alexnet {

// What a photo looks like, in 776 bytes.
struct PhotoAppearance {
  static constexpr std::size_t kSide = 16;  // of the thumbnail
  // The difference hash of the gray image (Krawetz, "Kind of Like That", 2013): bit 8 y + x is set if, of 9 x 8 pixels, pixel
  // (x + 1, y) is brighter than (x, y).
  std::uint64_t hash = 0;
  std::array<std::uint8_t, kSide * kSide * 3> thumbnail = {};  // the whole photo as 16 x 16 pixels, RGB
};

// Returns the appearance of an image, or nothing if there is not enough memory. An image of less contrast than kMinContrast, such
// as a blank page, has none either: everything blank looks the same.
[[nodiscard]] std::optional<PhotoAppearance> appearance_of(const Image& image);

// Two photos look the same if at most kMaxHashDistance bits of their hashes differ, and the values of their thumbnails by at most
// kMaxThumbnailDistance on average. docs/training-guide.md states what these thresholds find.
inline constexpr int kMaxHashDistance = 7;
inline constexpr double kMaxThumbnailDistance = 3;  // of 255
inline constexpr double kMinContrast = 4;           // standard deviation of the gray thumbnail, of 255
[[nodiscard]] bool look_the_same(const PhotoAppearance& a, const PhotoAppearance& b);

// Returns all pairs (first < second) of photos that look the same, sorted.
[[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> similar_pairs(
    std::span<const std::optional<PhotoAppearance>> photos);

}  // namespace alexnet
