// A source of labeled photos with generated patterns.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "data/photo_source.h"
#include "support/tiny_images.h"

namespace alexnet::testing {

inline constexpr ErrorMessage kTruncatedPhoto{ErrorKind::kBadFormat, "test_truncated_photo", "is cut short"};

// Photo i has the label i % classes and a pattern that depends on i. Photos in `broken` do not load.
class PatternPhotos : public PhotoSource {
 public:
  PatternPhotos(std::vector<std::string> classes, std::size_t size, std::set<std::size_t> broken = {})
      : classes_(std::move(classes)), size_(size), broken_(std::move(broken)) {}

  [[nodiscard]] const std::vector<std::string>& classes() const override { return classes_; }
  [[nodiscard]] std::size_t size() const override { return size_; }
  [[nodiscard]] std::size_t label(std::size_t index) const override { return index % classes_.size(); }
  [[nodiscard]] std::string name(std::size_t index) const override { return "photos/<" + std::to_string(index) + ">.jpg"; }

 private:
  [[nodiscard]] Result<Image> load_photo(std::size_t index, const DecodeOptions&) const override {
    if (broken_.contains(index)) return fail<kTruncatedPhoto>(name(index));
    return pattern_image(index % 3 == 0 ? "noise" : index % 3 == 1 ? "ramp" : "checks", 20 + index % 7 * 9, 30 + index % 5 * 8);
  }

  std::vector<std::string> classes_;
  std::size_t size_;
  std::set<std::size_t> broken_;
};

}  // namespace alexnet::testing
