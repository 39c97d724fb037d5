// The nearest known name to a misspelled one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace alexnet::cli {

// Returns the number of insertions, deletions, substitutions and swaps of neighbors that make one word of the other (the optimal string
// alignment distance).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

// Returns the candidate with the smallest edit distance from `word`, the first one of several, or the only one that begins with it;
// an empty text if none is near: a third of the word may differ, and at least one letter.
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace alexnet::cli
