#include "formats/hdf5_chunks.h"

#include <algorithm>
#include <cstring>

#include "formats/hdf5_cursor.h"
#include "formats/inflate.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxChunk = 64 << 20;
constexpr unsigned kMaxChunkLevel = 8;

// Byte k of every value lies beside byte k of the next.
void unshuffle(std::vector<std::uint8_t>& bytes, std::size_t size) {
  const std::size_t values = bytes.size() / size;
  const std::vector<std::uint8_t> from = bytes;
  for (std::size_t value = 0; value < values; ++value)
    for (std::size_t k = 0; k < size; ++k) bytes[value * size + k] = from[k * values + value];
}

class ChunkReader {
 public:
  ChunkReader(ByteSpan file, const Hdf5Dataset& pieces, std::span<std::uint8_t> to, std::uint64_t& budget)
      : file_(file), pieces_(pieces), rank_(pieces.shape.size()), to_(to), budget_(budget) {}

  Status run() {
    const std::vector<std::size_t>& chunk = pieces_.layout.chunk;
    if (chunk.size() != rank_ + 1) return damaged("pieces of ", chunk.size() - 1, " axes of an array of ", rank_);
    for (const std::size_t length : chunk) {
      if (length == 0) return damaged("pieces without values");
      if (bytes_ > kMaxChunk / length) return fail(ErrorKind::kTooLarge, "", "pieces of more than ", kMaxChunk, " bytes");
      bytes_ *= length;
    }
    if (pieces_.layout.address == kNoAddress) return {};  // nothing was written
    return read_node(pieces_.layout.address, kMaxChunkLevel);
  }

 private:
  // A node of the tree: its key i says what child i is.
  Status read_node(std::uint64_t address, unsigned below) {
    Hdf5Cursor cursor(file_, address);
    if (!cursor.consume_signature("TREE") || cursor.u8() != 1) return damaged("there are no pieces at ", address);
    const unsigned level = cursor.u8();
    const std::size_t children = cursor.u16();
    cursor.take(16);  // neighbors
    if (level >= below) return damaged("the tree of pieces grows deeper");
    for (std::size_t i = 0; i < children; ++i) {
      const std::uint32_t size = cursor.u32(), skipped = cursor.u32();
      std::vector<std::uint64_t> at(rank_);
      for (std::uint64_t& copy_chunk : at) copy_chunk = cursor.u64();
      cursor.u64();  // within a value: 0
      const std::uint64_t child = cursor.u64();
      if (!cursor.good()) return damaged("the tree of pieces is damaged");
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
    if (bytes > budget_) return fail(ErrorKind::kTooLarge, "", "unpacks to more than deflate can pack into the file");
    budget_ -= bytes;
    return {};
  }

  Status read_chunk(std::uint64_t address, std::uint32_t size, std::uint32_t skipped, std::span<const std::uint64_t> at) {
    TRY(spend(bytes_ + 64));  // small pieces take time too
    Hdf5Cursor cursor(file_, address);
    ByteSpan stored = cursor.take(size);
    if (!cursor.good()) return damaged("a piece lies behind the end of the file");
    std::vector<std::uint8_t> chunk(bytes_);
    bool unpacked = false, shuffled = false;
    for (std::size_t i = pieces_.filters.size(); i-- > 0;) {
      if ((skipped >> i & 1) != 0) continue;
      const Hdf5Filter filter = pieces_.filters[i];
      if (filter == Hdf5Filter::kChecksum && !unpacked && stored.size() >= 4) stored = stored.first(stored.size() - 4);
      if (filter == Hdf5Filter::kDeflate && unpacked) return damaged("a piece is packed twice");
      if (filter == Hdf5Filter::kDeflate) {
        TRY(inflate(stored, chunk));
        unpacked = true;
      }
      shuffled = shuffled || filter == Hdf5Filter::kShuffle;
    }
    if (!unpacked && stored.size() != bytes_)
      return damaged("a piece has ", stored.size(), " bytes, ", bytes_, " are expected");
    if (!unpacked) std::ranges::copy(stored, chunk.begin());
    if (shuffled) unshuffle(chunk, pieces_.layout.chunk.back());
    return copy_chunk(chunk, at);
  }

  // Copies a piece row by row; what hangs over the end is no part of the array.
  Status copy_chunk(const std::vector<std::uint8_t>& chunk, std::span<const std::uint64_t> at) {
    const std::vector<std::size_t>&lengths = pieces_.layout.chunk, &shape = pieces_.shape;
    const std::size_t value = lengths.back();
    for (std::size_t axis = 0; axis < rank_; ++axis)
      if (at[axis] >= shape[axis]) return damaged("a piece lies outside of its array");
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
  const Hdf5Dataset& pieces_;
  std::size_t rank_;
  std::size_t bytes_ = 1;  // of a piece
  std::span<std::uint8_t> to_;
  std::uint64_t& budget_;
};

}  // namespace

Status read_hdf5_chunks(ByteSpan file, const Hdf5Dataset& pieces, std::span<std::uint8_t> to, std::uint64_t& budget) {
  return ChunkReader(file, pieces, to, budget).run();
}

}  // namespace alexnet
