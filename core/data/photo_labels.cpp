#include "data/photo_labels.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "base/utf8.h"
#include "data/class_name.h"
#include "data/csv.h"
#include "data/photo_names.h"
#include "messages/data.h"

namespace alexnet {
namespace {

using Cause = RefusedPhoto::Cause;

// ---- The table --------------------------------------------------------------------------------------------------------------

// In lower case, without what joins words.
constexpr std::string_view kPhotoColumns[] = {"filename", "file",      "image",     "imageid", "imagename", "path", "filepath",
                                              "photo",    "imagepath", "imagefile", "img",     "imgname",   "id",   "name"};
constexpr std::string_view kLabelColumns[] = {"label",  "class",     "category",   "target",     "classname",
                                              "labels", "labelname", "classlabel", "imagelabel", "categoryname"};
constexpr std::string_view kSplitColumns[] = {"split", "set", "subset", "dataset"};

struct Columns {
  std::size_t photo = 0;
  std::size_t label = 1;
  std::optional<std::size_t> split;
  bool in_header = false;
};

std::string column_letters(std::string_view column) {
  std::string letters = in_lower_case(column);
  std::erase_if(letters, [](char c) { return c == '_' || c == '-' || c == ' ' || c == '.'; });
  return letters;
}

template <std::size_t kCount>
std::optional<std::size_t> column_named(const std::vector<std::string>& header, const std::string_view (&names)[kCount]) {
  for (const std::string_view name : names)
    for (std::size_t i = 0; i < header.size(); ++i)
      if (column_letters(header[i]) == name) return i;
  return std::nullopt;
}

Result<Columns> columns_of(const std::vector<std::string>& header) {
  const std::optional<std::size_t> photo = column_named(header, kPhotoColumns), label = column_named(header, kLabelColumns);
  if (!photo && !label) return Columns{};
  Columns columns{.split = column_named(header, kSplitColumns), .in_header = true};
  const bool are_two = header.size() == 2;
  if ((!photo || !label) && !are_two) return fail<msg::kLabelColumnsUnknown>("");
  columns.photo = photo.value_or(label == 0u ? 1 : 0);
  columns.label = label.value_or(columns.photo == 0 ? 1 : 0);
  return columns;
}

// ---- The photos -------------------------------------------------------------------------------------------------------------

// The photos of a tree by their paths, names, and names without ending. An empty path stands for more than one photo.
class PhotoIndexByName {
 public:
  Status add_folder(FolderScan& scan, const std::string& folder, const std::string& below, int depth) {
    constexpr int kMaxDepth = 64;  // ends where links lead in a circle
    TRY_VALUE(const std::vector<FolderEntry> entries, scan.list(folder));
    for (const FolderEntry& entry : entries) {
      const std::string name = below.empty() ? entry.name : below + '/' + entry.name;
      if (entry.kind == FolderEntry::Kind::kFile && photo_name(entry.name) != PhotoName::kOther)
        add(joined(folder, entry.name), name, entry.name);
      if (entry.kind == FolderEntry::Kind::kFolder && !entry.is_link && depth < kMaxDepth)
        TRY(add_folder(scan, joined(folder, entry.name), name, depth + 1));
    }
    return {};
  }
  // Returns the path of the photo that a row names; empty if there is none, or more than one.
  [[nodiscard]] std::string find(std::string name) const {
    std::ranges::replace(name, '\\', '/');
    while (name.starts_with("./")) name.erase(0, 2);
    if (const auto found = paths_.find(name); found != paths_.end()) return found->second;
    const auto found = names_.find(name.substr(name.rfind('/') + 1));
    return found == names_.end() ? std::string() : found->second;
  }
  [[nodiscard]] std::size_t size() const { return paths_.size(); }

 private:
  void add(const std::string& path, const std::string& below_root, const std::string& name) {
    paths_[below_root] = path;
    add_name(name, path);
    if (const std::size_t dot = name.rfind('.'); dot != std::string::npos) add_name(name.substr(0, dot), path);
  }
  void add_name(const std::string& name, const std::string& path) {
    const auto [found, is_new] = names_.try_emplace(name, path);
    if (!is_new && found->second != path) found->second.clear();
  }
  std::map<std::string, std::string> paths_;
  std::map<std::string, std::string> names_;
};

// What the rows say, by the path of the photo.
struct LabeledFiles {
  struct File {
    std::string label;
    std::optional<Split> split;
    std::size_t row;
  };
  std::map<std::string, File> files;
};

LabeledFiles match_rows(FolderScan& scan, const PhotoIndexByName& photos, const std::vector<PhotoLabel>& rows,
                        const std::string& table) {
  LabeledFiles matched;
  for (const PhotoLabel& row : rows) {
    const std::string where = str_cat(escape_invalid_utf8(table), ", row ", row.row);
    const std::string path = photos.find(row.photo);
    if (path.empty() || row.label.empty()) {
      scan.refuse(where, Cause::kUnsupported,
                  path.empty() ? make_notice<msg::kLabelPhotoUnknown>(escape_invalid_utf8(row.photo))
                               : make_notice<msg::kLabelEmpty>(escape_invalid_utf8(row.photo)));
      continue;
    }
    const std::string label = class_name(row.label);
    const auto [first, is_new] = matched.files.try_emplace(path, LabeledFiles::File{label, row.split, row.row});
    if (!is_new && first->second.label != label)
      scan.refuse(
          where, Cause::kUnsupported,
          make_notice<msg::kLabelContradiction>(escape_invalid_utf8(row.photo), label, first->second.label, first->second.row));
  }
  return matched;
}

}  // namespace

Result<std::vector<PhotoLabel>> parse_photo_labels(ByteSpan csv) {
  TRY_VALUE(const std::vector<CsvRow> rows, parse_csv(csv));
  if (rows.empty()) return fail<msg::kLabelsNone>("");
  TRY_VALUE(const Columns columns, columns_of(rows.front().fields));
  std::vector<PhotoLabel> labels;
  for (std::size_t i = columns.in_header ? 1 : 0; i < rows.size(); ++i) {
    const std::vector<std::string>& fields = rows[i].fields;
    if (fields.size() <= std::max(columns.photo, columns.label))
      return fail<msg::kLabelRowShort>("", rows[i].line, fields.size());
    PhotoLabel& label = labels.emplace_back(fields[columns.photo], fields[columns.label], std::nullopt, rows[i].line);
    if (columns.split && *columns.split < fields.size()) label.split = split_named(fields[*columns.split]);
  }
  return labels;
}

Result<FoundSets> find_labeled_photos(FolderScan& scan, const std::string& root, const std::string& path) {
  TRY_VALUE(const SharedBytes file, map_file(path));
  const Result<std::vector<PhotoLabel>> rows = parse_photo_labels(file.bytes());
  if (!rows) return with_context(path, rows.error());
  PhotoIndexByName photos;
  TRY(photos.add_folder(scan, root, "", 0));
  LabeledFiles matched = match_rows(scan, photos, *rows, path);
  if (const std::size_t rest = photos.size() - matched.files.size(); rest > 0)
    scan.report(make_notice<msg::kPhotosWithoutLabel>(rest, escape_invalid_utf8(path)));
  // Classes without a photo that can be read have no label.
  std::map<std::string, std::vector<std::pair<std::size_t, FoundPhoto>>> classes;
  for (const auto& [photo, row] : matched.files) {
    const std::uint64_t size = examine_photo(scan, photo);
    if (size == 0) continue;
    const auto split = index_of(row.split.value_or(Split::kTraining));
    if (row.split) scan.result().has_set[split] = true;
    classes[row.label].emplace_back(split, FoundPhoto{.path = photo, .size = size});
  }
  FoundSets found;
  for (auto& [name, of_class] : classes) {
    for (auto& [split, photo] : of_class) {
      photo.label = scan.result().classes.size();
      found[split].push_back(std::move(photo));
    }
    scan.result().classes.push_back(name);
  }
  return found;
}

}  // namespace alexnet
