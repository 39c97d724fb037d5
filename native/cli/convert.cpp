// alexnet convert IN OUT [--quantize fp16|int8|int4]
#include "app/convert.h"

#include <iostream>
#include <memory>

#include "command.h"

namespace alexnet::cli {
namespace {

struct ConvertArguments {
  CommonOptions common;
  ConversionOptions conversion;
};

int convert(const ConvertArguments& arguments) {
  const ThreadPool pool(arguments.common.threads);
  const Result<Conversion> conversion = convert_model(arguments.conversion, pool);
  if (!conversion) return report(conversion.error());
  const auto& [before, after, difference] = *conversion;
  if (arguments.common.json) {
    print({{"file", arguments.conversion.out},
           {"bytes_before", before},
           {"bytes_after", after},
           {"largest_weight_error", difference.largest},
           {"mean_weight_error", difference.mean},
           {"relative_weight_error", difference.relative}});
  } else {
    std::cout << arguments.conversion.out << ": " << megabytes(before) << " became " << megabytes(after)
              << "; a weight is off by at most " << fixed(difference.largest, 6) << ", on average by "
              << fixed(difference.mean, 6) << "; all of them by " << fixed(100 * difference.relative, 3)
              << " % of their length\n";
  }
  return kOk;
}

}  // namespace

Run add_convert(CLI::App& program) {
  auto arguments = std::make_shared<ConvertArguments>();
  CLI::App* command = add_subcommand(program, "convert", "Write a model as another file, with smaller weights if wanted",
                                     "alexnet convert best.safetensors small.safetensors --quantize int8");
  command->add_option("in", arguments->conversion.in, "The model")->required();
  command->add_option("out", arguments->conversion.out, "The file to write")->required();
  command
      ->add_option("--quantize", arguments->conversion.quantization,
                   "Weights as fp16 (half the size), int8 (a quarter, and faster) or int4 (an eighth: the dense layers')")
      ->check(CLI::IsMember({"fp16", "int8", "int4"}));
  add_common(command, arguments->common);
  return [arguments] { return convert(*arguments); };
}

}  // namespace alexnet::cli
