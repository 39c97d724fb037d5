// Reads files that h5py wrote (tests/golden/make_hdf5.py). In each array, element i has the value i.
#include "formats/hdf5/hdf5.h"

#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "support/foreign_files.h"

namespace alexnet {
namespace {

class Hdf5 : public ::testing::Test {
 protected:
  void SetUp() override {
    auto read = read_hdf5(SharedBytes(testing::foreign_bytes("arrays.h5")), std::array<std::string_view, 1>{"link"});
    ASSERT_TRUE(read) << read.error().message();
    contents_ = std::move(*read);
  }
  void expect_counting(const std::string& path, ElementType type, const std::vector<std::size_t>& shape) {
    const auto found = contents_.datasets.tensors.find(path);
    ASSERT_NE(found, contents_.datasets.tensors.end()) << path;
    EXPECT_EQ(found->second.type, type) << path;
    ASSERT_EQ(found->second.shape, shape) << path;
    std::vector<float> values(found->second.elements(), -1.0f);
    ASSERT_TRUE(to_floats(found->second, values));
    for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(values[i], static_cast<float>(i)) << path;
  }

  Hdf5Contents contents_;
};

TEST_F(Hdf5, ReadsContiguousArrays) {
  expect_counting("plain", ElementType::kF32, {3, 4});
  expect_counting("again", ElementType::kF32, {3, 4});
  expect_counting("half", ElementType::kF16, {5});
  expect_counting("double", ElementType::kF64, {5});
  expect_counting("single", ElementType::kF32, {});
  expect_counting("none", ElementType::kF32, {0, 3});
  for (const char* index : {"000", "150", "299"}) expect_counting(str_cat("many/", index), ElementType::kF32, {2});
}

TEST_F(Hdf5, JoinsChunksOfArrays) {
  expect_counting("pieces", ElementType::kF32, {7, 5, 6});
  expect_counting("many pieces", ElementType::kF32, {10, 20});
  expect_counting("grown", ElementType::kF32, {2, 2});
}

TEST_F(Hdf5, SkipsNonFloatsAndLinksToOtherFiles) {
  for (const char* path : {"whole numbers", "link", "away/elsewhere"})
    EXPECT_FALSE(contents_.datasets.tensors.contains(path)) << path;
}

TEST_F(Hdf5, ReadsStringAttributes) {
  const auto& root = contents_.groups.at("");
  EXPECT_EQ(root.at("text"), std::vector<std::string>{"größer"});
  EXPECT_EQ(root.at("list"), (std::vector<std::string>{"a", "bcd", ""}));
  EXPECT_EQ(root.at("texts"), (std::vector<std::string>{"variable", "lengths"}));
  EXPECT_TRUE(root.at("empty").empty());
  EXPECT_FALSE(root.contains("number"));
  EXPECT_EQ(contents_.groups.at("many").at("name"), std::vector<std::string>{"fixed"});
}

TEST(Hdf5Damage, NeverCrashesTheReader) {
  const std::vector<std::uint8_t> whole = testing::foreign_bytes("arrays.h5");
  for (std::size_t i = 0; i < whole.size(); i += 37) {
    std::vector<std::uint8_t> bytes = whole;
    bytes[i] ^= 0xFF;
    const auto read = read_hdf5(SharedBytes(bytes));
    if (!read) continue;
    for (const auto& [path, tensor] : read->datasets.tensors)
      EXPECT_EQ(tensor.bytes.size(), tensor.elements() * element_size(tensor.type)) << i << ' ' << path;
  }
}

TEST(Hdf5Damage, TruncationIsAnError) {
  std::vector<std::uint8_t> bytes = testing::foreign_bytes("arrays.h5");
  bytes.pop_back();
  const auto read = read_hdf5(SharedBytes(bytes));
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message().find("cut off"), std::string::npos) << read.error().message();
}

}  // namespace
}  // namespace alexnet
