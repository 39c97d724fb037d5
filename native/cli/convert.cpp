// alexnet convert IN [OUT] [--quantize fp16|int8|int4] [--variant V] [--labels FILE] [--names ours|torchvision] [--preprocess P]
//   [--check DATA]
#include "app/convert.h"

#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>

#include "app/photo_sets.h"
#include "convert_formats.h"
#include "evaluate/preprocessing_check.h"
#include "progress.h"

namespace alexnet::cli {
namespace {

struct ConvertArguments {
  CommonOptions common;
  FormatArguments formats;
  ConversionOptions conversion;
  std::string in;
  std::string description;
  std::string training_photos;
  std::string check;  // labeled photos to try preprocessings on
  bool no_photo_record = false;
};

// "imagenet leads 0..1 by 7 of 100 photos"
std::string verdict(const PreprocessingCheck& check) {
  const auto name = [](const PreprocessingTrial& trial) { return trial.name.empty() ? "as imported" : trial.name; };
  const PreprocessingTrial &first = check.trials[0], &second = check.trials[1];
  if (check.lead == 0)
    return str_cat(name(first), " and ", name(second), " are right on the same number of the ", first.photos,
                   " photos; the loss decides their order");
  return str_cat(name(first), " leads ", name(second), " by ", check.lead, " of ", first.photos, " photos",
                 check.is_clear ? "" : ", which may be chance");
}

void print_check(const PreprocessingCheck& check, const Model& model) {
  std::cout << aligned("right", 8) << aligned("loss", 10) << "  preprocessing\n";
  for (const PreprocessingTrial& trial : check.trials)
    std::cout << aligned(with_commas(trial.right), 8) << aligned(fixed(trial.loss, 4), 10) << "  "
              << (trial.name.empty() ? "as imported: " : "") << describe(trial.preprocessing) << '\n';
  std::cout << verdict(check) << '\n';
  if (const PreprocessingTrial& first = check.trials[0]; first.preprocessing != model.spec.preprocessing)
    std::cout << "To write the model with it, convert with --preprocess " << first.name << '\n';
}

Json to_json(const PreprocessingCheck& check) {
  Json trials = Json::array();
  for (const PreprocessingTrial& trial : check.trials)
    trials.push_back({{"name", trial.name},
                      {"right", trial.right},
                      {"photos", trial.photos},
                      {"loss", trial.loss},
                      {"preprocessing", Json::parse(to_json(trial.preprocessing), nullptr, /*allow_exceptions=*/false)}});
  return {{"trials", std::move(trials)}, {"lead", check.lead}, {"clear", check.is_clear}};
}

void print_text(const ImportedModel& imported, const Conversion& conversion, const ConversionOptions& options) {
  print_report(imported);
  const auto& [before, after, difference, notes] = conversion;
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

Result<PreprocessingCheck> check(const std::string& data, const Model& model, const ThreadPool& pool) {
  TRY_VALUE(const PhotoSet set, open_photo_set({.data = data, .labels = {}, .split = {}, .pool = &pool}));
  return check_preprocessing(model, *set.photos, pool,
                             [](std::size_t done, std::size_t of) { show_count(done, of, " photos"); });
}

// Only tries preprocessings, and writes nothing.
Status check_and_print(const ConvertArguments& arguments, const ImportedModel& imported, const ThreadPool& pool) {
  TRY_VALUE(const PreprocessingCheck found, check(arguments.check, imported.model, pool));
  if (arguments.common.json) {
    print({{"preprocessing", preprocessing_json(imported.model)}, {"check", to_json(found)}});
  } else {
    print_check(found, imported.model);
  }
  return {};
}

Status convert(ConvertArguments& arguments) {
  const ThreadPool pool(usable_threads(arguments.common.threads));
  TRY_VALUE(arguments.conversion.names, parse_tensor_names(arguments.formats.names));
  TRY_VALUE(ImportedModel imported, import_model_file(arguments.in, arguments.formats, pool));
  report_preprocessing(arguments.in, imported.model);
  if (arguments.conversion.out.empty()) return check_and_print(arguments, imported, pool);
  if (!arguments.description.empty()) imported.model.provenance["description"] = arguments.description;
  if (arguments.no_photo_record) set_photo_record(imported.model, {});
  if (!arguments.training_photos.empty()) TRY(record_training_photos(arguments.training_photos, imported.model, pool));
  TRY_VALUE(const Conversion conversion, convert_model(imported.model, arguments.conversion, pool));
  std::ranges::copy(conversion.notes, std::back_inserter(imported.notes));
  std::optional<PreprocessingCheck> found;
  if (!arguments.check.empty()) {
    TRY_VALUE(found, check(arguments.check, imported.model, pool));
  }
  if (arguments.common.json) {
    Json json = described(imported, conversion, arguments.conversion);
    if (found) json["check"] = to_json(*found);
    print(json);
  } else {
    print_text(imported, conversion, arguments.conversion);
    if (found) print_check(*found, imported.model);
  }
  return {};
}

}  // namespace

Run add_convert(CLI::App& program) {
  auto arguments = std::make_shared<ConvertArguments>();
  CLI::App* command = add_subcommand(program, "convert", "Convert a model file to another format or quantize it",
                                     "alexnet convert alexnet-owt-7be5be79.pth alexnet.safetensors --quantize int8");
  command->add_option("in", arguments->in, "The model file: " + readable_formats())->required();
  command->add_option(
      "out", arguments->conversion.out,
      "The file to write; its ending chooses the format: " + export_extensions() + ". Only with --check it may be missing");
  command->add_option(
      "--check", arguments->check,
      "Labeled photos, in folders as for `evaluate`: tries imagenet, caffe, 0..1, 0..255 and -1..1 on them, and ranks "
      "them by the photos that they have right");
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
  return [arguments, command] {
    if (arguments->conversion.out.empty() && arguments->check.empty()) {
      std::cerr << "alexnet: convert: a file to write, or --check, is required\n" << command->help();
      return kUsage;
    }
    const Status done = convert(*arguments);
    return done ? kOk : report(done.error(), arguments->common);
  };
}

}  // namespace alexnet::cli
