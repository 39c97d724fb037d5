// A spec together with its weights, class names and history: what a model file holds and a front end opens.
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
#include "model/spec.h"
#include "tensor/quantized.h"
#include "tensor/tensor.h"

namespace alexnet {

struct Parameter {
  std::string name;
  ConstTensorView values;                  // without data where there is `quantized`; always with the shape
  std::optional<QuantizedView> quantized;  // model/quantize.h makes it and takes it back
};

struct Model {
  ModelSpec spec;
  float confidence_threshold = 0;                              // what is less likely is not to be told as an answer; 0..1
  std::vector<std::string> labels;                             // one a class, in the order of the scores
  std::vector<Parameter> parameters;                           // in the order of parameter_specs(spec)
  std::map<std::string, std::string, std::less<>> provenance;  // metadata that we do not interpret, kept for the next save
  std::vector<std::shared_ptr<const void>> owners;             // keep alive what `parameters` looks at
};

// Tensors whose name begins so belong to a training run (train/checkpoint.h).
inline constexpr std::string_view kTrainingTensorPrefix = "optimizer.";

// The tensors of a file as the model that its metadata names: shapes checked, every weight checked to be finite. Tensors that
// are fp32 and aligned are looked at where they lie; others are converted. kBadFormat without our metadata; kWrongShape for a
// missing, an extra or a misshapen tensor (those of a training run are passed over), or labels that are not as many as the
// classes; all name the tensor. Quantized weights (model/quantized_tensors.h) stay so.
[[nodiscard]] Result<Model> model_from_tensors(TensorMap file, const ThreadPool& pool);

// What a file's metadata says of its network: variant, widths, classes, and the layers of a custom one.
void write_spec_metadata(const ModelSpec& spec, TensorMap& file);

// The inverse. The map looks at the model's memory: keep the model while it is used.
[[nodiscard]] TensorMap tensors_from_model(const Model& model);

// Whether tensors_from_model writes this metadata for its own use; everything else there is provenance.
[[nodiscard]] bool is_model_key(std::string_view key);

// Labels, temperature and `confidence_threshold` of the metadata into a model whose spec is known. The errors of model_from_tensors.
[[nodiscard]] Status read_output_metadata(const TensorMap& file, Model& model);

// `int8`, `int4` (some weights of 4 bits, the others of 8), or nothing where all are floats.
[[nodiscard]] std::string_view quantization_of(const Model& model);

// How many bytes the parameters take in memory and, but for those that a file holds as halves, in a file.
[[nodiscard]] std::uint64_t parameter_bytes(const Model& model);

// The name of a class: its label, or `class 7` where the model has none.
[[nodiscard]] std::string class_name(const Model& model, std::size_t index);

}  // namespace alexnet
