#include "formats/companion_files.h"

#include <algorithm>

#include "formats/location.h"
#include "messages/formats.h"

namespace alexnet {
namespace {

std::string_view last_part(std::string_view path) { return path.substr(path.find_last_of("/\\") + 1); }

// Whether a relative path consists of plain names only, on every operating system.
bool stays_in_folder(std::string_view path) {
  const auto is_forbidden = [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F || letter == '\\' || letter == ':';
  };
  if (std::ranges::any_of(path, is_forbidden)) return false;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return false;
    begin = end + 1;
  }
  return true;
}

// The file of that name; or else the only one whose last part is that of `name`; or null.
const NamedFile* find_file(const std::vector<NamedFile>& files, std::string_view name) {
  const auto same_name = std::ranges::find(files, name, &NamedFile::name);
  if (same_name != files.end()) return &*same_name;
  const auto has_last_part = [&](const NamedFile& file) { return last_part(file.name) == last_part(name); };
  if (std::ranges::count_if(files, has_last_part) != 1) return nullptr;
  return &*std::ranges::find_if(files, has_last_part);
}

}  // namespace

CompanionFiles CompanionFiles::beside(std::string_view model_path) {
  CompanionFiles companions;
  companions.has_folder_ = true;
  companions.model_ = last_part(model_path);
  companions.folder_ = model_path.substr(0, model_path.size() - last_part(model_path).size());
  return companions;
}

CompanionFiles CompanionFiles::in_memory(std::vector<NamedFile> files) {
  CompanionFiles companions;
  companions.files_ = std::move(files);
  return companions;
}

Result<SharedBytes> CompanionFiles::open(std::string_view name) const {
  if (!stays_in_folder(name)) return fail<msg::kCompanionName>("", quoted_name(name));
  if (const NamedFile* file = find_file(files_, name)) return file->bytes;
  if (has_folder_) {
    Result<SharedBytes> mapped = map_file(str_cat(folder_, name));
    if (mapped || mapped.error().kind != ErrorKind::kNotFound) return mapped;
  }
  return fail<msg::kCompanionMissing>("", quoted_name(name));
}

Result<SharedBytes> CompanionFiles::open_by_ending(std::string_view ending) const {
  const auto has_ending = [&](const NamedFile& file) { return file.name.ends_with(ending); };
  if (std::ranges::count_if(files_, has_ending) == 1) return std::ranges::find_if(files_, has_ending)->bytes;
  const std::string name = str_cat(model_.substr(0, model_.rfind('.')), ending);
  if (!has_folder_) return fail<msg::kCompanionMissing>("", quoted_name(name));
  Result<SharedBytes> mapped = map_file(str_cat(folder_, name));
  if (mapped || mapped.error().kind != ErrorKind::kNotFound) return mapped;
  std::string only;
  if (const auto entries = list_folder(folder_.empty() ? "." : folder_)) {
    const auto matches = [&](const FolderEntry& entry) { return entry.name.ends_with(ending); };
    if (std::ranges::count_if(*entries, matches) == 1) only = std::ranges::find_if(*entries, matches)->name;
  }
  if (only.empty()) return fail<msg::kCompanionMissing>("", quoted_name(name));
  return map_file(str_cat(folder_, only));
}

}  // namespace alexnet
