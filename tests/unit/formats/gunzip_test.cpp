// Files of Python's gzip (tests/golden/make_zip.py), whole and damaged.
#include "formats/gunzip.h"

#include <gtest/gtest.h>

#include <string>

#include "base/gzip_header.h"
#include "support/foreign_files.h"

namespace alexnet {
namespace {

std::string both_streams() {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "some numbers, ";
  return text + "and others";
}

std::string unpacked(const std::vector<std::uint8_t>& file) {
  const auto content = gunzip(file, 1 << 20);
  return content ? std::string(content->bytes().begin(), content->bytes().end()) : "refused";
}

TEST(Gunzip, JoinsStreams) {
  std::vector<std::uint8_t> file = testing::foreign_bytes("packed.gz");
  EXPECT_TRUE(is_gzip(file));
  EXPECT_EQ(unpacked(file), both_streams());
  file.resize(file.size() + 512);  // what a tape or a copying program appends
  EXPECT_EQ(unpacked(file), both_streams());
  const std::vector<std::uint8_t> beginning = gunzip_beginning(file, 12);
  EXPECT_EQ(std::string(beginning.begin(), beginning.end()), "some numbers");
}

TEST(Gunzip, RefusesMoreThanTheLimit) {
  const std::vector<std::uint8_t> file = testing::foreign_bytes("packed.gz");
  const std::size_t size = both_streams().size();
  EXPECT_TRUE(gunzip(file, size));
  EXPECT_EQ(gunzip(file, size - 1).error().kind, ErrorKind::kTooLarge);
}

TEST(Gunzip, RefusesEveryTruncationAndWrongChecksum) {
  const std::vector<std::uint8_t> file = testing::foreign_bytes("packed.gz");
  std::size_t whole =
      0;  // ends of the file at which it still is a gzip file: those of its streams, and within the next signature
  for (std::size_t length = 0; length < file.size(); ++length) {
    const std::string text = unpacked({file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length)});
    if (text == "refused") continue;
    EXPECT_EQ(text, both_streams().substr(0, 14'000)) << length;
    ++whole;
  }
  EXPECT_EQ(whole, 3u);
  for (std::size_t behind = 1; behind <= 8; ++behind) {
    std::vector<std::uint8_t> damaged = file;
    damaged[damaged.size() - behind] ^= 1;
    EXPECT_EQ(unpacked(damaged), "refused") << behind;
  }
}

}  // namespace
}  // namespace alexnet
