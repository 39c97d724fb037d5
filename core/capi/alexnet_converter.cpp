#include "alexnet/converter.h"

#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/convert.h"
#include "app/model_file.h"
#include "base/thread_pool.h"
#include "capi/error_json.h"
#include "capi/pieces.h"

struct alexnet_converter {
  alexnet::ThreadPool pool{1};
  std::optional<alexnet::Error> error;         // of the last failed call
  std::string text;                            // the last text returned
  std::vector<alexnet::NamedFile> companions;  // of the model that is converted next
  std::string preprocessing;                   // of the same
  // The prepared file: the tensors of a model with their header, or the bytes of another format.
  alexnet::Model model;
  alexnet::TensorMap tensors;
  alexnet::SafetensorsPieces pieces;
  alexnet::SharedBytes bytes;
};

namespace {

using alexnet::SharedBytes;
using alexnet::Status;

Status import_file(alexnet_converter& converter, SharedBytes file) {
  const auto companions = alexnet::CompanionFiles::in_memory(std::exchange(converter.companions, {}));
  const alexnet::PreprocessingChange change{.text = std::exchange(converter.preprocessing, {}), .mean_image = nullptr};
  TRY_VALUE(converter.model, alexnet::read_model(std::move(file), converter.pool, companions, change));
  converter.tensors = alexnet::tensors_from_model(converter.model);
  TRY_VALUE(converter.pieces, alexnet::safetensors_pieces(converter.tensors));
  return {};
}

Status export_file(alexnet_converter& converter, const char* name, SharedBytes file) {
  TRY_VALUE(const alexnet::Model model, alexnet::read_saved_model(std::move(file), converter.pool));
  TRY_VALUE(converter.bytes, alexnet::model_as_file(model, name, converter.pool));
  return {};
}

void forget_file(alexnet_converter& converter) {
  converter.pieces = {};
  converter.tensors = {};
  converter.model = {};
  converter.bytes = {};
}

alexnet_status status_of(alexnet_converter& converter, const Status& outcome) {
  if (outcome) return ALEXNET_OK;
  forget_file(converter);
  converter.error = outcome.error();
  return static_cast<alexnet_status>(outcome.error().kind);
}

}  // namespace

alexnet_converter* alexnet_converter_create() { return new (std::nothrow) alexnet_converter; }

void alexnet_converter_destroy(alexnet_converter* converter) { delete converter; }

const char* alexnet_converter_error_json(alexnet_converter* converter) {
  converter->text = converter->error ? alexnet::capi::error_json(*converter->error) : "";
  return converter->text.c_str();
}

void alexnet_converter_add_companion(alexnet_converter* converter, const char* name, void* bytes, size_t size) {
  converter->companions.push_back({name, SharedBytes::from_allocation(bytes, size)});
}

void alexnet_converter_choose_preprocessing(alexnet_converter* converter, const char* change) {
  converter->preprocessing = change;
}

alexnet_status alexnet_converter_import(alexnet_converter* converter, void* bytes, size_t size) {
  forget_file(*converter);
  return status_of(*converter, import_file(*converter, SharedBytes::from_allocation(bytes, size)));
}

alexnet_status alexnet_converter_export(alexnet_converter* converter, const char* name, void* bytes, size_t size) {
  forget_file(*converter);
  return status_of(*converter, export_file(*converter, name, SharedBytes::from_allocation(bytes, size)));
}

int32_t alexnet_converter_pieces(alexnet_converter* converter) {
  return converter->bytes.bytes().empty() ? alexnet::capi::count_pieces(converter->pieces) : 1;
}

const void* alexnet_converter_piece(alexnet_converter* converter, int32_t index, size_t* size) {
  const alexnet::ByteSpan bytes = converter->bytes.bytes();
  if (bytes.empty()) return alexnet::capi::piece(converter->pieces, index, size);
  return *size = bytes.size(), bytes.data();
}
