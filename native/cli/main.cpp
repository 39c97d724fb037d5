// The program: a table of subcommands.
#include <algorithm>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "app/version.h"
#include "command.h"
#include "usage.h"

namespace alexnet::cli {
namespace {

constexpr AddCommand kCommands[] = {add_classify, add_train,     add_augment,    add_draw, add_evaluate,
                                    add_explain,  add_calibrate, add_info,       add_init, add_convert,
                                    add_bench,    add_help,      add_completion, add_man};

std::string version_text() {
  std::string text = "alexnet " + std::string(project_version()) + " (commit " + std::string(project_commit()) + ")\n";
  const auto row = [&text](std::string name, std::string_view value) {
    name.resize(17, ' ');
    text += name + std::string(value) + "\n";
  };
  row("Instruction set", instruction_set());
  for (const Dependency& dependency : dependencies()) row(std::string(dependency.name), dependency.version);
  text.pop_back();
  return text;
}

int run(int argc, char** argv) {
  CLI::App program("AlexNet: train it, run it, look inside it. `alexnet COMMAND --help` tells more.", "alexnet");
  program.set_version_flag("--version", version_text, "Print the version, the commit, the instruction set and the libraries");
  program.require_subcommand(1);
  std::vector<Run> runs;
  for (const AddCommand add : kCommands) runs.push_back(add(program));
  std::vector<std::string> words = without_help_command({argv + 1, argv + argc});
  if (const std::string unknown = unknown_word(program, words); !unknown.empty()) {
    std::cerr << "alexnet: " << unknown << "\nRun with --help for more information.\n";
    return kUsage;
  }
  std::ranges::reverse(words);  // as CLI11 takes them
  try {
    program.parse(std::move(words));
  } catch (const CLI::ParseError& error) {  // CLI11 speaks through exceptions; they end here
    return program.exit(error) == 0 ? kOk : kUsage;
  }
  const auto commands = program.get_subcommands([](CLI::App*) { return true; });
  for (std::size_t i = 0; i < commands.size(); ++i)
    if (commands[i]->parsed()) return runs[i]();
  return kUsage;
}

}  // namespace
}  // namespace alexnet::cli

int main(int argc, char** argv) { return alexnet::cli::run(argc, argv); }
