#include "formats/hdf5/chunks.h"

#include <algorithm>
#include <cstring>

#include "formats/hdf5/cursor.h"
#include "formats/inflate.h"
#include "messages/hdf5.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxChunk = 64 << 20;  // bytes of a chunk
constexpr unsigned kMaxChunkLevel = 8;       // height of a B-tree of chunks

// Undoes HDF5's shuffle filter, which stores byte k of all values before byte k + 1 of all values.
void unshuffle(std::vector<std::uint8_t>& bytes, std::size_t size) {
  const std::size_t values = bytes.size() / size;
  const std::vector<std::uint8_t> from = bytes;
  for (std::size_t value = 0; value < values; ++value)
    for (std::size_t k = 0; k < size; ++k) bytes[value * size + k] = from[k * values + value];
}

class ChunkReader {
 public:
  ChunkReader(ByteSpan file, const Hdf5Dataset& dataset, std::span<std::uint8_t> to, std::uint64_t& budget)
      : file_(file), dataset_(dataset), rank_(dataset.shape.size()), to_(to), budget_(budget) {}

  Status run() {
    const std::vector<std::size_t>& chunk = dataset_.layout.chunk;
    if (chunk.size() != rank_ + 1) return fail<msg::kHdf5ChunkAxes>("", chunk.size() - 1, rank_);
    for (const std::size_t length : chunk) {
      if (length == 0) return fail<msg::kHdf5ChunkEmpty>("");
      if (bytes_ > kMaxChunk / length) return fail<msg::kHdf5ChunkTooLarge>("", kMaxChunk);
      bytes_ *= length;
    }
    if (dataset_.layout.address == kNoAddress) return {};  // nothing was written
    return read_node(dataset_.layout.address, kMaxChunkLevel);
  }

 private:
  // Reads a node of the B-tree, whose level must be below `parent_level`. Key i of the node describes its child i.
  Status read_node(std::uint64_t address, unsigned parent_level) {
    Hdf5Cursor cursor(file_, address);
    if (!cursor.consume_signature("TREE") || cursor.u8() != 1) return fail<msg::kHdf5ChunkTreeMissing>("", address);
    const unsigned level = cursor.u8();
    const std::size_t children = cursor.u16();
    cursor.take(16);  // the addresses of the siblings
    if (level >= parent_level) return fail<msg::kHdf5ChunkTreeDamaged>("", address);
    for (std::size_t i = 0; i < children; ++i) {
      const std::uint32_t size = cursor.u32(), skipped = cursor.u32();
      std::vector<std::uint64_t> at(rank_);
      for (std::uint64_t& index : at) index = cursor.u64();
      cursor.u64();  // the offset within a value, always 0
      const std::uint64_t child = cursor.u64();
      if (!cursor.good()) return fail<msg::kHdf5ChunkTreeDamaged>("", address);
      if (level > 0) {
        TRY(spend(1));
        TRY(read_node(child, level));
      } else {
        TRY(read_chunk(child, size, skipped, at));
      }
    }
    return {};
  }

  Status spend(std::uint64_t bytes) {
    if (bytes > budget_) return fail<msg::kHdf5UnpackedTooLarge>("");
    budget_ -= bytes;
    return {};
  }

  // Reads the chunk whose first element has the index `at`. Bit i of `skipped` says that filter i was not applied.
  Status read_chunk(std::uint64_t address, std::uint32_t size, std::uint32_t skipped, std::span<const std::uint64_t> at) {
    TRY(spend(bytes_ + 64));  // the 64 bound the time that many small chunks take
    Hdf5Cursor cursor(file_, address);
    ByteSpan stored = cursor.take(size);
    if (!cursor.good()) return fail<msg::kHdf5ChunkPastEnd>("");
    std::vector<std::uint8_t> chunk(bytes_);
    bool unpacked = false, shuffled = false;
    for (std::size_t i = dataset_.filters.size(); i-- > 0;) {
      if ((skipped >> i & 1) != 0) continue;
      const Hdf5Filter filter = dataset_.filters[i];
      if (filter == Hdf5Filter::kChecksum && !unpacked && stored.size() >= 4) stored = stored.first(stored.size() - 4);
      if (filter == Hdf5Filter::kDeflate && unpacked) return fail<msg::kHdf5ChunkCompressedTwice>("");
      if (filter == Hdf5Filter::kDeflate) {
        TRY(inflate(stored, chunk));
        unpacked = true;
      }
      shuffled = shuffled || filter == Hdf5Filter::kShuffle;
    }
    if (!unpacked && stored.size() != bytes_) return fail<msg::kHdf5ChunkSize>("", stored.size(), bytes_);
    if (!unpacked) std::ranges::copy(stored, chunk.begin());
    if (shuffled) unshuffle(chunk, dataset_.layout.chunk.back());
    return copy_chunk(chunk, at);
  }

  // Copies a chunk row by row. The part of a chunk that extends past the end of the array is ignored.
  Status copy_chunk(const std::vector<std::uint8_t>& chunk, std::span<const std::uint64_t> at) {
    const std::vector<std::size_t>&lengths = dataset_.layout.chunk, &shape = dataset_.shape;
    const std::size_t value = lengths.back();
    for (std::size_t axis = 0; axis < rank_; ++axis)
      if (at[axis] >= shape[axis]) return fail<msg::kHdf5ChunkOutside>("");
    const std::size_t row = lengths[rank_ - 1] * value;
    const auto left = static_cast<std::size_t>(shape[rank_ - 1] - at[rank_ - 1]);
    const std::size_t copied = std::min(lengths[rank_ - 1], left) * value;
    for (std::size_t begin = 0; begin < chunk.size(); begin += row) {
      std::size_t rest = begin / row, stride = shape[rank_ - 1];
      auto to = static_cast<std::size_t>(at[rank_ - 1]);
      bool inside = true;
      for (std::size_t axis = rank_ - 1; axis-- > 0;) {
        const std::size_t index = rest % lengths[axis] + static_cast<std::size_t>(at[axis]);
        rest /= lengths[axis];
        inside = inside && index < shape[axis];
        to += index * stride;
        stride *= shape[axis];
      }
      if (inside) std::memcpy(to_.data() + to * value, chunk.data() + begin, copied);
    }
    return {};
  }

  ByteSpan file_;
  const Hdf5Dataset& dataset_;
  std::size_t rank_;
  std::size_t bytes_ = 1;  // of a chunk
  std::span<std::uint8_t> to_;
  std::uint64_t& budget_;
};

}  // namespace

Status read_hdf5_chunks(ByteSpan file, const Hdf5Dataset& dataset, std::span<std::uint8_t> to, std::uint64_t& budget) {
  return ChunkReader(file, dataset, to, budget).run();
}

}  // namespace alexnet
