#include "formats/tensor_map.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace alexnet {
namespace {

TEST(ElementType, HasTheSizeAndNameOfSafetensors) {
  const struct {
    ElementType type;
    std::size_t size;
    std::string_view name;
  } rows[] = {{ElementType::kF32, 4, "F32"}, {ElementType::kF16, 2, "F16"}, {ElementType::kBf16, 2, "BF16"},
              {ElementType::kI8, 1, "I8"},   {ElementType::kU8, 1, "U8"},   {ElementType::kI32, 4, "I32"},
              {ElementType::kI64, 8, "I64"}, {ElementType::kF64, 8, "F64"}};
  for (const auto& row : rows) {
    EXPECT_EQ(element_size(row.type), row.size) << row.name;
    EXPECT_EQ(to_string(row.type), row.name);
  }
}

TEST(FileTensor, CountsItsElements) {
  FileTensor tensor;
  EXPECT_EQ(tensor.elements(), 1u) << "a scalar";
  tensor.shape = {96, 3, 11, 11};
  EXPECT_EQ(tensor.elements(), 34848u);
  tensor.shape = {0, 4};
  EXPECT_EQ(tensor.elements(), 0u);
}

float from_half(std::uint16_t word) {
  const std::uint8_t bytes[] = {static_cast<std::uint8_t>(word), static_cast<std::uint8_t>(word >> 8)};
  float value = 0;
  EXPECT_TRUE(to_floats({.type = ElementType::kF16, .shape = {1}, .bytes = bytes}, {&value, 1}));
  return value;
}

// Every half converts to itself. A value between two halves rounds to the nearer one, or, in the middle, to the even one.
TEST(ToHalf, RoundsToTheNearestHalf) {
  for (std::uint32_t word = 0; word < 0x7C00; ++word) {
    const float value = from_half(static_cast<std::uint16_t>(word));
    ASSERT_EQ(to_half(value), word);
    ASSERT_EQ(to_half(-value), word | 0x8000);
    if (word == 0x7BFF) break;
    const float next = from_half(static_cast<std::uint16_t>(word + 1));
    const float middle = (value + next) / 2;
    ASSERT_EQ(to_half(middle), word + (word & 1)) << value;
    ASSERT_EQ(to_half(std::nextafter(middle, value)), word);
    ASSERT_EQ(to_half(std::nextafter(middle, next)), word + 1);
  }
}

TEST(ToHalf, MapsOverflowToInfinityAndKeepsNaN) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(to_half(65519), 0x7BFF);
  EXPECT_EQ(to_half(65520), 0x7C00);
  EXPECT_EQ(to_half(-1e30f), 0xFC00);
  EXPECT_EQ(to_half(kInfinity), 0x7C00);
  EXPECT_TRUE(std::isnan(from_half(to_half(std::numeric_limits<float>::quiet_NaN()))));
}

TEST(TensorMap, IsInAlphabeticalOrder) {
  TensorMap map;
  for (const char* name : {"fc8", "conv1", "conv2"}) map.tensors[name] = {};
  EXPECT_EQ(map.tensors.begin()->first, "conv1");
  EXPECT_EQ(map.tensors.rbegin()->first, "fc8");
}

}  // namespace
}  // namespace alexnet
