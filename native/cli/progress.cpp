#include "progress.h"

#include <unistd.h>

#include <cmath>
#include <iomanip>
#include <iostream>
#include <sstream>

namespace alexnet::cli {

ProgressLine::ProgressLine() : is_terminal_(isatty(STDERR_FILENO) == 1) {}

void ProgressLine::show(const std::string& text, bool always) {
  const double pause = is_terminal_ ? 100 : 10'000;
  if (!always && !is_first_ && since_.milliseconds() < pause) return;
  is_first_ = false;
  since_.restart();
  if (is_terminal_) {
    std::cerr << "\r\033[K" << text << std::flush;
    is_open_ = true;
  } else {
    std::cerr << text << '\n';
  }
}

void ProgressLine::end() {
  if (is_open_) std::cerr << '\n';
  is_open_ = false;
}

void ProgressLine::clear() {
  if (is_open_) std::cerr << "\r\033[K" << std::flush;
  is_open_ = false;
}

void show_count(std::size_t done, std::size_t of, std::string_view what) {
  if (isatty(STDERR_FILENO) == 0) return;
  std::cerr << '\r' << done << " of " << of << what << (done == of ? "\r\033[K" : "") << std::flush;
}

void show_photo_count(std::size_t done, std::size_t of) { show_count(done, of, " photos"); }

void ProgressBar::show(std::size_t done) {
  if (done == 0 || done >= of_ || isatty(STDERR_FILENO) == 0) return;
  constexpr std::size_t kCells = 24;
  const std::size_t filled = done * kCells / of_;
  const double seconds = since_start_.milliseconds() / 1000;
  const double left = seconds / static_cast<double>(done) * static_cast<double>(of_ - done);
  std::cerr << "\r\033[K";
  for (std::size_t i = 0; i < kCells; ++i) std::cerr << (i < filled ? "█" : "░");
  std::cerr << "  " << done << " of " << of_ << what_ << "  " << std::lround(static_cast<double>(done) / seconds) << "/s  "
            << clock_time(left) << " left" << std::flush;
  is_shown_ = true;
}

void ProgressBar::clear() {
  if (is_shown_) std::cerr << "\r\033[K" << std::flush;
  is_shown_ = false;
}

std::string clock_time(double seconds) {
  const auto whole = static_cast<long>(std::lround(seconds));
  const long minutes = whole / 60;
  std::ostringstream out;
  out << std::setfill('0');
  if (minutes >= 60) out << minutes / 60 << ':' << std::setw(2);
  out << minutes % 60;
  out << ':' << std::setw(2) << whole % 60;
  return std::move(out).str();
}

}  // namespace alexnet::cli
