#include <algorithm>

#include "actions/actions.h"
#include "messages.h"

namespace alexnet::viewer {
namespace {

bool has_key(std::string_view keys, std::string_view key) {
  while (!keys.empty()) {
    const std::size_t space = std::min(keys.find(' '), keys.size());
    if (keys.substr(0, space) == key) return true;
    keys.remove_prefix(std::min(space + 1, keys.size()));
  }
  return false;
}

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

// Returns the length of the action's name or old name at the beginning of the line, 0 if it does not begin with either.
std::size_t matched_length(const Action& action, std::string_view line) {
  std::size_t length = 0;
  for (const std::string_view name : {action.name, action.old_name}) {
    const bool begins = !name.empty() && line.starts_with(name) && (line.size() == name.size() || line[name.size()] == ' ');
    if (begins) length = std::max(length, name.size());
  }
  return length;
}

}  // namespace

const Action* find_action(std::string_view name) {
  if (name.empty()) return nullptr;
  const auto found =
      std::ranges::find_if(actions(), [&](const Action& one) { return one.name == name || one.old_name == name; });
  return found == actions().end() ? nullptr : &*found;
}

const Action* action_of_key(std::string_view key) {
  const auto found = std::ranges::find_if(actions(), [&](const Action& action) { return has_key(action.keys, key); });
  return found == actions().end() ? nullptr : &*found;
}

const Action* action_of_line(std::string_view line) {
  const Action* best = nullptr;
  std::size_t length = 0;
  for (const Action& action : actions()) {
    const std::size_t matched = matched_length(action, line);
    if (matched > length) best = &action, length = matched;
  }
  return best;
}

Status run_line(Viewer& viewer, std::string_view line) {
  const Action* action = action_of_line(line);
  if (action == nullptr) return fail<msg::kActionUnknown>(std::string(line));
  const std::string_view argument = line.substr(std::min(matched_length(*action, line) + 1, line.size()));
  if (!argument.empty() && action->argument.empty())
    return fail<msg::kActionTakesNoArgument>(std::string(action->name), argument);
  return action->run(viewer, argument);
}

std::optional<int> fuzzy_score(std::string_view query, std::string_view name) {
  int score = 0;
  std::size_t at = 0;
  bool follows = false;
  for (const char letter : query) {
    if (letter == ' ') continue;
    const std::size_t before = at;
    while (at < name.size() && lower(name[at]) != lower(letter)) ++at;
    if (at == name.size()) return std::nullopt;
    if (at == 0 || name[at - 1] == ' ') score += 8;
    if (follows && at == before) score += 5;
    score -= static_cast<int>(at - before);
    follows = true;
    ++at;
  }
  return score;
}

std::vector<const Action*> matching_actions(std::string_view query) {
  std::vector<std::pair<int, const Action*>> found;
  for (const Action& action : actions())
    if (const auto score = fuzzy_score(query, action.name)) found.emplace_back(*score, &action);
  std::ranges::stable_sort(found, std::greater(), &std::pair<int, const Action*>::first);
  std::vector<const Action*> result;
  result.reserve(found.size());
  for (const auto& [score, action] : found) result.push_back(action);
  return result;
}

}  // namespace alexnet::viewer
