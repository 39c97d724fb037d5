// The options of `train`: each overrides one setting of the recipe or of the configuration file.
#pragma once

#include <string>

#include "app/training_settings.h"
#include "command.h"

namespace alexnet::cli {

struct TrainArguments {
  CommonOptions common;
  std::string out;
  std::size_t keep = 0;
  bool resume = false;
  std::string recipe = "tutorial";
  std::string config;
  TrainingSettings settings;  // what the options write to
};
void add_training_options(CLI::App* command, TrainArguments& arguments);

// The recipe or the configuration file, and over it what the command line says.
[[nodiscard]] Result<TrainingSettings> settings_of(CLI::App& command, TrainArguments& arguments);

}  // namespace alexnet::cli
