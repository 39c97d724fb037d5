// Keeps the fingerprints of the photos of a source (image/fingerprint.h) from when they are decoded anyway.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/thread_pool.h"
#include "data/photo_source.h"

namespace alexnet {

// Thread-safe.
class PhotoFingerprints {
 public:
  explicit PhotoFingerprints(std::size_t photos) : values_(std::make_unique<std::atomic<std::uint64_t>[]>(photos)) {}

  void set(std::size_t photo, std::optional<std::uint64_t> fingerprint) const {
    if (fingerprint) values_[photo].store(*fingerprint, std::memory_order_relaxed);
  }
  [[nodiscard]] std::optional<std::uint64_t> find(std::size_t photo) const {
    const std::uint64_t value = values_[photo].load(std::memory_order_relaxed);
    return value == 0 ? std::nullopt : std::optional(value);
  }

 private:
  std::unique_ptr<std::atomic<std::uint64_t>[]> values_;  // 0: not known; no fingerprint is 0
};

// Returns the fingerprints of all photos of a source that have one. Decodes those whose fingerprint is not known, on all threads.
[[nodiscard]] std::vector<std::uint64_t> fingerprints_of(const PhotoSource& photos, const ThreadPool& pool);

}  // namespace alexnet
