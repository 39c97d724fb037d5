#include "usage.h"

#include <algorithm>
#include <iostream>
#include <sstream>

#include "app/version.h"
#include "suggestion.h"

namespace alexnet::cli {
namespace {

std::string with_suggestion(const std::string& text, std::string_view word, const std::vector<std::string>& known) {
  const std::string near = nearest(word, known);
  return near.empty() ? text : text + "; did you mean \"" + near + "\"?";
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : listed_commands(app)) names.push_back(command->get_name());
  return names;
}

std::string unknown_command(const CLI::App& app, const std::string& word) {
  return with_suggestion("\"" + word + "\" is not a command of " + app.get_name(), word, command_names(app));
}

// Returns the subcommand of that name, hidden or not, or nullptr.
const CLI::App* find_command(const CLI::App& app, const std::string& name) {
  const auto commands = app.get_subcommands([&name](const CLI::App* command) { return command->get_name() == name; });
  return commands.empty() ? nullptr : commands.front();
}

bool is_flag(const CLI::Option& option) { return option.get_items_expected_max() == 0; }

// Escapes what roff would take for a request or a special character.
std::string roff(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == '-') escaped += '\\';
    if (c == '\n') {
      escaped += "\n.br\n";
      continue;
    }
    if ((c == '.' || c == '\'') && (escaped.empty() || escaped.back() == '\n')) escaped += "\\&";
    escaped += c;
  }
  return escaped;
}

void print_man_options(std::ostream& out, const CLI::App& command) {
  for (const CLI::Option* option : listed_options(command)) {
    out << ".TP\n.B " << roff(option->get_name());
    if (const std::vector<std::string> values = values_of(*option); !values.empty()) {
      for (std::size_t i = 0; i < values.size(); ++i) out << (i == 0 ? " " : "|") << roff(values[i]);
    } else if (!is_flag(*option)) {
      out << " \\fI" << roff(option->get_type_name().substr(0, option->get_type_name().find(':'))) << "\\fR";
    }
    out << '\n' << roff(option->get_description());
    if (const std::string value = option->get_default_str(); !value.empty()) out << " (default: " << roff(value) << ')';
    out << '\n';
  }
}

void print_man_command(std::ostream& out, const CLI::App& command, const std::string& path) {
  out << ".SH " << roff(path) << '\n' << roff(command.get_description()) << ".\n";
  print_man_options(out, command);
  if (!command.get_footer().empty()) out << ".PP\n" << roff(command.get_footer()) << '\n';
  for (const CLI::App* nested : listed_commands(command)) print_man_command(out, *nested, path + ' ' + nested->get_name());
}

std::string man_page(const CLI::App& program) {
  std::ostringstream out;
  out << ".TH ALEXNET 1 \"\" \"alexnet " << project_version() << "\" \"User Commands\"\n"
      << ".SH NAME\nalexnet \\- train AlexNet, run it and look inside it\n.SH SYNOPSIS\n.B alexnet\n\\fICOMMAND\\fR "
         "[\\fIOPTION\\fR]...\n.SH DESCRIPTION\n"
      << roff(
             "One section below for each command; `alexnet COMMAND --help` prints the same.\nThe exit status is 0 on success, "
             "1 if "
             "the command failed, wholly or for one of several files, and 2 if the command line is invalid.")
      << '\n';
  print_man_options(out, program);
  for (const CLI::App* command : listed_commands(program)) print_man_command(out, *command, command->get_name());
  return std::move(out).str();
}

}  // namespace

std::vector<const CLI::App*> listed_commands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* command) { return !command->get_group().empty(); });
}

std::vector<const CLI::Option*> listed_options(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return !option->get_group().empty(); });
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : listed_options(command))
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::vector<std::string> values_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();  // `TEXT:{convert,ignore}`
  const std::size_t open = type.find('{');
  if (open == std::string::npos || !type.ends_with('}')) return {};
  std::vector<std::string> values;
  std::istringstream list(type.substr(open + 1, type.size() - open - 2));
  for (std::string value; std::getline(list, value, ',');) values.push_back(value);
  return values;
}

std::string unknown_word(const CLI::App& program, const std::vector<std::string>& words) {
  std::vector<const CLI::App*> path = {&program};
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    const std::string& word = words[i];
    if (word.starts_with("--")) {
      const std::string name = word.substr(0, word.find('='));
      const auto knows = [&name](const CLI::App* app) { return app->get_option_no_throw(name) != nullptr; };
      if (std::ranges::any_of(path, knows)) continue;
      return with_suggestion(name + " is not an option of " + path.back()->get_name(), name, option_names(*path.back()));
    }
    if (word.starts_with('-')) continue;
    if (const CLI::App* nested = find_command(*path.back(), word)) {
      path.push_back(nested);
    } else if (!listed_commands(*path.back()).empty()) {
      return unknown_command(*path.back(), word);
    }
  }
  return "";
}

Run add_help(CLI::App& program) {
  add_subcommand(program, "help", "Print the help of a command", "alexnet help train");
  return [] { return kUsage; };  // never called
}

std::vector<std::string> without_help_command(std::vector<std::string> words) {
  if (words.empty() || words.front() != "help") return words;
  words.erase(words.begin());
  words.emplace_back("--help");
  return words;
}

Run add_man(CLI::App& program) {
  CLI::App* command = add_subcommand(program, "man", "Print the manual page in roff", "alexnet man | man -l -");
  command->group("");
  return [&program] { return std::cout << man_page(program), kOk; };
}

}  // namespace alexnet::cli
