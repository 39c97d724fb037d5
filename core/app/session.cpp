#include "app/session.h"

#include "base/stopwatch.h"
#include "data/decode.h"
#include "formats/safetensors.h"
#include "tensor/finite.h"

namespace alexnet {

Status Session::open_model(SharedBytes file) {
  TRY_VALUE(TensorMap tensors, read_safetensors(std::move(file)));
  TRY_VALUE(Model model, model_from_tensors(std::move(tensors), *pool_));
  TRY_VALUE(Classifier classifier, Classifier::create(std::move(model), *pool_));
  classifier_ = std::move(classifier);
  return {};
}

Status Session::open_model_file(const std::string& path) {
  TRY_VALUE(SharedBytes file, map_file(path));
  if (Status opened = open_model(std::move(file)); !opened) return within(path, std::move(opened).error());
  return {};
}

Result<Classification> Session::classify(ByteSpan photo, const ClassifyOptions& options) {
  if (!classifier_) return fail(ErrorKind::kInvalidArgument, "classify", "no model is open");
  Preprocessing preprocessing = classifier_->model().spec.preprocessing;
  preprocessing.fit = options.fit.value_or(preprocessing.fit);

  Classification result;
  Stopwatch watch;
  TRY_VALUE(const Image image, decode(photo));
  TRY_VALUE(result.square, network_square(image, preprocessing));
  TRY(classifier_->set_batch(1));
  to_tensor(result.square, preprocessing, classifier_->input(0));
  result.picture_milliseconds = watch.milliseconds();

  watch.restart();
  TRY(classifier_->run());
  result.network_milliseconds = watch.milliseconds();
  const std::span<const float> probabilities = classifier_->probabilities(0);
  if (first_not_finite(probabilities) < probabilities.size())
    return fail(ErrorKind::kWrongShape, "classify", "the scores overflow: these weights do not fit this preprocessing");
  result.predictions = top_k(probabilities, options.top);
  return result;
}

}  // namespace alexnet
