#include "formats/safetensors.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

#include "unit/formats/safetensors_files.h"

namespace alexnet {
namespace {

// Reads with the standard library, since the core cannot read files in the WebAssembly build, which node runs.
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
  if (!std::ifstream(path)) GTEST_SKIP() << path << " is missing";
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

TEST(IsSafetensors, ChecksTheLengthAndTheBrace) {
  EXPECT_TRUE(is_safetensors(file_of("{}")));
  EXPECT_FALSE(is_safetensors(file_of("[]")));
  EXPECT_FALSE(is_safetensors(file_of("")));
  EXPECT_FALSE(is_safetensors({}));
  Bytes cut = file_of(kSmall);
  cut.resize(20);
  EXPECT_TRUE(is_safetensors(cut)) << "truncation is an error of the reader";
  Bytes zip{'P', 'K', 3, 4, 0, 0, 8, 8, '{'};
  EXPECT_FALSE(is_safetensors(zip));
}

// Tensors of odd lengths, so that the following ones are at odd addresses.
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

TEST(WriteSafetensors, RoundTripsBitForBit) {
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

TEST(WriteSafetensors, IsUnchangedByReadingAndWritingAgain) {
  const auto map = read(bytes_of("tests/golden/safetensors/mixed.safetensors"));
  ASSERT_TRUE(map);
  const auto once = to_safetensors(*map);
  ASSERT_TRUE(once);
  const auto twice = to_safetensors(*read_safetensors(*once));
  ASSERT_TRUE(twice);
  EXPECT_TRUE(std::ranges::equal(once->bytes(), twice->bytes()));
}

TEST(SafetensorsHeader, AlignsTheDataToAMultipleOf64) {
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
  EXPECT_EQ(safetensors_header(bare).substr(8, 3), "{} ") << "empty metadata must not be written";
}

TEST(WriteSafetensors, RejectsNamesThatDoNotRoundTrip) {
  for (const char* name : {"\xff\xfe", "__metadata__"}) {
    TensorMap map;
    map.tensors[name] = {ElementType::kF32, {0}, {}};
    const auto file = to_safetensors(map);
    ASSERT_FALSE(file) << name;
    EXPECT_EQ(file.error().kind, ErrorKind::kInvalidArgument) << file.error().message();
  }
}

TEST(WriteSafetensors, ReplacesBytesThatAreNotUtf8InMetadata) {
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
