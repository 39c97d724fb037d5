#include "script.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <string_view>

namespace alexnet::viewer {
namespace {

constexpr std::string_view kAtOnce = "at once ";
constexpr std::string_view kWait = "wait ";
constexpr std::size_t kSettle = 3;  // frames in which drawing may request more, such as thumbnails

}  // namespace

Script::Script(const std::string& source) {
  std::istringstream in(source);
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin != std::string::npos && line[begin] != '#') lines_.push_back({number, line.substr(begin)});
  }
}

Status Script::advance(Viewer& viewer) {
  if (next_ == lines_.size()) return {};
  if (frames_to_wait_ > 0) {
    --frames_to_wait_;
    return {};
  }
  std::string_view line = lines_[next_].text;
  const bool at_once = line.starts_with(kAtOnce);
  if (at_once) line.remove_prefix(kAtOnce.size());
  if (!at_once && !is_settled(viewer)) return {};
  const std::size_t number = lines_[next_++].number;
  quiet_frames_ = 0;
  if (line.starts_with(kWait)) {
    std::from_chars(line.data() + kWait.size(), line.data() + line.size(), frames_to_wait_);
    return {};
  }
  if (Status ran = run_line(viewer, line); !ran) return with_context("line " + std::to_string(number), std::move(ran).error());
  return {};
}

bool Script::is_settled(const Viewer& viewer) {
  quiet_frames_ = viewer.jobs.is_idle() ? quiet_frames_ + 1 : 0;
  return quiet_frames_ > kSettle;
}

bool Script::is_done(const Viewer& viewer) const { return next_ == lines_.size() && viewer.jobs.is_idle(); }

}  // namespace alexnet::viewer
