// The photos that a person means by a path: a file, a folder or a pattern.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

// Returns the paths of the photos below a folder, depth first and sorted by name. The names of files decide (data/photo_names.h); a
// file without an ending counts if it begins like an image. What is litter, other files and links to folders are passed over. A
// folder that cannot be read inside the folder is passed over, too. Errors: those of list_folder; kNotFound if there is no photo.
[[nodiscard]] Result<std::vector<std::string>> photos_in_folder(const std::string& folder);

// Returns whether the text has one of the characters *, ? and [, which make it a pattern.
[[nodiscard]] bool is_pattern(std::string_view text);

// Returns whether a pattern without slashes matches the whole of a name. `*` matches any characters, `?` one character (a whole one
// of UTF-8), `[a-z]` one byte of a set, `[!a-z]` or `[^a-z]` one that is not in it, and a backslash takes the next character as it
// is, as in glob(7).
[[nodiscard]] bool matches_pattern(std::string_view pattern, std::string_view name);

// Returns the paths of the photos that match a pattern of a path, sorted within each folder. `**` between slashes stands for any
// number of folders, also none; links to folders are not followed for it. As in glob(7), a name that begins with a dot is matched
// only by a pattern that begins with one. Files that are no photos by their names, and litter, are passed over, unless the last part
// of the pattern is a plain name. Folders that match count with all photos below them, unless the pattern has `**`. Errors: kNotFound
// if no photo matches.
[[nodiscard]] Result<std::vector<std::string>> photos_matching(const std::string& pattern);

// Returns the photos that an argument of a command line means: those of a folder, those that match a pattern if there is no file of
// that name, else the argument itself, whether or not such a file exists. Errors: those of the functions above.
[[nodiscard]] Result<std::vector<std::string>> photos_of_argument(const std::string& argument);

// Returns all bytes of the standard input. Errors: kUnreadable, kOutOfMemory.
[[nodiscard]] Result<SharedBytes> read_standard_input();

}  // namespace alexnet
