// The structure of Keras files, and errors for damaged files and for models that are not chains. tests/golden/foreign_test.cpp
// compares the logits.
#include "formats/keras/h5.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>

#include "formats/keras/config.h"
#include "support/foreign_files.h"

namespace alexnet {
namespace {

TEST(KerasH5, ReadsTheArchitectureInOrder) {
  const auto network = testing::read_foreign(testing::foreign_bytes("keras3_other.h5"));
  ASSERT_TRUE(network) << network.error().message();
  EXPECT_EQ(network->input, (std::array<std::size_t, 3>{36, 36, 3}));
  EXPECT_EQ(network->layers.front().kind, ForeignKind::kZeroPadding);
  EXPECT_EQ(network->layers.back().kind, ForeignKind::kSoftmax);
}

TEST(KerasH5, InfersLayersFromWeightShapes) {
  const auto network = testing::read_foreign(testing::foreign_bytes("tf2_weights.h5"));
  ASSERT_TRUE(network) << network.error().message();
  EXPECT_FALSE(network->has_architecture);
  ASSERT_EQ(network->layers.size(), 9u);
  EXPECT_EQ(network->layers[4].kind, ForeignKind::kConvolution);
  EXPECT_EQ(network->layers[5].kind, ForeignKind::kDense);
}

TEST(KerasH5, SurvivesTruncationsWithAnError) {
  const std::vector<std::uint8_t> whole = testing::foreign_bytes("tf2_alexnet.h5");
  for (std::size_t length = 0; length < whole.size(); length += 1 + whole.size() / 60) {
    const auto read =
        read_keras_h5(SharedBytes(std::vector(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length))));
    EXPECT_FALSE(read) << length;
  }
}

// Byte 64 of the superblock holds the address of the root object. Whatever it points to, also a dataset, gives at most an error.
TEST(KerasH5, SurvivesAnyRootAddress) {
  std::vector<std::uint8_t> bytes = testing::golden_bytes("tests/golden/fuzz/keras2.h5");
  ASSERT_TRUE(read_keras_h5(SharedBytes(bytes)));
  std::size_t arrays = 0;
  for (std::uint64_t address = 0; address < bytes.size(); address += 8) {
    std::memcpy(bytes.data() + 64, &address, sizeof address);
    const auto read = read_keras_h5(SharedBytes(bytes));
    if (!read && read.error().message().find("not a group") != std::string::npos) ++arrays;
  }
  EXPECT_EQ(arrays, 4u) << "a kernel and a bias for each of two layers";
}

TEST(KerasConfig, RejectsGraphsThatAreNotChains) {
  for (const char* json : {"", "[]", "{}", R"({"class_name":"Sequential","config":{"layers":7}})"})
    EXPECT_FALSE(read_keras_config(json)) << json;
  const auto branches = read_keras_config(R"({"class_name":"Functional","config":{"layers":[
      {"class_name":"InputLayer","config":{"name":"i"},"inbound_nodes":[]},
      {"class_name":"ReLU","config":{"name":"a"},"inbound_nodes":[[["i",0,0,{}]]]},
      {"class_name":"ReLU","config":{"name":"b"},"inbound_nodes":[[["i",0,0,{}]]]}]}})");
  ASSERT_FALSE(branches);
  EXPECT_NE(branches.error().message().find("branches"), std::string::npos) << branches.error().message();
  const auto cycle = read_keras_config(R"({"class_name":"Functional","config":{"layers":[
      {"class_name":"ReLU","config":{"name":"a"},"inbound_nodes":[[["b",0,0,{}]]]},
      {"class_name":"ReLU","config":{"name":"b"},"inbound_nodes":[[["a",0,0,{}]]]}]}})");
  EXPECT_FALSE(cycle);
}

TEST(KerasConfig, NeverRunsALambda) {
  const auto config = read_keras_config(
      R"({"class_name":"Sequential","config":{"layers":[{"class_name":"Lambda","config":{"name":"evil","function":"x"}}]}})");
  ASSERT_TRUE(config);
  const ForeignLayer& layer = config->layers.front().computation.front();
  EXPECT_EQ(layer.kind, ForeignKind::kOther);
  EXPECT_NE(layer.reason.what.find("never run"), std::string::npos);
}

}  // namespace
}  // namespace alexnet
