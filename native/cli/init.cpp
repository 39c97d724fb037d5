// alexnet init --variant V --out FILE
#include <iostream>
#include <memory>

#include "app/host.h"
#include "command.h"

namespace alexnet::cli {
namespace {

struct InitArguments {
  CommonOptions common;
  VariantChoice choice;
  std::string initialization;
  std::uint64_t seed = 0;
  std::string out;
};

Result<Model> make_random_model(const InitArguments& arguments) {
  TRY_VALUE(const ModelSpec spec, make_spec(arguments.choice));
  Initialization initialization = default_initialization(spec);
  if (!arguments.initialization.empty()) {
    TRY_VALUE(initialization, parse_initialization(arguments.initialization));
  }
  return initialize(spec, initialization, arguments.seed, ThreadPool(usable_threads(arguments.common.threads)));
}

int init(const InitArguments& arguments) {
  const Stopwatch watch;
  Result<Model> model = make_random_model(arguments);
  if (!model) return report(model.error(), arguments.common);
  const std::string dense = arguments.choice.dense_width != 0 ? str_cat(" --dense-width ", arguments.choice.dense_width) : "";
  model->provenance["made_by"] =
      str_cat("alexnet init --variant ", arguments.choice.variant, " --classes ", arguments.choice.classes, " --width ",
              arguments.choice.width, dense, " --seed ", arguments.seed,
              arguments.initialization.empty() ? "" : " --init " + arguments.initialization);
  if (const Status written = write_model_file(arguments.out, *model); !written)
    return report(written.error(), arguments.common);
  std::uint64_t parameters = 0;
  for (const Parameter& parameter : model->parameters) parameters += parameter.values.shape.elements();
  if (arguments.common.json) {
    print({{"file", arguments.out}, {"parameters", parameters}, {"milliseconds", watch.milliseconds()}});
  } else {
    std::cout << arguments.out << ": " << with_commas(parameters) << " random parameters in " << fixed(watch.milliseconds(), 0)
              << " ms\n";
  }
  return kOk;
}

}  // namespace

Run add_init(CLI::App& program) {
  auto arguments = std::make_shared<InitArguments>();
  CLI::App* command = add_subcommand(program, "init", "Write a model with random weights",
                                     "alexnet init --variant keras --classes 2 --seed 7 --out random.safetensors");
  add_variant(command, arguments->choice);
  command->add_option("--seed", arguments->seed, "Random seed; the same seed gives the same weights")->capture_default_str();
  command->add_option(
      "--init", arguments->initialization,
      "Weight initialization: tutorial (he_normal, glorot_uniform in dense layers), keras (he_normal), paper, caffe or torch "
      "(uniform); by default that of the variant's authors");
  command->add_option("--out", arguments->out, "Output file (.safetensors)")->required();
  add_common(command, arguments->common);
  return [arguments] { return init(*arguments); };
}

}  // namespace alexnet::cli
