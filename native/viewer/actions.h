// All that a person can do by a key, from the command palette or in a script: one table feeds the three, and the help.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "viewer.h"

namespace alexnet::viewer {

struct Action {
  std::string_view name;      // `open`, `next photo`: what palette and scripts call it
  std::string_view keys;      // `Ctrl+O`, `Right`; several are separated by a space; empty: none
  std::string_view argument;  // what follows the name in a script: `PATH`; empty: nothing
  std::string_view help;      // one sentence
  Status (*run)(Viewer& viewer, std::string_view argument);
};

[[nodiscard]] std::span<const Action> actions();
// nullptr where there is none.
[[nodiscard]] const Action* find_action(std::string_view name);
[[nodiscard]] const Action* action_of_key(std::string_view key);

// A line as scripts have it: the name of an action and what follows it. kInvalidArgument for another name, an argument too
// many; otherwise what the action says.
[[nodiscard]] Status run_line(Viewer& viewer, std::string_view line);

// How well `query` fits `name`: its letters in their order, and better where they begin words or follow each other. Nothing
// where a letter is missing. Upper and lower case are the same.
[[nodiscard]] std::optional<int> fuzzy_score(std::string_view query, std::string_view name);
// The actions that fit, the best first.
[[nodiscard]] std::vector<const Action*> matching_actions(std::string_view query);

}  // namespace alexnet::viewer
