#include "alexnet/model_files.h"

#include <utility>

#include "app/convert.h"
#include "capi/handles.h"
#include "messages/capi.h"

using alexnet::capi::report;
using alexnet::capi::status_of;

namespace {

// Takes what was said about the model that is opened now.
alexnet::PreprocessingChange chosen_preprocessing(alexnet_session* session) {
  return {.text = std::exchange(session->preprocessing, {}), .mean_image = nullptr};
}

}  // namespace

void alexnet_add_companion(alexnet_session* session, const char* name, void* bytes, size_t size) {
  session->companions.push_back({name, alexnet::SharedBytes::from_allocation(bytes, size)});
}

void alexnet_choose_preprocessing(alexnet_session* session, const char* change) { session->preprocessing = change; }

alexnet_status alexnet_open_model(alexnet_session* session, void* bytes, size_t size) {
  const auto companions = alexnet::CompanionFiles::in_memory(std::exchange(session->companions, {}));
  return status_of(session, session->session.open_model(alexnet::SharedBytes::from_allocation(bytes, size), companions,
                                                        chosen_preprocessing(session)));
}

alexnet_status alexnet_open_model_file(alexnet_session* session, const char* path) {
  return status_of(session, session->session.open_model_file(path, chosen_preprocessing(session)));
}

const void* alexnet_model_as_file(alexnet_session* session, const char* name, size_t* size) {
  session->model_file = {};
  if (*name == '\0') return nullptr;
  const alexnet::Model* model = session->session.model();
  if (model == nullptr) return report(session, alexnet::fail<alexnet::msg::kNoModelOpen>("").error()), nullptr;
  auto file = alexnet::model_as_file(*model, name, session->session.pool());
  if (!file) return report(session, file.error()), nullptr;
  session->model_file = *std::move(file);
  *size = session->model_file.bytes().size();
  return session->model_file.bytes().data();
}
