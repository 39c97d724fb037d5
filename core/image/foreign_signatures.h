// The table of formats that are recognized by fixed bytes and not read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace alexnet {

enum class ForeignKind : std::uint8_t {
  kImage,       // an image format that is not read
  kLibrary,     // an image format that is read where a library is built in
  kLfsPointer,  // what Git LFS leaves in place of a file that it has not fetched
  kOther,       // not an image
};

struct ForeignFormat {
  ForeignKind kind = ForeignKind::kOther;
  std::string_view name;     // as messages name it; empty if unknown. For kLibrary the name of the reader
  std::string_view library;  // of kLibrary
};

struct ForeignSignature {
  ForeignFormat format;
  std::size_t offset = 0;
  std::string_view bytes;
};

// Returns the table. The first signature that matches counts.
[[nodiscard]] std::span<const ForeignSignature> foreign_signatures();

}  // namespace alexnet
