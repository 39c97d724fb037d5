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
  std::string how;
  std::uint64_t seed = 0;
  std::string out;
};

Result<Model> draw(const InitArguments& arguments) {
  TRY_VALUE(const ModelSpec spec, make_spec(arguments.choice));
  Initialization how = default_initialization(spec);
  if (!arguments.how.empty()) {
    TRY_VALUE(how, parse_initialization(arguments.how));
  }
  return initialize(spec, how, arguments.seed, ThreadPool(arguments.common.threads));
}

int init(const InitArguments& arguments) {
  const Stopwatch watch;
  Result<Model> model = draw(arguments);
  if (!model) return report(model.error());
  const std::string dense = arguments.choice.dense_width != 0 ? text(" --dense-width ", arguments.choice.dense_width) : "";
  model->provenance["made_by"] =
      text("alexnet init --variant ", arguments.choice.variant, " --classes ", arguments.choice.classes, " --width ",
           arguments.choice.width, dense, " --seed ", arguments.seed, arguments.how.empty() ? "" : " --init " + arguments.how);
  if (const Status written = write_model_file(arguments.out, *model); !written) return report(written.error());
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
  command->add_option("--seed", arguments->seed, "The same seed, the same weights")->capture_default_str();
  command->add_option("--init", arguments->how,
                      "keras (he_normal), paper, caffe or torch (uniform); by default what the variant's authors used");
  command->add_option("--out", arguments->out, "The file to write")->required();
  add_common(command, arguments->common);
  return [arguments] { return init(*arguments); };
}

}  // namespace alexnet::cli
