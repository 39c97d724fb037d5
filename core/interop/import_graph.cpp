#include "interop/import_graph.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/catch_bad_alloc.h"
#include "interop/graph_plan.h"
#include "interop/graph_weights.h"
#include "model/alexnet.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

// A layer with what makes it differ from another: its shapes, and of its operation what these do not say.
struct LayerSignature {
  std::size_t kind = 0;
  Shape output;
  Shape weight;
  std::array<float, 8> options{};
};

struct Options {
  std::array<float, 8>& to;
  void operator()(const Convolution& c) const {
    const Padding& p = c.padding;
    std::size_t i = 0;
    for (const std::size_t number : {c.kernel, c.stride, c.groups, p.top, p.left, p.bottom, p.right})
      to[i++] = static_cast<float>(number);
  }
  void operator()(const LocalResponseNorm& n) const { to = {static_cast<float>(n.size), n.alpha, n.beta, n.k}; }
  void operator()(const MaxPool& p) const { to = {static_cast<float>(p.kernel), static_cast<float>(p.stride)}; }
  template <typename Other>
  void operator()(const Other&) const {}
};

// The chain without what changes no number: dropout, and averages over windows of one value.
Result<std::vector<LayerSignature>> layer_signatures(const ModelSpec& spec) {
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(spec));
  std::vector<LayerSignature> result;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const Operation& operation = spec.layers[i].operation;
    if (std::holds_alternative<Dropout>(operation)) continue;
    if (std::holds_alternative<AdaptiveAveragePool>(operation) && shapes[i].input == shapes[i].output) continue;
    LayerSignature one{.kind = operation.index(), .output = shapes[i].output, .weight = shapes[i].weight};
    std::visit(Options{one.options}, operation);
    result.push_back(one);
  }
  return result;
}

bool same(const LayerSignature& a, const LayerSignature& b) {
  const auto close = [](float x, float y) { return std::abs(x - y) <= 1e-5f * std::max(std::abs(x), std::abs(y)); };
  return a.kind == b.kind && a.output == b.output && a.weight == b.weight && std::ranges::equal(a.options, b.options, close);
}

// What a spec's layers are scaled by.
struct Widths {
  double width = 1;
  double dense = 1;
};

// The variant with this many classes for pictures of this side; its crop keeps its proportion.
std::optional<ModelSpec> variant_spec(std::string_view variant, std::size_t classes, Widths widths, std::size_t side) {
  Result<ModelSpec> spec = make_spec(variant, {.classes = classes, .width = widths.width, .dense_width = widths.dense});
  if (!spec) return std::nullopt;
  Preprocessing& p = spec->preprocessing;
  p.resize = p.resize * side / p.input;
  p.input = side;
  return std::move(*spec);
}

// The widths that metadata of ours tells.
std::optional<Widths> widths_from_metadata(const ForeignNetwork& network) {
  const auto number = [&](const char* key) {
    const auto found = network.tensors.metadata.find(key);
    const Json json = found == network.tensors.metadata.end() ? Json() : Json::parse(found->second, nullptr, false);
    return json.is_number() ? std::optional(json.get<double>()) : std::nullopt;
  };
  const std::optional<double> width = number("width");
  if (!width) return std::nullopt;
  return Widths{*width, number("dense_width").value_or(*width)};
}

// The widths that a variant could have: what is told, then what each weighted layer's outputs say, one for all layers before
// two.
std::vector<Widths> possible_widths(std::string_view variant, std::span<const std::size_t> outputs,
                                    std::optional<Widths> told) {
  const Result<ModelSpec> spec = make_spec(variant, {});
  const auto parameters = parameter_specs(*spec);
  if (parameters->size() != 2 * outputs.size()) return {};
  std::vector<double> convolutions = {1.0}, dense = {1.0};
  for (std::size_t i = 0; i + 1 < outputs.size(); ++i) {
    const Shape& weight = (*parameters)[2 * i].shape;
    std::vector<double>& to = weight.rank() == 4 ? convolutions : dense;
    const double width = static_cast<double>(outputs[i]) / static_cast<double>(weight[0]);
    if (std::ranges::find(to, width) == to.end()) to.push_back(width);
  }
  std::vector<Widths> widths;
  if (told) widths.push_back(*told);
  for (const std::vector<double>& some : {convolutions, dense})
    for (const double width : some) widths.push_back({width, width});
  for (const double width : convolutions)
    for (const double other : dense)
      if (width != other) widths.push_back({width, other});
  return widths;
}

std::vector<std::size_t> outputs_of(const ModelSpec& spec) {
  std::vector<std::size_t> outputs;
  for (const LayerSpec& layer : spec.layers) {
    if (const auto* c = std::get_if<Convolution>(&layer.operation)) outputs.push_back(c->outputs);
    if (const auto* d = std::get_if<Dense>(&layer.operation)) outputs.push_back(d->outputs);
  }
  return outputs;
}

// The variant that the chain is, or nothing.
std::optional<ModelSpec> recognize(const ModelSpec& chain, std::optional<Widths> told) {
  const auto wanted = layer_signatures(chain);
  if (!wanted) return std::nullopt;
  const std::vector<std::size_t> outputs = outputs_of(chain);
  for (const std::string_view variant : kVariants)
    for (const Widths widths : possible_widths(variant, outputs, told)) {
      std::optional<ModelSpec> spec = variant_spec(variant, chain.classes, widths, chain.preprocessing.input);
      if (!spec) continue;
      const auto found = layer_signatures(*spec);
      if (found && std::ranges::equal(*found, *wanted, same)) return spec;
    }
  return std::nullopt;
}

Result<std::size_t> input_side(const ForeignNetwork& network) {
  const auto [rows, columns, channels] = network.input;
  if (channels != 3 && channels != 0)
    return fail(ErrorKind::kUnsupported, network.format, "takes pictures of ", channels, " channels, 3 are expected");
  if (rows != columns)
    return fail(ErrorKind::kUnsupported, network.format, "takes pictures of ", rows, " x ", columns, ", squares are expected");
  if (rows > 4096) return fail(ErrorKind::kTooLarge, network.format, "takes pictures of ", rows, " x ", columns);
  return rows;
}

Result<GraphPlan> plan_architecture(const ForeignNetwork& network) {
  TRY_VALUE(const std::size_t side, input_side(network));
  if (side != 0) return plan_graph(network, side);
  Result<GraphPlan> plan = plan_graph(network, 227);
  if (!plan && plan.error().kind == ErrorKind::kWrongShape) plan = plan_graph(network, 224);
  if (plan)
    plan->notes.push_back(str_cat("the file leaves the input size open: ", plan->spec.preprocessing.input, " was taken"));
  return plan;
}

// Every variant whose weights have the shapes of the file's.
Result<GraphPlan> plan_bare_weights(const ForeignNetwork& network, const std::string& wanted) {
  std::vector<std::size_t> outputs;
  for (const ForeignLayer& layer : network.layers) {
    const auto bias = network.tensors.tensors.find(layer.bias);
    outputs.push_back(bias == network.tensors.tensors.end() ? 0 : bias->second.elements());
  }
  std::optional<GraphPlan> plan;
  std::string fitting;
  std::optional<Error> first_error;
  for (const std::string_view variant : kVariants) {
    if (!wanted.empty() && wanted != variant) continue;
    for (const Widths widths : possible_widths(variant, outputs, widths_from_metadata(network))) {
      const auto standard = make_spec(variant, {});
      const auto spec = variant_spec(variant, outputs.back(), widths, standard->preprocessing.input);
      if (!spec) continue;
      Result<GraphPlan> fit = plan_weights(network, *spec);
      if (!fit && !first_error) first_error = std::move(fit).error();
      if (!fit) continue;
      fitting += str_cat(fitting.empty() ? "" : ", ", variant);
      if (!plan) plan = std::move(*fit);
      break;
    }
  }
  if (plan && fitting == plan->spec.variant) return std::move(*plan);
  if (plan)
    return fail(ErrorKind::kWrongShape, network.format, "has weights alone, and they fit ", fitting,
                ": say which variant it is");
  if (first_error && !wanted.empty()) return std::unexpected(std::move(*first_error));
  return fail(ErrorKind::kWrongShape, network.format, "has weights of ", network.layers.size(),
              " layers and no architecture; they fit no variant");
}

// Whether this program wrote it: its metadata say how pictures are prepared.
bool has_native_metadata(const ForeignNetwork& network) {
  return network.tensors.metadata.contains("variant") && network.tensors.metadata.contains("preprocessing");
}

// What our own writers put beside the weights. The size of the pictures is the network's.
Status read_metadata(const ForeignNetwork& network, Model& model) {
  const auto& metadata = network.tensors.metadata;
  for (const auto& [key, value] : metadata)
    if (!is_model_key(key)) model.provenance[key] = value;
  if (!has_native_metadata(network)) return {};
  const auto preprocessing = metadata.find("preprocessing");
  Result<Preprocessing> parsed = preprocessing_from_json(preprocessing->second);
  if (!parsed) return with_context("metadata \"preprocessing\"", std::move(parsed).error());
  parsed->input = model.spec.preprocessing.input;
  parsed->resize = std::max(parsed->resize, parsed->input);
  model.spec.preprocessing = *parsed;
  return read_output_metadata(network.tensors, model);
}

// Which AlexNet it is and how pictures are prepared for it.
Status choose_spec(const ForeignNetwork& network, const ImportOptions& options, const GraphPlan& plan, ImportedModel& to) {
  std::optional<ModelSpec> known;
  if (network.has_architecture) {
    known = recognize(plan.spec, widths_from_metadata(network));
  } else {
    known = plan.spec;
  }
  if (!options.variant.empty() && (!known || known->variant != options.variant))
    return fail(ErrorKind::kWrongShape, network.format, "its layers are ",
                known ? "those of " + known->variant : "of no variant", ", not those of ", options.variant);
  to.model.spec = known ? *known : plan.spec;
  to.model.spec.set_temperature(plan.spec.temperature());
  Preprocessing& preprocessing = to.model.spec.preprocessing;
  if (plan.has_scale) preprocessing = plan.spec.preprocessing;
  const char* source = has_native_metadata(network) ? "the file's metadata"
                       : plan.has_scale             ? "the file's own rescaling"
                       : known                      ? "that of the variant"
                                                    : "RGB / 255, for want of better knowledge";
  to.notes.push_back(str_cat("preprocessing: ", source, ", at ", preprocessing.input, " x ", preprocessing.input));
  to.notes.push_back(known ? str_cat("variant ", known->variant, ", width ", known->width, ", ", known->classes, " classes: ",
                                     network.has_architecture ? "its layers are the file's" : "the weights' shapes fit")
                           : std::string("none of the AlexNets: kept as a custom chain"));
  return {};
}

Result<ImportedModel> import_or_throw(const ForeignNetwork& network, const ImportOptions& options) {
  if (!options.variant.empty()) TRY(make_spec(options.variant, {}));
  if (network.layers.empty()) return fail(ErrorKind::kBadFormat, network.format, "has no layers");
  TRY_VALUE(const GraphPlan plan,
            network.has_architecture ? plan_architecture(network) : plan_bare_weights(network, options.variant));
  ImportedModel result;
  result.notes = plan.notes;
  TRY(choose_spec(network, options, plan, result));
  TRY(read_metadata(network, result.model));
  if (!options.labels.empty() && options.labels.size() != result.model.spec.classes)
    return fail(ErrorKind::kWrongShape, "labels", options.labels.size(), " labels for ", result.model.spec.classes, " classes");
  if (!options.labels.empty()) result.model.labels = options.labels;
  TRY(convert_weights(network, plan, result.model, result.report));
  result.model.provenance["imported"] = network.format;
  return result;
}

}  // namespace

Result<ImportedModel> import_graph(const ForeignNetwork& network, const ImportOptions& options) {
  return catch_bad_alloc("import", [&] { return import_or_throw(network, options); });
}

}  // namespace alexnet
