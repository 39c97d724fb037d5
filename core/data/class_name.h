// Names of classes, made from the names of folders.
#pragma once

#include <string>
#include <string_view>

namespace alexnet {

// Returns the class that a folder of this name stands for: without blanks at the end; in Unicode's composed form (NFC), since
// macOS spells `café` otherwise than Linux and Windows; bytes that are not UTF-8 escaped (base/utf8.h).
[[nodiscard]] std::string class_name(std::string_view folder);

// Returns a text that is the same for two class names if and only if they differ at most in letter case.
[[nodiscard]] std::string case_folded(std::string_view class_name);

}  // namespace alexnet
