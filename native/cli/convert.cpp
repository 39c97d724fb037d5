// alexnet convert IN OUT [--variant V] [--labels FILE] [--names ours|torchvision]
#include <iostream>
#include <memory>

#include "app/model_export.h"
#include "convert_formats.h"

namespace alexnet::cli {
namespace {

struct ConvertArguments {
  CommonOptions common;
  FormatArguments formats;
  std::string in;
  std::string out;
};

Result<ImportedModel> convert(const ConvertArguments& arguments) {
  const ThreadPool pool(arguments.common.threads);
  TRY_VALUE(const TensorNames names, parse_tensor_names(arguments.formats.names));
  TRY_VALUE(ImportedModel imported, import_model_file(arguments.in, arguments.formats, pool));
  TRY(export_model(arguments.out, imported.model, names, pool));
  return imported;
}

int run(const ConvertArguments& arguments) {
  const Result<ImportedModel> imported = convert(arguments);
  if (!imported) return report(imported.error());
  if (arguments.common.json) {
    Json json = to_json(*imported);
    json["file"] = arguments.out;
    print(json);
  } else {
    print_report(*imported);
    std::cout << "written to " << arguments.out << '\n';
  }
  return kOk;
}

}  // namespace

Run add_convert(CLI::App& program) {
  auto arguments = std::make_shared<ConvertArguments>();
  CLI::App* command = add_subcommand(program, "convert", "Write a model of any format as another file",
                                     "alexnet convert alexnet-owt-7be5be79.pth alexnet.safetensors");
  command->add_option("in", arguments->in, "The model: safetensors, PyTorch's .pth, NumPy's .npz or Caffe's .caffemodel")
      ->required();
  command->add_option("out", arguments->out, "The file to write: .safetensors or .npz")->required();
  add_formats(command, arguments->formats);
  add_common(command, arguments->common);
  return [arguments] { return run(*arguments); };
}

}  // namespace alexnet::cli
