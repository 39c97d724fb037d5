// The opaque handles of alexnet.h, and helpers to report results through them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "alexnet/alexnet.h"
#include "app/session.h"
#include "capi/in_memory_training.h"
#include "capi/inspector.h"
#include "capi/pieces.h"

struct alexnet_session {
  alexnet::Session session;
  std::optional<alexnet::Error> error;         // of the last failed call
  std::string error_text;                      // its message
  std::string text;                            // the last text returned
  std::vector<std::uint8_t> image;             // RGBA pixels; see alexnet_square
  std::vector<std::uint8_t> png;               // the last PNG returned
  alexnet::SharedBytes model_file;             // the last one returned by alexnet_model_as_file
  alexnet::TensorMap saved_tensors;            // of the file that alexnet_save_model prepared; they point into the open model
  alexnet::SafetensorsPieces saved_pieces;     // that file
  std::vector<alexnet::NamedFile> companions;  // of the model that is opened next
  std::string preprocessing;                   // of the model that is opened next
  std::vector<alexnet::Notice> warnings;       // of the last photo decoded; see alexnet_warnings_json
  std::vector<alexnet::PhotoFile> batch;       // what is classified next; see alexnet_add_to_batch
  std::vector<alexnet::Result<alexnet::Classification>> batch_results;  // of the last batch
};

struct alexnet_training {
  alexnet_session* session = nullptr;
  alexnet::InMemoryTraining impl;
  std::string diagnosis;                 // "" unless training has diverged
  std::vector<alexnet::Notice> notices;  // its parts
  alexnet::InMemoryFile file;            // the last file prepared by alexnet_training_save
};

struct alexnet_inspector {
  alexnet_session* session = nullptr;
  alexnet::Inspector impl;
  std::vector<std::uint8_t> color_table;  // the last table returned
};

namespace alexnet::capi {

// Converts the number of a class, a unit, a row or a column. A negative number becomes larger than any valid one.
inline std::size_t number(int32_t value) { return static_cast<std::size_t>(value); }

inline std::optional<Fit> fit_of(alexnet_fit fit) {
  if (fit == ALEXNET_FIT_CROP) return Fit::kCrop;
  if (fit == ALEXNET_FIT_STRETCH) return Fit::kStretch;
  return {};
}

// Stores the error in the session and returns its status.
inline alexnet_status report(alexnet_session* session, const Error& error) {
  session->error = error;
  session->error_text = error.message();
  return static_cast<alexnet_status>(error.kind);
}

// Returns the status of a Status or a Result, and stores its error, if any.
template <typename Outcome>
alexnet_status status_of(alexnet_session* session, const Outcome& outcome) {
  return outcome ? ALEXNET_OK : report(session, outcome.error());
}

// Returns the text, which the session owns until its next call, or "" for an error, which is stored.
inline const char* text_of(alexnet_session* session, Result<std::string> text) {
  if (!text) report(session, text.error());
  session->text = text ? *std::move(text) : std::string();
  return session->text.c_str();
}

}  // namespace alexnet::capi
