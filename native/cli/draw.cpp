// alexnet draw FOLDER
#include <iostream>
#include <memory>

#include "app/synthetic_folder.h"
#include "command.h"

namespace alexnet::cli {
namespace {

struct DrawArguments {
  CommonOptions common;
  SyntheticFolderOptions options;
  std::string folder;
};

int draw(const DrawArguments& arguments) {
  const SyntheticFolderOptions& options = arguments.options;
  if (const Status drawn =
          write_synthetic_folder(arguments.folder, options, ThreadPool(usable_threads(arguments.common.threads)));
      !drawn)
    return report(drawn.error(), arguments.common);
  if (arguments.common.json) {
    print({{"folder", arguments.folder}, {"train", 2 * options.training}, {"validation", 2 * options.validation}});
  } else {
    std::cout << arguments.folder << ": bikes and ships, " << 2 * options.training << " images for training and "
              << 2 * options.validation << " for validation\n";
  }
  return kOk;
}

}  // namespace

Run add_draw(CLI::App& program) {
  auto arguments = std::make_shared<DrawArguments>();
  CLI::App* command =
      add_subcommand(program, "draw", "Generate a synthetic data set: images of bikes and ships, as folders of PNG files",
                     "alexnet draw photos && alexnet train --data photos --out run --epochs 10");
  SyntheticFolderOptions& options = arguments->options;
  command->add_option("folder", arguments->folder, "Output folder; images are written to FOLDER/train/bikes/ and so on")
      ->required();
  command->add_option("--train", options.training, "Training images per class")
      ->check(CLI::Range(0, 100000))
      ->capture_default_str();
  command->add_option("--validation", options.validation, "Validation images per class")
      ->check(CLI::Range(0, 100000))
      ->capture_default_str();
  command->add_option("--side", options.side, "Side of an image in pixels")->check(CLI::Range(8, 4096))->capture_default_str();
  add_common(command, arguments->common);
  return [arguments] { return draw(*arguments); };
}

}  // namespace alexnet::cli
