// The options of `train`. Each one overrides a setting of the recipe or of the configuration file.
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
  TrainingSettings given;  // holds the values of the options on the command line, and defaults for the others
};
void add_training_options(CLI::App* command, TrainArguments& arguments);

// Returns the settings of the recipe or configuration file, with those replaced that the command line gives.
[[nodiscard]] Result<TrainingSettings> settings_of(const CLI::App& command, const TrainArguments& arguments);

// Returns the first option that the command line gives with another value than `run`, the settings of a run that is resumed, or that
// a resumed run cannot heed; an empty text if there is none. --epochs may differ.
[[nodiscard]] std::string changed_option(const CLI::App& command, const TrainArguments& arguments, const TrainingSettings& run);

}  // namespace alexnet::cli
