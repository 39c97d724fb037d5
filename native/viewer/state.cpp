#include "state.h"

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace alexnet::viewer {
namespace {

void push(State& state, LogLine line) {
  state.shows_error = line.is_error;
  state.log.push_back(std::move(line));
  if (state.log.size() > kMaxLogLines) state.log.pop_front();
}

}  // namespace

void add_log(State& state, std::string text) { push(state, {false, std::move(text)}); }
void add_error(State& state, const Error& error) { push(state, {true, error.message()}); }
void add_error(State& state, std::string text) { push(state, {true, std::move(text)}); }

std::string to_string(FrameTimes times) {
  if (times.between.empty()) return "no frames";
  std::ranges::sort(times.between);
  const auto mean = [](const std::vector<float>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  };
  char line[160];
  std::snprintf(
      line, sizeof line, "%zu frames: %.1f ms from one to the next, 99 %% within %.1f, the longest %.1f; panels %.1f ms",
      times.between.size(), mean(times.between), static_cast<double>(times.between[(times.between.size() - 1) * 99 / 100]),
      static_cast<double>(times.between.back()), mean(times.panels));
  return line;
}

Subject subject_of(const State& state) { return {state.photo.path, state.crop, state.model.generation}; }

bool explains_photo(const State& state) {
  const ExplainView& explain = state.explain;
  return explain.image && explain.image_request && explain.image_request->subject == subject_of(state) &&
         explain.image_request->method != ExplainMethod::kMaximize;
}

bool is_slow(ExplainMethod method) { return method == ExplainMethod::kOcclusion || method == ExplainMethod::kMaximize; }

std::optional<std::size_t> true_class(const ModelView& model, const PhotoItem& photo) {
  const auto found = std::ranges::find(model.classes, photo.folder);
  if (found == model.classes.end()) return std::nullopt;
  return static_cast<std::size_t>(found - model.classes.begin());
}

}  // namespace alexnet::viewer
