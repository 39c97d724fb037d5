// The options of `train`: each overrides one setting of the recipe or of the configuration file.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

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
  std::vector<std::function<void(TrainingSettings&)>> overrides;  // in the order of the command line

  // What --epochs says, or 0.
  [[nodiscard]] std::uint64_t epochs_in_all() const;
};
void add_training_options(CLI::App* command, TrainArguments& arguments);

// Recipe or configuration file, with the overrides applied.
[[nodiscard]] Result<TrainingSettings> settings_of(const TrainArguments& arguments);

}  // namespace alexnet::cli
