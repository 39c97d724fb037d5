#include "formats/gunzip.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/bytes.h"
#include "base/check.h"
#include "base/crc32.h"
#include "base/gzip_header.h"
#include "base/inflater.h"
#include "base/memory.h"
#include "base/messages.h"
#include "messages/formats.h"

namespace alexnet {
namespace {

// Decompresses a file piece by piece. A file may consist of several streams (RFC 1952, section 2.2).
class GzipReader {
 public:
  explicit GzipReader(ByteSpan packed) : file_(packed) {}

  // Fills `to` as far as there is content. Returns how many bytes were written; fewer than fit mean the end.
  Result<std::size_t> read(std::span<std::uint8_t> to) {
    std::size_t done = 0;
    while (done < to.size() && !has_ended_) {
      if (!inflater_ && !begin_stream()) return fail<msg::kGzipDamaged>("");
      CHECK(inflater_.has_value());
      const std::span<std::uint8_t> rest = to.subspan(done);
      const std::size_t got = inflater_->read(rest);
      size_ += got;
      checksum_ = crc32(rest.first(got), checksum_);
      done += got;
      if (got == rest.size()) break;
      if (!end_stream()) return fail<msg::kGzipDamaged>("");
    }
    return done;
  }

 private:
  bool begin_stream() {
    const std::optional<ByteSpan> stream = after_gzip_header(file_);
    if (!stream) return false;
    parts_ = {*stream};
    inflater_.emplace(parts_, false);
    size_ = 0;
    checksum_ = 0;
    return true;
  }

  bool end_stream() {
    CHECK(inflater_.has_value());
    if (inflater_->state() != Inflater::State::kEnd || inflater_->bytes_behind() < 8) return false;
    const ByteSpan trailer = file_.last(inflater_->bytes_behind());
    if (little_endian<std::uint32_t>(trailer, 0) != checksum_ ||
        little_endian<std::uint32_t>(trailer, 4) != static_cast<std::uint32_t>(size_))
      return false;
    file_ = trailer.subspan(8);
    inflater_.reset();
    has_ended_ = !is_gzip(file_);  // what follows may be zeros
    return true;
  }

  ByteSpan file_;  // from the current stream on
  std::array<ByteSpan, 1> parts_;
  std::optional<Inflater> inflater_;  // of the current stream
  std::uint64_t size_ = 0;            // of its content so far
  std::uint32_t checksum_ = 0;        // of that content
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
