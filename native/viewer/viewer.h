// The viewer without its window: the state, what the job thread works with, and the jobs. Requests, actions and scripts take it
// as a whole; panels too, but they only read the state and ask.
#pragma once

#include <future>
#include <optional>

#include "app/explainer.h"
#include "app/session.h"
#include "app/training_driver.h"
#include "file_dialog.h"
#include "jobs.h"
#include "priority.h"
#include "state.h"

namespace alexnet::viewer {

// Touched by jobs alone, and never outlived by them.
struct Workshop {
  explicit Workshop(std::size_t threads) : session(patient_session(threads)), other(1) {}

  // One whose threads give way to the window.
  static Session patient_session(std::size_t threads) {
    return std::async(std::launch::async,
                      [threads] {
                        give_way();
                        return Session(threads);
                      })
        .get();
  }

  Session session;
  Session other;                       // the model to compare with
  std::optional<Explainer> explainer;  // of session's model, once one was needed
  std::optional<Image> decoded;        // the photo that was looked at last, as large as its file has it
  std::string decoded_path;
  std::optional<TrainingDriver> training;
  bool is_paused = false;  // the training run
};

struct Viewer {
  // `threads` as ThreadPool takes it; `wake` as Jobs does.
  explicit Viewer(std::size_t threads, std::function<void()> wake = {}) : workshop(threads), jobs(std::move(wake)) {}

  State state;
  FileDialog dialog;
  Workshop workshop;
  Jobs jobs;  // ends before what its jobs work with
};

}  // namespace alexnet::viewer
