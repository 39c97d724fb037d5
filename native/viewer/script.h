// Scripts: actions by their names, one on each line. Each starts when all jobs of the earlier ones are done.
//   # a comment
//   open photos/
//   zoom 200
//   at once quit        starts without waiting for the jobs
//   wait 3              waits for three frames
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "actions/actions.h"

namespace alexnet::viewer {

class Script {
 public:
  Script() = default;
  explicit Script(const std::string& source);

  // Runs the next line if it may start now. Call this once a frame. Returns the error of the action with the number of its
  // line; the script continues with the next line.
  [[nodiscard]] Status advance(Viewer& viewer);
  // Returns whether all lines have run and no job is active.
  [[nodiscard]] bool is_done(const Viewer& viewer) const;

 private:
  [[nodiscard]] bool is_settled(const Viewer& viewer);
  struct Line {
    std::size_t number = 0;
    std::string text;
  };
  std::vector<Line> lines_;
  std::size_t next_ = 0;
  std::size_t frames_to_wait_ = 0;  // left of a `wait` line
  std::size_t quiet_frames_ = 0;    // number of frames without a job
};

}  // namespace alexnet::viewer
