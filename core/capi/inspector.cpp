#include "capi/inspector.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "render/filter_grid.h"
#include "app/photo.h"
#include "base/json_text.h"
#include "base/stopwatch.h"
#include "data/decode.h"
#include "explain/arithmetic.h"
#include "render/color_map.h"
#include "explain/receptive_field.h"
#include "render/statistics.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kShades = 256;
constexpr std::size_t kMostSide = 4096;
constexpr double kMostKept = 24e6;  // pixels of a photo, 72 MB

Json to_json(const UnitStatistics& s) { return {{"min", s.min}, {"max", s.max}, {"mean", s.mean}, {"zeros", s.zeros}}; }

Json to_json(const Arithmetic& a, const std::string& layer) {
  return {
      {"layer", layer}, {"rows", a.rows}, {"columns", a.columns}, {"channels", a.channels}, {"first_channel", a.first_channel},
      {"sum", a.sum},   {"bias", a.bias}, {"value", a.value},     {"has_relu", a.has_relu}, {"result", a.result}};
}

Json to_json(const Shape& shape) {
  Json json = Json::array();
  for (std::size_t axis = 0; axis < shape.rank(); ++axis) json.push_back(shape[axis]);
  return json;
}

Json describe_step(const Probe& probe, std::size_t step, std::span<const UnitStatistics> units) {
  const LayerSpec& layer = probe.layer(step);
  Json json = {{"name", layer.name},
               {"operation", operation_name(layer.operation)},
               {"shape", to_json(probe.steps()[step].output)},
               {"statistics", to_json(summary(units))},
               {"dead", std::ranges::count_if(units, &UnitStatistics::dead)},
               {"strongest", std::ranges::max_element(units, {}, &UnitStatistics::mean) - units.begin()}};
  const auto with_window = [&](const auto& window) {
    json["kernel"] = window.kernel;
    json["stride"] = window.stride;
  };
  if (const auto* convolution = std::get_if<Convolution>(&layer.operation)) with_window(*convolution);
  if (const auto* pool = std::get_if<MaxPool>(&layer.operation)) with_window(*pool);
  return json;
}

// A member of a question, if it is there; 0 or more.
Status read(const Json& question, const char* name, std::size_t& value) {
  if (!question.contains(name)) return {};
  if (!question[name].is_number_unsigned())
    return fail(ErrorKind::kBadFormat, name, "a whole number, 0 or more, is expected, found ", json_excerpt(question[name]));
  value = question[name].get<std::size_t>();
  return {};
}

std::string text_in(const Json& question, const char* name) {
  return question.contains(name) && question[name].is_string() ? question[name].get<std::string>() : "";
}

Result<ExplainOptions> options_of(const Json& question, const Model& model) {
  if (!question.is_object()) return fail(ErrorKind::kBadFormat, "explain", "a question is a JSON object");
  ExplainOptions options;
  options.layer = text_in(question, "layer");
  options.opacity = 1;  // the host mixes
  TRY_VALUE(options.method, parse_explain_method(text_in(question, "method")));
  TRY(read(question, "patch", options.patch));
  TRY(read(question, "stride", options.stride));
  TRY(read(question, "steps", options.steps));
  std::size_t number = 0;
  TRY(read(question, "seed", number));
  options.seed = number;
  TRY(read(question, "unit", number));
  if (question.contains("unit")) options.unit = number;
  TRY(read(question, "class", number));
  if (question.contains("class")) options.class_name = number < model.spec.classes ? class_name(model, number) : text(number);
  return options;
}

Json to_json(const Region& r) { return {{"left", r.left}, {"top", r.top}, {"width", r.width}, {"height", r.height}}; }

Status check_side(std::size_t side) {
  if (side >= 1 && side <= kMostSide) return {};
  return fail(ErrorKind::kInvalidArgument, "side", "1 to ", kMostSide, " is expected, found ", side);
}

// As large as it is, as long as that is not too large to be kept.
Result<Image> kept(Image photo) {
  const auto width = static_cast<double>(photo.width), height = static_cast<double>(photo.height);
  if (width * height <= kMostKept) return photo;
  return fit_within(std::move(photo),
                    static_cast<std::size_t>(std::max(width, height) * std::sqrt(kMostKept / (width * height))));
}

}  // namespace

std::vector<std::uint8_t> colour_table(bool is_signed) {
  std::vector<std::uint8_t> table(4 * kShades, 255);
  for (std::size_t i = 0; i < kShades; ++i) {
    const float share = static_cast<float>(i) / (kShades - 1);
    std::ranges::copy(is_signed ? diverging_colour(2 * share - 1) : sequential_colour(share), &table[4 * i]);
  }
  return table;
}

Result<Inspection> Inspection::create(const Model& model, const ThreadPool& pool) {
  TRY_VALUE(Explainer explainer, Explainer::create(model, pool));
  return Inspection(std::make_unique<Explainer>(std::move(explainer)));
}

// An explanation may have left something else in the probe.
Status Inspection::refresh() {
  if (is_fresh_) return {};
  TRY(explainer_->run());
  is_fresh_ = true;
  return {};
}

Result<Target> Inspection::find(std::string_view layer, std::size_t unit) {
  TRY(refresh());
  Target target = {.step = 0, .unit = unit, .at = {}};
  TRY_VALUE(target.step, explainer_->probe().find(layer));
  TRY(check_target(explainer_->probe(), target));
  return target;
}

Result<std::string> Inspection::look_at(ByteSpan photo, std::optional<Fit> fit) {
  Stopwatch watch;
  Preprocessing preprocessing = explainer_->probe().model().spec.preprocessing;
  preprocessing.fit = fit.value_or(preprocessing.fit);
  TRY_VALUE(Image image, decode(photo));
  TRY_VALUE(Image square, network_square(image, preprocessing));
  TRY_VALUE(photo_, kept(std::move(image)));
  explainer_->look_at_square(std::move(square));
  TRY_VALUE(const Region region, square_region(photo_.width, photo_.height, preprocessing));
  return look(region, watch.milliseconds());
}

Result<std::string> Inspection::look_at_part(const Region& part) {
  Stopwatch watch;
  if (photo_.pixels.empty()) return fail(ErrorKind::kInvalidArgument, "part", "a photo is needed");
  TRY(explainer_->look_at_image(photo_, part));
  return look(part, watch.milliseconds());
}

// What every layer makes of the square that the explainer has now.
Result<std::string> Inspection::look(const Region& region, double picture_milliseconds) {
  Stopwatch watch;
  is_fresh_ = false;
  TRY(refresh());
  const double network_milliseconds = watch.milliseconds();
  const Probe& probe = explainer_->probe();
  largest_ = 0;
  Json layers = Json::array();
  for (std::size_t i = 0; i < probe.steps().size(); ++i) {
    const std::vector<UnitStatistics> units = unit_statistics(probe.output(i));
    if (i < probe.logits()) largest_ = std::max(largest_, summary(units).magnitude());
    layers.push_back(describe_step(probe, i, units));
  }
  const std::span<const float> probabilities = probe.output(probe.steps().size() - 1).values();
  numbers_.assign(probabilities.begin(), probabilities.end());
  show(explainer_->square(), picture_);
  return json_text(Json{{"layers", layers},
                        {"largest", largest_},
                        {"photo", {{"width", photo_.width}, {"height", photo_.height}}},
                        {"region", to_json(region)},
                        {"picture_milliseconds", picture_milliseconds},
                        {"network_milliseconds", network_milliseconds}});
}

Result<std::string> Inspection::photo(std::size_t side) {
  TRY(check_side(side));
  if (photo_.pixels.empty()) return fail(ErrorKind::kInvalidArgument, "photo", "there is none");
  TRY_VALUE(const Image small, fit_within(photo_, side));
  show(small, picture_);
  return json_text(Json{{"width", photo_.width}, {"height", photo_.height}});
}

Result<std::string> Inspection::units(std::string_view layer, std::string_view scale, std::size_t side) {
  TRY(check_side(side));
  TRY_VALUE(const Target target, find(layer, 0));
  UnitGridOptions options = {.scale = MapScale::kUnit, .network_largest = largest_, .side = side};
  TRY_VALUE(options.scale, parse_map_scale(scale));
  const ConstTensorView output = explainer_->probe().output(target.step);
  const std::vector<UnitStatistics> statistics = unit_statistics(output);
  TRY_VALUE(const Image grid, draw_units(output, statistics, options));
  const UnitGridLayout layout = layout_units(output.shape, side);
  show_cells(grid, layout, statistics.size(), picture_);
  numbers_.clear();
  for (const UnitStatistics& s : statistics) numbers_.insert(numbers_.end(), {s.min, s.max, s.mean, s.zeros});
  Json json = Json::parse(layout_json(layout));
  const UnitStatistics whole = summary(statistics);
  json["signed"] = whole.min < 0.0f;
  json["largest"] = whole.magnitude();
  return json_text(json);
}

Result<std::string> Inspection::unit(std::string_view layer, std::size_t unit) {
  TRY_VALUE(const Target target, find(layer, unit));
  const ConstTensorView output = explainer_->probe().output(target.step);
  const std::size_t channels = output.shape[output.shape.rank() - 1];
  numbers_.clear();
  for (std::size_t i = unit; i < output.shape.elements(); i += channels) numbers_.push_back(output.data[i]);
  return json_text(to_json(unit_statistics({numbers_.data(), {numbers_.size(), 1}}).front()));
}

Result<std::string> Inspection::value(std::string_view layer, std::size_t unit, const Position& at) {
  TRY_VALUE(Target target, find(layer, unit));
  Probe& probe = explainer_->probe();
  const Step& step = probe.steps()[target.step];
  if (step.output.rank() == 3) target.at = at;
  TRY(check_target(probe, target));
  TRY_VALUE(const Rectangle field, receptive_field(probe.model().spec, step.last, at));
  Json json = {{"value", value_of(probe, target)},
               {"field", {{"x", field.x}, {"y", field.y}, {"width", field.width}, {"height", field.height}}},
               {"arithmetic", nullptr}};
  numbers_.clear();
  if (target.step > 0 && std::holds_alternative<Relu>(probe.layer(target.step).operation)) --target.step;
  const Result<Arithmetic> made = explain_value(probe, target);
  if (!made && made.error().kind != ErrorKind::kUnsupported) return std::unexpected(made.error());
  if (made) {
    json["arithmetic"] = to_json(*made, probe.layer(target.step).name);
    for (const std::vector<float>* part : {&made->patch, &made->kernel, &made->products})
      numbers_.insert(numbers_.end(), part->begin(), part->end());
  }
  return json_text(json);
}

Result<std::string> Inspection::filters() {
  const Model& model = explainer_->probe().model();
  TRY_VALUE(const UnitGridLayout layout, layout_filters(model));
  TRY_VALUE(const Image grid, draw_filters(model));
  show_cells(grid, layout, model.parameters.front().values.shape[0], picture_);
  return layout_json(layout);
}

Result<std::string> Inspection::explain(std::string_view question) {
  const Model& model = explainer_->probe().model();
  TRY_VALUE(const ExplainOptions options, options_of(Json::parse(question, nullptr, /*allow_exceptions=*/false), model));
  is_fresh_ = false;
  TRY(explainer_->begin(options));
  return tell_explanation();
}

Result<std::string> Inspection::go_on() {
  is_fresh_ = false;
  TRY(explainer_->step());
  return tell_explanation();
}

Result<std::string> Inspection::tell_explanation() {
  TRY_VALUE(const Explanation made, explainer_->so_far());
  show(made.picture, picture_);
  return json_text(Json{{"layer", made.layer},
                        {"class", made.class_index},
                        {"label", class_name(explainer_->probe().model(), made.class_index)},
                        {"probability", made.probability},
                        {"unit", made.unit ? Json(*made.unit) : Json()},
                        {"value", made.value},
                        {"start", made.start},
                        {"done", made.done},
                        {"of", made.of},
                        {"milliseconds", made.milliseconds}});
}

}  // namespace alexnet
