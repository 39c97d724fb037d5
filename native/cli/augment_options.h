// The options of augmentation, under Keras' names: of `augment`, which shows what they do, and of whatever trains.
#pragma once

#include <CLI/CLI.hpp>

#include "render/contact_sheet.h"

namespace alexnet::cli {

// Ranges are checked where they are used (check of data/augmentation.h).
void add_augmentation(CLI::App* command, Augmentation& augmentation);

}  // namespace alexnet::cli
