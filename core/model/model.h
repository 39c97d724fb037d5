// A network with its weights, labels and provenance: the content of a model file.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "formats/tensor_map.h"
#include "model/layer_quantization.h"
#include "model/spec.h"
#include "tensor/quantized.h"
#include "tensor/tensor.h"

namespace alexnet {

// One parameter tensor. The memory belongs to one of Model::owners.
struct Parameter {
  std::string name;                        // `conv1.weight`
  ConstTensorView values;                  // has the shape, and the data unless the parameter is quantized
  std::optional<QuantizedView> quantized;  // see model/quantize.h
};

// How the preprocessing of a model is known.
enum class PreprocessingOrigin {
  kStated,   // by the file, or because the model was made here
  kGiven,    // by a person, when the file was read or converted
  kGuessed,  // from what is usual for the kind of file; the file does not say it
};

struct Model {
  ModelSpec spec;
  PreprocessingOrigin preprocessing_origin = PreprocessingOrigin::kStated;
  std::vector<Notice> assumptions;                             // what the foreign file that it was read from does not state
  float confidence_threshold = 0;                              // 0..1; a prediction below it is reported as "not sure"
  std::vector<std::string> labels;                             // the name of each class, or empty
  std::vector<Parameter> parameters;                           // in the order of parameter_specs(spec)
  LayerQuantizations activations;                              // of a model that another program quantized, or empty
  std::map<std::string, std::string, std::less<>> provenance;  // metadata without a meaning here, preserved when saving
  std::vector<std::shared_ptr<const void>> owners;             // own the memory to which `parameters` point
};

// The name of the tensor [y][x][c] of a mean image (data/preprocess.h).
inline constexpr std::string_view kMeanImageTensor = "preprocessing.mean_image";

// The metadata keys under which training keeps its losses, epoch by epoch, and its settings, as JSON.
inline constexpr std::string_view kHistoryKey = "history";
inline constexpr std::string_view kTrainingSettingsKey = "training_settings";
// That of Model::assumptions of the file that was converted: [{"code","text","args"}].
inline constexpr std::string_view kAssumptionsKey = "assumptions";

// `stated`, `given` or `guessed`: the names in metadata and JSON.
[[nodiscard]] std::string_view to_string(PreprocessingOrigin origin);

// The prefix of the names of tensors that belong to a training run (train/checkpoint.h).
inline constexpr std::string_view kTrainingTensorPrefix = "optimizer.";

// Returns the model that the metadata of a file describes, with the weights of the file. Tensors that are fp32 and aligned are
// used in place; others are converted. Quantized weights (model/quantized_tensors.h) stay quantized. Tensors of a training run
// are ignored. kBadFormat for missing or invalid metadata, and for a weight that is not finite; kWrongShape for a missing, an
// extra or a misshapen tensor, or if the number of labels is not that of the classes. Errors name the tensor or the key.
[[nodiscard]] Result<Model> model_from_tensors(TensorMap file, const ThreadPool& pool);

// Writes the metadata that describes a network: variant, widths, classes, and the layers of a custom one.
void write_spec_metadata(const ModelSpec& spec, TensorMap& file);

// The inverse of model_from_tensors(). The map points to the memory of the model, which must outlive it.
[[nodiscard]] TensorMap tensors_from_model(const Model& model);

// Whether this metadata key has a meaning in a model file; all others are provenance.
[[nodiscard]] bool is_model_key(std::string_view key);

// Reads labels, temperature and confidence threshold from the metadata into a model whose spec is set. The errors of
// model_from_tensors().
[[nodiscard]] Status read_output_metadata(const TensorMap& file, Model& model);

// Returns "int8", "int4" (some weights have 4 bits, the others 8), or "" if all weights are floats.
[[nodiscard]] std::string_view quantization_of(const Model& model);

// The size of the parameters in memory, in bytes. It is also that in a file, unless the file holds half-precision tensors.
[[nodiscard]] std::uint64_t parameter_bytes(const Model& model);

// Returns the label of a class, or for example "class 7" if the model has no labels.
[[nodiscard]] std::string class_name(const Model& model, std::size_t index);

}  // namespace alexnet
