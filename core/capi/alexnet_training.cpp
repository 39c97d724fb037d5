#include <algorithm>
#include <new>
#include <nlohmann/json.hpp>

#include "capi/augmentation_preview.h"
#include "capi/handles.h"
#include "messages/app.h"
#include "messages/capi.h"

using alexnet::InMemoryTraining;
using alexnet::Result;
using alexnet::Status;
using alexnet::capi::number;
using alexnet::capi::report;
using alexnet::capi::status_of;
using alexnet::capi::text_of;

namespace {

namespace msg = alexnet::msg;

Result<std::vector<std::string>> names_of(const char* json) {
  const auto names = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  const bool fits = names.is_array() && std::ranges::all_of(names, [](const auto& name) { return name.is_string(); });
  if (!fits) return alexnet::fail<msg::kNamesNotJson>("classes");
  return names.get<std::vector<std::string>>();
}

Result<std::vector<std::size_t>> counts_of(const char* json) {
  const auto counts = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  const bool fits = counts.is_array() && std::ranges::all_of(counts, [](const auto& one) { return one.is_number_unsigned(); });
  if (!fits) return alexnet::fail<msg::kCountsNotJson>("photos");
  return counts.get<std::vector<std::size_t>>();
}

Result<std::size_t> first_training_photo(const char* settings, const char* photos, int32_t label) {
  TRY_VALUE(const std::vector<std::size_t> counts, counts_of(photos));
  return alexnet::first_training_photo(settings, counts, number(label));
}

// Stores the samples in the session's image, one below another.
Status augment(alexnet_session* session, const char* settings, const char* photos, int32_t label, alexnet::ByteSpan photo,
               const alexnet::PreviewSize& size) {
  TRY_VALUE(const std::vector<std::size_t> counts, counts_of(photos));
  TRY_VALUE(const std::vector<alexnet::Image> images,
            alexnet::preview_augmentation(settings, counts, number(label), photo, size));
  alexnet::Image column = {size.side, 0, {}};
  for (const alexnet::Image& one : images) {
    column.height += one.height;
    column.pixels.insert(column.pixels.end(), one.pixels.begin(), one.pixels.end());
  }
  alexnet::to_rgba(column, session->image);
  return {};
}

Result<const alexnet::Model*> base_of(alexnet_session* session, int32_t use_model) {
  if (use_model == 0) return nullptr;
  if (const alexnet::Model* model = session->session.model()) return model;
  return alexnet::fail<msg::kNoModelToStartFrom>("training");
}

Status check_started(alexnet_training* training) {
  if (training->impl.has_started()) return {};
  return alexnet::fail<msg::kTrainingNotStarted>("training");
}

Status start(alexnet_training* training, int32_t use_model) {
  TRY_VALUE(const alexnet::Model* base, base_of(training->session, use_model));
  return training->impl.start(base, training->session->session.pool());
}

Status step(alexnet_training* training, alexnet_step* result) {
  TRY(check_started(training));
  const alexnet::TrainingRun& run = training->impl.run();
  if (run.finished()) return alexnet::fail<msg::kTrainingFinished>("training");
  TRY_VALUE(const alexnet::TrainingProgress progress, training->impl.driver().step());
  training->diagnosis = progress.divergence ? progress.divergence->message() : "";
  training->notices = progress.divergence ? progress.divergence->notices : std::vector<alexnet::Notice>();
  const alexnet::StepReport& report = progress.step;
  *result = {static_cast<int32_t>(report.epoch),
             static_cast<int32_t>(report.step % run.plan().steps_per_epoch),
             report.ends_epoch,
             progress.divergence.has_value(),
             report.loss,
             report.accuracy,
             progress.seconds_left};
  return {};
}

Status save(alexnet_training* training, alexnet_training_file which) {
  TRY(check_started(training));
  InMemoryTraining& impl = training->impl;
  TRY_VALUE(training->file, which == ALEXNET_CHECKPOINT ? impl.checkpoint() : impl.model_file());
  return {};
}

Result<std::string> evaluate_photos(alexnet_training* training) {
  TRY(check_started(training));
  alexnet::Session& session = training->session->session;
  if (session.classifier() == nullptr) return alexnet::fail<msg::kNoModelOpen>("judge");
  return training->impl.evaluate_photos(*session.classifier(), session.pool());
}

Result<std::string> estimate(alexnet_session* session, const char* settings, int32_t classes, int32_t photos,
                             int32_t use_model) {
  if (classes < 0 || photos < 0) return alexnet::fail<msg::kNumberNegative>("photos", std::min(classes, photos));
  TRY_VALUE(const alexnet::Model* base, base_of(session, use_model));
  return alexnet::estimate_training(settings, static_cast<std::size_t>(classes), static_cast<std::size_t>(photos), base,
                                    session->session.pool());
}

// Returns the answer of a run that has started.
template <typename Query>
const char* answer(alexnet_training* training, const Query& query) {
  if (const Status begun = check_started(training); !begun) return text_of(training->session, std::unexpected(begun.error()));
  return text_of(training->session, query());
}

// Reports how adding a photo went: its error, or its warnings.
alexnet_status report_added(alexnet_training* training, const Status& added) {
  if (added) training->session->warnings = training->impl.last_warnings();
  return status_of(training->session, added);
}

}  // namespace

const char* alexnet_estimate_training(alexnet_session* session, const char* settings, int32_t classes, int32_t photos,
                                      int32_t use_model) {
  return text_of(session, estimate(session, settings, classes, photos, use_model));
}

int32_t alexnet_first_learned(alexnet_session* session, const char* settings, const char* photos, int32_t label) {
  const Result<std::size_t> found = first_training_photo(settings, photos, label);
  if (!found) return report(session, found.error()), -1;
  return static_cast<int32_t>(*found);
}

alexnet_status alexnet_augment(alexnet_session* session, const char* settings, const char* photos, int32_t label,
                               const uint8_t* photo, size_t size, int32_t samples, int32_t side) {
  return status_of(
      session, augment(session, settings, photos, label, {photo, size}, {.samples = number(samples), .side = number(side)}));
}

const char* alexnet_training_options_json(alexnet_session* session) {
  return text_of(session, alexnet::training_options_json(alexnet::in_memory_defaults()));
}

alexnet_training* alexnet_training_create(alexnet_session* session, const char* settings, const char* classes) {
  Result<std::vector<std::string>> names = names_of(classes);
  if (!names) return report(session, names.error()), nullptr;
  Result<InMemoryTraining> impl = InMemoryTraining::create(settings, *std::move(names));
  if (!impl) return report(session, impl.error()), nullptr;
  return new (std::nothrow) alexnet_training{session, *std::move(impl), {}, {}, {}};
}

void alexnet_training_destroy(alexnet_training* training) { delete training; }

alexnet_status alexnet_training_add_photo(alexnet_training* training, int32_t label, const char* name, const uint8_t* photo,
                                          size_t size) {
  return report_added(training, training->impl.add_photo(number(label), name, {photo, size}));
}

alexnet_status alexnet_training_add_validation_photo(alexnet_training* training, int32_t label, const char* name,
                                                     const uint8_t* photo, size_t size) {
  return report_added(training, training->impl.add_validation_photo(number(label), name, {photo, size}));
}

alexnet_status alexnet_training_start(alexnet_training* training, int32_t use_model) {
  return status_of(training->session, start(training, use_model));
}

alexnet_status alexnet_training_resume(alexnet_training* training, void* checkpoint, size_t size, int32_t epochs) {
  return status_of(training->session, training->impl.resume(alexnet::SharedBytes::from_allocation(checkpoint, size),
                                                            epochs > 0 ? static_cast<std::uint64_t>(epochs) : 0,
                                                            training->session->session.pool()));
}

const char* alexnet_training_plan_json(alexnet_training* training) {
  return answer(training, [&] { return training->impl.plan(); });
}

int32_t alexnet_training_finished(alexnet_training* training) {
  return training->impl.has_started() && training->impl.run().finished();
}

alexnet_status alexnet_training_step(alexnet_training* training, alexnet_step* result) {
  return status_of(training->session, step(training, result));
}

const char* alexnet_training_diagnosis(alexnet_training* training) { return training->diagnosis.c_str(); }

const char* alexnet_training_diagnosis_json(alexnet_training* training) {
  return text_of(training->session, alexnet::to_json(training->notices));
}

const char* alexnet_training_end_epoch_json(alexnet_training* training) {
  return answer(training, [&] { return training->impl.end_epoch(); });
}

const char* alexnet_training_samples_json(alexnet_training* training) {
  return answer(training, [&] { return training->impl.samples(); });
}

const char* alexnet_training_filters_json(alexnet_training* training) {
  return answer(training, [&] { return training->impl.filters(); });
}

const uint8_t* alexnet_training_picture(const alexnet_training* training, int32_t* width, int32_t* height) {
  const alexnet::RgbaImage& image = training->impl.image();
  *width = static_cast<int32_t>(image.width);
  *height = static_cast<int32_t>(image.height);
  return image.pixels.data();
}

const char* alexnet_training_judge_json(alexnet_training* training) {
  return text_of(training->session, evaluate_photos(training));
}

alexnet_status alexnet_training_save(alexnet_training* training, alexnet_training_file which) {
  return status_of(training->session, save(training, which));
}

void alexnet_training_checkpoint_written(alexnet_training* training, double milliseconds) {
  if (training->impl.has_started()) training->impl.run().record_checkpoint(milliseconds);
}

int32_t alexnet_training_pieces(alexnet_training* training) { return alexnet::capi::count_pieces(training->file.pieces); }

const void* alexnet_training_piece(alexnet_training* training, int32_t index, size_t* size) {
  return alexnet::capi::piece(training->file.pieces, index, size);
}
