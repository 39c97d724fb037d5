#include "model/input_size.h"

#include <utility>

#include "model/model_preprocessing.h"

namespace alexnet {

Status set_input_size(Model& model, std::size_t input, std::size_t resize) {
  Preprocessing preprocessing = model.spec.preprocessing;
  preprocessing.input = input;
  preprocessing.resize = resize;
  const auto& image = preprocessing.mean_image;
  if (image && image->side != input && image->side != resize) preprocessing = without_mean_image(std::move(preprocessing));
  const PreprocessingOrigin origin = model.preprocessing_origin;
  TRY(set_preprocessing(model, preprocessing));
  model.preprocessing_origin = origin;
  return {};
}

}  // namespace alexnet
