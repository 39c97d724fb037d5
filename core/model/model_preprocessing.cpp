#include "model/model_preprocessing.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "data/preprocessing_change.h"
#include "messages/model.h"

namespace alexnet {

Status set_preprocessing(Model& model, const Preprocessing& preprocessing) {
  ModelSpec spec = model.spec;
  TRY_VALUE(spec.preprocessing, preprocessing_from_json(to_json(preprocessing)));  // checks the values
  spec.preprocessing.mean_image = preprocessing.mean_image;
  TRY_VALUE(const std::vector<ParameterSpec> expected, parameter_specs(spec));
  for (std::size_t i = 0; i < std::min(expected.size(), model.parameters.size()); ++i) {
    const Shape& found = model.parameters[i].values.shape;
    if (found != expected[i].shape)
      return fail<msg::kModelInputSizeDoesNotFit>(str_cat("\"", expected[i].name, "\""), preprocessing.input,
                                                  expected[i].shape.to_string(), found.to_string());
  }
  model.spec = std::move(spec);
  model.preprocessing_origin = PreprocessingOrigin::kGiven;
  return {};
}

Notice preprocessing_notice(const Model& model) {
  const std::string text = describe(model.spec.preprocessing);
  switch (model.preprocessing_origin) {
    case PreprocessingOrigin::kStated:
      return make_notice<msg::kPreprocessingStated>(text);
    case PreprocessingOrigin::kGiven:
      return make_notice<msg::kPreprocessingGiven>(text);
    case PreprocessingOrigin::kGuessed:
      break;
  }
  return make_notice<msg::kPreprocessingGuessed>(text);
}

std::string preprocessing_report(const Model& model) {
  const Preprocessing& preprocessing = model.spec.preprocessing;
  return str_cat("{\"origin\":\"", to_string(model.preprocessing_origin), "\",\"name\":\"", name_of(preprocessing), "\",",
                 to_json(preprocessing).substr(1));
}

}  // namespace alexnet
