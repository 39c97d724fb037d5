// One line that tells how far things are: rewritten in place on a terminal, where nobody reads along a line now and then.
#pragma once

#include <string>
#include <string_view>

#include "app/host.h"

namespace alexnet::cli {

class ProgressLine {
 public:
  // On standard error, so that results on standard output stay clean.
  ProgressLine();
  ~ProgressLine() { end(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // At most ten times a second on a terminal, every ten seconds elsewhere; `always` shows it all the same.
  void show(const std::string& text, bool always = false);
  // What was shown last stays, and the next line begins.
  void end();
  // Wipes the line, so that something else can be printed.
  void clear();

 private:
  bool is_terminal_;
  bool is_open_ = false;  // something stands on the line
  bool is_first_ = true;
  Stopwatch since_;
};

// A line that counts (`12 of 100 photos`; `what` begins with its blank), on a terminal only; wiped at the end.
void show_count(std::size_t done, std::size_t of, std::string_view what = "");

// 3:07, 1:02:03
[[nodiscard]] std::string clock_time(double seconds);

}  // namespace alexnet::cli
