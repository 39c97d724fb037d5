#include "augment_options.h"

#include <functional>
#include <utility>

namespace alexnet::cli {
namespace {

constexpr const char* kGroup = "Augmentation";

void add_number(CLI::App* command, const char* name, float& value, const char* description) {
  command->add_option(name, value, description)->group(kGroup)->capture_default_str();
}

void add_flag(CLI::App* command, const char* name, bool& value, const char* description) {
  command->add_flag(name, value, description)->group(kGroup);
}

void add_pair(CLI::App* command, const char* name, const char* description,
              const std::function<void(const std::pair<float, float>&)>& use) {
  command->add_option_function<std::pair<float, float>>(name, use, description)->type_name("LOW HIGH")->group(kGroup);
}

void add_movements(CLI::App* command, Augmentation& augmentation) {
  add_number(command, "--rotation-range", augmentation.rotation_range, "Turn by up to so many degrees");
  add_number(command, "--width-shift-range", augmentation.width_shift_range, "Move sideways by up to this share");
  add_number(command, "--height-shift-range", augmentation.height_shift_range, "Move up and down by up to this share");
  add_number(command, "--shear-range", augmentation.shear_range, "Slant by up to so many degrees");
  add_number(command, "--zoom-range", augmentation.zoom_range, "Stretch each side by 1 - this to 1 + this");
  add_flag(command, "--horizontal-flip", augmentation.horizontal_flip, "Mirror half of them left to right");
  add_flag(command, "--vertical-flip", augmentation.vertical_flip, "Turn half of them upside down");
  command
      ->add_option_function<std::string>(
          "--fill-mode",
          [&augmentation](const std::string& text) {
            const Result<FillMode> mode = parse_fill_mode(text);
            if (!mode) throw CLI::ValidationError("--fill-mode", mode.error().what);
            augmentation.fill_mode = *mode;
          },
          "What lies outside the photo: nearest, constant, reflect or wrap")
      ->default_str(std::string(to_string(augmentation.fill_mode)))
      ->group(kGroup);
  add_number(command, "--cval", augmentation.cval, "The grey of constant, 0 to 255");
}

void add_colors(CLI::App* command, Augmentation& augmentation) {
  add_number(command, "--channel-shift-range", augmentation.channel_shift_range, "Add up to so much to every value");
  add_pair(command, "--brightness-range", "Multiply the brightness by a number in between, after stretching the contrast",
           [&augmentation](const auto& range) { augmentation.brightness_range = {range.first, range.second}; });
  add_number(command, "--grayscale", augmentation.grayscale, "Chance of a photo to lose its colours");
  add_number(command, "--lighting-sigma", augmentation.lighting_sigma, "Move along the photos' own colours; 0.1 in the paper");
}

void add_crops(CLI::App* command, Augmentation& augmentation) {
  CLI::Option* crop =
      command->add_flag("--random-crop", augmentation.random_crop, "Cut the square from anywhere in a larger one")
          ->group(kGroup);
  command->add_flag("--random-resized-crop", augmentation.random_resized_crop, "Cut any part of the photo and resize it")
      ->excludes(crop)
      ->group(kGroup);
  add_pair(command, "--scale", "Of a resized crop: its share of the area; by default 0.08 to 1",
           [&augmentation](const auto& range) { augmentation.scale = {range.first, range.second}; });
  add_pair(command, "--ratio", "Of a resized crop: its width by its height; by default 3/4 to 4/3",
           [&augmentation](const auto& range) { augmentation.ratio = {range.first, range.second}; });
}

}  // namespace

void add_augmentation(CLI::App* command, Augmentation& augmentation) {
  add_movements(command, augmentation);
  add_colors(command, augmentation);
  add_crops(command, augmentation);
}

}  // namespace alexnet::cli
