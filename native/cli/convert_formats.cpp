#include "convert_formats.h"

#include <algorithm>
#include <iostream>

namespace alexnet::cli {

void add_formats(CLI::App* command, FormatArguments& arguments) {
  command->add_option("--variant", arguments.variant,
                      "The variant of the weights, where it cannot be recognized from the file");
  add_preprocess(command, arguments.preprocess);
  command->add_option("--labels", arguments.labels, "A text file with the name of each class, one per line");
  command
      ->add_option("--names", arguments.names,
                   "Tensor names and layout to write: those of this program (ours) or of torchvision")
      ->check(CLI::IsMember({"ours", "torchvision"}))
      ->capture_default_str();
}

Result<ImportedModel> import_model_file(const std::string& path, const FormatArguments& arguments, const ThreadPool& pool) {
  ImportOptions options{.variant = arguments.variant, .labels = {}, .preprocessing = {}};
  TRY_VALUE(options.preprocessing, read_preprocessing_change(arguments.preprocess));
  if (!arguments.labels.empty()) {
    TRY_VALUE(options.labels, read_labels_file(arguments.labels));
  }
  return alexnet::import_model_file(path, options, pool);
}

Json imported_json(const ImportedModel& imported) {
  Json tensors = Json::array(), notes = Json::array();
  for (const Notice& note : imported.notes) notes.push_back(note.text);
  for (const ImportedTensor& tensor : imported.report)
    tensors.push_back(
        {{"tensor", tensor.tensor}, {"parameter", tensor.parameter}, {"shape", tensor.shape}, {"how", tensor.how.text}});
  return {{"notes", notes}, {"preprocessing", preprocessing_json(imported.model)}, {"tensors", tensors}};
}

void print_report(const ImportedModel& imported) {
  std::size_t width = 6;
  for (const ImportedTensor& tensor : imported.report) width = std::max(width, tensor.tensor.size());
  std::cout << padded("tensor", width + 2) << padded("parameter", 14) << padded("shape", 20) << "how\n";
  for (const ImportedTensor& tensor : imported.report)
    std::cout << padded(tensor.tensor, width + 2) << padded(tensor.parameter, 14) << padded(format_shape(tensor.shape), 20)
              << tensor.how.text << '\n';
  std::cout << '\n';
  for (const Notice& note : imported.notes) std::cout << note.text << '\n';
}

}  // namespace alexnet::cli
