#include "base/crc32.h"

#include <gtest/gtest.h>

#include <string_view>

namespace alexnet {
namespace {

ByteSpan bytes_of(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

// The check values of the RevEng catalogue of CRC algorithms.
TEST(Crc32, MatchesTheCheckValues) {
  EXPECT_EQ(crc32(bytes_of("123456789")), 0xCBF43926u);
  EXPECT_EQ(crc32c(bytes_of("123456789")), 0xE3069283u);
}

TEST(Crc32, OfNoBytesIsZero) {
  EXPECT_EQ(crc32({}), 0u);
  EXPECT_EQ(crc32c({}), 0u);
}

}  // namespace
}  // namespace alexnet
