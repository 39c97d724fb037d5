#include "alexnet/alexnet.h"

#include <cstddef>
#include <new>
#include <utility>

#include "app/synthetic_folder.h"
#include "app/version.h"
#include "capi/error_json.h"
#include "capi/handles.h"
#include "messages/capi.h"

using alexnet::capi::fit_of;
using alexnet::capi::number;
using alexnet::capi::report;
using alexnet::capi::status_of;

#include "capi/struct_layout.inc"

namespace {

// Hands out a classification, or its error, as the result of the session's last call.
alexnet_status return_classification(alexnet_session* session, const alexnet::Result<alexnet::Classification>& classified,
                                     alexnet_prediction* predictions, alexnet_classification* result) {
  if (!classified) return report(session, classified.error());
  for (std::size_t i = 0; i < classified->predictions.size(); ++i) {
    const alexnet::Prediction& prediction = classified->predictions[i];
    predictions[i] = {static_cast<int32_t>(prediction.index), prediction.probability};
  }
  alexnet::to_rgba(classified->input_image, session->image);
  session->warnings = classified->warnings;
  *result = {static_cast<int32_t>(classified->predictions.size()), static_cast<int32_t>(classified->input_image.width),
             classified->preprocess_milliseconds, classified->network_milliseconds, classified->is_sure ? 1 : 0};
  return ALEXNET_OK;
}

}  // namespace

const char* alexnet_version() { return alexnet::project_version().data(); }

alexnet_session* alexnet_create(int32_t threads) {
  return new (std::nothrow) alexnet_session{.session = alexnet::Session(threads > 0 ? static_cast<std::size_t>(threads) : 0)};
}

alexnet_session* alexnet_create_beside(const alexnet_session* session) {
  return new (std::nothrow) alexnet_session{.session = session->session.share_threads()};
}

void alexnet_destroy(alexnet_session* session) { delete session; }

const char* alexnet_error(const alexnet_session* session) { return session->error_text.c_str(); }

const char* alexnet_error_json(alexnet_session* session) {
  session->text = session->error ? alexnet::capi::error_json(*session->error) : "";
  return session->text.c_str();
}

int32_t alexnet_threads(const alexnet_session* session) { return static_cast<int32_t>(session->session.pool().threads()); }

alexnet_status alexnet_set_exact(alexnet_session* session, int32_t exact) {
  return status_of(session, session->session.set_exact(exact != 0));
}

void* alexnet_allocate(size_t bytes) { return alexnet::allocate_memory(bytes); }

void alexnet_free(void* block) { alexnet::free_memory(block); }

alexnet_status alexnet_open_saved_model(alexnet_session* session, void* bytes, size_t size) {
  return status_of(session, session->session.open_saved_model(alexnet::SharedBytes::from_allocation(bytes, size)));
}

alexnet_status alexnet_save_model(alexnet_session* session) {
  const alexnet::Model* model = session->session.model();
  if (model == nullptr) return report(session, alexnet::fail<alexnet::msg::kNoModelOpen>("").error());
  session->saved_tensors = alexnet::tensors_from_model(*model);
  session->saved_pieces = {};
  auto pieces = alexnet::safetensors_pieces(session->saved_tensors);
  const alexnet_status status = status_of(session, pieces);
  if (pieces) session->saved_pieces = *std::move(pieces);
  return status;
}

int32_t alexnet_saved_pieces(alexnet_session* session) { return alexnet::capi::count_pieces(session->saved_pieces); }

const void* alexnet_saved_piece(alexnet_session* session, int32_t index, size_t* size) {
  return alexnet::capi::piece(session->saved_pieces, index, size);
}

const char* alexnet_model_json(alexnet_session* session) {
  const alexnet::Model* model = session->session.model();
  session->text = model ? alexnet::describe_model(*model).value_or("") : "";
  return session->text.c_str();
}

alexnet_status alexnet_change_preprocessing(alexnet_session* session, const char* change, const uint8_t* mean_image,
                                            size_t size) {
  alexnet::PreprocessingChange asked{.text = change, .mean_image = nullptr};
  if (mean_image != nullptr) {
    auto image = alexnet::read_mean_image(alexnet::SharedBytes({mean_image, size}, nullptr));
    if (!image) return report(session, image.error());
    asked.mean_image = *std::move(image);
  }
  return status_of(session, session->session.change_preprocessing(asked));
}

const char* alexnet_class_name(alexnet_session* session, int32_t index) {
  const alexnet::Model* model = session->session.model();
  const bool exists = model != nullptr && index >= 0 && static_cast<std::size_t>(index) < model->spec.classes;
  session->text = exists ? alexnet::class_name(*model, static_cast<std::size_t>(index)) : "";
  return session->text.c_str();
}

alexnet_status alexnet_classify(alexnet_session* session, const uint8_t* photo, size_t size, alexnet_fit fit, int32_t top,
                                alexnet_prediction* predictions, alexnet_classification* result) {
  if (top < 0) return report(session, alexnet::fail<alexnet::msg::kNumberNegative>("top", top).error());
  const auto classified = session->session.classify({photo, size}, {.top = static_cast<std::size_t>(top), .fit = fit_of(fit)});
  return return_classification(session, classified, predictions, result);
}

alexnet_status alexnet_add_to_batch(alexnet_session* session, const uint8_t* photo, size_t size) {
  session->batch.push_back({{}, alexnet::SharedBytes({photo, size}, nullptr)});
  return ALEXNET_OK;
}

alexnet_status alexnet_classify_batch(alexnet_session* session, alexnet_fit fit, int32_t top) {
  const std::vector<alexnet::PhotoFile> photos = std::exchange(session->batch, {});
  session->batch_results.clear();
  if (top < 0) return report(session, alexnet::fail<alexnet::msg::kNumberNegative>("top", top).error());
  session->batch_results = session->session.classify_files(photos, {.top = static_cast<std::size_t>(top), .fit = fit_of(fit)});
  return ALEXNET_OK;
}

alexnet_status alexnet_batch_result(alexnet_session* session, int32_t index, alexnet_prediction* predictions,
                                    alexnet_classification* result) {
  const auto& results = session->batch_results;
  if (number(index) >= results.size())
    return report(session, alexnet::fail<alexnet::msg::kBatchResultMissing>("batch", index, results.size()).error());
  return return_classification(session, results[number(index)], predictions, result);
}

alexnet_status alexnet_thumbnail(alexnet_session* session, const uint8_t* photo, size_t size, int32_t side) {
  if (side <= 0) return report(session, alexnet::fail<alexnet::msg::kNumberNotPositive>("side", side).error());
  const auto image = alexnet::Session::thumbnail({photo, size}, static_cast<std::size_t>(side));
  if (!image) return report(session, image.error());
  alexnet::to_rgba(image->image, session->image);
  session->warnings = image->warnings;
  return ALEXNET_OK;
}

const char* alexnet_warnings_json(alexnet_session* session) {
  session->text = alexnet::to_json(session->warnings);
  return session->text.c_str();
}

const void* alexnet_drawn_photo(alexnet_session* session, int32_t label, int32_t drawing, int32_t side, size_t* size) {
  auto png = alexnet::render_synthetic_photo(number(label), number(drawing), number(side));
  if (!png) return report(session, png.error()), nullptr;
  session->png = *std::move(png);
  *size = session->png.size();
  return session->png.data();
}

const uint8_t* alexnet_square(alexnet_session* session) { return session->image.empty() ? nullptr : session->image.data(); }
