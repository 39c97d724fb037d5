#include "interop/import_graph.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <tuple>
#include <variant>

#include "base/catch_bad_alloc.h"
#include "interop/graph_plan.h"
#include "interop/graph_weights.h"
#include "interop/gray_input.h"
#include "messages/interop.h"
#include "model/alexnet.h"
#include "model/quantize.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxInput = 4096;  // pixels on a side

// What distinguishes a layer from others.
struct LayerSignature {
  Operation operation;
  Shape output;
  Shape weight;
};

// Whether a layer affects the result of inference: all but dropout and averages over single values.
bool computes(const Operation& operation, const LayerShape& shape) {
  if (std::holds_alternative<Dropout>(operation)) return false;
  return !std::holds_alternative<AdaptiveAveragePool>(operation) || shape.input != shape.output;
}

// Those layers.
Result<std::vector<LayerSignature>> layer_signatures(const ModelSpec& spec) {
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(spec));
  std::vector<LayerSignature> result;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const Operation& operation = spec.layers[i].operation;
    if (!computes(operation, shapes[i])) continue;
    result.push_back({operation, shapes[i].output, shapes[i].weight});
  }
  return result;
}

// Whether two values of an option mean the same. Files store real numbers rounded; how sizes are rounded shows in the shapes.
template <typename Value>
bool same_value(const Value& a, const Value& b) {
  return a == b;
}
bool same_value(float a, float b) { return std::abs(a - b) <= 1e-5f * std::max(std::abs(a), std::abs(b)); }
bool same_value(Rounding, Rounding) { return true; }

bool same(const LayerSignature& a, const LayerSignature& b) {
  const auto same_options = [&b]<typename Kind>(const Kind& one) {
    const Kind* const other = std::get_if<Kind>(&b.operation);
    const auto same_fields = [&](const auto&... field) { return (same_value(one.*field.member, other->*field.member) && ...); };
    return other != nullptr && std::apply(same_fields, Kind::kFields);
  };
  return a.output == b.output && a.weight == b.weight && std::visit(same_options, a.operation);
}

// The factors by which the numbers of outputs of a spec are scaled: of all layers, and of the dense layers.
struct Widths {
  double width = 1;
  double dense = 1;
};

// The variant with this many classes for inputs of `side` pixels; the ratio of its crop to the resized image is kept, but for crops of 224
// and 227 pixels, which are both cut from 256 (ONNX's model zoo has Caffe's network at 224).
std::optional<ModelSpec> variant_spec(std::string_view variant, std::size_t classes, Widths widths, std::size_t side) {
  Result<ModelSpec> spec = make_spec(variant, {.classes = classes, .width = widths.width, .dense_width = widths.dense});
  if (!spec) return std::nullopt;
  Preprocessing& p = spec->preprocessing;
  const bool stays = p.resize == 256 && (side == 224 || side == 227);
  if (!stays) p.resize = p.resize * side / p.input;
  p.input = side;
  return std::move(*spec);
}

// The widths in metadata that this program wrote, if any.
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

// The widths to try for a variant: those of the metadata, then those that the number of outputs of each weighted layer
// suggests; one width for all layers is tried before two different ones.
std::vector<Widths> possible_widths(std::string_view variant, std::span<const std::size_t> outputs,
                                    std::optional<Widths> from_metadata) {
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
  if (from_metadata) widths.push_back(*from_metadata);
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

// The variant whose layers are equal to those of `chain`, if there is one.
std::optional<ModelSpec> recognize(const ModelSpec& chain, std::optional<Widths> from_metadata) {
  const auto wanted = layer_signatures(chain);
  if (!wanted) return std::nullopt;
  const std::vector<std::size_t> outputs = outputs_of(chain);
  for (const std::string_view variant : kVariants)
    for (const Widths widths : possible_widths(variant, outputs, from_metadata)) {
      std::optional<ModelSpec> spec = variant_spec(variant, chain.classes, widths, chain.preprocessing.input);
      if (!spec) continue;
      const auto found = layer_signatures(*spec);
      if (found && std::ranges::equal(*found, *wanted, same)) return spec;
    }
  return std::nullopt;
}

Result<std::size_t> input_side(const ForeignNetwork& network) {
  const auto [rows, columns, channels] = network.input;
  if (channels != 3 && channels != 0) return fail<msg::kInputChannels>(network.format, channels);
  if (rows != columns) return fail<msg::kInputNotSquare>(network.format, rows, columns);
  if (rows > kMaxInput) return fail<msg::kInputTooLarge>(network.format, rows, columns, kMaxInput);
  return rows;
}

Result<GraphPlan> plan_architecture(const ForeignNetwork& network) {
  TRY_VALUE(const std::size_t side, input_side(network));
  if (side != 0) return plan_graph(network, side);
  Result<GraphPlan> plan = plan_graph(network, 227);
  if (!plan && plan.error().kind == ErrorKind::kWrongShape) plan = plan_graph(network, 224);
  if (plan) plan->notes.push_back(make_notice<msg::kInputSizeChosen>(plan->spec.preprocessing.input));
  return plan;
}

// The layers of the variant `keras` for an input of `side` x `side` pixels, with the numbers of outputs of the file's layers and as
// many dense layers as it has. Nothing if the file's layers are not five convolutions with the kernels 11, 5, 3, 3, 3 and dense
// layers behind them.
std::optional<ModelSpec> tutorial_chain(const ForeignNetwork& network, std::size_t side) {
  constexpr std::array<std::size_t, 5> kKernels{11, 5, 3, 3, 3};
  ModelSpec spec{.variant = std::string(kCustomVariant), .preprocessing = {.input = side, .resize = side}, .layers = {}};
  if (network.layers.size() <= kKernels.size()) return std::nullopt;
  const auto add = [&](std::string name, const Operation& operation) { spec.layers.push_back({std::move(name), operation}); };
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const auto found = network.tensors.tensors.find(network.layers[i].weight);
    if (found == network.tensors.tensors.end()) return std::nullopt;
    const std::vector<std::size_t>& lengths = found->second.shape;
    const bool is_convolution = i < kKernels.size();
    if (lengths.size() != (is_convolution ? 4 : 2) || network.layers[i].order == WeightOrder::kOutIn) return std::nullopt;
    const std::size_t outputs = lengths.back();
    const std::string number = std::to_string(i + 1);
    if (is_convolution) {
      const std::size_t kernel = kKernels[i];
      if (lengths[0] != kernel || lengths[1] != kernel) return std::nullopt;
      const Padding padding = i == 0 ? Padding{} : same_padding(kernel / 2);
      add("conv" + number, Convolution{.outputs = outputs, .kernel = kernel, .stride = i == 0 ? 4u : 1u, .padding = padding});
    } else {
      add("fc" + number, Dense{outputs});
    }
    spec.classes = outputs;
    if (i + 1 < network.layers.size()) add("relu" + number, Relu{});
    if (i < 2 || i == 4) add("pool" + number, MaxPool{.kernel = 3, .stride = 2});
  }
  add("prob", Softmax{});
  return infer_shapes(spec) ? std::optional(std::move(spec)) : std::nullopt;
}

// Plans for the only variant whose weights have the shapes of the file's weights, or else for one like `keras` of other widths.
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
      if (!fit) {
        if (!first_error) first_error = std::move(fit).error();
        continue;
      }
      fitting += str_cat(fitting.empty() ? "" : ", ", variant);
      if (!plan) plan = std::move(*fit);
      break;
    }
  }
  if (plan && fitting == plan->spec.variant) return std::move(*plan);
  if (plan) return fail<msg::kVariantAmbiguous>(network.format, fitting);
  if (first_error && !wanted.empty()) return std::unexpected(std::move(*first_error));
  for (const std::size_t side : {std::size_t{227}, std::size_t{224}}) {
    const std::optional<ModelSpec> spec = tutorial_chain(network, side);
    if (!spec) continue;
    if (Result<GraphPlan> fit = plan_weights(network, *spec)) {
      fit->notes.push_back(make_notice<msg::kChainOfShapes>(spec->preprocessing.input));
      return fit;
    }
  }
  return fail<msg::kVariantNoneFits>(network.format, network.layers.size());
}

// Whether this program wrote the file: its metadata describe the preprocessing.
bool has_native_metadata(const ForeignNetwork& network) {
  return network.tensors.metadata.contains("variant") && network.tensors.metadata.contains("preprocessing");
}

// Reads the metadata that this program writes. The input size remains that of the network.
Status read_metadata(const ForeignNetwork& network, Model& model) {
  const auto& metadata = network.tensors.metadata;
  for (const auto& [key, value] : metadata)
    if (!is_model_key(key)) model.provenance[key] = value;
  if (!has_native_metadata(network)) return {};
  model.preprocessing_origin = PreprocessingOrigin::kStated;
  const auto preprocessing = metadata.find("preprocessing");
  Result<Preprocessing> parsed = preprocessing_from_json(preprocessing->second);
  if (!parsed) return with_context("metadata \"preprocessing\"", std::move(parsed).error());
  parsed->input = model.spec.preprocessing.input;
  parsed->resize = std::max(parsed->resize, parsed->input);
  model.spec.preprocessing = *parsed;
  return read_output_metadata(network.tensors, model);
}

// Determines the variant and the preprocessing.
Status choose_spec(const ForeignNetwork& network, const ImportOptions& options, const GraphPlan& plan, ImportedModel& to) {
  std::optional<ModelSpec> known;
  if (network.has_architecture) {
    known = recognize(plan.spec, widths_from_metadata(network));
  } else if (plan.spec.variant != kCustomVariant) {
    known = plan.spec;
  }
  if (!options.variant.empty()) {
    if (!known) return fail<msg::kVariantNotRecognized>(network.format, options.variant);
    if (known->variant != options.variant)
      return fail<msg::kVariantDiffersFromLayers>(network.format, known->variant, options.variant);
  }
  to.model.spec = known ? *known : plan.spec;
  to.model.spec.set_temperature(plan.spec.temperature());
  Preprocessing& preprocessing = to.model.spec.preprocessing;
  if (plan.has_scale) preprocessing = plan.spec.preprocessing;
  if (!plan.has_scale) to.model.preprocessing_origin = PreprocessingOrigin::kGuessed;
  to.notes.push_back(!known ? make_notice<msg::kVariantCustom>()
                     : network.has_architecture
                         ? make_notice<msg::kVariantOfArchitecture>(known->variant, known->width, known->classes)
                         : make_notice<msg::kVariantOfWeights>(known->variant, known->width, known->classes));
  return {};
}

// The indices of the layers that affect the result of inference, as layer_signatures() has them.
Result<std::vector<std::size_t>> computing_layers(const ModelSpec& spec) {
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(spec));
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < shapes.size(); ++i)
    if (computes(spec.layers[i].operation, shapes[i])) result.push_back(i);
  return result;
}

// Gives the model the file's rounding of activations and, if there is any, the integers of the weights: without it, the file computes
// with floats. The layers of the plan and of the model are the same, apart from those that compute nothing.
Status use_8_bits(const GraphPlan& plan, ImportedModel& imported) {
  Model& model = imported.model;
  TRY_VALUE(const std::vector<std::size_t> from, computing_layers(plan.spec));
  TRY_VALUE(const std::vector<std::size_t> to, computing_layers(model.spec));
  CHECK(from.size() == to.size());
  for (std::size_t i = 0; i < from.size() && from[i] < plan.activations.size(); ++i) {
    const LayerQuantization& activations = plan.activations[from[i]];
    if (activations.input || activations.output) model.activations[model.spec.layers[to[i]].name] = activations;
  }
  if (model.activations.empty()) return {};
  const bool is_static = std::ranges::any_of(model.activations, [](const auto& layer) {
    return layer.second.output || layer.second.input->rule == QuantizationRule::kStatic;
  });
  imported.notes.push_back(is_static ? make_notice<msg::kActivationsStatic>() : make_notice<msg::kActivationsDynamic>());
  TRY_VALUE(model, with_integer_weights(model, ThreadPool(1)));
  return {};
}

Result<ImportedModel> import_or_throw(ForeignNetwork network, const ImportOptions& options) {
  if (!options.variant.empty()) TRY(make_spec(options.variant, {}));
  WeightOwners owners;
  TRY_VALUE(const bool is_gray, read_gray_from_rgb(network, owners));
  if (network.layers.empty()) return fail<msg::kNetworkEmpty>(network.format);
  TRY_VALUE(const GraphPlan plan,
            network.has_architecture ? plan_architecture(network) : plan_bare_weights(network, options.variant));
  ImportedModel result;
  result.notes = network.notes;
  result.notes.insert(result.notes.end(), plan.notes.begin(), plan.notes.end());
  TRY(choose_spec(network, options, plan, result));
  TRY(read_metadata(network, result.model));
  result.is_of_pytorch = network.is_of_pytorch && result.model.spec.variant != kCustomVariant;
  if (!options.labels.empty() && options.labels.size() != result.model.spec.classes)
    return fail<msg::kLabelCountMismatch>("labels", options.labels.size(), result.model.spec.classes);
  if (!options.labels.empty()) result.model.labels = options.labels;
  TRY(convert_weights(network, plan, result.model, result.report));
  TRY(use_8_bits(plan, result));
  result.model.provenance["imported"] = network.format;
  result.is_gray = is_gray;
  return result;
}

}  // namespace

Result<ImportedModel> import_graph(const ForeignNetwork& network, const ImportOptions& options) {
  return catch_bad_alloc("import", [&] { return import_or_throw(network, options); });
}

}  // namespace alexnet
