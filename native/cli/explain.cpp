// alexnet explain PHOTO [--model FILE] --method METHOD --out FILE.png
#include <iostream>
#include <memory>

#include "app/explainer.h"
#include "app/model_file.h"
#include "app/output_file.h"
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
  PreprocessingChoice preprocessing;
  std::optional<std::size_t> unit;
  std::string converted_from;  // found while the photo is decoded
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
  if (!arguments.photo.empty())
    json["converted_from"] = arguments.converted_from.empty() ? Json(nullptr) : Json(arguments.converted_from);
  json["preprocessing"] = preprocessing_json(model);
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
  std::cout << "\n"
            << arguments.out << "  (" << fixed(explanation.milliseconds, 1) << " ms"
            << conversion_text(arguments.converted_from) << ")\n";
}

Status explain_and_print(ExplainArguments& arguments) {
  ExplainOptions& options = arguments.options;
  TRY_VALUE(options.method, parse_explain_method(arguments.method));
  TRY_VALUE(options.scale, parse_map_scale(arguments.scale));
  TRY(check_output_file(arguments.out, ".png"));
  options.unit = arguments.unit;
  options.progress = show_steps;
  const ThreadPool pool(usable_threads(arguments.common.threads));
  TRY_VALUE(const std::string path, model_path(arguments.model));
  TRY_VALUE(Model model, read_model(path, arguments.preprocessing, pool));
  TRY_VALUE(Explainer explainer, Explainer::create(model, pool));
  if (!arguments.photo.empty()) {
    std::optional<Fit> fit;
    if (arguments.crop) fit = Fit::kCrop;
    if (arguments.stretch) fit = Fit::kStretch;
    TRY_VALUE(const SharedBytes photo, map_file(arguments.photo));
    if (Status seen = explainer.set_photo(photo.bytes(), fit); !seen)
      return with_context(arguments.photo, std::move(seen).error());
    report_warnings(arguments.photo, explainer.warnings());
  }
  const std::vector<Notice> warnings = explainer.warnings();
  TRY_VALUE(const Explanation explanation, explainer.explain(options));
  arguments.converted_from = explainer.converted_from();
  TRY(write_png(arguments.out, explanation.image));
  if (arguments.common.json) {
    Json json = to_json(arguments, explanation, model);
    if (!warnings.empty()) json["warnings"] = cli::to_json(warnings);
    print(json);
  } else {
    print_text(arguments, explanation, model);
  }
  return {};
}

void add_target_options(CLI::App* command, ExplainArguments& arguments) {
  ExplainOptions& options = arguments.options;
  command->add_option("--layer", options.layer,
                      "Layer, such as conv1; by default the last convolution. An unknown name prints the list");
  command->add_option("--class", options.class_name, "Class to explain: a label or an index; by default the most likely class");
  command->add_option("--unit", arguments.unit, "Index of a unit of the layer to explain, instead of a class");
  command
      ->add_option("--scale", arguments.scale,
                   "Scale of the colors of activations: the maximum of each unit, of the layer or of the network")
      ->capture_default_str();
  command->add_option("--opacity", options.opacity, "Opacity of the heat map over the photo, 0 to 1")->capture_default_str();
  command->add_option("--patch", options.patch, "Side of the occluding patch in pixels")->capture_default_str();
  command->add_option("--stride", options.stride, "Step between occluding patches in pixels")->capture_default_str();
  command->add_option("--steps", options.steps, "Gradient steps of maximize")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  command->add_option("--seed", options.seed, "Random seed of the initial noise of maximize")->capture_default_str();
}

}  // namespace

Run add_explain(CLI::App& program) {
  auto arguments = std::make_shared<ExplainArguments>();
  CLI::App* command =
      add_subcommand(program, "explain", "Explain a classification: heat maps, gradients, occlusion, activations",
                     "alexnet explain cat.jpg --method grad-cam --out why.png");
  command->add_option("photo", arguments->photo,
                      "Photo: a JPEG, PNG, BMP, GIF, PSD, TGA, PNM or HDR file; not needed for maximize");
  add_model(command, arguments->model);
  command->add_option("--out", arguments->out, "Output file (PNG)")->required();
  command
      ->add_option(
          "--method", arguments->method,
          "grad-cam (heat map of a layer), gradient or guided (saliency of each pixel), occlusion (effect of hiding a part), "
          "activations (feature maps of a layer), maximize (image that maximizes a class or unit)")
      ->capture_default_str();
  add_target_options(command, *arguments);
  CLI::Option* crop = command->add_flag("--crop", arguments->crop, "Crop the central square of the photo");
  command->add_flag("--stretch", arguments->stretch, "Stretch the whole photo to a square")->excludes(crop);
  add_preprocessing(command, arguments->preprocessing);
  add_common(command, arguments->common);
  return [arguments] {
    const Status done = explain_and_print(*arguments);
    return done ? kOk : report(done.error(), arguments->common);
  };
}

}  // namespace alexnet::cli
