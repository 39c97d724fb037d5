#include "tensor/tensor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

namespace alexnet {
namespace {

TEST(Shape, HasAxesAndElements) {
  const Shape shape{96, 11, 11, 3};
  EXPECT_EQ(shape.rank(), 4u);
  EXPECT_EQ(shape[0], 96u);
  EXPECT_EQ(shape[3], 3u);
  EXPECT_EQ(shape.elements(), 34848u);
  EXPECT_EQ(shape.to_string(), "[96, 11, 11, 3]");
}

TEST(Shape, OfRankZeroHasOneElement) {
  EXPECT_EQ(Shape().elements(), 1u);
  EXPECT_EQ(Shape().to_string(), "[]");
  EXPECT_EQ((Shape{0, 5}.elements()), 0u);
}

TEST(Shape, IsEqualToAShapeOfTheSameLengthsAndRank) {
  EXPECT_EQ((Shape{2, 3}), (Shape{2, 3}));
  EXPECT_NE((Shape{2, 3}), (Shape{3, 2}));
  EXPECT_NE((Shape{2, 3}), (Shape{2, 3, 1}));
  EXPECT_NE((Shape{2}), (Shape{2, 0}));
}

TEST(Tensor, IsAlignedAndPaddedForReadingAhead) {
  for (const Shape& shape : {Shape{}, Shape{0}, Shape{1}, Shape{3, 5}, Shape{1, 227, 227, 3}, Shape{4096, 1024}}) {
    auto tensor = Tensor::create(shape);
    ASSERT_TRUE(tensor) << tensor.error().message();
    EXPECT_EQ(tensor->shape(), shape);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor->data()) % kMemoryAlignment, 0u);
    EXPECT_GE(memory_size(tensor->data()), shape.elements() * sizeof(float) + kReadAhead);
    std::memset(tensor->data(), 0, shape.elements() * sizeof(float) + kReadAhead);
    EXPECT_EQ(tensor->values().size(), shape.elements());
  }
}

TEST(Tensor, ThatDoesNotFitIsAnErrorWithItsSize) {
  const auto large = Tensor::create({std::size_t{1} << (sizeof(std::size_t) * 8 - 3)});
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().kind, ErrorKind::kOutOfMemory);
  EXPECT_NE(large.error().what.find("no memory for"), std::string::npos) << large.error().message();
}

TEST(Tensor, WhoseSizeOverflowsIsAnError) {
  const std::size_t root = std::size_t{1} << (sizeof(std::size_t) * 4);
  for (const Shape& shape :
       {Shape{root, root}, Shape{root, root, 0}, Shape{SIZE_MAX}, Shape{SIZE_MAX / 4}, Shape{root, root, root, root}}) {
    const auto tensor = Tensor::create(shape);
    ASSERT_FALSE(tensor) << shape.to_string();
    EXPECT_EQ(tensor.error().kind, ErrorKind::kOutOfMemory) << tensor.error().message();
    EXPECT_NE(tensor.error().where.find(shape.to_string()), std::string::npos) << tensor.error().message();
  }
}

TEST(Tensor, HasViewsOfItsOwnValues) {
  auto tensor = Tensor::create({2, 3});
  ASSERT_TRUE(tensor);
  const TensorView view = tensor->view();
  std::ranges::fill(view.values(), 4.0f);
  const ConstTensorView const_view = view;
  EXPECT_EQ(const_view.data, tensor->data());
  EXPECT_EQ(const_view.shape, (Shape{2, 3}));
  EXPECT_EQ(std::as_const(*tensor).values()[5], 4.0f);
}

TEST(Tensor, ReusesItsMemoryIfItIsLargeEnough) {
  auto tensor = Tensor::create({4, 1000});
  ASSERT_TRUE(tensor);
  const float* memory = tensor->data();
  const std::size_t allocations = memory_counters().allocations;
  for (const Shape& shape : {Shape{3}, Shape{1000, 4}, Shape{0}, Shape{4, 1000}}) {
    ASSERT_TRUE(tensor->reshape(shape));
    EXPECT_EQ(tensor->shape(), shape);
    EXPECT_EQ(tensor->data(), memory);
  }
  EXPECT_EQ(memory_counters().allocations, allocations);
  ASSERT_TRUE(tensor->reshape({1'000'000}));
  EXPECT_EQ(tensor->shape(), Shape{1'000'000});
  std::ranges::fill(tensor->values(), 1.0f);
  EXPECT_FALSE(tensor->reshape({SIZE_MAX}));
}

TEST(Tensor, FreesItsMemoryOnceAfterMoves) {
  const std::size_t before = memory_counters().bytes_in_use;
  {
    auto first = Tensor::create({1000});
    ASSERT_TRUE(first);
    Tensor second = std::move(*first);
    Tensor third;
    third = std::move(second);
    EXPECT_EQ(third.shape(), Shape{1000});
    EXPECT_GT(memory_counters().bytes_in_use, before);
  }
  EXPECT_EQ(memory_counters().bytes_in_use, before);
}

}  // namespace
}  // namespace alexnet
