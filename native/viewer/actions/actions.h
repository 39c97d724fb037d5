// Everything that a user can do with a key, in the command palette or in a script. One table is the source of all three, and of
// the list of keys. All functions run on the UI thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "viewer.h"

namespace alexnet::viewer {

struct Action {
  std::string_view name;      // for example `next photo`; scripts and the palette use it
  std::string_view old_name;  // the name in version 0.1.0 if it was another one; scripts may still use it
  std::string_view keys;      // for example `Right` or `Ctrl+O`; several are separated by a space; may be empty
  std::string_view argument;  // what follows the name in a script, for example `PATH`; empty if the action takes no argument
  std::string_view help;      // one sentence
  Status (*run)(Viewer& viewer, std::string_view argument);
};

// All actions, in the order of the palette.
[[nodiscard]] std::span<const Action> actions();
// Return the action with the given name or old name, or the given key; nullptr if there is none.
[[nodiscard]] const Action* find_action(std::string_view name);
[[nodiscard]] const Action* action_of_key(std::string_view key);
// Returns the action whose name or old name begins the line; the longest one if there are several. nullptr if there is none.
[[nodiscard]] const Action* action_of_line(std::string_view line);

// Runs a line of a script: the name of an action and its argument. Errors: kInvalidArgument for an unknown name or an argument
// that the action does not take, and those of the action.
[[nodiscard]] Status run_line(Viewer& viewer, std::string_view line);

// Returns how well `query` matches `name`: all its letters must occur in that order; a match is better if they begin words or
// are adjacent. Returns nothing if a letter is missing. Case is ignored.
[[nodiscard]] std::optional<int> fuzzy_score(std::string_view query, std::string_view name);
// Returns the actions whose names match, the best match first.
[[nodiscard]] std::vector<const Action*> matching_actions(std::string_view query);

}  // namespace alexnet::viewer
