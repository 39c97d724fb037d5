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

std::optional<std::size_t> true_class(const ModelView& model, const PhotoItem& photo) {
  const auto found = std::ranges::find(model.classes, photo.folder);
  if (found == model.classes.end()) return std::nullopt;
  return static_cast<std::size_t>(found - model.classes.begin());
}

}  // namespace alexnet::viewer
