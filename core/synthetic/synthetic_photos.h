// A synthetic data set of bicycles and ships, with which training can be tried and tested without any data. Images are rendered
// on demand and vary in shape, color, size, pose, background and light. Both classes have the same distribution of colors.
#pragma once

#include <cstdint>

#include "data/photo_source.h"

namespace alexnet {

struct SyntheticOptions {
  std::size_t per_class = 100;
  std::uint64_t first = 0;  // number of the first photo; sets with disjoint numbers have no photo in common
  std::uint64_t seed = 2012;
  std::size_t side = 256;  // width and height in pixels
};
inline constexpr SyntheticOptions kSyntheticTraining = {};
inline constexpr SyntheticOptions kSyntheticValidation = {.per_class = 50, .first = 1'000'000};

// All bicycles come first, then all ships. A photo depends only on the seed, its number and its size.
class SyntheticPhotos : public PhotoSource {
 public:
  explicit SyntheticPhotos(const SyntheticOptions& options = kSyntheticTraining) : options_(options) {}

  [[nodiscard]] const std::vector<std::string>& classes() const override { return classes_; }
  [[nodiscard]] std::size_t size() const override { return options_.per_class * classes_.size(); }
  [[nodiscard]] std::size_t label(std::size_t index) const override { return index / options_.per_class; }
  [[nodiscard]] std::string name(std::size_t index) const override;

 private:
  [[nodiscard]] Result<Image> load_photo(std::size_t index, const DecodeOptions& options) const override;
  [[nodiscard]] std::uint64_t number(std::size_t index) const { return options_.first + index % options_.per_class; }

  std::vector<std::string> classes_ = {"bikes", "ships"};
  SyntheticOptions options_;
};

}  // namespace alexnet
