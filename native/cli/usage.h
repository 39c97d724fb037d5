// What the program says about its own command line: errors with suggestions, `help`, shell completions and the man page.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "command.h"

namespace alexnet::cli {

// Returns what is wrong with the first word or option that the program does not know, with the nearest known one, for example
// `"clasify" is not a command; did you mean "classify"?`. Returns an empty text if all are known; values are not checked.
[[nodiscard]] std::string unknown_word(const CLI::App& program, const std::vector<std::string>& words);

// Adds `help [COMMAND]` to the list of commands; without_help_command() makes `COMMAND --help` of it.
Run add_help(CLI::App& program);
[[nodiscard]] std::vector<std::string> without_help_command(std::vector<std::string> words);
// `completion bash|zsh|fish` prints a script that completes commands, options and the values of options.
Run add_completion(CLI::App& program);
// `man` prints the manual page in roff, of which the installation makes alexnet.1. Not listed in the help.
Run add_man(CLI::App& program);

// Returns the commands of an app in the order in which they are listed, without hidden ones.
[[nodiscard]] std::vector<const CLI::App*> listed_commands(const CLI::App& app);
// Returns the options of a command without hidden ones.
[[nodiscard]] std::vector<const CLI::Option*> listed_options(const CLI::App& command);
// Returns the long names of the options of a command without hidden ones, for example `--model`.
[[nodiscard]] std::vector<std::string> option_names(const CLI::App& command);
// Returns the values that an option accepts, where they are a list.
[[nodiscard]] std::vector<std::string> values_of(const CLI::Option& option);

}  // namespace alexnet::cli
