// Looking inside for a host that draws for itself, as the page does: answers are JSON, and what cannot be said in JSON lies
// beside them as a picture or as numbers, until the next question. One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/explainer.h"
#include "render/rgba_image.h"
#include "base/error.h"

namespace alexnet {

// The 256 colours that maps are drawn in, RGBA: from 0 to the largest, or (`is_signed`) from minus that over 0.
[[nodiscard]] std::vector<std::uint8_t> colour_table(bool is_signed);

class Inspection {
 public:
  // `pool` must outlive it. The errors of Explainer::create.
  [[nodiscard]] static Result<Inspection> create(const Model& model, const ThreadPool& pool);

  // Puts a photo before the network and keeps it, one of more than 24 million pixels reduced to so many. Numbers: the
  // probabilities of the classes; picture: the square that the network sees.
  // {"layers":[{"name","operation","shape","kernel","stride","statistics":{"min","max","mean","zeros"},"dead","strongest"}…],
  // "largest","photo":{"width","height"},"region":{"left","top","width","height"},"picture_milliseconds",
  // "network_milliseconds"}: `dead` units are 0 everywhere, the `strongest` has the largest mean, `largest` is a magnitude,
  // that of all hidden layers; `region` is the part of the photo that the square shows, in pixels of the photo as it is kept.
  // The errors of decode and network_square; the photo before stays then.
  [[nodiscard]] Result<std::string> look_at(ByteSpan photo, std::optional<Fit> fit);
  // Another part of the same photo, which need be no square. The same answer. kInvalidArgument without a photo and for a part
  // that does not lie in it.
  [[nodiscard]] Result<std::string> look_at_part(const Region& part);
  // The photo itself. Picture: its longer side `side` pixels (1 to 4096) at most. {"width","height"} as it is kept.
  [[nodiscard]] Result<std::string> photo(std::size_t side);

  // Below, kInvalidArgument for a layer, unit, position or scale that there is not, and without a photo.

  // All units of a layer. Picture: the grid of draw_units with nothing (alpha 0) between the cells; numbers: min, max, mean and
  // zeros of each unit. {"columns","rows","map_width","map_height","zoom","gap","signed","largest"}, the layer's magnitude.
  [[nodiscard]] Result<std::string> units(std::string_view layer, std::string_view scale, std::size_t side);
  // One unit. Numbers: its map [y][x], of a dense layer the one value. {"min","max","mean","zeros"}
  [[nodiscard]] Result<std::string> unit(std::string_view layer, std::size_t unit);
  // One value of a map, (0, 0) of a dense layer: which pixels it sees and how it was made. Numbers: patch, kernel and products,
  // where the layer, or the one before its ReLU, multiplies. {"value","field":{"x","y","width","height"},"arithmetic":{"layer",
  // "rows","columns","channels","first_channel","sum","bias","value","has_relu","result"} or null}
  [[nodiscard]] Result<std::string> value(std::string_view layer, std::size_t unit, const Position& at);

  // The first layer's filters, as draw_filters has them. Picture: a grid as above. {"columns","rows",…,"gap"}
  [[nodiscard]] Result<std::string> filters();

  // What takes long goes step by step: where `done` is below `of` in the answer, go_on() takes the next step, and other
  // questions may come in between. A new photo, part or explanation ends what is under way.
  // `question`: {"method","layer","class","unit","patch","stride","steps","seed"} as ExplainOptions, the class by its number.
  // Picture: the explanation as far as it is there, opaque. {"layer","class","label","probability","unit","value","start",
  // "done","of","milliseconds"}. kBadFormat for what is no such question.
  [[nodiscard]] Result<std::string> explain(std::string_view question);
  // The same answer, a step further on. kInvalidArgument where nothing is under way.
  [[nodiscard]] Result<std::string> go_on();

  [[nodiscard]] const RgbaPicture& picture() const { return picture_; }
  [[nodiscard]] std::span<const float> numbers() const { return numbers_; }

 private:
  explicit Inspection(std::unique_ptr<Explainer> explainer) : explainer_(std::move(explainer)) {}
  [[nodiscard]] Status refresh();
  [[nodiscard]] Result<Target> find(std::string_view layer, std::size_t unit);
  [[nodiscard]] Result<std::string> look(const Region& region, double picture_milliseconds);
  [[nodiscard]] Result<std::string> tell_explanation();

  std::unique_ptr<Explainer> explainer_;  // stays where it is: what is under way points into it
  Image photo_;
  bool is_fresh_ = false;  // the probe holds what the network made of the photo
  float largest_ = 0;
  RgbaPicture picture_;
  std::vector<float> numbers_;
};

}  // namespace alexnet
