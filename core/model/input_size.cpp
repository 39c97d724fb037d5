#include "model/input_size.h"

#include <utility>
#include <vector>

#include "data/preprocess.h"

namespace alexnet {

Status set_input_size(Model& model, std::size_t input, std::size_t resize) {
  ModelSpec spec = model.spec;
  spec.preprocessing.input = input;
  spec.preprocessing.resize = resize;
  TRY_VALUE(spec.preprocessing, preprocessing_from_json(to_json(spec.preprocessing)));  // which checks it
  TRY_VALUE(const std::vector<ParameterSpec> wanted, parameter_specs(spec));
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const Shape& found = model.parameters[i].values.shape;
    if (found != wanted[i].shape)
      return fail(ErrorKind::kWrongShape, str_cat("\"", wanted[i].name, "\""), "would have to be ", wanted[i].shape.to_string(),
                  " for an input of ", input, ", and is ", found.to_string());
  }
  model.spec = std::move(spec);
  return {};
}

}  // namespace alexnet
