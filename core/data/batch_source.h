// The interface from which training and evaluation read labeled photos, in batches of network inputs.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "tensor/tensor.h"

namespace alexnet {

// The label of an image that belongs to no class.
inline constexpr std::uint32_t kNoClass = UINT32_MAX;

struct Batch {
  ConstTensorView images;                 // [batch] network inputs; those from `count` on are zero
  std::span<const std::uint32_t> labels;  // [count]; kNoClass for an outlier image that replaces the photo
  std::span<const std::uint32_t> photos;  // [count] indices of the photos in their source
  // Empty unless photos were mixed (data/mix.h).
  std::span<const std::uint32_t> other_labels;  // [count] the label of the photo that was mixed in
  std::span<const float> shares;                // [count] the weight of `labels`, in 0..1; `other_labels` have the rest
  std::size_t count = 0;
};

// The position of a batch; for BatchSource::position() that of the batch which next() returns.
struct LoaderPosition {
  std::uint64_t epoch = 0;
  std::uint64_t batch = 0;

  friend bool operator==(const LoaderPosition&, const LoaderPosition&) = default;
};

// A photo that did not load. The next photo of its class, in the order of the source, replaces it.
struct UnreadablePhoto {
  std::size_t photo = 0;  // index in the source
  std::string name;
  std::string reason;  // the message of the error
};

class BatchSource {
 public:
  virtual ~BatchSource() = default;

  // Returns the batch size. The last batch of an epoch may have fewer photos.
  [[nodiscard]] virtual std::size_t batch() const = 0;
  [[nodiscard]] virtual std::size_t batches_per_epoch() const = 0;

  // Returns the next batch, which is valid until the next call of next() or seek(). Errors: kInvalidArgument if no photo of a
  // class loads, kOutOfMemory. The position does not change on an error.
  [[nodiscard]] virtual Result<Batch> next() = 0;

  [[nodiscard]] virtual LoaderPosition position() const = 0;
  // Sets the position. A batch number beyond the end of an epoch continues in the next epoch.
  virtual void seek(LoaderPosition position) = 0;

  // Returns the photos that did not load so far, by index.
  [[nodiscard]] virtual std::vector<UnreadablePhoto> unreadable() const = 0;

 protected:
  BatchSource() = default;
  BatchSource(const BatchSource&) = default;
  BatchSource& operator=(const BatchSource&) = default;
  BatchSource(BatchSource&&) = default;
  BatchSource& operator=(BatchSource&&) = default;
};

}  // namespace alexnet
