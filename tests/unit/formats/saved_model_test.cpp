// Damaged SavedModels, and what is refused. tests/golden/foreign_kinds_test.cpp compares whole ones with TensorFlow.
#include "formats/saved_model/saved_model.h"

#include <gtest/gtest.h>

#include "formats/saved_model/bundle.h"
#include "unit/formats/malformed_files.h"

#include "support/foreign_files.h"

namespace alexnet {
namespace {

constexpr const char* kIndex = "variables.index";
constexpr const char* kData = "variables.data-00000-of-00001";

SharedBytes saved_file(const std::string& name) {
  const std::string folder = name == "saved_model.pb" ? "saved_module/" : "saved_module/variables/";
  return SharedBytes(testing::foreign_bytes(folder + name));
}

CompanionFiles saved_companions(SharedBytes index = saved_file(kIndex), SharedBytes data = saved_file(kData)) {
  return CompanionFiles::in_memory({{kIndex, std::move(index)}, {kData, std::move(data)}});
}

Result<TensorMap> tensors_of(SharedBytes file, const CompanionFiles& companions) {
  auto network = read_saved_model(std::move(file), companions);
  if (!network) return std::unexpected(std::move(network).error());
  return std::move(network->tensors);
}

TEST(SavedModel, IsRecognizedByItsContent) {
  EXPECT_TRUE(is_saved_model(saved_file("saved_model.pb").bytes()));
  EXPECT_FALSE(is_saved_model(saved_file(kIndex).bytes()));
  EXPECT_FALSE(is_saved_model(SharedBytes(testing::foreign_bytes("onnx_lrn5.onnx")).bytes()));
  EXPECT_FALSE(is_saved_model({}));
}

TEST(SavedModel, LayersAreTheNodesOfItsFunctionWithThoseThatItCalls) {
  const auto network = read_saved_model(saved_file("saved_model.pb"), saved_companions());
  ASSERT_TRUE(network) << network.error().message();
  std::vector<std::string> types;
  for (const ForeignLayer& layer : network->layers) types.push_back(layer.type);
  EXPECT_EQ(types, (std::vector<std::string>{"Conv2D", "Relu", "LRN", "MaxPool", "Conv2D", "Relu", "Reshape", "MatMul"}));
  EXPECT_EQ(network->input, (std::array<std::size_t, 3>{43, 43, 3}));
  EXPECT_EQ(network->layers[0].weight, "kernels/conv1");
  EXPECT_EQ(network->layers[0].bias, "biases/conv1");
  EXPECT_EQ(network->layers[2].norm.size, 5u);
  EXPECT_FLOAT_EQ(network->layers[2].norm.alpha, 5e-3f);
}

TEST(SavedModel, WithoutItsVariablesSaysWhichFileIsMissing) {
  const auto network = read_saved_model(saved_file("saved_model.pb"), {});
  ASSERT_FALSE(network);
  EXPECT_EQ(network.error().code, std::string("companion_missing"));
  EXPECT_NE(network.error().message().find("variables/variables.index"), std::string::npos);
}

TEST(SavedModel, TruncationIsAnError) {
  expect_truncations_rejected(saved_file("saved_model.pb"),
                              [](SharedBytes file) { return tensors_of(std::move(file), saved_companions()); });
  expect_truncations_rejected(saved_file(kIndex), [](SharedBytes file) {
    return tensors_of(saved_file("saved_model.pb"), saved_companions(std::move(file)));
  });
  const auto cut =
      read_tensor_bundle(saved_companions(saved_file(kIndex), first_bytes(saved_file(kData), 100)), "variables/variables");
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().code, std::string("bundle_tensor"));
}

TEST(SavedModel, SurvivesWrongBytes) {
  expect_survives_corruption(saved_file("saved_model.pb"),
                             [](SharedBytes file) { return tensors_of(std::move(file), saved_companions()); });
  expect_survives_corruption(saved_file(kIndex), [](SharedBytes file) {
    return tensors_of(saved_file("saved_model.pb"), saved_companions(std::move(file)));
  });
}

TEST(SavedModel, CompressedBlocksAreRefused) {
  const SharedBytes index = saved_file(kIndex);
  std::vector<std::uint8_t> bytes(index.bytes().begin(), index.bytes().end());
  // The first block ends where the block about the table begins, whose handle is the first one of the footer.
  const std::uint8_t* footer = &bytes[bytes.size() - 48];
  const std::size_t end = (footer[0] & 0x7Fu) | (footer[0] < 0x80 ? 0u : (footer[1] & 0x7Fu) << 7);
  ASSERT_EQ(bytes[end - 5], 0);
  bytes[end - 5] = 1;
  const auto map = read_tensor_bundle(saved_companions(SharedBytes(std::move(bytes))), "variables/variables");
  ASSERT_FALSE(map);
  EXPECT_EQ(map.error().code, std::string("bundle_compressed"));
}

}  // namespace
}  // namespace alexnet
