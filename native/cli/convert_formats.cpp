#include "convert_formats.h"

#include <algorithm>
#include <iostream>

namespace alexnet::cli {

void add_formats(CLI::App* command, FormatArguments& arguments) {
  command->add_option("--variant", arguments.variant, "The AlexNet that the weights are of, where the file does not tell");
  command->add_option("--labels", arguments.labels, "A file of the classes' names, one a line");
  command->add_option("--names", arguments.names, "Names and layout to write: ours or torchvision's")
      ->check(CLI::IsMember({"ours", "torchvision"}))
      ->capture_default_str();
}

Result<ImportedModel> import_model_file(const std::string& path, const FormatArguments& arguments, const ThreadPool& pool) {
  ImportOptions options{.variant = arguments.variant, .labels = {}};
  if (!arguments.labels.empty()) {
    TRY_VALUE(options.labels, read_labels_file(arguments.labels));
  }
  return alexnet::import_model_file(path, options, pool);
}

Json imported_json(const ImportedModel& imported) {
  Json tensors = Json::array();
  for (const ImportedTensor& tensor : imported.report)
    tensors.push_back(
        {{"tensor", tensor.tensor}, {"parameter", tensor.parameter}, {"shape", tensor.shape}, {"how", tensor.how}});
  return {{"notes", imported.notes}, {"tensors", tensors}};
}

void print_report(const ImportedModel& imported) {
  std::size_t width = 6;
  for (const ImportedTensor& tensor : imported.report) width = std::max(width, tensor.tensor.size());
  std::cout << padded("tensor", width + 2) << padded("parameter", 14) << padded("shape", 20) << "how\n";
  for (const ImportedTensor& tensor : imported.report)
    std::cout << padded(tensor.tensor, width + 2) << padded(tensor.parameter, 14) << padded(format_shape(tensor.shape), 20)
              << tensor.how << '\n';
  std::cout << '\n';
  for (const std::string& note : imported.notes) std::cout << note << '\n';
}

}  // namespace alexnet::cli
