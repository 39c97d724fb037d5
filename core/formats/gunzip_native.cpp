#include <zlib.h>

#include <algorithm>
#include <span>

#include "base/memory.h"
#include "base/messages.h"
#include "formats/gunzip.h"
#include "messages/formats.h"

namespace alexnet {
namespace {

// Decompresses a file piece by piece. A file may consist of several streams (RFC 1952, section 2.2).
class GzipReader {
 public:
  explicit GzipReader(ByteSpan packed) : rest_(packed) {
    constexpr int kGzipOnly = 15 + 16;  // the largest window; a gzip header is expected
    is_ready_ = inflateInit2(&stream_, kGzipOnly) == Z_OK;
  }
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;
  ~GzipReader() { ::inflateEnd(&stream_); }

  // Fills `to` as far as there is content. Returns how many bytes were written; fewer than fit mean the end.
  Result<std::size_t> read(std::span<std::uint8_t> to) {
    if (!is_ready_) return fail<msg::kNotEnoughMemory>("");
    std::size_t done = 0;
    while (done < to.size() && !has_ended_) {
      const std::size_t space = std::min<std::size_t>(to.size() - done, kPiece),
                        input = std::min<std::size_t>(rest_.size(), kPiece);
      stream_.next_in = const_cast<Bytef*>(rest_.data());  // zlib does not write to it
      stream_.avail_in = static_cast<uInt>(input);
      stream_.next_out = to.data() + done;
      stream_.avail_out = static_cast<uInt>(space);
      const int result = ::inflate(&stream_, Z_NO_FLUSH);
      const std::size_t taken = input - stream_.avail_in, given = space - stream_.avail_out;
      rest_ = rest_.subspan(taken);
      done += given;
      if (result == Z_STREAM_END) {
        has_ended_ = !is_gzip(rest_);  // what follows may be zeros
        if (!has_ended_) inflateReset(&stream_);
      } else if (result != Z_OK || (taken == 0 && given == 0)) {
        return fail<msg::kGzipDamaged>("");
      }
    }
    return done;
  }

 private:
  static constexpr std::size_t kPiece = std::size_t{1} << 30;  // fits into zlib's 32 bits
  z_stream stream_ = {};
  ByteSpan rest_;
  bool is_ready_ = false;
  bool has_ended_ = false;
};

Result<std::uint64_t> content_size(ByteSpan packed, std::uint64_t limit) {
  std::vector<std::uint8_t> piece(std::size_t{1} << 16);
  GzipReader reader(packed);
  std::uint64_t size = 0;
  while (true) {
    TRY_VALUE(const std::size_t got, reader.read(piece));
    size += got;
    if (size > limit) return fail<msg::kGzipTooLarge>("", limit);
    if (got < piece.size()) return size;
  }
}

}  // namespace

Result<SharedBytes> gunzip(ByteSpan packed, std::uint64_t limit) {
  TRY_VALUE(const std::uint64_t size, content_size(packed, limit));
  auto* block = static_cast<std::uint8_t*>(allocate_memory(static_cast<std::size_t>(size)));
  if (block == nullptr) return fail<msg::kNotEnoughMemory>("");
  SharedBytes content = SharedBytes::from_allocation(block, static_cast<std::size_t>(size));
  GzipReader reader(packed);
  TRY_VALUE(const std::size_t got, reader.read({block, static_cast<std::size_t>(size)}));
  if (got != size) return fail<msg::kGzipDamaged>("");
  return content;
}

std::vector<std::uint8_t> gunzip_beginning(ByteSpan packed, std::size_t count) {
  std::vector<std::uint8_t> bytes(count);
  const Result<std::size_t> got = GzipReader(packed).read(bytes);
  bytes.resize(got.value_or(0));
  return bytes;
}

}  // namespace alexnet
