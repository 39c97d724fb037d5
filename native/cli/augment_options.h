// The options of augmentation, from the table of app/training_settings.h. `augment` has them, and so has `train`.
#pragma once

#include <CLI/CLI.hpp>

#include "app/training_settings.h"

namespace alexnet::cli {

// Adds the options to a command. They write to `augmentation`, which must outlive it; check() in data/augmentation.h validates it.
void add_augmentation(CLI::App* command, Augmentation& augmentation);

// Copies the values of those options that the command line gives from one to the other.
void copy_given_augmentation(const CLI::App& command, const Augmentation& given, Augmentation& augmentation);

}  // namespace alexnet::cli
