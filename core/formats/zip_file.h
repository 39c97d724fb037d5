// The parts of a ZIP archive, for its reader and its writer (formats/zip*.cpp).
#pragma once

#include <cstddef>
#include <cstdint>

namespace alexnet::zip_file {

// Signatures, as little-endian numbers, and the sizes in bytes of what begins with them, without names and other parts of their own
// length. kMember begins the header in front of an entry's bytes, kEntry its record in the list at the end.
inline constexpr std::uint32_t kMember = 0x04034B50, kEntry = 0x02014B50, kEnd = 0x06054B50, kEnd64 = 0x06064B50,
                               kEnd64Locator = 0x07064B50;
inline constexpr std::size_t kMemberSize = 30, kEntrySize = 46, kEndSize = 22, kEnd64Size = 56, kEnd64LocatorSize = 20;

inline constexpr std::uint32_t kIn64 = 0xFFFFFFFF;  // stands for a number in the extension of 64 bits
inline constexpr std::uint16_t kStored = 0;         // the compression method of bytes as they are

}  // namespace alexnet::zip_file
