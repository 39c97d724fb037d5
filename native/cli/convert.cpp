// alexnet convert IN OUT [--quantize fp16|int8|int4] [--variant V] [--labels FILE] [--names ours|torchvision]
#include "app/convert.h"

#include <iostream>
#include <memory>

#include "convert_formats.h"

namespace alexnet::cli {
namespace {

struct ConvertArguments {
  CommonOptions common;
  FormatArguments formats;
  ConversionOptions conversion;
  std::string in;
  std::string description;
  std::string training_photos;
  bool no_photo_record = false;
};

void print_text(const ImportedModel& imported, const Conversion& conversion, const ConversionOptions& options) {
  print_report(imported);
  const auto& [before, after, difference] = conversion;
  std::cout << options.out << ": " << megabytes(before) << " of parameters became a file of " << megabytes(after);
  if (difference.largest > 0)
    std::cout << "; a weight is off by at most " << fixed(difference.largest, 6) << ", on average by "
              << fixed(difference.mean, 6) << "; all of them by " << fixed(100 * difference.relative, 3)
              << " % of their length";
  std::cout << '\n';
}

Json described(const ImportedModel& imported, const Conversion& conversion, const ConversionOptions& options) {
  Json json = imported_json(imported);
  json["file"] = options.out;
  json["bytes_before"] = conversion.bytes_before;
  json["bytes_after"] = conversion.bytes_after;
  json["largest_weight_error"] = conversion.difference.largest;
  json["mean_weight_error"] = conversion.difference.mean;
  json["relative_weight_error"] = conversion.difference.relative;
  return json;
}

Status convert(ConvertArguments& arguments) {
  const ThreadPool pool(usable_threads(arguments.common.threads));
  TRY_VALUE(arguments.conversion.names, parse_tensor_names(arguments.formats.names));
  TRY_VALUE(ImportedModel imported, import_model_file(arguments.in, arguments.formats, pool));
  if (!arguments.description.empty()) imported.model.provenance["description"] = arguments.description;
  if (arguments.no_photo_record) set_photo_record(imported.model, {});
  if (!arguments.training_photos.empty()) TRY(record_training_photos(arguments.training_photos, imported.model, pool));
  TRY_VALUE(const Conversion conversion, convert_model(imported.model, arguments.conversion, pool));
  if (arguments.common.json) {
    print(described(imported, conversion, arguments.conversion));
  } else {
    print_text(imported, conversion, arguments.conversion);
  }
  return {};
}

}  // namespace

Run add_convert(CLI::App& program) {
  auto arguments = std::make_shared<ConvertArguments>();
  CLI::App* command = add_subcommand(program, "convert", "Convert a model file to another format or quantize it",
                                     "alexnet convert alexnet-owt-7be5be79.pth alexnet.safetensors --quantize int8");
  command->add_option("in", arguments->in, "The model file: " + readable_formats())->required();
  command
      ->add_option("out", arguments->conversion.out, "The file to write; its ending chooses the format: " + export_extensions())
      ->required();
  command
      ->add_option(
          "--quantize", arguments->conversion.quantization,
          "Store the weights as fp16 (half the size), int8 (a quarter of the size, and faster) or int4 (dense layers at an "
          "eighth of the size)")
      ->check(CLI::IsMember({"fp16", "int8", "int4"}));
  command->add_option("--description", arguments->description, "A description of the model, stored in the file");
  CLI::Option* record = command->add_option(
      "--training-photos", arguments->training_photos,
      "Folder of the photos that the model learned from: it remembers them in a .safetensors file, so that evaluating on them "
      "gives a warning");
  command
      ->add_flag("--no-photo-record", arguments->no_photo_record,
                 "Leave out the record of the photos that the model learned from")
      ->excludes(record);
  add_formats(command, arguments->formats);
  add_common(command, arguments->common);
  return [arguments] {
    const Status done = convert(*arguments);
    return done ? kOk : report(done.error(), arguments->common);
  };
}

}  // namespace alexnet::cli
