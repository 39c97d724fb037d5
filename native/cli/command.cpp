#include "command.h"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <sstream>

#include "app/default_model.h"
#include "app/host.h"
#include "app/training_settings.h"

namespace alexnet::cli {

CLI::App* add_subcommand(CLI::App& program, const char* name, const char* description, const char* example) {
  CLI::App* command = program.add_subcommand(name, description);
  command->footer(std::string("Example:\n  ") + example);
  return command;
}

void add_common(CLI::App* command, CommonOptions& options) {
  options.command = command;
  command->add_option("--threads", options.threads, "Number of threads, at most one per core (0: one per core)")
      ->check(CLI::Range(0, 256))
      ->capture_default_str();
  command->add_flag("--json", options.json, "Print the result, or the error, as JSON");
}

void add_exact(CLI::App* command, CommonOptions& options) {
  command->add_flag("--exact", options.exact,
                    "Compute convolutions as direct sums: slower, and rounded two to three bits less coarsely");
}

void add_model(CLI::App* command, std::string& path) {
  command->add_option("--model", path,
                      "Model file: safetensors, ONNX (.onnx), Keras (.h5, .keras), PyTorch (.pth), NumPy (.npz) or Caffe "
                      "(.caffemodel); by default "
                      "the included model of everyday objects");
}

Result<std::string> model_path(const std::string& path) {
  if (!path.empty()) return path;
  return default_model_path();
}

void add_preprocess(CLI::App* command, std::string& preprocess) {
  command->add_option(
      "--preprocess", preprocess,
      "How photos become the network's input, where the model file does not say it or says it wrongly: imagenet "
      "(torchvision's), "
      "caffe (BGR less the mean color), 0..1, 0..255 or -1..1; JSON such as "
      "'{\"base\":\"0..1\",\"order\":\"bgr\",\"resize\":256}' with "
      "fields of the preprocessing that `info` prints; a file with that JSON; or a mean image (mean.binaryproto, .npy)");
}

void add_preprocessing(CLI::App* command, PreprocessingChoice& choice) {
  add_preprocess(command, choice.preprocess);
  command
      ->add_option(
          "--color", choice.color,
          "Color profiles in the photos (Display P3, Adobe RGB): convert to sRGB, or ignore; by default as the model was "
          "trained")
      ->check(CLI::IsMember({"convert", "ignore"}));
  command
      ->add_option(
          "--interpolation", choice.interpolation,
          "How photos are resized: nearest, bilinear (without antialiasing, as Keras' loaders), bilinear_antialiased (as "
          "torchvision) or bicubic (antialiased); by default as the model was trained")
      ->check(CLI::IsMember({"nearest", "bilinear", "bilinear_antialiased", "bicubic"}));
}

Result<Model> read_model(const std::string& path, const PreprocessingChoice& choice, const ThreadPool& pool) {
  TRY_VALUE(const PreprocessingChange change, read_preprocessing_change(choice.preprocess));
  TRY_VALUE(Model model, read_model_file(path, change, pool));
  Preprocessing& preprocessing = model.spec.preprocessing;
  if (!choice.color.empty()) {
    TRY_VALUE(preprocessing.color, parse_color_handling(choice.color));
  }
  if (!choice.interpolation.empty()) {
    TRY_VALUE(preprocessing.interpolation, parse_interpolation(choice.interpolation));
  }
  report_preprocessing(path, model);
  return model;
}

void report_preprocessing(const std::string& path, const Model& model) {
  for (const Notice& notice : model.assumptions) std::cerr << "alexnet: " << path << ": " << notice.text << '\n';
  if (model.preprocessing_origin == PreprocessingOrigin::kStated) return;
  std::cerr << "alexnet: " << path << ": " << preprocessing_notice(model).text << '\n';
}

Json preprocessing_json(const Model& model) {
  return Json::parse(preprocessing_report(model), nullptr, /*allow_exceptions=*/false);
}

std::string conversion_text(const std::string& converted_from) {
  return converted_from.empty() ? "" : "; colors converted from " + converted_from;
}

void add_split(CLI::App* command, std::string& split, std::string& labels) {
  command
      ->add_option(
          "--split", split,
          "Split to use: train, validation or test; by default validation, or test if there is none, or all photos if the "
          "folder has no sets")
      ->check(CLI::IsMember({"train", "validation", "test"}));
  command->add_option("--labels", labels,
                      "CSV file with the class of each photo in --data, instead of class folders: columns filename and label");
}

void add_variant(CLI::App* command, VariantChoice& choice) {
  command->add_option("--variant", choice.variant, "Network variant: keras, paper, caffe, caffenet or torchvision")
      ->capture_default_str();
  command->add_option("--classes", choice.classes, "Number of classes")->capture_default_str();
  command->add_option("--width", choice.width, "Multiplier of the channels of every hidden layer")->capture_default_str();
  command->add_option("--dense-width", choice.dense_width, "Multiplier of the hidden dense layers only")
      ->default_str("--width");
}

Result<ModelSpec> make_spec(const VariantChoice& choice) {
  VariantOptions options = {.classes = choice.classes, .width = choice.width};
  if (choice.dense_width != 0) options.dense_width = choice.dense_width;
  return alexnet::make_spec(choice.variant, options);
}

std::string width_text(const ModelSpec& spec) {
  std::string width = str_cat("width ", spec.width);
  if (spec.dense_width != spec.width) width += str_cat(", dense width ", spec.dense_width);
  return width;
}

int report(const Error& error) {
  std::cerr << "alexnet: " << error.message() << '\n';
  return kFailed;
}

namespace {

// Returns the option that an error is about, for example `--lr` for `learning rate` or `run/last.safetensors: learning rate`.
std::string option_named(std::string where) {
  if (const std::size_t context = where.rfind(": "); context != std::string::npos) where.erase(0, context + 2);
  std::ranges::replace(where, ' ', '_');
  std::string flag;
  const auto compare = [&](const TrainingOption& option, const auto&) {
    if (option.name == where) flag = option.flag;
  };
  const TrainingSettings settings;
  each_training_option(compare, settings);
  each_augmentation_option(compare, settings.augmentation);
  if (!flag.empty()) return flag;
  std::ranges::replace(where, '_', '-');
  return "--" + where;
}

}  // namespace

int report(const Error& error, const CommonOptions& options) {
  if (options.json) print({{"error", to_json(error)}});
  report(error);
  const bool is_wrong_option = error.kind == ErrorKind::kInvalidArgument && options.command != nullptr &&
                               options.command->get_option_no_throw(option_named(error.where)) != nullptr;
  return is_wrong_option ? kUsage : kFailed;
}

void print(const Json& json) { std::cout << dump_json(json, 2) << '\n'; }

Json to_json(const Error& error) {
  return {{"code", error.code},
          {"where", error.where},
          {"message", error.message()},
          {"args", arguments_json<Json>(error.arguments)}};
}

void report_warnings(const std::string& path, const std::vector<Notice>& warnings) {
  for (const Notice& warning : warnings) std::cerr << "alexnet: " << path << ": " << warning.text << '\n';
}

Json to_json(const std::vector<Notice>& notices) { return notices_json<Json>(notices); }

std::string with_commas(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string result;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) result += ',';
    result += digits[i];
  }
  return result;
}

std::string counted(std::uint64_t number, const std::string& noun) {
  return with_commas(number) + ' ' + noun + (number == 1 ? "" : "s");
}

std::string megabytes(std::uint64_t bytes) { return fixed(static_cast<double>(bytes) * 1e-6, 1) + " MB"; }

std::string fixed(double number, int decimals) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(decimals) << number;
  return std::move(out).str();
}

std::string padded(std::string_view text, std::size_t width) {
  std::string result(text);
  result.resize(std::max(width, result.size()), ' ');
  return result;
}

std::string aligned(std::string_view text, std::size_t width) {
  return std::string(width > text.size() ? width - text.size() : 0, ' ') + std::string(text);
}

}  // namespace alexnet::cli
