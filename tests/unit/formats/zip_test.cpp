#include "formats/zip.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/foreign_files.h"

namespace alexnet {
namespace {

ByteSpan zip_bytes(const std::string& text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

std::string text_of(const SharedBytes& bytes) { return {bytes.bytes().begin(), bytes.bytes().end()}; }

SharedBytes archive_of(const std::vector<ZipMember>& members) {
  auto archive = to_zip(members);
  EXPECT_TRUE(archive) << archive.error().message();
  return *archive;
}

// Replaces the little-endian 32-bit number `from` everywhere in the archive, as an attacker would.
SharedBytes with_number(const SharedBytes& archive, std::uint32_t from, std::uint32_t to) {
  std::vector<std::uint8_t> bytes(archive.bytes().begin(), archive.bytes().end());
  for (std::size_t i = 0; i + 4 <= bytes.size(); ++i) {
    const auto found =
        static_cast<std::uint32_t>(bytes[i] | bytes[i + 1] << 8 | bytes[i + 2] << 16) | std::uint32_t{bytes[i + 3]} << 24;
    if (found != from) continue;
    for (std::size_t k = 0; k < 4; ++k) bytes[i + k] = static_cast<std::uint8_t>(to >> (8 * k));
  }
  return SharedBytes(std::move(bytes));
}

TEST(Zip, RoundTrips) {
  const std::string small = "some numbers", large(100'000, 'x');
  const SharedBytes file = archive_of({{"b", zip_bytes(small)}, {"folder/a", zip_bytes(large)}, {"empty", {}}});
  EXPECT_TRUE(is_zip(file.bytes()));
  const auto archive = ZipArchive::open(file);
  ASSERT_TRUE(archive) << archive.error().message();
  ASSERT_EQ(archive->entries().size(), 3u);
  EXPECT_EQ(archive->entries()[0].name, "b");
  EXPECT_EQ(archive->entries()[1].size, large.size());
  EXPECT_TRUE(archive->contains("folder/a"));
  EXPECT_FALSE(archive->contains("a"));
  EXPECT_EQ(text_of(*archive->read("b")), small);
  EXPECT_EQ(text_of(*archive->read("folder/a")), large);
  EXPECT_EQ(text_of(*archive->read("empty")), "");
}

// An archive of Python's zipfile (tests/golden/make_zip.py).
SharedBytes packed_archive() { return SharedBytes(testing::foreign_bytes("packed.zip")); }

TEST(Zip, ReadsWhatZlibDeflated) {
  const auto archive = ZipArchive::open(packed_archive());
  ASSERT_TRUE(archive) << archive.error().message();
  ASSERT_EQ(archive->entries().size(), 4u);
  EXPECT_EQ(text_of(*archive->read("deflated")), std::string(100'000, 'x'));
  EXPECT_EQ(text_of(*archive->read("stored")), "some numbers");
  std::string streamed;
  for (int i = 0; i < 2048; ++i) streamed += static_cast<char>(i % 256);
  EXPECT_EQ(text_of(*archive->read("streamed")), streamed);
  EXPECT_EQ(text_of(*archive->read("large")), "four gigabytes, it says");
}

TEST(Zip, KeepsTheFileOfAStoredEntry) {
  const std::string text = "some numbers";
  SharedBytes bytes;
  {
    const auto archive = ZipArchive::open(archive_of({{"a", zip_bytes(text)}}));
    bytes = *archive->read("a");
  }
  EXPECT_EQ(text_of(bytes), text);
}

TEST(Zip, MarksNamesThatAreNotAscii) {
  const SharedBytes file = archive_of({{"a", {}}, {"größer", {}}});
  EXPECT_EQ(file.bytes()[7] & 8, 0);
  EXPECT_EQ(file.bytes()[30 + 1 + 7] & 8, 8);
  EXPECT_TRUE(ZipArchive::open(file)->contains("größer"));
}

TEST(Zip, IsDeterministic) {
  const std::string text(1000, 'y');
  const std::vector<ZipMember> members = {{"a", zip_bytes(text)}, {"b", zip_bytes(text)}};
  EXPECT_EQ(text_of(archive_of(members)), text_of(archive_of(members)));
}

TEST(Zip, RejectsEmptyAndDuplicateNames) {
  EXPECT_EQ(to_zip(std::vector<ZipMember>{{"a", {}}, {"a", {}}}).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(to_zip(std::vector<ZipMember>{{"", {}}}).error().kind, ErrorKind::kInvalidArgument);
}

TEST(Zip, NamesAMissingOrOversizedEntry) {
  const std::string text(1000, 'y');
  const auto archive = ZipArchive::open(archive_of({{"weights", zip_bytes(text)}}));
  ASSERT_TRUE(archive);
  const auto missing = archive->read("others");
  EXPECT_EQ(missing.error().kind, ErrorKind::kNotFound);
  EXPECT_NE(missing.error().message().find("others"), std::string::npos);
  const auto large = archive->read("weights", 999);
  EXPECT_EQ(large.error().kind, ErrorKind::kTooLarge);
  EXPECT_NE(large.error().message().find("weights"), std::string::npos);
  EXPECT_TRUE(archive->read("weights", 1000));
}

// The archive of less than 1 kB states an entry of 200 MB.
TEST(Zip, RejectsABombBeforeUnpackingIt) {
  const auto archive = ZipArchive::open(with_number(packed_archive(), 100'000, 200 << 20));
  ASSERT_FALSE(archive);
  EXPECT_EQ(archive.error().kind, ErrorKind::kTooLarge);
  EXPECT_NE(archive.error().message().find("deflated"), std::string::npos);
}

TEST(Zip, RejectsAnEntryOfAnotherLengthThanStated) {
  for (const std::uint32_t claimed : {99'999u, 100'001u, 1u, 0u}) {
    const auto archive = ZipArchive::open(with_number(packed_archive(), 100'000, claimed));
    ASSERT_TRUE(archive);
    EXPECT_FALSE(archive->read("deflated")) << claimed;
    EXPECT_TRUE(archive->read("stored"));
  }
}

TEST(Zip, DetectsABadChecksum) {
  const std::string text = "some numbers that are stored without compression";
  const SharedBytes honest = archive_of({{"a", zip_bytes(text)}});
  std::vector<std::uint8_t> bytes(honest.bytes().begin(), honest.bytes().end());
  const auto stored = std::ranges::search(bytes, text);
  ASSERT_FALSE(stored.empty());
  stored[5] ^= 1;
  const auto archive = ZipArchive::open(SharedBytes(std::move(bytes)));
  ASSERT_TRUE(archive);
  EXPECT_EQ(archive->read("a").error().kind, ErrorKind::kBadFormat);
}

TEST(Zip, SurvivesEveryTruncationAndCorruptByte) {
  const SharedBytes honest = packed_archive();
  const ByteSpan all = honest.bytes();
  for (std::size_t length = 0; length < all.size(); ++length)
    EXPECT_FALSE(ZipArchive::open(SharedBytes(std::vector(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(length)))))
        << length;
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::vector<std::uint8_t> bytes(all.begin(), all.end());
    bytes[i] ^= 0xFF;
    const auto archive = ZipArchive::open(SharedBytes(std::move(bytes)));
    if (!archive) continue;
    for (const ZipEntry& entry : archive->entries()) {
      const auto read = archive->read(entry.name);
      EXPECT_TRUE(!read || read->bytes().size() == entry.size);
    }
  }
}

}  // namespace
}  // namespace alexnet
