// alexnet completion bash|zsh|fish
#include <iostream>
#include <memory>
#include <sstream>

#include "usage.h"

namespace alexnet::cli {
namespace {

std::string joined_by_spaces(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
  return line;
}

// A word in single quotes, as all three shells read it.
std::string shell_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

// A command as it is typed after `alexnet`, for example `bench infer`.
struct Path {
  std::string words;
  const CLI::App* command;
};

void add_paths(const CLI::App& app, const std::string& prefix, std::vector<Path>& paths) {
  for (const CLI::App* command : listed_commands(app)) {
    const std::string words = prefix.empty() ? command->get_name() : prefix + ' ' + command->get_name();
    paths.push_back({words, command});
    add_paths(*command, words, paths);
  }
}

std::vector<Path> paths_of(const CLI::App& program) {
  std::vector<Path> paths = {{"", &program}};
  add_paths(program, "", paths);
  return paths;
}

std::string words_after(const CLI::App& command) {
  std::vector<std::string> words;
  for (const CLI::App* nested : listed_commands(command)) words.push_back(nested->get_name());
  for (const std::string& name : option_names(command)) words.push_back(name);
  return joined_by_spaces(words);
}

// Prints the cases of a shell's `case` statement: the values of each option that has a list of them.
void print_values(std::ostream& out, const Path& path, const char* pattern_begin, const char* then, const char* end) {
  for (const CLI::Option* option : listed_options(*path.command))
    if (const std::vector<std::string> values = values_of(*option); !values.empty())
      for (const std::string& name : option->get_lnames())
        out << pattern_begin << shell_quoted(path.words + " --" + name) << then << joined_by_spaces(values) << end;
}

// The path of the command is made of the words that are no options, as far as there is a command of that name.
std::string bash_script(const CLI::App& program) {
  std::ostringstream out;
  std::ostringstream values;
  out << "_alexnet() {\n  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} path='' word\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n    case \"${path:+$path }$word\" in\n      ";
  const std::vector<Path> paths = paths_of(program);
  for (std::size_t i = 1; i < paths.size(); ++i) out << (i > 1 ? "|" : "") << shell_quoted(paths[i].words);
  out << ") path=\"${path:+$path }$word\" ;;\n    esac\n  done\n  local words='' files=''\n  case \"$path $previous\" in\n";
  for (const Path& path : paths) print_values(out, path, "    ", ") words='", "' ;;\n");
  out << "    *)\n      case \"$path\" in\n";
  for (const Path& path : paths)
    out << "        " << shell_quoted(path.words) << ") words='" << words_after(*path.command) << "' ;;\n";
  out << "      esac\n      [[ $current == -* || -z $path ]] || files=1 ;;\n  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "  [[ -z $files ]] || COMPREPLY+=($(compgen -f -- \"$current\"))\n}\n"
         "complete -o filenames -F _alexnet alexnet\n";
  return std::move(out).str();
}

// zsh runs bash's script.
std::string zsh_script(const CLI::App& program) {
  return "#compdef alexnet\nautoload -U +X bashcompinit && bashcompinit\n" + bash_script(program);
}

std::string fish_script(const CLI::App& program) {
  std::ostringstream out;
  for (const Path& path : paths_of(program)) {
    std::vector<std::string> nested;
    for (const CLI::App* command : listed_commands(*path.command)) nested.push_back(command->get_name());
    std::string condition = path.words.empty() ? "__fish_use_subcommand" : "";
    std::istringstream words(path.words);
    for (std::string word; words >> word;)
      condition += (condition.empty() ? "" : "; and ") + std::string("__fish_seen_subcommand_from ") + word;
    if (!path.words.empty() && !nested.empty())
      condition += "; and not __fish_seen_subcommand_from " + joined_by_spaces(nested);
    const std::string begin = "complete -c alexnet -n " + shell_quoted(condition);
    for (const CLI::App* command : listed_commands(*path.command))
      out << begin << " -f -a " << command->get_name() << " -d " << shell_quoted(command->get_description()) << '\n';
    for (const CLI::Option* option : listed_options(*path.command))
      for (const std::string& name : option->get_lnames()) {
        out << begin << " -l " << name << " -d " << shell_quoted(option->get_description());
        if (const std::vector<std::string> values = values_of(*option); !values.empty())
          out << " -x -a " << shell_quoted(joined_by_spaces(values));
        else if (option->get_items_expected_max() > 0)
          out << " -r";
        out << '\n';
      }
  }
  return std::move(out).str();
}

}  // namespace

Run add_completion(CLI::App& program) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command = add_subcommand(program, "completion", "Print a script that completes commands and options in a shell",
                                     "source <(alexnet completion bash)");
  command->add_option("shell", *shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  return [&program, shell] {
    std::cout << (*shell == "bash" ? bash_script(program) : *shell == "zsh" ? zsh_script(program) : fish_script(program));
    return kOk;
  };
}

}  // namespace alexnet::cli
