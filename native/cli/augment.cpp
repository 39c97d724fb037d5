// alexnet augment --data DIR|drawn --out sheet.png
#include <iostream>
#include <memory>

#include "app/output_file.h"
#include "app/photo_sets.h"
#include "augment_options.h"
#include "command.h"
#include "render/contact_sheet.h"

namespace alexnet::cli {
namespace {

struct AugmentArguments {
  CommonOptions common;
  ContactSheetOptions sheet;
  std::size_t resize = 0;
  bool crop = false;
  std::string data;
  std::string out;
};

ContactSheetOptions options_of(const AugmentArguments& arguments) {
  ContactSheetOptions options = arguments.sheet;
  Preprocessing& preprocessing = options.preprocessing;
  // The ratio of Krizhevsky et al. 2012: 227 of 256.
  const std::size_t larger = (preprocessing.input * 256 + 113) / 227;
  preprocessing.resize = options.augmentation.random_crop ? larger : preprocessing.input;
  if (arguments.resize > 0) preprocessing.resize = arguments.resize;
  preprocessing.color = ColorHandling::kConvert;  // as training does
  preprocessing.fit = arguments.crop ? Fit::kCrop : Fit::kStretch;
  return options;
}

// Returns the options without the color components of lighting, which depend on the photos.
Json options_json(const Augmentation& augmentation) {
  Json json = Json::parse(to_json(augmentation));
  json.erase("lighting_deviations");
  json.erase("lighting_vectors");
  return json;
}

int augment(const AugmentArguments& arguments) {
  if (const Status named = check_output_file(arguments.out, ".png"); !named) return report(named.error(), arguments.common);
  const ContactSheetOptions options = options_of(arguments);
  const Result<PhotoSets> sets = open_photo_sets(arguments.data, {.validation_fraction = 0});
  if (!sets) return report(sets.error(), arguments.common);
  const Result<Image> sheet = contact_sheet(*sets->training, options, ThreadPool(usable_threads(arguments.common.threads)));
  if (!sheet) return report(sheet.error(), arguments.common);
  if (const Status written = write_png(arguments.out, *sheet); !written) return report(written.error(), arguments.common);
  if (arguments.common.json) {
    print({{"file", arguments.out},
           {"width", sheet->width},
           {"height", sheet->height},
           {"photos", sets->training->size()},
           {"refused", sets->refused.size()},
           {"augmentation", options_json(options.augmentation)}});
  } else {
    std::cout << arguments.out << ": " << options.count << " samples of " << with_commas(sets->training->size())
              << " photos; each row begins with the original photo\n";
  }
  return kOk;
}

}  // namespace

Run add_augment(CLI::App& program) {
  auto arguments = std::make_shared<AugmentArguments>();
  CLI::App* command =
      add_subcommand(program, "augment", "Preview augmentation: write a contact sheet of augmented photos",
                     "alexnet augment --data photos/ --out sheet.png --rotation-range 10 --zoom-range 0.1 --horizontal-flip");
  ContactSheetOptions& sheet = arguments->sheet;
  command->add_option("--data", arguments->data, "Folder with one folder of photos per class, or `drawn` for synthetic images")
      ->required();
  command->add_option("--out", arguments->out, "Output file (PNG)")->required();
  command->add_option("--count", sheet.count, "Number of samples")->check(CLI::Range(1, 4096))->capture_default_str();
  command->add_option("--columns", sheet.columns, "Samples per photo, in one row")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  command->add_option("--seed", sheet.seed, "Random seed; the same seed gives the same samples")->capture_default_str();
  command->add_option("--input", sheet.preprocessing.input, "Side of the network input in pixels")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  command
      ->add_option("--resize", arguments->resize,
                   "Side to which photos are resized before the crop, in pixels; by default what the crop needs")
      ->check(CLI::Range(1, 4096));
  command->add_flag("--crop", arguments->crop, "Crop the center of photos that are not square, instead of stretching them");
  add_augmentation(command, sheet.augmentation);
  add_common(command, arguments->common);
  return [arguments] { return augment(*arguments); };
}

}  // namespace alexnet::cli
