#include "app/session.h"

#include <algorithm>

#include "base/check.h"
#include "base/stopwatch.h"
#include "messages/app.h"
#include "model/model_preprocessing.h"
#include "tensor/finite.h"

namespace alexnet {

Status Session::open_model(Model model) {
  TRY_VALUE(InferenceNetwork classifier, InferenceNetwork::create(std::move(model), *pool_, inference_));
  classifier_ = std::move(classifier);
  return {};
}

Status Session::set_exact(bool exact) {
  const InferenceOptions previous = std::exchange(inference_, {.exact = exact});
  if (!classifier_ || previous.exact == exact) return {};
  Status opened = open_model(Model(classifier_->model()));
  if (!opened) inference_ = previous;
  return opened;
}

Status Session::change_preprocessing(const PreprocessingChange& change) {
  if (!classifier_) return fail<msg::kNoModelOpen>("preprocessing");
  Model changed = classifier_->model();
  TRY_VALUE(const Preprocessing preprocessing, changed_preprocessing(change, changed.spec.preprocessing));
  TRY(set_preprocessing(changed, preprocessing));
  return open_model(std::move(changed));
}

Status Session::open_model(SharedBytes file, const CompanionFiles& companions, const PreprocessingChange& change) {
  TRY_VALUE(Model model, read_model(std::move(file), *pool_, companions, change));
  return open_model(std::move(model));
}

Status Session::open_saved_model(SharedBytes file) {
  TRY_VALUE(Model model, read_saved_model(std::move(file), *pool_));
  return open_model(std::move(model));
}

Status Session::open_model_file(const std::string& path, const PreprocessingChange& change) {
  TRY_VALUE(Model model, read_model_file(path, change, *pool_));
  return open_model(std::move(model));
}

Result<Classification> Session::prepare_image(const Image& photo, const ClassifyOptions& options,
                                              std::span<float> input) const {
  const Stopwatch watch;
  CHECK(classifier_.has_value());
  Preprocessing preprocessing = classifier_->model().spec.preprocessing;
  preprocessing.fit = options.fit.value_or(preprocessing.fit);
  Classification result;
  TRY_VALUE(result.input_image, crop_to_tensor(photo, preprocessing, options.region, input));
  result.preprocess_milliseconds = watch.milliseconds();
  return result;
}

Result<Classification> Session::prepare(ByteSpan photo, const ClassifyOptions& options, std::span<float> input) const {
  const Stopwatch watch;
  const Preprocessing& preprocessing = model()->spec.preprocessing;
  // A region is given in pixels of the photo, and may be any part of it.
  const DecodeOptions decoding = options.region ? decode_options(preprocessing) : input_decode_options(preprocessing);
  TRY_VALUE(DecodedImage decoded, decode_image(photo, decoding));
  TRY_VALUE(Classification result, prepare_image(decoded.image, options, input));
  result.converted_from = std::move(decoded.converted_from);
  result.warnings = std::move(decoded.warnings);
  result.preprocess_milliseconds = watch.milliseconds();
  return result;
}

Result<Classification> Session::finish(Classification prepared, const ClassifyOptions& options, std::size_t index) const {
  CHECK(classifier_.has_value());
  const std::span<const float> probabilities = classifier_->probabilities(index);
  if (first_non_finite(probabilities) < probabilities.size()) return fail<msg::kScoresOverflow>("classify");
  prepared.predictions = top_k(probabilities, options.top);
  prepared.is_sure = !prepared.predictions.empty() && prepared.predictions[0].probability >= model()->confidence_threshold;
  return prepared;
}

// Runs the network on the one image of the batch.
Result<Classification> Session::classify_one(Result<Classification> prepared, const ClassifyOptions& options) {
  if (!prepared) return prepared;
  const Stopwatch watch;
  CHECK(classifier_.has_value());
  TRY(classifier_->run());
  prepared->network_milliseconds = watch.milliseconds();
  return finish(std::move(*prepared), options, 0);
}

Result<Classification> Session::classify(ByteSpan photo, const ClassifyOptions& options) {
  if (!classifier_) return fail<msg::kNoModelOpen>("classify");
  TRY(classifier_->set_batch(1));
  return classify_one(prepare(photo, options, classifier_->input(0)), options);
}

Result<Classification> Session::classify_image(const Image& photo, const ClassifyOptions& options) {
  if (!classifier_) return fail<msg::kNoModelOpen>("classify");
  TRY(classifier_->set_batch(1));
  return classify_one(prepare_image(photo, options, classifier_->input(0)), options);
}

Result<DecodedImage> Session::thumbnail(ByteSpan photo, std::size_t side) {
  TRY_VALUE(DecodedImage decoded, decode_image(photo, {.min_shorter_side = 2 * side, .color = ColorHandling::kConvert}));
  TRY_VALUE(decoded.image, alexnet::thumbnail(decoded.image, side));
  return decoded;
}

}  // namespace alexnet
