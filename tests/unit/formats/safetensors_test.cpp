#include "formats/safetensors.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

#include "base/memory.h"
#include "base/rng.h"

namespace alexnet {
namespace {

using Bytes = std::vector<std::uint8_t>;

// A file of this header and this much data.
Bytes file_of(std::string_view header, std::size_t data_bytes = 0) {
  Bytes file(8 + header.size() + data_bytes);
  for (std::size_t i = 0; i < 8; ++i) file[i] = static_cast<std::uint8_t>(std::uint64_t{header.size()} >> (8 * i));
  std::memcpy(file.data() + 8, header.data(), header.size());
  return file;
}

Result<TensorMap> read(Bytes file) { return read_safetensors(SharedBytes(std::move(file))); }

// Reads straight from the disk, so that it works where the core has no files, under node too.
Bytes bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

template <typename Number>
std::vector<Number> numbers(const TensorMap& map, std::string_view name) {
  const auto found = map.tensors.find(name);
  if (found == map.tensors.end()) return {};
  std::vector<Number> result(found->second.bytes.size() / sizeof(Number));
  if (!result.empty()) std::memcpy(result.data(), found->second.bytes.data(), result.size() * sizeof(Number));
  return result;
}

FileTensor tensor_of(ElementType type, std::vector<std::size_t> shape, const Bytes& bytes) {
  return {type, std::move(shape), bytes};
}

constexpr std::string_view kSmall = R"({"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                                    R"("b":{"dtype":"U8","shape":[1,3],"data_offsets":[8,11]}})";

TEST(ReadSafetensors, ReadsWhatTheReferenceImplementationWrote) {
  const auto map = read(bytes_of("tests/golden/safetensors/mixed.safetensors"));
  ASSERT_TRUE(map) << map.error().message();
  std::vector<float> weight(24);
  for (std::size_t i = 0; i < 24; ++i) weight[i] = static_cast<float>(i) / 8 - 1;
  EXPECT_EQ(map->tensors.size(), 10u);
  EXPECT_EQ(numbers<float>(*map, "conv1.weight"), weight);
  EXPECT_EQ(map->tensors.at("conv1.weight").shape, (std::vector<std::size_t>{2, 3, 2, 2}));
  EXPECT_EQ(numbers<float>(*map, "conv1.bias"), (std::vector<float>{0.5f, -0.25f}));
  EXPECT_EQ(numbers<std::uint16_t>(*map, "half"), (std::vector<std::uint16_t>{0x3C00, 0xC000, 0x7BFF}));
  EXPECT_EQ(numbers<std::uint8_t>(*map, "bytes"), (Bytes{0, 127, 255}));
  EXPECT_EQ(numbers<std::int8_t>(*map, "signed"), (std::vector<std::int8_t>{-128, 127, -1}));
  EXPECT_EQ(numbers<std::int32_t>(*map, "counts"), (std::vector<std::int32_t>{-1, 2147483647}));
  EXPECT_EQ(numbers<std::int64_t>(*map, "step"), (std::vector<std::int64_t>{1234567890123}));
  EXPECT_TRUE(map->tensors.at("step").shape.empty()) << "a scalar";
  EXPECT_EQ(numbers<double>(*map, "loss"), (std::vector<double>{6.907755278982137}));
  EXPECT_EQ(map->tensors.at("empty").elements(), 0u);
  EXPECT_EQ(numbers<float>(*map, "na\"me/ü"), (std::vector<float>{42}));
  EXPECT_EQ(map->metadata.at("format"), "np");
  EXPECT_EQ(map->metadata.at("classes"), "tench\ngoldfish \"gold\"\nHai-Fisch ü");
}

TEST(ReadSafetensors, ReadsNumbersAtOddAddresses) {
  const auto map = read(bytes_of("tests/golden/safetensors/odd.safetensors"));
  ASSERT_TRUE(map) << map.error().message();
  EXPECT_EQ(numbers<float>(*map, "a"), (std::vector<float>{1.5f, -3}));
  EXPECT_EQ(map->tensors.at("b").type, ElementType::kBf16);
  EXPECT_EQ(numbers<std::uint16_t>(*map, "b"), (std::vector<std::uint16_t>{0x3FC0}));
  EXPECT_EQ(numbers<std::uint8_t>(*map, "z"), (Bytes{7}));
}

TEST(ReadSafetensors, ReadsTheConvolutionsOfBvlcAlexNet) {
  const char* path = "../shared/weights/bvlc_alexnet_features.safetensors";
  if (!std::ifstream(path)) GTEST_SKIP() << path << " is not here";
  const auto map = read(bytes_of(path));
  ASSERT_TRUE(map) << map.error().message();
  EXPECT_EQ(map->tensors.size(), 10u);
  ASSERT_TRUE(map->tensors.contains("conv2.weight"));
  EXPECT_EQ(map->tensors.at("conv2.weight").shape, (std::vector<std::size_t>{256, 48, 5, 5}));
  EXPECT_EQ(numbers<float>(*map, "conv2.weight")[1], 0.00037120984052307904f);
  EXPECT_TRUE(map->metadata.contains("origin"));
}

TEST(ReadSafetensors, CopiesNothingAndKeepsTheFileAlive) {
  const SharedBytes file(file_of(kSmall, 11));
  const auto* begin = file.bytes().data();
  const auto size = file.bytes().size();
  const auto map = read_safetensors(file);
  ASSERT_TRUE(map) << map.error().message();
  EXPECT_EQ(map->tensors.at("b").bytes.data(), begin + size - 3);
  EXPECT_EQ(map->storage.bytes().data(), begin);
}

TEST(ReadSafetensors, ReadsAFileWithoutTensors) {
  const auto map = read(file_of("{}  \n"));
  ASSERT_TRUE(map) << map.error().message();
  EXPECT_TRUE(map->tensors.empty());
}

struct BadFile {
  const char* why;
  std::string header;
  std::size_t data_bytes;
  ErrorKind kind;
  std::vector<std::string> told;  // all of them must stand in the message
};

constexpr auto kBad = ErrorKind::kBadFormat;

// One tensor named `t`.
std::string entry(const std::string& fields) { return R"({"t":{)" + fields + "}}"; }
std::string entry(const std::string& type, const std::string& shape, const std::string& offsets) {
  return entry(R"("dtype":")" + type + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets);
}

void expect_refused(const BadFile& bad) {
  const auto map = read(file_of(bad.header, bad.data_bytes));
  ASSERT_FALSE(map) << bad.why;
  EXPECT_EQ(map.error().kind, bad.kind) << bad.why << ": " << map.error().message();
  for (const std::string& told : bad.told) {
    EXPECT_NE(map.error().message().find(told), std::string::npos) << bad.why << ": " << map.error().message();
  }
  EXPECT_LT(map.error().message().size(), 500u) << bad.why;
}

TEST(ReadSafetensors, RefusesAHeaderThatIsNotJson) {
  const std::string deep(100'000, '[');
  for (const BadFile& bad : {
           BadFile{"empty", "", 0, kBad, {"header"}},
           {"no object", "[]", 0, kBad, {"expected {", "byte 8"}},
           {"a space first", " {}", 0, kBad, {"expected {", "byte 8"}},
           {"unfinished", R"({"a":)", 0, kBad, {"not JSON at byte"}},
           {"text behind it", "{}x", 0, kBad, {"not JSON at byte"}},
           {"a zero byte behind it", std::string("{}\0", 3), 0, kBad, {"byte 10", "zero byte"}},
           {"not UTF-8", "{\"\xff\":{}}", 0, kBad, {"byte 10", "UTF-8"}},
           {"half a surrogate", R"({"\ud800":{}})", 0, kBad, {"not JSON"}},
           {"deep", R"({"t":)" + deep, 0, kBad, {"\"t\"", "found an array"}},
           {"deep metadata", R"({"__metadata__":{"k":)" + deep, 0, kBad, {"__metadata__", "found an array"}},
           {"an endless number", entry("F32", "[1e99999" + std::string(10'000, '9') + "]", "[0,4]"), 4, kBad, {}},
       }) {
    expect_refused(bad);
  }
}

TEST(ReadSafetensors, RefusesWhatTheFormatDoesNotKnow) {
  const std::string good = R"("dtype":"F32","shape":[1],"data_offsets":[0,4])";
  for (const BadFile& bad : {
           BadFile{"an entry is a number", R"({"t":1})", 0, kBad, {"\"t\"", "found a number"}},
           {"an entry is null", R"({"t":null})", 0, kBad, {"\"t\"", "found null"}},
           {"a name twice", R"({"t":{)" + good + R"(},"t":{)" + good + "}}", 4, kBad, {"\"t\"", "twice"}},
           {"a field twice", entry(good + R"(,"dtype":"F32")"), 4, kBad, {"\"t\"", "\"dtype\"", "twice"}},
           {"an unknown field", entry(good + R"(,"stride":[1])"), 4, kBad, {"\"t\"", "\"stride\""}},
           {"no dtype", entry(R"("shape":[1],"data_offsets":[0,4])"), 4, kBad, {"\"t\"", "no dtype"}},
           {"no shape", entry(R"("dtype":"F32","data_offsets":[0,4])"), 4, kBad, {"\"t\"", "no shape"}},
           {"no offsets", entry(R"("dtype":"F32","shape":[1])"), 4, kBad, {"\"t\"", "no data_offsets"}},
           {"dtype is a number", entry(R"("dtype":32)"), 4, kBad, {"\"t\"", "dtype", "found a number"}},
           {"a boolean type", entry("BOOL", "[1]", "[0,1]"), 1, ErrorKind::kUnsupported, {"\"t\"", "\"BOOL\""}},
           {"an 8-bit float", entry("F8_E4M3", "[1]", "[0,1]"), 1, ErrorKind::kUnsupported, {"\"t\"", "\"F8_E4M3\""}},
           {"a type in lower case", entry("f32", "[1]", "[0,4]"), 4, ErrorKind::kUnsupported, {"\"f32\""}},
           {"metadata is an array", R"({"__metadata__":[]})", 0, kBad, {"__metadata__", "found an array"}},
           {"metadata holds a number", R"({"__metadata__":{"k":1}})", 0, kBad, {"__metadata__", "found a number"}},
           {"metadata holds an object", R"({"__metadata__":{"k":{}}})", 0, kBad, {"__metadata__", "found an object"}},
           {"metadata twice", R"({"__metadata__":{},"__metadata__":{}})", 0, kBad, {"__metadata__", "twice"}},
           {"metadata's name twice", R"({"__metadata__":{"k":"1","k":"2"}})", 0, kBad, {"\"k\"", "twice"}},
       }) {
    expect_refused(bad);
  }
}

TEST(ReadSafetensors, RefusesShapesAndOffsetsThatAreNone) {
  const auto unsupported = ErrorKind::kUnsupported;
  for (const BadFile& bad : {
           BadFile{"a negative length", entry("F32", "[-1]", "[0,4]"), 4, kBad, {"\"t\"", "shape", "negative"}},
           {"half a length", entry("F32", "[1.0]", "[0,4]"), 4, kBad, {"\"t\"", "shape", "not whole"}},
           {"a text as length", entry("F32", R"(["1"])", "[0,4]"), 4, kBad, {"\"t\"", "shape", "found a text"}},
           {"a shape in a shape", entry("F32", "[[1]]", "[0,4]"), 4, kBad, {"\"t\"", "shape", "found an array"}},
           {"no array", entry("F32", "1", "[0,4]"), 4, kBad, {"\"t\"", "shape", "found a number"}},
           {"over 64 bits", entry("F32", "[18446744073709551616]", "[0,4]"), 4, kBad, {"\"t\"", "too large"}},
           {"an overflowing product", entry("F32", "[4294967296,4294967296]", "[0,4]"), 4, kBad, {"\"t\"", "more than memory"}},
           {"an overflowing size", entry("F64", "[2305843009213693952]", "[0,0]"), 0, kBad, {"\"t\"", "more than memory"}},
           {"nine axes", entry("F32", "[1,1,1,1,1,1,1,1,1]", "[0,4]"), 4, unsupported, {"\"t\"", "8 axes"}},
           {"one offset", entry("F32", "[1]", "[0]"), 4, kBad, {"\"t\"", "two non-negative integers"}},
           {"three offsets", entry("F32", "[1]", "[0,4,8]"), 4, kBad, {"\"t\"", "two non-negative integers"}},
           {"a negative offset", entry("F32", "[1]", "[-4,0]"), 4, kBad, {"\"t\"", "negative"}},
           {"reversed", entry("F32", "[1]", "[4,0]"), 4, kBad, {"\"t\"", "begins at byte 4", "end at 0"}},
           {"too short for its shape", entry("F32", "[2]", "[0,4]"), 4, kBad, {"\"t\"", "F32 [2]", "8 bytes", "span 4"}},
           {"beyond the file", entry("F32", "[2304]", "[0,9216]"), 8000, kBad, {"\"t\"", "ends at byte 9216", "has 8000"}},
           {"far beyond", entry("U8", "[4]", "[18446744073709551611,18446744073709551615]"), 4, kBad, {"\"t\"", "ends at"}},
           {"a hole before", entry("U8", "[1]", "[1,2]"), 2, kBad, {"\"t\"", "begins at byte 1", "hole"}},
           {"bytes behind", entry("U8", "[1]", "[0,1]"), 3, kBad, {"end at byte 1", "has 3"}},
           {"bytes of nobody", "{}", 1, kBad, {"end at byte 0", "has 1"}},
       }) {
    expect_refused(bad);
  }
}

TEST(ReadSafetensors, RefusesHolesAndOverlapsBetweenTensors) {
  const auto two = [](const std::string& first, const std::string& second) {
    return R"({"a":{"dtype":"U8","shape":[4],"data_offsets":)" + first + R"(},"b":{"dtype":"U8","shape":[4],"data_offsets":)" +
           second + "}}";
  };
  expect_refused({"overlap", two("[0,4]", "[3,7]"), 7, kBad, {"\"b\"", "begins at byte 3", "inside another tensor"}});
  expect_refused({"the same bytes", two("[0,4]", "[0,4]"), 4, kBad, {"begins at byte 0", "inside another tensor"}});
  expect_refused({"hole", two("[5,9]", "[0,4]"), 9, kBad, {"\"a\"", "begins at byte 5", "hole that begins at 4"}});
  const auto swapped = read(file_of(two("[4,8]", "[0,4]"), 8));
  EXPECT_TRUE(swapped) << "any order will do: " << swapped.error().message();
}

TEST(ReadSafetensors, RefusesALongHeaderBeforeTakingMemory) {
  Bytes file = file_of("{}");
  for (const int high : {0x10, 0x80, 0xFF}) {
    file[7] = static_cast<std::uint8_t>(high);
    const auto map = read(file);
    ASSERT_FALSE(map);
    EXPECT_EQ(map.error().kind, kBad) << map.error().message();
    EXPECT_NE(map.error().message().find("the file has 2"), std::string::npos) << map.error().message();
  }
}

TEST(ReadSafetensors, RefusesAHeaderOverTheLimit) {
  const std::size_t size = kMaxSafetensorsHeader + 9;
  auto* block = static_cast<std::uint8_t*>(allocate_memory(size));
  ASSERT_NE(block, nullptr);
  for (std::size_t i = 0; i < 8; ++i) block[i] = static_cast<std::uint8_t>((kMaxSafetensorsHeader + 1) >> (8 * i) & 0xFF);
  const auto map = read_safetensors(SharedBytes::adopt_memory(block, size));
  ASSERT_FALSE(map);
  EXPECT_EQ(map.error().kind, ErrorKind::kTooLarge) << map.error().message();
  EXPECT_NE(map.error().message().find("100000001"), std::string::npos) << map.error().message();
}

TEST(ReadSafetensors, ShowsALongOrDirtyNameShortAndClean) {
  std::string name = "\\u001b[31m";
  for (int i = 0; i < 1000; ++i) name += "ü";
  const auto map = read(file_of("{\"" + name + "\":1}"));
  ASSERT_FALSE(map);
  EXPECT_LT(map.error().where.size(), 150u);
  EXPECT_EQ(map.error().where.find('\x1b'), std::string::npos) << map.error().where;
}

TEST(ReadSafetensors, RefusesAFileThatEndsAnywhereButAtItsEnd) {
  const Bytes whole = file_of(kSmall, 11);
  ASSERT_TRUE(read(whole));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto map = read(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)));
    ASSERT_FALSE(map) << "of length " << length;
    EXPECT_EQ(map.error().kind, kBad) << length << ": " << map.error().message();
  }
}

// What was accepted lies inside the file and is as long as it says.
void expect_sound(const TensorMap& map) {
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

TEST(ReadSafetensors, OutlivesEveryValueOfEveryByteOfTheHeader) {
  const Bytes whole = file_of(kSmall, 11);
  for (std::size_t at = 0; at < 8 + kSmall.size(); ++at) {
    for (int value = 0; value < 256; ++value) {
      Bytes file = whole;
      file[at] = static_cast<std::uint8_t>(value);
      if (const auto map = read(std::move(file))) expect_sound(*map);
    }
  }
}

TEST(ReadSafetensors, OutlivesRandomChanges) {
  constexpr std::uint64_t kSeed = 20120930;
  SCOPED_TRACE(text("seed ", kSeed));
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
    if (map) expect_sound(*map);
    if (!map) {
      ASSERT_FALSE(map.error().what.empty()) << header;
    }
  }
}

TEST(IsSafetensors, LooksAtTheLengthAndTheBrace) {
  EXPECT_TRUE(is_safetensors(file_of("{}")));
  EXPECT_FALSE(is_safetensors(file_of("[]")));
  EXPECT_FALSE(is_safetensors(file_of("")));
  EXPECT_FALSE(is_safetensors({}));
  Bytes cut = file_of(kSmall);
  cut.resize(20);
  EXPECT_TRUE(is_safetensors(cut)) << "the reader then says that it is cut short";
  Bytes zip{'P', 'K', 3, 4, 0, 0, 8, 8, '{'};
  EXPECT_FALSE(is_safetensors(zip));
}

// Tensors of odd lengths, so that those behind them lie at odd addresses.
struct Sample {
  Bytes floats = {0, 0, 128, 63, 255, 255, 255, 127};  // 1 and a NaN with a payload
  Bytes bytes = {1, 2, 3};
  TensorMap map;

  Sample() {
    map.tensors["weight"] = tensor_of(ElementType::kF32, {2, 1}, floats);
    map.tensors["a \"quoted\"\\\n\x01 ü"] = tensor_of(ElementType::kU8, {3}, bytes);
    map.tensors["none"] = tensor_of(ElementType::kI64, {5, 0}, {});
    map.metadata = {{"class names", "Hai\tü \"x\""}, {"", ""}};
  }
};

TEST(WriteSafetensors, ComesBackBitForBit) {
  const Sample sample;
  const auto file = to_safetensors(sample.map);
  ASSERT_TRUE(file) << file.error().message();
  const auto map = read_safetensors(*file);
  ASSERT_TRUE(map) << map.error().message();
  EXPECT_EQ(map->metadata, sample.map.metadata);
  ASSERT_EQ(map->tensors.size(), sample.map.tensors.size());
  for (const auto& [name, tensor] : sample.map.tensors) {
    const FileTensor& back = map->tensors.at(name);
    EXPECT_EQ(back.type, tensor.type) << name;
    EXPECT_EQ(back.shape, tensor.shape) << name;
    EXPECT_TRUE(std::ranges::equal(back.bytes, tensor.bytes)) << name;
  }
}

TEST(WriteSafetensors, WritesAgainWhatItRead) {
  const auto map = read(bytes_of("tests/golden/safetensors/mixed.safetensors"));
  ASSERT_TRUE(map);
  const auto once = to_safetensors(*map);
  ASSERT_TRUE(once);
  const auto twice = to_safetensors(*read_safetensors(*once));
  ASSERT_TRUE(twice);
  EXPECT_TRUE(std::ranges::equal(once->bytes(), twice->bytes()));
}

TEST(SafetensorsHeader, LetsTheDataBeginAtAMultipleOf64) {
  TensorMap map;
  const Bytes byte{9};
  for (std::size_t length = 1; length < 130; ++length) {
    map.tensors.clear();
    map.tensors[std::string(length, 'n')] = tensor_of(ElementType::kU8, {1}, byte);
    EXPECT_EQ(safetensors_header(map).size() % 64, 0u) << length;
    EXPECT_TRUE(read_safetensors(*to_safetensors(map))) << length;
  }
}

TEST(SafetensorsHeader, PutsMetadataFirstAndTensorsInOrder) {
  const Sample sample;
  const std::string header = safetensors_header(sample.map);
  EXPECT_EQ(header.substr(8, 16), R"({"__metadata__":)");
  EXPECT_LT(header.find("\"none\""), header.find("\"weight\""));
  TensorMap bare;
  EXPECT_EQ(safetensors_header(bare).substr(8, 3), "{} ") << "no metadata, no word of it";
}

TEST(WriteSafetensors, RefusesNamesThatWouldNotComeBack) {
  for (const char* name : {"\xff\xfe", "__metadata__"}) {
    TensorMap map;
    map.tensors[name] = {ElementType::kF32, {0}, {}};
    const auto file = to_safetensors(map);
    ASSERT_FALSE(file) << name;
    EXPECT_EQ(file.error().kind, ErrorKind::kInvalidArgument) << file.error().message();
  }
}

TEST(WriteSafetensors, ReplacesWhatIsNotUtf8InMetadata) {
  TensorMap map;
  map.metadata["label"] = "caf\xe9";
  EXPECT_EQ(read_safetensors(*to_safetensors(map))->metadata.at("label"), "caf\uFFFD");
}

#ifndef __EMSCRIPTEN__
TEST(WriteSafetensors, WritesTheSameBytesToAFile) {
  const Sample sample;
  const std::string path = ::testing::TempDir() + "alexnet_safetensors_test.safetensors";
  const Status written = write_safetensors(path, sample.map);
  ASSERT_TRUE(written) << written.error().message();
  const auto mapped = map_file(path);
  ASSERT_TRUE(mapped);
  EXPECT_TRUE(std::ranges::equal(mapped->bytes(), to_safetensors(sample.map)->bytes()));
  EXPECT_TRUE(read_safetensors(*mapped));
  std::remove(path.c_str());
}
#endif

}  // namespace
}  // namespace alexnet
