// The inspector for hosts that draw for themselves, such as the web page: what every layer computes for a photo, and why. Results are
// JSON, in the shapes of alexnet/json_shapes.json. Pixels and large arrays of numbers are in image() and numbers() until the next
// call. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/explainer.h"
#include "base/error.h"
#include "render/rgba_image.h"

namespace alexnet {

// Returns the 256 colors of maps, RGBA: from 0 to the largest value or, if `is_signed`, from minus that to plus that.
[[nodiscard]] std::vector<std::uint8_t> color_table(bool is_signed);

class Inspector {
 public:
  // `pool` must outlive the inspector. Errors: those of Explainer::create.
  [[nodiscard]] static Result<Inspector> create(const Model& model, const ThreadPool& pool);

  // Runs the network on a photo and keeps the photo, reduced if it has more than 24 million pixels. Returns the shape Inspection;
  // its region is in pixels of the kept photo. Numbers: the probabilities of the classes. Image: the network's input.
  // Errors: those of decode and of preprocessing; the previous photo then stays.
  [[nodiscard]] Result<std::string> set_photo(ByteSpan photo, std::optional<Fit> fit);
  // Runs the network on another region of the same photo, of any aspect ratio. Returns the same. Errors: kInvalidArgument without
  // a photo, and for a region that is not within it.
  [[nodiscard]] Result<std::string> set_region(const Region& region);
  // Returns the shape PhotoSize. Image: the kept photo, reduced so that its longer side is at most `side` pixels (1 to 4096).
  [[nodiscard]] Result<std::string> photo(std::size_t side);

  // The functions below return kInvalidArgument without a photo, and for a layer, unit, position or scale that does not exist.

  // Renders all units of a layer. Returns the shape UnitGrid. Image: the grid, transparent between the cells. Numbers: min, max,
  // mean and zeros of each unit.
  [[nodiscard]] Result<std::string> units(std::string_view layer, std::string_view scale, std::size_t side);
  // Returns the shape Statistics. Numbers: the map of the unit, [y][x]; a dense layer has a single value.
  [[nodiscard]] Result<std::string> unit(std::string_view layer, std::size_t unit);
  // Returns the shape ValueBreakdown for a value of a map; (0, 0) for a dense layer. Numbers: patch, kernel and products, if the
  // layer, or the one before its ReLU, multiplies.
  [[nodiscard]] Result<std::string> value(std::string_view layer, std::size_t unit, const Position& at);

  // Renders the filters of the first layer. Returns the shape GridLayout. Image: the grid, as for units().
  [[nodiscard]] Result<std::string> filters();

  // Starts an explanation. `request` is the shape ExplainRequest. Returns the shape Explanation. Image: the explanation, opaque.
  // Slow methods run step by step: while `done` is below `of`, the image is a partial result and explain_step() runs the
  // next step; other functions may be called in between. A new photo, region or explanation cancels it.
  // Errors: kBadFormat for an invalid request.
  [[nodiscard]] Result<std::string> explain(std::string_view request);
  // Runs the next step and returns the same. Errors: kInvalidArgument if no explanation is in progress.
  [[nodiscard]] Result<std::string> explain_step();

  [[nodiscard]] const RgbaImage& image() const { return image_; }
  [[nodiscard]] std::span<const float> numbers() const { return numbers_; }

 private:
  explicit Inspector(std::unique_ptr<Explainer> explainer) : explainer_(std::move(explainer)) {}
  [[nodiscard]] Status ensure_forward_pass();
  [[nodiscard]] Result<Target> find(std::string_view layer, std::size_t unit);
  [[nodiscard]] Result<std::string> run_network(const Region& region, double preprocess_milliseconds);
  [[nodiscard]] Result<std::string> explanation_json();

  std::unique_ptr<Explainer> explainer_;  // not moved: an explanation in progress points into it
  Image photo_;
  std::string converted_from_;
  std::vector<Notice> warnings_;   // of the photo
  bool has_forward_pass_ = false;  // whether the probe holds the activations of the photo
  float largest_ = 0;
  RgbaImage image_;
  std::vector<float> numbers_;
};

}  // namespace alexnet
