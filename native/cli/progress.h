// A line of progress. It is rewritten in place on a terminal; elsewhere a new line is printed from time to time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "app/host.h"

namespace alexnet::cli {

class ProgressLine {
 public:
  // Prints to standard error, so that standard output holds results only.
  ProgressLine();
  ~ProgressLine() { end(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // Shows the text unless one was shown less than 0.1 seconds ago (10 seconds if this is not a terminal). `always` shows it anyway.
  void show(const std::string& text, bool always = false);
  // Keeps the last text and begins a new line.
  void end();
  // Erases the line, so that something else can be printed.
  void clear();

 private:
  bool is_terminal_;
  bool is_open_ = false;  // a text is on the current line
  bool is_first_ = true;
  Stopwatch since_;
};

// Shows "12 of 100" followed by `what`, which begins with a space, on a terminal only. The line is erased once done == of.
void show_count(std::size_t done, std::size_t of, std::string_view what = "");

// The same with " photos".
void show_photo_count(std::size_t done, std::size_t of);

// A bar with the count, the speed and the time left, on standard error if that is a terminal; else nothing is shown.
class ProgressBar {
 public:
  // `what` begins with a space, such as " photos".
  ProgressBar(std::size_t of, std::string_view what) : of_(of), what_(what) {}
  ~ProgressBar() { clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // Draws the bar, unless everything is done or there is only one.
  void show(std::size_t done);
  // Erases the bar, so that something else can be printed.
  void clear();

 private:
  std::size_t of_;
  std::string_view what_;
  bool is_shown_ = false;
  Stopwatch since_start_;
};

// Formats a duration as "3:07" or "1:02:03".
[[nodiscard]] std::string clock_time(double seconds);

}  // namespace alexnet::cli
