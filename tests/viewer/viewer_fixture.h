// A fixture with a viewer without a window and a folder of files to open.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <semaphore>
#include <string>
#include <vector>

#include "actions/actions.h"
#include "support/model_bytes.h"
#include "support/temporary_folder.h"

namespace alexnet::viewer {

using alexnet::testing::TemporaryFolder;
using alexnet::testing::write_text;

inline std::string as_text(const std::vector<std::uint8_t>& bytes) { return {bytes.begin(), bytes.end()}; }

// The folder has a model, photos of two classes, and files that are neither.
class ViewerTest : public ::testing::Test {
 protected:
  ViewerTest() : viewer(1, [this] { updated.release(); }) {
    write_text(folder.file("model.safetensors"), as_text(small_model_bytes()));
    for (const char* name : {"bikes", "ships"}) {
      std::filesystem::create_directories(folder.file(std::string("photos/") + name));
      for (const char* photo : {"/1.ppm", "/2.ppm", "/3.ppm"})
        write_text(folder.file(std::string("photos/") + name + photo), as_text(small_photo()));
    }
    write_text(folder.file("broken.jpg"), "this is no photo");
    write_text(folder.file("broken.safetensors"), "this is no model");
  }

  // Delivers updates until `is_done` returns true. Sleeps in between, since the jobs need the processor.
  template <typename Condition>
  void deliver_until(Condition is_done) {
    while (!is_done()) {
      viewer.jobs.deliver(viewer.state);
      (void)updated.try_acquire_for(std::chrono::milliseconds(1));  // a job may end without an update
    }
  }
  void finish() {
    deliver_until([this] { return viewer.jobs.is_idle(); });
  }
  void run(const std::string& line) {
    const Status ran = run_line(viewer, line);
    ASSERT_TRUE(ran) << ran.error().message();
    finish();
  }
  [[nodiscard]] bool log_has(const std::string& part) const {
    return std::ranges::any_of(state().log, [&](const LogLine& line) { return line.text.find(part) != std::string::npos; });
  }
  [[nodiscard]] const State& state() const { return viewer.state; }

  TemporaryFolder folder;
  std::counting_semaphore<> updated{0};
  Viewer viewer;
};

}  // namespace alexnet::viewer
