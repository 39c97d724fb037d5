// alexnet calibrate --model FILE --data DIR [--input N --resize N] --out FILE
#include <iostream>
#include <memory>
#include <optional>

#include "evaluate/calibrate.h"
#include "evaluate/markup.h"
#include "app/model_file.h"
#include "app/photo_sets.h"
#include "command.h"

namespace alexnet::cli {
namespace {

struct CalibrateArguments {
  CommonOptions common;
  std::string model;
  std::string data;
  std::string out;
  std::optional<std::size_t> input;  // instead of the model's own
  std::optional<std::size_t> resize;
};

Json to_json(const Calibration& c) {
  return {{"temperature", c.temperature},
          {"sure_above", c.sure_above},
          {"photos", c.photos},
          {"calibration_error_before", c.error_before},
          {"calibration_error_after", c.error_after},
          {"sure", c.sure},
          {"right_if_sure", c.right_if_sure},
          {"outliers", c.outliers},
          {"sure_outliers", c.sure_outliers}};
}

void print_text(const Calibration& c) {
  std::cout << "temperature " << fixed(c.temperature, 3) << ", by " << with_commas(c.photos) << " photos; calibration error "
            << percent(c.error_before) << " before, " << percent(c.error_after) << " after, on photos that did not decide it\n"
            << "sure from " << percent(c.sure_above) << " on: " << percent(c.sure) << " of the photos get an answer, "
            << percent(c.right_if_sure) << " of those are right; of " << with_commas(c.outliers) << " pictures of nothing "
            << percent(c.sure_outliers) << " get one\n";
}

Status calibrate_and_tell(const CalibrateArguments& arguments) {
  const ThreadPool pool(arguments.common.threads);
  TRY_VALUE(Model model, read_model_file(arguments.model, pool));
  const Preprocessing& looks = model.spec.preprocessing;
  if (arguments.input || arguments.resize)
    TRY(set_input_size(model, arguments.input.value_or(looks.input), arguments.resize.value_or(looks.resize)));
  TRY_VALUE(const PhotoSet set, open_photo_set(arguments.data, std::nullopt));
  TRY_VALUE(Classifier classifier, Classifier::create(model, pool));
  TRY_VALUE(const Calibration calibration, calibrate(classifier, *set.photos, pool, {}));
  model.spec.set_temperature(static_cast<float>(calibration.temperature));
  model.sure_above = calibration.sure_above;
  model.provenance["calibration"] = to_json(calibration).dump();
  if (!arguments.out.empty()) TRY(write_model_file(arguments.out, model));
  if (arguments.common.json) {
    print(to_json(calibration));
  } else {
    print_text(calibration);
  }
  return {};
}

}  // namespace

Run add_calibrate(CLI::App& program) {
  auto arguments = std::make_shared<CalibrateArguments>();
  CLI::App* command =
      add_subcommand(program, "calibrate", "Make a model's percentages true, and let it say when it is not sure",
                     "alexnet calibrate --model run/best.safetensors --data photos/ --out cautious.safetensors");
  command->add_option("--model", arguments->model, "A .safetensors file of this program")->required();
  command->add_option("--data", arguments->data, "Photos that it did not learn from: a folder as `evaluate` takes it")
      ->required();
  command
      ->add_option("--input", arguments->input,
                   "Pixels of the side of the square that it is to look at, if not those it learned with")
      ->check(CLI::Range(1, 4096));
  command->add_option("--resize", arguments->resize, "The same of the photo's side before the square is cut out of its middle")
      ->check(CLI::Range(1, 4096));
  command->add_option("--out", arguments->out, "The same model with its temperature and the least probability of an answer");
  add_common(command, arguments->common);
  return [arguments] {
    const Status done = calibrate_and_tell(*arguments);
    return done ? kOk : report(done.error());
  };
}

}  // namespace alexnet::cli
