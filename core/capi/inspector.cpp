#include "capi/inspector.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/photo.h"
#include "base/dump_json.h"
#include "base/stopwatch.h"
#include "capi/in_memory_training.h"
#include "explain/receptive_field.h"
#include "explain/value_breakdown.h"
#include "image/decode.h"
#include "messages/capi.h"
#include "render/color_map.h"
#include "render/filter_grid.h"
#include "render/statistics.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kShades = 256;
constexpr std::size_t kMaxGridSide = 4096;
constexpr double kMaxPhotoPixels = 24e6;  // 72 MB

Json to_json(const UnitStatistics& s) { return {{"min", s.min}, {"max", s.max}, {"mean", s.mean}, {"zeros", s.zeros}}; }

Json to_json(const ValueBreakdown& a, const std::string& layer) {
  return {
      {"layer", layer}, {"rows", a.rows}, {"columns", a.columns}, {"channels", a.channels}, {"first_channel", a.first_channel},
      {"sum", a.sum},   {"bias", a.bias}, {"value", a.value},     {"has_relu", a.has_relu}, {"result", a.result}};
}

Json to_json(const Shape& shape) {
  Json json = Json::array();
  for (std::size_t axis = 0; axis < shape.rank(); ++axis) json.push_back(shape[axis]);
  return json;
}

Json describe_step(const ProbeNetwork& probe, std::size_t step, std::span<const UnitStatistics> units) {
  const LayerSpec& layer = probe.layer(step);
  Json json = {{"name", layer.name},
               {"operation", operation_name(layer.operation)},
               {"shape", to_json(probe.steps()[step].output)},
               {"statistics", to_json(summarize_units(units))},
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

// Reads a member of a request, if it exists: an integer, 0 or more.
Status read(const Json& request, const char* name, std::size_t& value) {
  if (!request.contains(name)) return {};
  if (!request[name].is_number_unsigned()) return fail<msg::kMemberNotNumber>(name, json_excerpt(request[name]));
  value = request[name].get<std::size_t>();
  return {};
}

std::string text_in(const Json& request, const char* name) {
  return request.contains(name) && request[name].is_string() ? request[name].get<std::string>() : "";
}

Result<ExplainOptions> options_of(const Json& request, const Model& model) {
  if (!request.is_object()) return fail<msg::kRequestNotJson>("explain");
  ExplainOptions options;
  options.layer = text_in(request, "layer");
  options.opacity = 1;  // the host blends
  TRY_VALUE(options.method, parse_explain_method(text_in(request, "method")));
  TRY(read(request, "patch", options.patch));
  TRY(read(request, "stride", options.stride));
  TRY(read(request, "steps", options.steps));
  std::size_t number = 0;
  TRY(read(request, "seed", number));
  options.seed = number;
  TRY(read(request, "unit", number));
  if (request.contains("unit")) options.unit = number;
  TRY(read(request, "class", number));
  if (request.contains("class")) options.class_name = number < model.spec.classes ? class_name(model, number) : str_cat(number);
  return options;
}

Json to_json(const Region& r) { return {{"left", r.left}, {"top", r.top}, {"width", r.width}, {"height", r.height}}; }

Status check_side(std::size_t side) {
  if (side >= 1 && side <= kMaxGridSide) return {};
  return fail<msg::kNumberOutOfRange>("side", kMaxGridSide, side);
}

// Reduces a photo that is too large to keep.
Result<Image> kept(Image photo) {
  const auto width = static_cast<double>(photo.width), height = static_cast<double>(photo.height);
  if (width * height <= kMaxPhotoPixels) return photo;
  return fit_within(std::move(photo),
                    static_cast<std::size_t>(std::max(width, height) * std::sqrt(kMaxPhotoPixels / (width * height))));
}

}  // namespace

std::vector<std::uint8_t> color_table(bool is_signed) {
  std::vector<std::uint8_t> table(4 * kShades, 255);
  for (std::size_t i = 0; i < kShades; ++i) {
    const float share = static_cast<float>(i) / (kShades - 1);
    std::ranges::copy(is_signed ? diverging_color(2 * share - 1) : sequential_color(share), &table[4 * i]);
  }
  return table;
}

Result<Inspector> Inspector::create(const Model& model, const ThreadPool& pool) {
  TRY_VALUE(Explainer explainer, Explainer::create(model, pool));
  return Inspector(std::make_unique<Explainer>(std::move(explainer)));
}

// Runs the network again after an explanation, which overwrites the activations.
Status Inspector::ensure_forward_pass() {
  if (has_forward_pass_) return {};
  TRY(explainer_->run());
  has_forward_pass_ = true;
  return {};
}

Result<Target> Inspector::find(std::string_view layer, std::size_t unit) {
  TRY(ensure_forward_pass());
  Target target = {.step = 0, .unit = unit, .at = {}};
  TRY_VALUE(target.step, explainer_->probe().find(layer));
  TRY(check_target(explainer_->probe(), target));
  return target;
}

Result<std::string> Inspector::set_photo(ByteSpan photo, std::optional<Fit> fit) {
  Stopwatch watch;
  Preprocessing preprocessing = explainer_->probe().model().spec.preprocessing;
  preprocessing.fit = fit.value_or(preprocessing.fit);
  TRY_VALUE(DecodedImage decoded, decode_image(photo, input_decode_options(preprocessing)));
  TRY(explainer_->set_image(decoded.image, {}, fit));  // the same input as that of `classify`
  if (decoded.divisor > 1) {
    TRY_VALUE(decoded, decode_image(photo, decode_options(preprocessing)));  // to show, and to choose regions in
  }
  TRY_VALUE(photo_, kept(std::move(decoded.image)));
  converted_from_ = std::move(decoded.converted_from);
  warnings_ = std::move(decoded.warnings);
  TRY_VALUE(const Region region, input_region(photo_.width, photo_.height, preprocessing));
  return run_network(region, watch.milliseconds());
}

Result<std::string> Inspector::set_region(const Region& part) {
  Stopwatch watch;
  if (photo_.pixels.empty()) return fail<msg::kNoPhoto>("part");
  TRY(explainer_->set_image(photo_, part));
  return run_network(part, watch.milliseconds());
}

// Runs the network on the explainer's current input image and describes every layer.
Result<std::string> Inspector::run_network(const Region& region, double preprocess_milliseconds) {
  Stopwatch watch;
  has_forward_pass_ = false;
  TRY(ensure_forward_pass());
  const double network_milliseconds = watch.milliseconds();
  const ProbeNetwork& probe = explainer_->probe();
  largest_ = 0;
  Json layers = Json::array();
  for (std::size_t i = 0; i < probe.steps().size(); ++i) {
    const std::vector<UnitStatistics> units = unit_statistics(probe.output(i));
    if (i < probe.logits()) largest_ = std::max(largest_, summarize_units(units).magnitude());
    layers.push_back(describe_step(probe, i, units));
  }
  const std::span<const float> probabilities = probe.output(probe.steps().size() - 1).values();
  numbers_.assign(probabilities.begin(), probabilities.end());
  write_rgba(explainer_->input_image(), image_);
  return dump_json(Json{{"layers", layers},
                        {"largest", largest_},
                        {"photo", {{"width", photo_.width}, {"height", photo_.height}}},
                        {"warnings", Json::parse(to_json(warnings_))},
                        {"region", to_json(region)},
                        {"picture_milliseconds", preprocess_milliseconds},
                        {"converted_from", converted_from_},
                        {"network_milliseconds", network_milliseconds}});
}

Result<std::string> Inspector::photo(std::size_t side) {
  TRY(check_side(side));
  if (photo_.pixels.empty()) return fail<msg::kNoPhoto>("photo");
  TRY_VALUE(const Image small, fit_within(photo_, side));
  write_rgba(small, image_);
  return dump_json(Json{{"width", photo_.width}, {"height", photo_.height}});
}

Result<std::string> Inspector::units(std::string_view layer, std::string_view scale, std::size_t side) {
  TRY(check_side(side));
  TRY_VALUE(const Target target, find(layer, 0));
  UnitGridOptions options = {.scale = MapScale::kUnit, .network_largest = largest_, .side = side};
  TRY_VALUE(options.scale, parse_map_scale(scale));
  const ConstTensorView output = explainer_->probe().output(target.step);
  const std::vector<UnitStatistics> statistics = unit_statistics(output);
  TRY_VALUE(const Image grid, draw_units(output, statistics, options));
  const UnitGridLayout layout = layout_units(output.shape, side);
  write_rgba_cells(grid, layout, statistics.size(), image_);
  numbers_.clear();
  for (const UnitStatistics& s : statistics) numbers_.insert(numbers_.end(), {s.min, s.max, s.mean, s.zeros});
  Json json = Json::parse(layout_json(layout));
  const UnitStatistics whole = summarize_units(statistics);
  json["signed"] = whole.min < 0.0f;
  json["largest"] = whole.magnitude();
  return dump_json(json);
}

Result<std::string> Inspector::unit(std::string_view layer, std::size_t unit) {
  TRY_VALUE(const Target target, find(layer, unit));
  const ConstTensorView output = explainer_->probe().output(target.step);
  const std::size_t channels = output.shape[output.shape.rank() - 1];
  numbers_.clear();
  for (std::size_t i = unit; i < output.shape.elements(); i += channels) numbers_.push_back(output.data[i]);
  return dump_json(to_json(unit_statistics({numbers_.data(), {numbers_.size(), 1}}).front()));
}

Result<std::string> Inspector::value(std::string_view layer, std::size_t unit, const Position& at) {
  TRY_VALUE(Target target, find(layer, unit));
  ProbeNetwork& probe = explainer_->probe();
  const Step& step = probe.steps()[target.step];
  if (step.output.rank() == 3) target.at = at;
  TRY(check_target(probe, target));
  TRY_VALUE(const Rectangle field, receptive_field(probe.model().spec, step.last, at));
  Json json = {{"value", value_of(probe, target)},
               {"field", {{"x", field.x}, {"y", field.y}, {"width", field.width}, {"height", field.height}}},
               {"arithmetic", nullptr}};
  numbers_.clear();
  if (target.step > 0 && std::holds_alternative<Relu>(probe.layer(target.step).operation)) --target.step;
  const Result<ValueBreakdown> made = explain_value(probe, target);
  if (!made && made.error().kind != ErrorKind::kUnsupported) return std::unexpected(made.error());
  if (made) {
    json["arithmetic"] = to_json(*made, probe.layer(target.step).name);
    for (const std::vector<float>* part : {&made->patch, &made->kernel, &made->products})
      numbers_.insert(numbers_.end(), part->begin(), part->end());
  }
  return dump_json(json);
}

Result<std::string> Inspector::filters() {
  const Model& model = explainer_->probe().model();
  TRY_VALUE(const UnitGridLayout layout, layout_filters(model));
  TRY_VALUE(const Image grid, draw_filters(model));
  write_rgba_cells(grid, layout, model.parameters.front().values.shape[0], image_);
  return layout_json(layout);
}

Result<std::string> Inspector::explain(std::string_view request) {
  const Model& model = explainer_->probe().model();
  TRY_VALUE(const ExplainOptions options, options_of(Json::parse(request, nullptr, /*allow_exceptions=*/false), model));
  has_forward_pass_ = false;
  TRY(explainer_->begin(options));
  return explanation_json();
}

Result<std::string> Inspector::explain_step() {
  has_forward_pass_ = false;
  TRY(explainer_->step());
  return explanation_json();
}

Result<std::string> Inspector::explanation_json() {
  TRY_VALUE(const Explanation made, explainer_->so_far());
  write_rgba(made.image, image_);
  return dump_json(Json{{"layer", made.layer},
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
