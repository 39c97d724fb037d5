#include "train/crc32c.h"

#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <string_view>

namespace alexnet {
namespace {

// RFC 3720, appendix B.4.
TEST(Crc32c, MatchesTheExamplesOfTheStandard) {
  std::array<std::uint8_t, 32> bytes{};
  EXPECT_EQ(crc32c(bytes), 0x8A9136AAu);
  bytes.fill(0xFF);
  EXPECT_EQ(crc32c(bytes), 0x62A8AB43u);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  EXPECT_EQ(crc32c(bytes), 0x46DD794Eu);
}

TEST(Crc32c, MatchesTheCheckValueOfTheDigits) {
  constexpr std::string_view kDigits = "123456789";
  const ByteSpan bytes(reinterpret_cast<const std::uint8_t*>(kDigits.data()), kDigits.size());
  EXPECT_EQ(crc32c(bytes), 0xE3069283u);
  EXPECT_EQ(crc32c({}), 0u);
}

// The beginning of a TFRecord of 24 bytes (tests/golden/events/run.tfevents).
TEST(Crc32c, IsMaskedAsTensorBoardExpects) {
  const std::array<std::uint8_t, 8> length = {0x18, 0, 0, 0, 0, 0, 0, 0};
  EXPECT_EQ(masked_crc(crc32c(length)), 0x224B7FA3u);
}

}  // namespace
}  // namespace alexnet
