#include <stdlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>

#include "actions/requests.h"
#include "app/host.h"
#include "app/model_file.h"
#include "messages.h"
#include "window/clipboard.h"

namespace alexnet::viewer {
namespace {

constexpr std::size_t kBatch = 500;  // photos in one update
constexpr int kMaxDepth = 16;        // of nested folders

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos || slash == 0 ? std::string() : path.substr(0, slash);
}

PhotoItem item_of(const std::string& path) {
  PhotoItem item;
  item.path = path;
  item.name = basename(path);
  item.folder = basename(folder_of(path));
  return item;
}

void add_photos(Viewer& viewer, const std::vector<std::string>& paths) {
  State& state = viewer.state;
  const std::size_t before = state.photos.size();
  std::set<std::string> known;
  for (const PhotoItem& photo : state.photos) known.insert(photo.path);
  for (const std::string& path : paths)
    if (known.insert(path).second) state.photos.push_back(item_of(path));
  if (state.photos.size() == before) return;
  if (!state.selected) select_photo(viewer, before);
  classify_photos(viewer);
}

void select_path(Viewer& viewer, const std::string& path) {
  const auto& photos = viewer.state.photos;
  const auto found = std::ranges::find(photos, path, &PhotoItem::path);
  if (found != photos.end()) select_photo(viewer, static_cast<std::size_t>(found - photos.begin()));
}

// Finds the photos below a folder and adds them to the state, a batch at a time.
class Collector {
 public:
  Collector(Viewer& viewer, const Job& job) : viewer_(viewer), job_(job) {}

  void collect(const std::string& folder, int depth = 0) {
    const auto entries = list_folder(folder);
    if (!entries || depth > kMaxDepth) return;
    for (const FolderEntry& entry : *entries) {
      if (job_.cancelled()) return;
      if (litter(entry.name) != Litter::kNone) continue;
      const std::string path = folder + "/" + entry.name;
      if (entry.kind == FolderEntry::Kind::kFolder && !(entry.is_link && depth > 0)) collect(path, depth + 1);
      if (entry.kind == FolderEntry::Kind::kFile && is_photo_file(path)) add(path);
    }
  }
  void add(const std::string& path) {
    found_.push_back(path);
    ++count_;
    if (found_.size() == kBatch) post_update();
  }
  void post_update() {
    if (found_.empty()) return;
    job_.post_update([&viewer = viewer_, paths = std::move(found_)](State&) { add_photos(viewer, paths); });
    found_.clear();
  }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  Viewer& viewer_;
  const Job& job_;
  std::vector<std::string> found_;
  std::size_t count_ = 0;
};

bool holds_run(const std::vector<FolderEntry>& entries) {
  return std::ranges::any_of(entries, [](const FolderEntry& entry) { return entry.name == "log.csv"; });
}

void open_folder(Viewer& viewer, const Job& job, Collector& collector, const std::string& path,
                 const std::vector<FolderEntry>& entries) {
  if (holds_run(entries)) {
    job.post_update([&viewer, path](State& state) {
      state.tab = Tab::kTraining;
      attach_training(viewer, path);
    });
    return;
  }
  if (holds_model(entries)) {
    job.post_update([&viewer, path](State&) { open_model(viewer, path); });
    return;
  }
  const std::size_t before = collector.count();
  collector.collect(path);
  job.post_update([path, found = collector.count() - before](State& state) {
    add_log(state, str_cat(path, ": ", found, found == 1 ? " photo" : " photos"));
    remember(state.settings, path);
    if (std::ranges::find(state.roots, path) == state.roots.end()) state.roots.push_back(path);
  });
}

}  // namespace

void open_paths(Viewer& viewer, std::vector<std::string> paths) {
  for (std::string& path : paths)
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  viewer.jobs.post("open", Urgency::kNow, [&viewer, paths = std::move(paths)](const Job& job) {
    Collector collector(viewer, job);
    std::string first_photo;
    for (const std::string& path : paths) {
      if (const auto entries = list_folder(path)) {
        open_folder(viewer, job, collector, path, *entries);
      } else if (is_model_name(path)) {
        job.post_update([&viewer, path](State&) { open_model(viewer, path); });
      } else {
        collector.add(path);  // decoding it decides whether it is a photo
        if (first_photo.empty()) first_photo = path;
      }
    }
    collector.post_update();
    if (!first_photo.empty()) job.post_update([&viewer, first_photo](State&) { select_path(viewer, first_photo); });
    return Next::kDone;
  });
}

PastedImages::~PastedImages() {
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

Result<std::string> PastedImages::add(const std::vector<std::uint8_t>& image) {
  if (folder_.empty()) {
    std::error_code ignored;
    std::string folder = (std::filesystem::temp_directory_path(ignored) / "alexnet-viewer-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) return fail<msg::kPasteFolder>(folder, std::strerror(errno));
    folder_ = std::move(folder);
  }
  std::string path = str_cat(folder_, "/pasted-", ++count_, ".png");
  const ByteSpan parts[] = {image};
  TRY(write_file(path, parts));
  return path;
}

void paste(Viewer& viewer, const std::string& text) {
  if (std::vector<std::string> paths = paths_in_text(text); !paths.empty()) return open_paths(viewer, std::move(paths));
  viewer.jobs.post("paste", Urgency::kNow, [&viewer](const Job& job) {
    const Result<std::vector<std::uint8_t>> image = read_clipboard_image();
    const Result<std::string> path = image ? viewer.context.pasted.add(*image) : std::unexpected(image.error());
    job.post_update([&viewer, path](State& state) {
      if (!path) return add_error(state, path.error());
      add_photos(viewer, {*path});
      select_photo(viewer, state.photos.size() - 1);
    });
    return Next::kDone;
  });
}

void rescan_folders(Viewer& viewer) {
  viewer.jobs.cancel("rescan");
  viewer.jobs.post("rescan", Urgency::kSoon, [&viewer, roots = viewer.state.roots](const Job& job) {
    Collector collector(viewer, job);
    for (const std::string& root : roots) collector.collect(root);
    collector.post_update();
    return Next::kDone;
  });
}

void browse(Viewer& viewer, const std::string& folder) {
  viewer.state.browser.is_open = true;
  viewer.jobs.post("browse", Urgency::kNow, [folder](const Job& job) {
    auto entries = list_folder(folder);
    if (entries) {
      std::erase_if(*entries, [&](const FolderEntry& entry) {
        const bool is_file = entry.kind == FolderEntry::Kind::kFile;
        return litter(entry.name) != Litter::kNone || entry.kind == FolderEntry::Kind::kOther ||
               (is_file && photo_name(entry.name) == PhotoName::kOther && !is_model_name(entry.name));
      });
      std::ranges::stable_partition(*entries,
                                    [](const FolderEntry& entry) { return entry.kind == FolderEntry::Kind::kFolder; });
    }
    job.post_update([folder, listed = std::move(entries)](State& state) {
      state.browser.error = listed ? std::string() : listed.error().message();
      if (!listed) return;
      state.browser.folder = folder;
      state.browser.entries = *listed;
    });
    return Next::kDone;
  });
}

}  // namespace alexnet::viewer
