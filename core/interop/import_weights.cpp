#include "interop/import_weights.h"

#include <algorithm>
#include <array>
#include <bit>
#include <nlohmann/json.hpp>
#include <optional>

#include "interop/layer_names.h"
#include "model/alexnet.h"

namespace alexnet {
namespace {

constexpr std::size_t kConvolutions = 5;
constexpr std::size_t kInputChannels = 3;

enum class Layout { kOutInYX, kYXInOut, kOutYXIn };

std::string_view name_of(Layout layout) {
  constexpr std::array<std::string_view, 3> kNames = {"[out][in][y][x]", "[y][x][in][out]", "[out][y][x][in]"};
  return kNames[static_cast<std::size_t>(layout)];
}

std::optional<Layout> layout_of(const std::vector<std::size_t>& conv1) {
  if (conv1[1] == kInputChannels && conv1[2] == conv1[3]) return Layout::kOutInYX;
  if (conv1[2] == kInputChannels && conv1[0] == conv1[1]) return Layout::kYXInOut;
  if (conv1[3] == kInputChannels && conv1[1] == conv1[2]) return Layout::kOutYXIn;
  return std::nullopt;
}

// [out, y, x, in] of a convolution, [out, in] of a dense layer, as ours would have it.
std::vector<std::size_t> native_shape(const std::vector<std::size_t>& s, Layout layout) {
  if (s.size() == 2) return layout == Layout::kYXInOut ? std::vector{s[1], s[0]} : s;
  if (layout == Layout::kOutInYX) return {s[0], s[2], s[3], s[1]};
  return layout == Layout::kYXInOut ? std::vector{s[3], s[0], s[1], s[2]} : s;
}

// How far apart neighbours lie in the file, along the axes of ours.
struct Strides {
  std::size_t out, y, x, in;
};
Strides strides_of(const Shape& s, Layout layout) {
  const std::size_t inputs = s[1] * s[2] * s[3];
  if (layout == Layout::kOutInYX) return {inputs, s[2], 1, s[1] * s[2]};
  if (layout == Layout::kOutYXIn) return {inputs, s[2] * s[3], s[3], 1};
  return {1, s[2] * s[3] * s[0], s[3] * s[0], s[0]};
}

void permute_weights(const float* from, const Strides& strides, const Shape& s, float* to, const ThreadPool& pool) {
  pool.parallel_for(s[0], 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t o = begin; o < end; ++o) {
      float* row = to + o * s[1] * s[2] * s[3];
      for (std::size_t y = 0; y < s[1]; ++y)
        for (std::size_t x = 0; x < s[2]; ++x)
          for (std::size_t i = 0; i < s[3]; ++i)
            *row++ = from[o * strides.out + y * strides.y + x * strides.x + i * strides.in];
    }
  });
}

struct RecognizedVariant {
  std::string variant;
  std::string reason;
};

// What the file says, else what its shapes tell.
class VariantRecognizer {
 public:
  VariantRecognizer(const TensorMap& file, const FileLayers& layers, Layout layout)
      : file_(file), layers_(layers), layout_(layout) {}

  [[nodiscard]] Result<RecognizedVariant> choose(const ImportOptions& options) const {
    if (!options.variant.empty()) return RecognizedVariant{options.variant, "as asked for"};
    if (const auto said = file_.metadata.find("variant"); said != file_.metadata.end())
      return RecognizedVariant{said->second, "as the file's metadata says"};
    if (layers_.dense.size() == 4) return RecognizedVariant{"keras", "four dense layers"};
    const std::size_t maps = shape_of(layers_.convolutions[0])[0], read = shape_of(layers_.convolutions[1])[3];
    if (read == maps)
      return RecognizedVariant{"torchvision",
                               str_cat("conv2 reads all ", maps, " maps of conv1, and there are three dense layers")};
    if (2 * read == maps) return two_towers(str_cat("conv2 reads ", read, " of conv1's ", maps, " maps: two towers"));
    return fail(ErrorKind::kWrongShape, str_cat("\"", layers_.convolutions[1].weight, "\""), "reads ", read, " maps where \"",
                layers_.convolutions[0].weight, "\" gives ", maps, ": no AlexNet does");
  }

  // The widths with which every shape is the variant's; the first layer's where none is, for model_from_tensors to tell.
  [[nodiscard]] Result<ModelSpec> spec(const std::string& variant, std::size_t classes) const {
    TRY_VALUE(const ModelSpec full, make_spec(variant, {.classes = classes}));
    TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(full));
    std::vector<double> widths = {1.0};
    std::vector<std::optional<double>> dense_widths = {std::nullopt};
    for (std::size_t i = 0, at = 0; i < shapes.size(); ++i) {
      if (shapes[i].weight.rank() == 0) continue;
      const FileLayer* layer = at_place(at++);
      if (layer == nullptr) break;
      widths.push_back(static_cast<double>(shape_of(*layer)[0]) / static_cast<double>(shapes[i].weight[0]));
      if (shapes[i].weight.rank() == 2) dense_widths.emplace_back(widths.back());
    }
    for (const std::optional<double> dense_width : dense_widths)
      for (const double width : widths) {
        Result<ModelSpec> tried = make_spec(variant, {.classes = classes, .width = width, .dense_width = dense_width});
        if (tried && fits(*tried)) return tried;
      }
    return full;
  }

 private:
  [[nodiscard]] std::vector<std::size_t> shape_of(const FileLayer& layer) const {
    return native_shape(file_.tensors.find(layer.weight)->second.shape, layout_);
  }
  [[nodiscard]] const FileLayer* at_place(std::size_t place) const {
    if (place < layers_.convolutions.size()) return &layers_.convolutions[place];
    place -= layers_.convolutions.size();
    return place < layers_.dense.size() ? &layers_.dense[place] : nullptr;
  }
  [[nodiscard]] bool fits(const ModelSpec& spec) const {
    const auto shapes = infer_shapes(spec);
    std::size_t at = 0;
    for (const LayerShape& layer : *shapes) {
      if (layer.weight.rank() == 0) continue;
      const FileLayer* found = at_place(at++);
      if (found == nullptr || !std::ranges::equal(shape_of(*found), layer.weight.lengths())) return false;
    }
    return true;
  }
  [[nodiscard]] RecognizedVariant two_towers(std::string reason) const {
    const auto types = file_.metadata.find("caffe_layers");
    if (types != file_.metadata.end()) {
      const std::size_t norm = types->second.find("LRN"), pool = types->second.find("Pooling");
      if (norm != std::string::npos && pool != std::string::npos)
        return norm < pool ? RecognizedVariant{"caffe", reason + ", normalization before pooling"}
                           : RecognizedVariant{"caffenet", reason + ", pooling before normalization"};
    }
    return {"caffe", reason + "; caffenet and paper have the same shapes, --variant chooses them"};
  }

  const TensorMap& file_;
  const FileLayers& layers_;
  Layout layout_;
};

// Our names and layout, for model_from_tensors.
class WeightImporter {
 public:
  WeightImporter(const TensorMap& file, Layout layout, const ThreadPool& pool) : file_(file), layout_(layout), pool_(pool) {}

  // `image`: what the layer reads, [y][x][c], or [c] where it reads no image.
  Status add(const FileLayer& layer, const std::string& ours, const Shape& image) {
    const FileTensor& weight = file_.tensors.find(layer.weight)->second;
    std::string how;
    Result<FileTensor> turned = turn(weight, image, how);
    if (!turned) return with_context(str_cat("\"", layer.weight, "\""), std::move(turned).error());
    put(layer.weight, ours + ".weight", weight, std::move(*turned), std::move(how));
    if (layer.bias.empty())
      return fail(ErrorKind::kWrongShape, str_cat("\"", layer.stem, "\""), "has no bias, which ", ours, " needs");
    const FileTensor& bias = file_.tensors.find(layer.bias)->second;
    put(layer.bias, ours + ".bias", bias, bias, "as it is");
    return {};
  }

  TensorMap map;
  std::vector<ImportedTensor> report;
  std::vector<std::shared_ptr<const void>> owners;

 private:
  void put(const std::string& theirs, const std::string& ours, const FileTensor& before, FileTensor after, std::string how) {
    report.push_back({theirs, ours, before.shape, std::move(how)});
    map.tensors.emplace(ours, std::move(after));
  }

  Result<FileTensor> turn(const FileTensor& weight, const Shape& image, std::string& how) {
    const bool dense = weight.shape.size() == 2;
    const std::vector<std::size_t> ours = native_shape(weight.shape, layout_);
    const bool flattened = dense && image.rank() == 3;
    // A dense layer that does not read what is before it keeps its order: its shape is refused later.
    const bool apart = flattened && ours[1] == image.elements();
    const bool stays = layout_ == Layout::kOutYXIn || (dense && layout_ == Layout::kOutInYX && !apart);
    how = stays ? "as it is" : how_of(dense, apart);
    if (stays) return weight;
    const Shape s = !dense ? Shape(ours) : apart ? Shape{ours[0], image[0], image[1], image[2]} : Shape{ours[0], 1, 1, ours[1]};
    TRY_VALUE(Tensor values, Tensor::create(s));
    TRY(to_floats(weight, values.values()));
    auto turned = std::make_shared<Tensor>();
    TRY_VALUE(*turned, Tensor::create(s));
    permute_weights(values.data(), strides_of(s, layout_), s, turned->data(), pool_);
    owners.push_back(turned);
    return FileTensor{.type = ElementType::kF32,
                      .shape = ours,
                      .bytes = {reinterpret_cast<const std::uint8_t*>(turned->data()), s.elements() * sizeof(float)}};
  }
  [[nodiscard]] std::string how_of(bool dense, bool apart) const {
    if (!dense) return str_cat(name_of(layout_), " turned to [out][y][x][in]");
    if (layout_ == Layout::kYXInOut) return "[in][out] turned to [out][in]";
    return apart ? "input [c][y][x] turned to [y][x][c]" : "as it is";
  }

  const TensorMap& file_;
  Layout layout_;
  const ThreadPool& pool_;
};

bool has_native_names(const TensorMap& file) {
  return file.metadata.contains("variant") && std::ranges::none_of(file.tensors, [](const auto& tensor) {
           return tensor.first.starts_with("features.") || tensor.first.starts_with("classifier.");
         });
}

Result<ImportedModel> import_native(TensorMap file, const ImportOptions& options, const ThreadPool& pool) {
  const std::string& variant = file.metadata.find("variant")->second;
  if (!options.variant.empty() && options.variant != variant)
    return fail(ErrorKind::kInvalidArgument, "variant", "the file is a model of the ", variant, " variant, not ",
                options.variant);
  ImportedModel imported;
  for (const auto& [name, tensor] : file.tensors) {
    const bool training = name.starts_with(kTrainingTensorPrefix);
    imported.report.push_back({name, training ? "" : name, tensor.shape, training ? "unused" : "as it is"});
  }
  imported.notes.push_back(str_cat("variant ", variant, ": as the file's metadata says"));
  TRY_VALUE(imported.model, model_from_tensors(std::move(file), pool));
  return imported;
}

// Five and three or four, in the order of the network, by name where the names say.
Status check_layers(FileLayers& layers) {
  std::vector<FileLayer*> all;
  for (auto* kind : {&layers.convolutions, &layers.dense})
    for (FileLayer& layer : *kind) all.push_back(&layer);
  const bool known = std::ranges::none_of(all, [](const FileLayer* layer) { return layer->layer.empty(); });
  if (known && !all.empty()) {
    for (const char* needed : {"conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8"})
      if (std::ranges::none_of(all, [&](const FileLayer* layer) { return layer->layer == needed; }))
        return fail(ErrorKind::kWrongShape, str_cat("\"", needed, ".weight\""), "is missing");
  }
  const std::size_t dense = layers.dense.size();
  if (layers.convolutions.size() != kConvolutions || (dense != 3 && dense != 4))
    return fail(ErrorKind::kWrongShape, "", "holds ", layers.convolutions.size(), " convolutions and ", dense,
                " dense layers; an AlexNet has 5 and 3, or 4 of the keras variant");
  return {};
}

// Additional weights would be a part of the network that is not computed.
Status report_others(const TensorMap& file, const FileLayers& layers, std::vector<ImportedTensor>& report) {
  for (const std::string& name : layers.others) {
    const FileTensor& tensor = file.tensors.find(name)->second;
    const bool number = tensor.elements() <= 1 || tensor.type == ElementType::kI64 || tensor.type == ElementType::kI32;
    if (!number && !name.starts_with(kTrainingTensorPrefix))
      return fail(ErrorKind::kWrongShape, str_cat("\"", name, "\""), "of shape ", format_shape(tensor.shape),
                  " has no place in an AlexNet");
    report.push_back({name, "", tensor.shape, "unused"});
  }
  return {};
}

Result<ImportedModel> import_foreign(const TensorMap& file, const ImportOptions& options, const ThreadPool& pool) {
  FileLayers layers = layers_of(file);
  TRY(check_layers(layers));
  const std::string& first = layers.convolutions.front().weight;
  const auto layout = layout_of(file.tensors.find(first)->second.shape);
  if (!layout)
    return fail(ErrorKind::kWrongShape, str_cat("\"", first, "\""), "has shape ",
                format_shape(file.tensors.find(first)->second.shape),
                "; a first convolution reads 3 colors with a square kernel");
  const VariantRecognizer recognizer(file, layers, *layout);
  TRY_VALUE(const RecognizedVariant choice, recognizer.choose(options));
  const std::size_t classes = native_shape(file.tensors.find(layers.dense.back().weight)->second.shape, *layout)[0];
  TRY_VALUE(const ModelSpec spec, recognizer.spec(choice.variant, classes));
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(spec));

  WeightImporter importer(file, *layout, pool);
  std::ranges::move(layers.dense, std::back_inserter(layers.convolutions));
  auto next = layers.convolutions.begin();
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (shapes[i].weight.rank() == 0) continue;
    if (next == layers.convolutions.end())
      return fail(ErrorKind::kWrongShape, str_cat("\"", spec.layers[i].name, ".weight\""), "is missing; the ", spec.variant,
                  " variant needs it with shape ", shapes[i].weight.to_string());
    TRY(importer.add(*next++, spec.layers[i].name, shapes[i].input));
  }
  if (next != layers.convolutions.end())
    return fail(ErrorKind::kWrongShape, str_cat("\"", next->weight, "\""), "is one layer more than the ", spec.variant,
                " variant has");
  TRY(report_others(file, layers, importer.report));

  importer.map.metadata = file.metadata;
  importer.map.metadata.erase("caffe_layers");  // has done its work
  write_spec_metadata(spec, importer.map);
  importer.map.storage = file.storage;
  ImportedModel imported{.model = {}, .report = std::move(importer.report), .notes = {}};
  TRY_VALUE(imported.model, model_from_tensors(std::move(importer.map), pool));
  std::ranges::move(importer.owners, std::back_inserter(imported.model.owners));
  imported.notes.push_back(str_cat("variant ", spec.variant, ": ", choice.reason));
  imported.notes.push_back(str_cat("preprocessing of that variant: ", to_json(imported.model.spec.preprocessing)));
  return imported;
}

}  // namespace

Result<ImportedModel> import_tensors(TensorMap file, const ImportOptions& options, const ThreadPool& pool) {
  TRY_VALUE(ImportedModel imported,
            has_native_names(file) ? import_native(std::move(file), options, pool) : import_foreign(file, options, pool));
  if (options.labels.empty()) return imported;
  const std::size_t classes = imported.model.spec.classes;
  if (options.labels.size() != classes)
    return fail(ErrorKind::kWrongShape, "labels", options.labels.size(), " labels for ", classes, " classes");
  imported.model.labels = options.labels;
  return imported;
}

}  // namespace alexnet
