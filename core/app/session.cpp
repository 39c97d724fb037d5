#include "app/session.h"

#include "base/stopwatch.h"
#include "image/decode.h"
#include "messages/app.h"
#include "tensor/finite.h"

namespace alexnet {

Status Session::open_model(Model model) {
  TRY_VALUE(InferenceNetwork classifier, InferenceNetwork::create(std::move(model), *pool_));
  classifier_ = std::move(classifier);
  return {};
}

Status Session::open_model(SharedBytes file) {
  TRY_VALUE(Model model, read_model(std::move(file), *pool_));
  return open_model(std::move(model));
}

Status Session::open_model_file(const std::string& path) {
  TRY_VALUE(Model model, read_model_file(path, *pool_));
  return open_model(std::move(model));
}

Result<Classification> Session::classify(ByteSpan photo, const ClassifyOptions& options) {
  if (!classifier_) return fail<msg::kNoModelOpen>("classify");
  const Stopwatch watch;
  TRY_VALUE(DecodedImage decoded, decode_image(photo, decode_options(model()->spec.preprocessing)));
  const double decode_milliseconds = watch.milliseconds();
  TRY_VALUE(Classification result, classify_image(decoded.image, options));
  result.converted_from = std::move(decoded.converted_from);
  result.preprocess_milliseconds += decode_milliseconds;
  return result;
}

Result<Classification> Session::classify_image(const Image& photo, const ClassifyOptions& options) {
  if (!classifier_) return fail<msg::kNoModelOpen>("classify");
  Preprocessing preprocessing = classifier_->model().spec.preprocessing;
  preprocessing.fit = options.fit.value_or(preprocessing.fit);

  Classification result;
  Stopwatch watch;
  TRY_VALUE(result.input_image, crop_to_input(photo, preprocessing, options.region));
  TRY(classifier_->set_batch(1));
  to_tensor(result.input_image, preprocessing, classifier_->input(0));
  result.preprocess_milliseconds = watch.milliseconds();

  watch.restart();
  TRY(classifier_->run());
  result.network_milliseconds = watch.milliseconds();
  const std::span<const float> probabilities = classifier_->probabilities(0);
  if (first_non_finite(probabilities) < probabilities.size()) return fail<msg::kScoresOverflow>("classify");
  result.predictions = top_k(probabilities, options.top);
  result.is_sure = !result.predictions.empty() && result.predictions[0].probability >= model()->confidence_threshold;
  return result;
}

Result<Image> Session::thumbnail(ByteSpan photo, std::size_t side) {
  TRY_VALUE(const DecodedImage decoded, decode_image(photo, {.color = ColorHandling::kConvert}));
  return alexnet::thumbnail(decoded.image, side);
}

}  // namespace alexnet
