// The three sets of photos, and the names of folders that stand for them.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace alexnet {

enum class Split { kTraining, kValidation, kTest };
[[nodiscard]] constexpr std::size_t index_of(Split split) { return static_cast<std::size_t>(split); }
inline constexpr std::array<Split, 3> kSplits = {Split::kTraining, Split::kValidation, Split::kTest};

// `train`, `validation`, `test`
[[nodiscard]] std::string_view to_string(Split split);

// Returns the set that a folder of this name holds, if any. Known are train, training; val, valid, validation, dev; test, testing,
// holdout, heldout, eval, evaluation and their like, alone or with words such as `set`, `data`, `seg` or `images` and numbers
// before or after them, in any letter case, joined by anything or nothing: `training_set`, `seg-train`, `TestImages`, `val2017`.
[[nodiscard]] std::optional<Split> split_named(std::string_view folder);

}  // namespace alexnet
