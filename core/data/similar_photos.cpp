#include "data/similar_photos.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>

#include "image/resize.h"

namespace alexnet {
namespace {

constexpr std::size_t kSide = PhotoAppearance::kSide;
constexpr std::size_t kHashSide = 8;

// The luma of BT.601, times 1000.
int gray(const std::uint8_t* pixel) { return 299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2]; }

double contrast(const PhotoAppearance& photo) {
  constexpr std::size_t kPixels = kSide * kSide;
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < kPixels; ++i) {
    const double value = gray(photo.thumbnail.data() + i * 3) / 1000.0;
    sum += value;
    squares += value * value;
  }
  const double mean = sum / kPixels;
  return std::sqrt(std::max(0.0, squares / kPixels - mean * mean));
}

double thumbnail_distance(const PhotoAppearance& a, const PhotoAppearance& b) {
  int sum = 0;
  for (std::size_t i = 0; i < a.thumbnail.size(); ++i) sum += std::abs(a.thumbnail[i] - b.thumbnail[i]);
  return static_cast<double>(sum) / static_cast<double>(a.thumbnail.size());
}

}  // namespace

std::optional<PhotoAppearance> appearance_of(const Image& image) {
  const Result<Image> wide = resize(image, kHashSide + 1, kHashSide);
  const Result<Image> square = resize(image, kSide, kSide);
  if (!wide || !square) return std::nullopt;
  PhotoAppearance photo;
  for (std::size_t y = 0; y < kHashSide; ++y)
    for (std::size_t x = 0; x < kHashSide; ++x) {
      const std::uint8_t* pixel = wide->row(y) + x * 3;
      if (gray(pixel + 3) > gray(pixel)) photo.hash |= std::uint64_t{1} << (kHashSide * y + x);
    }
  std::ranges::copy(square->pixels, photo.thumbnail.begin());
  if (contrast(photo) < kMinContrast) return std::nullopt;
  return photo;
}

bool look_the_same(const PhotoAppearance& a, const PhotoAppearance& b) {
  return std::popcount(a.hash ^ b.hash) <= kMaxHashDistance && thumbnail_distance(a, b) <= kMaxThumbnailDistance;
}

// Hashes that differ in at most 7 of 64 bits have one of their 8 bytes in common, so that only photos with a common byte are
// compared, instead of all pairs.
std::vector<std::pair<std::size_t, std::size_t>> similar_pairs(std::span<const std::optional<PhotoAppearance>> photos) {
  constexpr int kBytes = 8;
  static_assert(kMaxHashDistance < kBytes);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < photos.size(); ++i)
    if (photos[i]) order.push_back(i);
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (int byte = 0; byte < kBytes; ++byte) {
    const auto byte_of = [&](std::size_t i) { return static_cast<std::uint8_t>(photos[i]->hash >> (8 * byte)); };
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(byte_of(i), i); });
    for (std::size_t i = 0; i < order.size(); ++i)
      for (std::size_t k = i + 1; k < order.size() && byte_of(order[k]) == byte_of(order[i]); ++k)
        if (look_the_same(*photos[order[i]], *photos[order[k]])) pairs.emplace_back(order[i], order[k]);
  }
  std::ranges::sort(pairs);
  const auto repeated = std::ranges::unique(pairs);
  pairs.erase(repeated.begin(), repeated.end());
  return pairs;
}

}  // namespace alexnet
