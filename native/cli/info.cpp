// alexnet info [FILE] [--variant V]
#include <algorithm>
#include <iostream>
#include <memory>

#include "command.h"

namespace alexnet::cli {
namespace {

struct InfoArguments {
  CommonOptions common;
  VariantChoice choice;
  std::string file;
  PreprocessingChoice preprocessing;
};

struct Totals {
  std::uint64_t parameters = 0;
  std::uint64_t macs = 0;
  std::uint64_t activations = 0;  // values of all layers for one image
};

Totals add_up(const std::vector<LayerShape>& shapes) {
  Totals totals;
  for (const LayerShape& shape : shapes) {
    totals.parameters += shape.parameters;
    totals.macs += shape.macs;
    totals.activations += shape.output.elements();
  }
  return totals;
}

void print_text(const Model& model, const std::vector<LayerShape>& shapes) {
  const ModelSpec& spec = model.spec;
  std::size_t name = 8;  // names of foreign files are longer than ours
  for (const LayerSpec& layer : spec.layers) name = std::max(name, layer.name.size());
  std::cout << spec.variant << ", " << width_text(spec) << ", " << spec.classes << " classes\n\n"
            << padded("layer", name + 2) << padded("operation", 14) << padded("output", 18) << aligned("parameters", 14)
            << aligned("MACs", 16) << '\n';
  for (std::size_t i = 0; i < shapes.size(); ++i)
    std::cout << padded(spec.layers[i].name, name + 2) << padded(operation_name(spec.layers[i].operation), 14)
              << padded(shapes[i].output.to_string(), 18)
              << aligned(shapes[i].parameters ? with_commas(shapes[i].parameters) : "", 14)
              << aligned(shapes[i].macs ? with_commas(shapes[i].macs) : "", 16) << '\n';
  const Totals totals = add_up(shapes);
  std::cout << padded("", name + 34) << aligned(with_commas(totals.parameters), 14) << aligned(with_commas(totals.macs), 16)
            << "\n\n"
            << "weights " << megabytes(model.parameters.empty() ? totals.parameters * sizeof(float) : parameter_bytes(model))
            << (quantization_of(model).empty() ? "" : " in ") << quantization_of(model) << ", activations of one image "
            << megabytes(totals.activations * sizeof(float)) << '\n'
            << "preprocessing " << to_json(spec.preprocessing) << '\n';
  for (std::size_t i = 0; i < model.labels.size(); ++i) std::cout << (i ? ", " : "labels ") << model.labels[i];
  if (!model.labels.empty()) std::cout << '\n';
  if (const PhotoRecord record = photo_record_of(model); !record.empty())
    std::cout << "training photos: a record of " << with_commas(record.photos()) << ", to tell whether a photo is one of them ("
              << fixed(100 * record.false_positive_rate(), 2) << " % of others seem to be)\n";
  for (const auto& [key, value] : model.provenance)
    if (key != kPhotoRecordKey) std::cout << key << ' ' << value << '\n';
}

Result<Model> model_of(const InfoArguments& arguments, const ThreadPool& pool) {
  if (arguments.file.empty()) {
    Model model;
    TRY_VALUE(model.spec, make_spec(arguments.choice));
    return model;
  }
  return read_model(arguments.file, arguments.preprocessing, pool);
}

int info(const InfoArguments& arguments) {
  const ThreadPool pool(usable_threads(arguments.common.threads));
  const Result<Model> model = model_of(arguments, pool);
  if (!model) return report(model.error(), arguments.common);
  const Result<std::vector<LayerShape>> shapes = infer_shapes(model->spec);
  if (!shapes) return report(shapes.error(), arguments.common);
  if (arguments.common.json) {
    print(Json::parse(describe_model(*model).value_or("{}"), nullptr, false));
  } else {
    print_text(*model, *shapes);
  }
  return kOk;
}

}  // namespace

Run add_info(CLI::App& program) {
  auto arguments = std::make_shared<InfoArguments>();
  CLI::App* command =
      add_subcommand(program, "info", "Show a model's layers, shapes, parameters, multiply-accumulates and metadata",
                     "alexnet info --variant paper");
  command->add_option("file", arguments->file, "Model file; without one, the definition of --variant is shown");
  add_variant(command, arguments->choice);
  add_preprocess(command, arguments->preprocessing.preprocess);
  add_common(command, arguments->common);
  return [arguments] { return info(*arguments); };
}

}  // namespace alexnet::cli
