// alexnet calibrate --model FILE --data DIR [--input N --resize N] --out FILE
#include <iostream>
#include <memory>
#include <optional>

#include "app/model_file.h"
#include "app/photo_sets.h"
#include "command.h"
#include "evaluate/calibrate.h"
#include "evaluate/evaluate.h"
#include "evaluate/markup.h"
#include "progress.h"

namespace alexnet::cli {
namespace {

struct CalibrateArguments {
  CommonOptions common;
  std::string model;
  std::string data;
  std::string labels;
  std::string split;
  std::string out;
  std::optional<std::size_t> input;  // instead of that of the model
  std::optional<std::size_t> resize;
  PreprocessingChoice preprocessing;
};

Json to_json(const Calibration& c) {
  return {{"temperature", c.temperature},
          {"sure_above", c.confidence_threshold},
          {"photos", c.photos},
          {"calibration_error_before", c.error_before},
          {"calibration_error_after", c.error_after},
          {"sure", c.coverage},
          {"right_if_sure", c.selective_accuracy},
          {"outliers", c.outliers},
          {"sure_outliers", c.outlier_accept_rate}};
}

Json to_json(const Calibration& c, const PhotoSet& set) {
  Json json = to_json(c);
  json["split"] = set.name;
  json["trained_on"] = to_string(set.trained_on);
  json["notices"] = Json::array();
  for (const Notice& warning : set.warnings) json["notices"].push_back({{"code", warning.code}, {"text", warning.text}});
  json["seen_in_training"] = Json::parse(alexnet::to_json(c.seen));
  return json;
}

void print_text(const Calibration& c, const PhotoSet& set) {
  for (const Notice& warning : set.warnings) std::cout << warning.text << '\n';
  if (c.seen && c.seen->spoils_evaluation()) std::cout << "Warning: " << notice_of(*c.seen).text << '\n';
  std::cout << "temperature " << fixed(c.temperature, 3) << ", from " << with_commas(c.photos) << " photos; calibration error "
            << percent(c.error_before) << " before, " << percent(c.error_after) << " after, on held-out photos\n"
            << "confidence threshold " << percent(c.confidence_threshold) << ": " << percent(c.coverage)
            << " of the photos reach it, with an accuracy of " << percent(c.selective_accuracy) << "; of "
            << with_commas(c.outliers) << " synthetic images of no class, " << percent(c.outlier_accept_rate) << " do\n";
}

// Returns the exit code.
Result<int> calibrate_and_print(const CalibrateArguments& arguments) {
  const ThreadPool pool(usable_threads(arguments.common.threads));
  TRY_VALUE(Model model, read_model(arguments.model, arguments.preprocessing, pool));
  const Preprocessing& preprocessing = model.spec.preprocessing;
  if (arguments.input || arguments.resize)
    TRY(set_input_size(model, arguments.input.value_or(preprocessing.input), arguments.resize.value_or(preprocessing.resize)));
  std::optional<Split> split;
  if (!arguments.split.empty()) {
    TRY_VALUE(split, parse_split(arguments.split));
  }
  TRY_VALUE(const PhotoSet set,
            open_photo_set({.data = arguments.data, .labels = arguments.labels, .split = split, .pool = &pool}));
  TRY_VALUE(InferenceNetwork classifier, InferenceNetwork::create(model, pool, {.exact = arguments.common.exact}));
  TRY_VALUE(const Calibration calibration, calibrate(classifier, *set.photos, pool, show_photo_count));
  model.spec.set_temperature(static_cast<float>(calibration.temperature));
  model.confidence_threshold = calibration.confidence_threshold;
  model.provenance["calibration"] = to_json(calibration).dump();
  const Status answers = check_answers(calibration, arguments.model);
  if (answers && !arguments.out.empty()) TRY(write_model_file(arguments.out, model));
  if (arguments.common.json) {
    Json json = to_json(calibration, set);
    json["preprocessing"] = preprocessing_json(model);
    print(json);
  } else {
    print_text(calibration, set);
  }
  if (!answers) return report(answers.error());
  return kOk;
}

}  // namespace

Run add_calibrate(CLI::App& program) {
  auto arguments = std::make_shared<CalibrateArguments>();
  CLI::App* command =
      add_subcommand(program, "calibrate", "Calibrate a model's confidence: temperature scaling and a confidence threshold",
                     "alexnet calibrate --model run/best.safetensors --data photos/ --out cautious.safetensors");
  command->add_option("--model", arguments->model, "Model file, in any format that `classify --model` reads")->required();
  command
      ->add_option("--data", arguments->data, "Labeled photos that the model was not trained on, in folders as for `evaluate`")
      ->required();
  add_split(command, arguments->split, arguments->labels);
  command
      ->add_option("--input", arguments->input,
                   "Side of the network input in pixels, if it should differ from that of the training")
      ->check(CLI::Range(1, 4096));
  command->add_option("--resize", arguments->resize, "Side to which photos are resized before the center crop, in pixels")
      ->check(CLI::Range(1, 4096));
  command->add_option("--out", arguments->out,
                      "Output file (.safetensors): the model with its temperature and confidence threshold");
  add_preprocessing(command, arguments->preprocessing);
  add_exact(command, arguments->common);
  add_common(command, arguments->common);
  return [arguments] {
    const Result<int> exit_code = calibrate_and_print(*arguments);
    return exit_code ? *exit_code : report(exit_code.error(), arguments->common);
  };
}

}  // namespace alexnet::cli
