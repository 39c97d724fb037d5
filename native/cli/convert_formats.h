// What `convert` says of a file of another program.
#pragma once

#include <string>

#include "app/model_file.h"
#include "command.h"

namespace alexnet::cli {

struct FormatArguments {
  std::string variant;
  std::string labels;
  std::string names = "ours";
};
void add_formats(CLI::App* command, FormatArguments& arguments);

// The model of a file, as the arguments say.
[[nodiscard]] Result<ImportedModel> import_model_file(const std::string& path, const FormatArguments& arguments,
                                                      const ThreadPool& pool);

// {"notes":[…],"tensors":[{"tensor","parameter","shape","how"}]}
[[nodiscard]] Json imported_json(const ImportedModel& imported);
// The same as a table.
void print_report(const ImportedModel& imported);

}  // namespace alexnet::cli
