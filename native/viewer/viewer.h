// The viewer without its window: the state, the context of its jobs, and the jobs. Requests, actions and scripts take a Viewer;
// panels do too, but they only read the state and make requests.
#pragma once

#include <future>
#include <optional>

#include "app/explainer.h"
#include "app/session.h"
#include "app/training_driver.h"
#include "jobs.h"
#include "priority.h"
#include "state.h"
#include "window/file_dialog.h"

namespace alexnet::viewer {

// What jobs work with. Only the job thread uses it; Viewer destroys it after the last job has ended.
// The images that were pasted, as files of a temporary folder, which is removed at the end. Job thread.
class PastedImages {
 public:
  PastedImages() = default;
  ~PastedImages();
  PastedImages(const PastedImages&) = delete;
  PastedImages& operator=(const PastedImages&) = delete;

  // Writes the bytes to a new file and returns its path. Errors: those of write_file and make_folder.
  [[nodiscard]] Result<std::string> add(const std::vector<std::uint8_t>& image);

 private:
  std::string folder_;
  std::size_t count_ = 0;
};

struct JobContext {
  explicit JobContext(std::size_t threads) : session(make_low_priority_session(threads)), other(1) {}

  // Returns a session whose threads have a lower priority than the UI thread.
  static Session make_low_priority_session(std::size_t threads) {
    return std::async(std::launch::async,
                      [threads] {
                        lower_thread_priority();
                        return Session(threads);
                      })
        .get();
  }

  Session session;
  Session other;                        // the model to compare with
  std::optional<Explainer> explainer;   // of the session's model; created when it is first needed
  std::optional<DecodedImage> decoded;  // the photo that was inspected last, in full size
  std::string decoded_path;
  std::optional<Image> input;  // the same or another one, as it is decoded for a model's input
  std::string input_path;
  DecodeOptions input_decoding;
  std::optional<TrainingDriver> training;
  bool is_paused = false;  // the training run
  PastedImages pasted;
};

struct Viewer {
  // `threads` is as in ThreadPool, `wake` as in Jobs.
  explicit Viewer(std::size_t threads, std::function<void()> wake = {}) : context(threads), jobs(std::move(wake)) {}

  State state;
  FileDialog dialog;
  JobContext context;
  Jobs jobs;  // declared last, so that the jobs end before what they use is destroyed
};

}  // namespace alexnet::viewer
