#include "model/input_size.h"

#include <utility>
#include <vector>

#include "data/preprocess.h"
#include "messages/model.h"

namespace alexnet {

Status set_input_size(Model& model, std::size_t input, std::size_t resize) {
  ModelSpec spec = model.spec;
  spec.preprocessing.input = input;
  spec.preprocessing.resize = resize;
  TRY_VALUE(spec.preprocessing, preprocessing_from_json(to_json(spec.preprocessing)));  // checks the sizes
  TRY_VALUE(const std::vector<ParameterSpec> expected, parameter_specs(spec));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Shape& found = model.parameters[i].values.shape;
    if (found != expected[i].shape)
      return fail<msg::kModelInputSizeDoesNotFit>(str_cat("\"", expected[i].name, "\""), input, expected[i].shape.to_string(),
                                                  found.to_string());
  }
  model.spec = std::move(spec);
  return {};
}

}  // namespace alexnet
