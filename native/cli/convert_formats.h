// The options and the report of the import of a model file, for `convert`.
#pragma once

#include <string>

#include "app/model_file.h"
#include "command.h"

namespace alexnet::cli {

struct FormatArguments {
  std::string variant;
  std::string labels;
  std::string preprocess;
  std::string names = "ours";
};
void add_formats(CLI::App* command, FormatArguments& arguments);

// Imports a model file with the options of the command line.
[[nodiscard]] Result<ImportedModel> import_model_file(const std::string& path, const FormatArguments& arguments,
                                                      const ThreadPool& pool);

// The report of an import: {"notes":[…],"preprocessing":{…},"tensors":[{"tensor","parameter","shape","how"}]}
[[nodiscard]] Json imported_json(const ImportedModel& imported);
// Prints the same as a table.
void print_report(const ImportedModel& imported);

}  // namespace alexnet::cli
