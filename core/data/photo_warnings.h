// Collects the warnings of the photos of a source while they are decoded.
#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "base/error.h"
#include "data/photo_source.h"

namespace alexnet {

// Thread-safe.
class PhotoWarnings {
 public:
  // Keeps the warnings of a photo. Those of a photo that has some already are the same and are dropped.
  void add(std::size_t photo, const std::vector<Notice>& warnings) {
    if (warnings.empty()) return;
    const std::lock_guard lock(mutex_);
    by_photo_.try_emplace(photo, warnings);
  }

  [[nodiscard]] std::vector<Notice> of(std::size_t photo) const {
    const std::lock_guard lock(mutex_);
    const auto found = by_photo_.find(photo);
    return found == by_photo_.end() ? std::vector<Notice>() : found->second;
  }

  // Returns all warnings with the names of the photos in `source`, by index.
  [[nodiscard]] std::vector<PhotoWarning> list(const PhotoSource& source) const {
    const std::lock_guard lock(mutex_);
    std::vector<PhotoWarning> result;
    for (const auto& [photo, warnings] : by_photo_)
      for (const Notice& warning : warnings) result.push_back({photo, source.name(photo), warning});
    return result;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::size_t, std::vector<Notice>> by_photo_;
};

}  // namespace alexnet
