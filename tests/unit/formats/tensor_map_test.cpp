#include "formats/tensor_map.h"

#include <gtest/gtest.h>

namespace alexnet {
namespace {

TEST(ElementType, HasTheSizeAndTheNameThatSafetensorsGivesIt) {
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

TEST(TensorMap, IsInAlphabeticalOrder) {
  TensorMap map;
  for (const char* name : {"fc8", "conv1", "conv2"}) map.tensors[name] = {};
  EXPECT_EQ(map.tensors.begin()->first, "conv1");
  EXPECT_EQ(map.tensors.rbegin()->first, "fc8");
}

}  // namespace
}  // namespace alexnet
