// The viewer without hands: actions by their names, one a line, each begun when all that was asked for before is done.
//   # a comment
//   open photos/
//   zoom 200
//   at once quit        does not wait
//   wait 3              frames, for what only time brings
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "actions.h"

namespace alexnet::viewer {

class Script {
 public:
  Script() = default;
  explicit Script(const std::string& source);

  // Once a frame: runs what may run now. The error of an action, with the number of its line; the script goes on behind it.
  [[nodiscard]] Status advance(Viewer& viewer);
  // Nothing is left to run, and nothing that was asked for is under way.
  [[nodiscard]] bool is_done(const Viewer& viewer) const;

 private:
  [[nodiscard]] bool is_settled(const Viewer& viewer);
  struct Line {
    std::size_t number = 0;
    std::string text;
  };
  std::vector<Line> lines_;
  std::size_t next_ = 0;
  std::size_t frames_to_wait_ = 0;  // because a line says so
  std::size_t quiet_frames_ = 0;    // without a job
};

}  // namespace alexnet::viewer
