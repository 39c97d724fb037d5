// The classes of photos from a table (CSV) beside a folder of photos, as competitions hand them out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "data/class_folders.h"
#include "data/folder_scan.h"
#include "data/split.h"

namespace alexnet {

struct PhotoLabel {
  std::string photo;  // a path or name, maybe without its ending
  std::string label;
  std::optional<Split> split;  // if the table has a column for it
  std::size_t row = 0;         // in the file, from 1
};

// Reads a table with one photo in each row: fields separated by commas, semicolons or tabs, quoted as in RFC 4180 or not; lines end
// with LF or CRLF; a byte order mark is ignored. A header names the columns: filename, file, image, image_id, id, path, photo or name;
// label, class, category, target, or, of two columns, any other; and maybe split, set or subset. Without one, the first column is
// the photo and the second its label. Errors: kBadFormat for an unclosed quote, a row of one column, and columns that cannot be told.
[[nodiscard]] Result<std::vector<PhotoLabel>> parse_photo_labels(ByteSpan csv);

// Finds the photos below `root` that the table at `path` names: by their path below `root`, else by their name, with or without its
// ending, if only one photo has it. Fills scan.result().classes and has_set. Rows whose photo is not found, named twice with
// different labels, or unreadable are refused with their number; how many photos have no row is reported. Errors: those of
// map_file, parse_photo_labels and list_folder.
[[nodiscard]] Result<FoundSets> find_labeled_photos(FolderScan& scan, const std::string& root, const std::string& path);

}  // namespace alexnet
