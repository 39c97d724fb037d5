// Labelled photos, batch by batch, as a network takes them: what training and evaluation read from.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "tensor/tensor.h"

namespace alexnet {

inline constexpr std::uint32_t kNoClass = UINT32_MAX;

struct Batch {
  ConstTensorView images;                 // [batch] + what a network takes of a photo; those from `count` on are zero
  std::span<const std::uint32_t> labels;  // [count]; kNoClass: a image of nothing (synthetic/outlier.h), not of the photo
  std::span<const std::uint32_t> photos;  // [count] which photo each is
  // Where photos were mixed (data/mix.h), else empty: [count] the class of what was mixed in, and the share of `labels`.
  std::span<const std::uint32_t> other_labels;
  std::span<const float> shares;
  std::size_t count = 0;
};

// What the next call of next() gives.
struct LoaderPosition {
  std::uint64_t epoch = 0;
  std::uint64_t batch = 0;

  friend bool operator==(const LoaderPosition&, const LoaderPosition&) = default;
};

// A photo that did not load. In its place stands the next one of its class, in the order of the source, which does.
struct UnreadablePhoto {
  std::size_t photo = 0;
  std::string name;
  std::string reason;
};

class BatchSource {
 public:
  virtual ~BatchSource() = default;

  // The size of the batches, the last of an epoch apart.
  [[nodiscard]] virtual std::size_t batch() const = 0;
  [[nodiscard]] virtual std::size_t batches_per_epoch() const = 0;

  // Valid until the next call of next() or seek(). kInvalidArgument where no photo of a class loads, kOutOfMemory; the position
  // then stays.
  [[nodiscard]] virtual Result<Batch> next() = 0;

  [[nodiscard]] virtual LoaderPosition position() const = 0;
  // A batch behind the last of an epoch counts on into the next.
  virtual void seek(LoaderPosition position) = 0;

  // Those that were met so far, by number.
  [[nodiscard]] virtual std::vector<UnreadablePhoto> unreadable() const = 0;

 protected:
  BatchSource() = default;
  BatchSource(const BatchSource&) = default;
  BatchSource& operator=(const BatchSource&) = default;
  BatchSource(BatchSource&&) = default;
  BatchSource& operator=(BatchSource&&) = default;
};

}  // namespace alexnet
