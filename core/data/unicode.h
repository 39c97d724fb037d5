// Forms of Unicode text. Natively through utf8proc; WebAssembly passes text through unchanged (unicode_wasm.cpp), since the
// browser normalizes the names that it hands over.
#pragma once

#include <string>
#include <string_view>

namespace alexnet {

// Returns the canonical composition (NFC). `text` must be valid UTF-8.
[[nodiscard]] std::string to_composed(std::string_view text);

// Returns the composition of the case folding, by which text is compared regardless of case. `text` must be valid UTF-8.
[[nodiscard]] std::string to_case_folded(std::string_view text);

}  // namespace alexnet
