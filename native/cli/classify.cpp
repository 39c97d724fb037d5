// alexnet classify PHOTO... [--model FILE]
#include <algorithm>
#include <iostream>
#include <memory>

#include "command.h"

namespace alexnet::cli {
namespace {

struct ClassifyArguments {
  CommonOptions common;
  std::vector<std::string> photos;
  std::string model;
  PreprocessingChoice preprocessing;
  std::size_t top = 5;
  bool crop = false;
  bool stretch = false;
};

ClassifyOptions options_of(const ClassifyArguments& arguments) {
  ClassifyOptions options{.top = arguments.top, .fit = {}};
  if (arguments.crop) options.fit = Fit::kCrop;
  if (arguments.stretch) options.fit = Fit::kStretch;
  return options;
}

Result<Classification> classify_file(Session& session, const std::string& path, const ClassifyOptions& options) {
  TRY_VALUE(const SharedBytes photo, map_file(path));
  Result<Classification> classified = session.classify(photo.bytes(), options);
  if (!classified) return with_context(path, std::move(classified).error());
  return classified;
}

Json to_json(const std::string& path, const Classification& classification, const Model& model) {
  Json predictions = Json::array();
  for (const Prediction& p : classification.predictions)
    predictions.push_back({{"label", class_name(model, p.index)}, {"index", p.index}, {"probability", p.probability}});
  return {{"file", path},
          {"predictions", predictions},
          {"sure", classification.is_sure},
          {"converted_from", classification.converted_from.empty() ? Json(nullptr) : Json(classification.converted_from)},
          {"milliseconds",
           {{"picture", classification.preprocess_milliseconds}, {"network", classification.network_milliseconds}}}};
}

void print_text(const std::string& path, const Classification& classification, const Model& model) {
  std::cout << path << "  (preprocessing " << fixed(classification.preprocess_milliseconds, 1) << " ms, network "
            << fixed(classification.network_milliseconds, 1) << " ms" << conversion_text(classification.converted_from)
            << ")\n";
  if (!classification.is_sure) std::cout << "not sure; most likely:\n";
  for (const Prediction& p : classification.predictions) {
    const auto ticks = static_cast<std::size_t>(std::lround(p.probability * 20.0f));
    std::string bar;
    for (std::size_t i = 0; i < 20; ++i) bar += i < ticks ? "█" : "░";
    std::cout << aligned(fixed(100.0 * p.probability, 2), 8) << " %  " << bar << "  " << class_name(model, p.index) << '\n';
  }
}

Status open_model(Session& session, const ClassifyArguments& arguments) {
  TRY_VALUE(const std::string path, model_path(arguments.model));
  TRY_VALUE(Model model, read_model_file(path, session.pool()));
  TRY(replace_preprocessing(arguments.preprocessing, model));
  return session.open_model(std::move(model));
}

int classify(const ClassifyArguments& arguments) {
  Session session(arguments.common.threads);
  if (const Status opened = open_model(session, arguments); !opened) return report(opened.error(), arguments.common);
  int exit_code = kOk;
  Json results = Json::array();
  for (const std::string& path : arguments.photos) {
    const Result<Classification> classified = classify_file(session, path, options_of(arguments));
    if (!classified) {
      exit_code = report(classified.error());
      results.push_back({{"file", path}, {"error", classified.error().message()}, {"code", classified.error().code}});
    } else if (arguments.common.json) {
      results.push_back(to_json(path, *classified, *session.model()));
    } else {
      print_text(path, *classified, *session.model());
    }
  }
  if (arguments.common.json) print(results);
  return exit_code;
}

}  // namespace

Run add_classify(CLI::App& program) {
  auto arguments = std::make_shared<ClassifyArguments>();
  CLI::App* command = add_subcommand(program, "classify", "Classify photos", "alexnet classify holiday.jpg cat.png");
  command->add_option("photos", arguments->photos, "Photos: JPEG, PNG, BMP, GIF, PSD, TGA, PNM or HDR files")->required();
  add_model(command, arguments->model);
  command->add_option("--top", arguments->top, "Number of labels to print")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  CLI::Option* crop = command->add_flag("--crop", arguments->crop, "Crop the central square of the photo");
  command->add_flag("--stretch", arguments->stretch, "Stretch the whole photo to a square")->excludes(crop);
  add_preprocessing(command, arguments->preprocessing);
  add_common(command, arguments->common);
  return [arguments] { return classify(*arguments); };
}

}  // namespace alexnet::cli
