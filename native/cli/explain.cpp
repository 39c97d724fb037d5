// alexnet explain PHOTO [--model FILE] --method METHOD --out FILE.png
#include <iostream>
#include <memory>

#include "app/explainer.h"
#include "app/model_file.h"
#include "command.h"
#include "progress.h"
#include "render/contact_sheet.h"

namespace alexnet::cli {
namespace {

struct ExplainArguments {
  CommonOptions common;
  std::string photo;
  std::string model;
  std::string out;
  std::string method = "grad-cam";
  std::string scale = "unit";
  ExplainOptions options;
  std::optional<std::size_t> unit;
  bool crop = false;
  bool stretch = false;
};

bool show_steps(std::size_t done, std::size_t of) {
  show_count(done, of);
  return true;
}

Json to_json(const ExplainArguments& arguments, const Explanation& explanation, const Model& model) {
  const UnitStatistics& values = explanation.statistics;
  Json json = {{"file", arguments.photo}, {"method", arguments.method}, {"layer", explanation.layer}};
  json["shape"] = std::vector<std::size_t>(explanation.shape.lengths().begin(), explanation.shape.lengths().end());
  json["class"] = {{"index", explanation.class_index},
                   {"label", class_name(model, explanation.class_index)},
                   {"probability", explanation.probability}};
  json["unit"] = explanation.unit ? Json(*explanation.unit) : Json(nullptr);
  json["value"] = explanation.value;
  if (arguments.options.method == ExplainMethod::kMaximize) {
    json["start"] = explanation.start;
  } else {
    json["statistics"] = {{"min", values.min}, {"max", values.max}, {"mean", values.mean}, {"zeros", values.zeros}};
  }
  if (explanation.of > 0) json["done"] = {{"count", explanation.done}, {"of", explanation.of}};
  json["out"] = arguments.out;
  json["milliseconds"] = explanation.milliseconds;
  return json;
}

void print_text(const ExplainArguments& arguments, const Explanation& explanation, const Model& model) {
  const UnitStatistics& values = explanation.statistics;
  std::cout << arguments.method << " of " << explanation.layer << ' ' << explanation.shape.to_string();
  if (explanation.unit) std::cout << ", unit " << *explanation.unit;
  if (!explanation.unit && arguments.options.method != ExplainMethod::kActivations)
    std::cout << ", class " << class_name(model, explanation.class_index);
  if (!arguments.photo.empty())
    std::cout << " (" << class_name(model, explanation.class_index) << ": " << fixed(100 * explanation.probability, 2) << " %)";
  if (arguments.options.method == ExplainMethod::kMaximize) {
    std::cout << "\nfrom " << fixed(explanation.start, 3) << " to " << fixed(explanation.value, 3) << " in " << explanation.done
              << " steps";
  } else {
    std::cout << "\nmin " << fixed(values.min, 4) << ", max " << fixed(values.max, 4) << ", mean " << fixed(values.mean, 4)
              << ", zeros " << fixed(100 * values.zeros, 1) << " %";
  }
  std::cout << "\n" << arguments.out << "  (" << fixed(explanation.milliseconds, 1) << " ms)\n";
}

Status explain_and_print(ExplainArguments& arguments) {
  ExplainOptions& options = arguments.options;
  TRY_VALUE(options.method, parse_explain_method(arguments.method));
  TRY_VALUE(options.scale, parse_map_scale(arguments.scale));
  options.unit = arguments.unit;
  options.progress = show_steps;
  const ThreadPool pool(arguments.common.threads);
  TRY_VALUE(const std::string path, model_path(arguments.model));
  TRY_VALUE(const Model model, read_model_file(path, pool));
  TRY_VALUE(Explainer explainer, Explainer::create(model, pool));
  if (!arguments.photo.empty()) {
    std::optional<Fit> fit;
    if (arguments.crop) fit = Fit::kCrop;
    if (arguments.stretch) fit = Fit::kStretch;
    TRY_VALUE(const SharedBytes photo, map_file(arguments.photo));
    if (Status seen = explainer.set_photo(photo.bytes(), fit); !seen)
      return with_context(arguments.photo, std::move(seen).error());
  }
  TRY_VALUE(const Explanation explanation, explainer.explain(options));
  TRY(write_png(arguments.out, explanation.image));
  if (arguments.common.json) {
    print(to_json(arguments, explanation, model));
  } else {
    print_text(arguments, explanation, model);
  }
  return {};
}

void add_target_options(CLI::App* command, ExplainArguments& arguments) {
  ExplainOptions& options = arguments.options;
  command->add_option("--layer", options.layer,
                      "conv1, relu1, …; by default the last convolution (an unknown name lists those that there are)");
  command->add_option("--class", options.class_name, "A label or a number; by default the likeliest class");
  command->add_option("--unit", arguments.unit, "A unit of the layer, instead of all of them or of a class");
  command->add_option("--scale", arguments.scale, "What the brightest colour of activations stands for: unit, layer or network")
      ->capture_default_str();
  command->add_option("--opacity", options.opacity, "Of grad-cam and occlusion over the photo, 0 to 1")->capture_default_str();
  command->add_option("--patch", options.patch, "Side of the patch of occlusion, in pixels")->capture_default_str();
  command->add_option("--stride", options.stride, "From patch to patch")->capture_default_str();
  command->add_option("--steps", options.steps, "Of maximize")->check(CLI::Range(1, 1000000))->capture_default_str();
  command->add_option("--seed", options.seed, "Of the noise that maximize begins with")->capture_default_str();
}

}  // namespace

Run add_explain(CLI::App& program) {
  auto arguments = std::make_shared<ExplainArguments>();
  CLI::App* command = add_subcommand(program, "explain", "Show what a network sees in a photo, and why it names it so",
                                     "alexnet explain cat.jpg --method grad-cam --out why.png");
  command->add_option("photo", arguments->photo, "A JPEG, PNG, BMP, GIF, PSD, TGA, PNM or HDR file; maximize needs none");
  add_model(command, arguments->model);
  command->add_option("--out", arguments->out, "The PNG to write")->required();
  command
      ->add_option(
          "--method", arguments->method,
          "grad-cam (where it looked), gradient or guided (which pixels matter), occlusion (what hiding a part costs), "
          "activations (what the units of a layer make of it), maximize (what a class or unit would like best)")
      ->capture_default_str();
  add_target_options(command, *arguments);
  CLI::Option* crop = command->add_flag("--crop", arguments->crop, "Look at the central square");
  command->add_flag("--stretch", arguments->stretch, "Look at the whole photo, squeezed into a square")->excludes(crop);
  add_common(command, arguments->common);
  return [arguments] {
    const Status done = explain_and_print(*arguments);
    return done ? kOk : report(done.error());
  };
}

}  // namespace alexnet::cli
