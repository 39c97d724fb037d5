#include "state.h"

#include <algorithm>

namespace alexnet::viewer {
namespace {

void push(State& state, LogLine line) {
  state.log.push_back(std::move(line));
  if (state.log.size() > kMostLogLines) state.log.pop_front();
}

}  // namespace

void add_log(State& state, std::string text) { push(state, {false, std::move(text)}); }
void add_error(State& state, const Error& error) { push(state, {true, error.message()}); }

Subject subject_of(const State& state) { return {state.photo.path, state.crop, state.model.generation}; }

bool explains_photo(const State& state) {
  const ExplainView& explain = state.explain;
  return explain.picture && explain.of_what && explain.of_what->subject == subject_of(state) &&
         explain.of_what->method != ExplainMethod::kMaximize;
}

bool is_slow(ExplainMethod method) { return method == ExplainMethod::kOcclusion || method == ExplainMethod::kMaximize; }

std::optional<std::size_t> true_class(const ModelView& model, const PhotoItem& photo) {
  const auto found = std::ranges::find(model.classes, photo.folder);
  if (found == model.classes.end()) return std::nullopt;
  return static_cast<std::size_t>(found - model.classes.begin());
}

}  // namespace alexnet::viewer
