// Which files count as photos by their names, and which files and folders are passed over. Every front end follows these rules;
// photo_names.inc is their table.
#pragma once

#include <string>
#include <string_view>

namespace alexnet {

// What the name of a file, or its path, says about it. Letter case does not matter. Numbers at the end are ignored (`1.jpg.2`), as is what
// follows an ending after another character than a letter or digit (`1.jpg_large`, `1.jpg?width=80`).
enum class PhotoName {
  kPhoto,     // it has an ending of a photo
  kNoEnding,  // it has no ending: the content decides
  kOther,     // it has another ending
};
[[nodiscard]] PhotoName photo_name(std::string_view name);

// Whether a file or folder of this name is passed over.
enum class Litter {
  kNone,
  kIgnored,   // hidden files, and what operating systems and archivers leave behind
  kReported,  // a folder in which a network storage keeps copies of photos: passed over, and the user should know
};
[[nodiscard]] Litter litter(std::string_view name);

// Returns the name with the letters A to Z in lower case.
[[nodiscard]] std::string in_lower_case(std::string_view name);

}  // namespace alexnet
