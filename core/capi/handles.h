// What the opaque handles of alexnet.h hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "capi/inspector.h"
#include "capi/in_memory_training.h"
#include "app/session.h"
#include "alexnet/alexnet.h"

struct alexnet_session {
  alexnet::Session session;
  std::string error;
  std::string text;                  // the last JSON or name given out
  std::vector<std::uint8_t> square;  // RGBA
  std::vector<std::uint8_t> drawn;   // the last PNG given out
};

struct alexnet_training {
  alexnet_session* session = nullptr;
  alexnet::Lesson lesson;
  std::string diagnosis;
  alexnet::LessonFile file;  // the last that was saved
};

struct alexnet_inspector {
  alexnet_session* session = nullptr;
  alexnet::Inspection inspection;
  std::vector<std::uint8_t> colours;  // the last table given out
};

namespace alexnet::capi {

// Of a class, a unit, a row or a column; a negative number is above all others.
inline std::size_t number(int32_t value) { return static_cast<std::size_t>(value); }

inline std::optional<Fit> fit_of(alexnet_fit fit) {
  if (fit == ALEXNET_FIT_CROP) return Fit::kCrop;
  if (fit == ALEXNET_FIT_STRETCH) return Fit::kStretch;
  return {};
}

inline alexnet_status report(alexnet_session* session, const Error& error) {
  session->error = error.message();
  return static_cast<alexnet_status>(error.kind);
}

// Of a Status or a Result.
template <typename Outcome>
alexnet_status status_of(alexnet_session* session, const Outcome& outcome) {
  return outcome ? ALEXNET_OK : report(session, outcome.error());
}

// A text that stays until the session's next call; "" for an error.
inline const char* text_of(alexnet_session* session, Result<std::string> text) {
  if (!text) report(session, text.error());
  session->text = text ? *std::move(text) : std::string();
  return session->text.c_str();
}

}  // namespace alexnet::capi
