// The files that read_safetensors must reject, and the damage that it must survive.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/memory.h"
#include "base/rng.h"
#include "formats/safetensors.h"
#include "unit/formats/safetensors_files.h"

namespace alexnet {
namespace {

struct BadFile {
  const char* reason;
  std::string header;
  std::size_t data_bytes;
  ErrorKind kind;
  std::vector<std::string> parts;  // all of them must be in the message
};

constexpr auto kBad = ErrorKind::kBadFormat;

// Returns a header with one tensor named `t`.
std::string entry(const std::string& fields) { return R"({"t":{)" + fields + "}}"; }
std::string entry(const std::string& type, const std::string& shape, const std::string& offsets) {
  return entry(R"("dtype":")" + type + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets);
}

void expect_rejected(const BadFile& bad) {
  const auto map = read(file_of(bad.header, bad.data_bytes));
  ASSERT_FALSE(map) << bad.reason;
  EXPECT_EQ(map.error().kind, bad.kind) << bad.reason << ": " << map.error().message();
  for (const std::string& part : bad.parts) {
    EXPECT_NE(map.error().message().find(part), std::string::npos) << bad.reason << ": " << map.error().message();
  }
  EXPECT_LT(map.error().message().size(), 500u) << bad.reason;
}

TEST(ReadSafetensors, RejectsAHeaderThatIsNotJson) {
  const std::string deep(100'000, '[');
  for (const BadFile& bad : {
           BadFile{"empty", "", 0, kBad, {"header"}},
           {"no object", "[]", 0, kBad, {"expected {", "byte 8"}},
           {"a space first", " {}", 0, kBad, {"expected {", "byte 8"}},
           {"unfinished", R"({"a":)", 0, kBad, {"not JSON at byte"}},
           {"text after it", "{}x", 0, kBad, {"not JSON at byte"}},
           {"a zero byte after it", std::string("{}\0", 3), 0, kBad, {"byte 10", "zero byte"}},
           {"not UTF-8", "{\"\xff\":{}}", 0, kBad, {"byte 10", "UTF-8"}},
           {"half a surrogate", R"({"\ud800":{}})", 0, kBad, {"not JSON"}},
           {"deep", R"({"t":)" + deep, 0, kBad, {"\"t\"", "found [...]"}},
           {"deep metadata", R"({"__metadata__":{"k":)" + deep, 0, kBad, {"__metadata__", "found [...]"}},
           {"an endless number", entry("F32", "[1e99999" + std::string(10'000, '9') + "]", "[0,4]"), 4, kBad, {}},
       }) {
    expect_rejected(bad);
  }
}

TEST(ReadSafetensors, RejectsUnknownFieldsAndTypes) {
  const std::string good = R"("dtype":"F32","shape":[1],"data_offsets":[0,4])";
  for (const BadFile& bad : {
           BadFile{"an entry is a number", R"({"t":1})", 0, kBad, {"\"t\"", "found 1"}},
           {"an entry is null", R"({"t":null})", 0, kBad, {"\"t\"", "found null"}},
           {"a name twice", R"({"t":{)" + good + R"(},"t":{)" + good + "}}", 4, kBad, {"\"t\"", "twice"}},
           {"a field twice", entry(good + R"(,"dtype":"F32")"), 4, kBad, {"\"t\"", "\"dtype\"", "twice"}},
           {"an unknown field", entry(good + R"(,"stride":[1])"), 4, kBad, {"\"t\"", "\"stride\""}},
           {"no dtype", entry(R"("shape":[1],"data_offsets":[0,4])"), 4, kBad, {"\"t\"", "no dtype"}},
           {"no shape", entry(R"("dtype":"F32","data_offsets":[0,4])"), 4, kBad, {"\"t\"", "no shape"}},
           {"no offsets", entry(R"("dtype":"F32","shape":[1])"), 4, kBad, {"\"t\"", "no data_offsets"}},
           {"dtype is a number", entry(R"("dtype":32)"), 4, kBad, {"\"t\"", "dtype", "found 32"}},
           {"a boolean type", entry("BOOL", "[1]", "[0,1]"), 1, ErrorKind::kUnsupported, {"\"t\"", "\"BOOL\""}},
           {"an 8-bit float", entry("F8_E4M3", "[1]", "[0,1]"), 1, ErrorKind::kUnsupported, {"\"t\"", "\"F8_E4M3\""}},
           {"a type in lower case", entry("f32", "[1]", "[0,4]"), 4, ErrorKind::kUnsupported, {"\"f32\""}},
           {"metadata is an array", R"({"__metadata__":[]})", 0, kBad, {"__metadata__", "found [...]"}},
           {"metadata holds a number", R"({"__metadata__":{"k":1}})", 0, kBad, {"__metadata__", "found 1"}},
           {"metadata holds an object", R"({"__metadata__":{"k":{}}})", 0, kBad, {"__metadata__", "found {...}"}},
           {"metadata twice", R"({"__metadata__":{},"__metadata__":{}})", 0, kBad, {"__metadata__", "twice"}},
           {"metadata's name twice", R"({"__metadata__":{"k":"1","k":"2"}})", 0, kBad, {"\"k\"", "twice"}},
       }) {
    expect_rejected(bad);
  }
}

TEST(ReadSafetensors, RejectsInvalidShapesAndOffsets) {
  const auto unsupported = ErrorKind::kUnsupported;
  for (const BadFile& bad : {
           BadFile{"a negative length", entry("F32", "[-1]", "[0,4]"), 4, kBad, {"\"t\"", "shape", "found -1"}},
           {"half a length", entry("F32", "[1.0]", "[0,4]"), 4, kBad, {"\"t\"", "shape", "found 1.0"}},
           {"a string as length", entry("F32", R"(["1"])", "[0,4]"), 4, kBad, {"\"t\"", "shape", R"(found "1")"}},
           {"a shape in a shape", entry("F32", "[[1]]", "[0,4]"), 4, kBad, {"\"t\"", "shape", "found [...]"}},
           {"no array", entry("F32", "1", "[0,4]"), 4, kBad, {"\"t\"", "shape", "found 1"}},
           {"over 64 bits", entry("F32", "[18446744073709551616]", "[0,4]"), 4, kBad, {"\"t\"", "found 18446744073709551616"}},
           {"an overflowing product", entry("F32", "[4294967296,4294967296]", "[0,4]"), 4, kBad, {"\"t\"", "more than memory"}},
           {"an overflowing size", entry("F64", "[2305843009213693952]", "[0,0]"), 0, kBad, {"\"t\"", "more than memory"}},
           {"nine axes", entry("F32", "[1,1,1,1,1,1,1,1,1]", "[0,4]"), 4, unsupported, {"\"t\"", "8 axes"}},
           {"one offset", entry("F32", "[1]", "[0]"), 4, kBad, {"\"t\"", "two non-negative integers"}},
           {"three offsets", entry("F32", "[1]", "[0,4,8]"), 4, kBad, {"\"t\"", "two non-negative integers"}},
           {"a negative offset", entry("F32", "[1]", "[-4,0]"), 4, kBad, {"\"t\"", "found -4"}},
           {"reversed", entry("F32", "[1]", "[4,0]"), 4, kBad, {"\"t\"", "begins at byte 4", "end at 0"}},
           {"too short for its shape", entry("F32", "[2]", "[0,4]"), 4, kBad, {"\"t\"", "F32 [2]", "8 bytes", "span 4"}},
           {"beyond the file", entry("F32", "[2304]", "[0,9216]"), 8000, kBad, {"\"t\"", "ends at byte 9216", "has 8000"}},
           {"far beyond", entry("U8", "[4]", "[18446744073709551611,18446744073709551615]"), 4, kBad, {"\"t\"", "ends at"}},
           {"a hole before", entry("U8", "[1]", "[1,2]"), 2, kBad, {"\"t\"", "begins at byte 1", "hole"}},
           {"bytes after the last tensor", entry("U8", "[1]", "[0,1]"), 3, kBad, {"end at byte 1", "has 3"}},
           {"bytes of no tensor", "{}", 1, kBad, {"end at byte 0", "has 1"}},
       }) {
    expect_rejected(bad);
  }
}

TEST(ReadSafetensors, RejectsHolesAndOverlapsBetweenTensors) {
  const auto two = [](const std::string& first, const std::string& second) {
    return R"({"a":{"dtype":"U8","shape":[4],"data_offsets":)" + first + R"(},"b":{"dtype":"U8","shape":[4],"data_offsets":)" +
           second + "}}";
  };
  expect_rejected({"overlap", two("[0,4]", "[3,7]"), 7, kBad, {"\"b\"", "begins at byte 3", "inside another tensor"}});
  expect_rejected({"the same bytes", two("[0,4]", "[0,4]"), 4, kBad, {"begins at byte 0", "inside another tensor"}});
  expect_rejected({"hole", two("[5,9]", "[0,4]"), 9, kBad, {"\"a\"", "begins at byte 5", "hole that begins at 4"}});
  const auto swapped = read(file_of(two("[4,8]", "[0,4]"), 8));
  EXPECT_TRUE(swapped) << "any order of the tensors is valid: " << swapped.error().message();
}

TEST(ReadSafetensors, RejectsALongHeaderBeforeAllocatingMemory) {
  Bytes file = file_of("{}");
  for (const int high : {0x10, 0x80, 0xFF}) {
    file[7] = static_cast<std::uint8_t>(high);
    const auto map = read(file);
    ASSERT_FALSE(map);
    EXPECT_EQ(map.error().kind, kBad) << map.error().message();
    EXPECT_NE(map.error().message().find("the file has 2"), std::string::npos) << map.error().message();
  }
}

TEST(ReadSafetensors, RejectsAHeaderOverTheLimit) {
  const std::size_t size = kMaxSafetensorsHeader + 9;
  auto* block = static_cast<std::uint8_t*>(allocate_memory(size));
  ASSERT_NE(block, nullptr);
  for (std::size_t i = 0; i < 8; ++i)
    block[i] = static_cast<std::uint8_t>(std::uint64_t{kMaxSafetensorsHeader + 1} >> (8 * i) & 0xFF);
  const auto map = read_safetensors(SharedBytes::from_allocation(block, size));
  ASSERT_FALSE(map);
  EXPECT_EQ(map.error().kind, ErrorKind::kTooLarge) << map.error().message();
  EXPECT_NE(map.error().message().find("100000001"), std::string::npos) << map.error().message();
}

TEST(ReadSafetensors, ShortensNamesAndReplacesControlCharactersInErrors) {
  std::string name = "\\u001b[31m";
  for (int i = 0; i < 1000; ++i) name += "ü";
  const auto map = read(file_of("{\"" + name + "\":1}"));
  ASSERT_FALSE(map);
  EXPECT_LT(map.error().where.size(), 150u);
  EXPECT_EQ(map.error().where.find('\x1b'), std::string::npos) << map.error().where;
}

TEST(ReadSafetensors, RejectsEveryTruncation) {
  const Bytes whole = file_of(kSmall, 11);
  ASSERT_TRUE(read(whole));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto map = read(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)));
    ASSERT_FALSE(map) << "after truncation to " << length << " bytes";
    EXPECT_EQ(map.error().kind, kBad) << length << ": " << map.error().message();
  }
}

// Expects the tensors of an accepted file to be inside the file and as long as their types and shapes state.
void expect_valid(const TensorMap& map) {
  const ByteSpan file = map.storage.bytes();
  std::size_t total = 0;
  for (const auto& [name, tensor] : map.tensors) {
    ASSERT_EQ(tensor.bytes.size(), tensor.elements() * element_size(tensor.type)) << name;
    if (tensor.bytes.empty()) continue;
    ASSERT_GE(tensor.bytes.data(), file.data()) << name;
    ASSERT_LE(tensor.bytes.data() + tensor.bytes.size(), file.data() + file.size()) << name;
    total += tensor.bytes.size();
  }
  ASSERT_LE(total, file.size());
}

TEST(ReadSafetensors, SurvivesEveryValueOfEveryHeaderByte) {
  const Bytes whole = file_of(kSmall, 11);
  for (std::size_t at = 0; at < 8 + kSmall.size(); ++at) {
    for (int value = 0; value < 256; ++value) {
      Bytes file = whole;
      file[at] = static_cast<std::uint8_t>(value);
      if (const auto map = read(std::move(file))) expect_valid(*map);
    }
  }
}

TEST(ReadSafetensors, SurvivesRandomChanges) {
  constexpr std::uint64_t kSeed = 20120930;
  SCOPED_TRACE(str_cat("seed ", kSeed));
  const std::string_view pieces[] = {"\"", "{", "}",    "[",       "]",    ",", ":",         "0",
                                     "9",  "-", "null", "\\u0000", "\xff", " ", "4294967296"};
  std::uint64_t draw = 0;
  const auto below = [&](std::size_t limit) { return random_words(kSeed, 0, draw++)[0] % limit; };
  for (int round = 0; round < 5000; ++round) {
    std::string header(kSmall);
    for (std::size_t change = 0; change <= below(4); ++change) {
      const std::string_view piece = pieces[below(std::size(pieces))];
      header.replace(below(header.size()), below(4), piece);
    }
    const auto map = read(file_of(header, 11));
    if (map) expect_valid(*map);
    if (!map) {
      ASSERT_FALSE(map.error().what.empty()) << header;
    }
  }
}

}  // namespace
}  // namespace alexnet
