// Files that are not chains of layers are rejected with a reason, and damaged files give at most an error.
// tests/golden/foreign_test.cpp compares the logits.
#include "formats/onnx/onnx.h"

#include <gtest/gtest.h>

#include <numeric>
#include <protozero/pbf_writer.hpp>

#include "formats/protobuf.h"
#include "support/foreign_files.h"

namespace alexnet {
namespace {

// The fields of a node.
struct NodeText {
  std::string type;
  std::vector<std::string> inputs;
  std::string output;
};
// Returns a model with the input `x`, the nodes, and tensors named `w` of eight bytes whose only axis has the given length.
// `external`: keys and values that say where the bytes are in another file.
std::vector<std::uint8_t> model_of(const std::vector<NodeText>& nodes, const std::string& output, int tensors = 1,
                                   std::int64_t length = 2, const std::vector<std::string>& external = {}) {
  std::string graph_bytes;
  protozero::pbf_writer graph(graph_bytes);
  for (const NodeText& node : nodes) {
    protozero::pbf_writer message(graph, 1);
    for (const std::string& input : node.inputs) message.add_string(1, input);
    message.add_string(2, node.output);
    message.add_string(3, "the " + node.output);
    message.add_string(4, node.type);
  }
  for (int i = 0; i < tensors; ++i) {
    protozero::pbf_writer tensor(graph, 5);
    tensor.add_int64(1, length);
    tensor.add_int32(2, 1);
    tensor.add_string(8, "w");
    if (external.empty()) tensor.add_bytes(9, std::string(8, '\0'));
    for (std::size_t entry = 0; entry + 1 < external.size(); entry += 2) {
      protozero::pbf_writer place(tensor, 13);
      place.add_string(1, external[entry]);
      place.add_string(2, external[entry + 1]);
    }
    if (!external.empty()) tensor.add_enum(14, 1);
  }
  protozero::pbf_writer(graph, 11).add_string(1, "x");
  protozero::pbf_writer(graph, 12).add_string(1, output);
  std::string bytes;
  protozero::pbf_writer model(bytes);
  model.add_int64(1, 8);
  model.add_message(7, graph_bytes);
  return {bytes.begin(), bytes.end()};
}
std::string refusal(std::vector<std::uint8_t> bytes) {
  const auto read = read_onnx(SharedBytes(std::move(bytes)));
  EXPECT_FALSE(read);
  return read ? "" : read.error().message();
}
#define EXPECT_CONTAINS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

TEST(Onnx, IsDetectedByItsFields) {
  EXPECT_TRUE(is_onnx(testing::foreign_bytes("caffe_opset3.onnx")));
  EXPECT_TRUE(is_onnx(testing::foreign_bytes("torch_other_opset10.onnx")));
  EXPECT_FALSE(is_onnx(testing::foreign_bytes("tf2_alexnet.h5")));
  EXPECT_FALSE(is_onnx({}));
}

TEST(Onnx, FollowsNamesNotTheOrderOfNodes) {
  const auto read = read_onnx(SharedBytes(model_of({{"Softmax", {"a"}, "y"}, {"Relu", {"x"}, "a"}}, "y")));
  ASSERT_TRUE(read) << read.error().message();
  ASSERT_EQ(read->layers.size(), 2u);
  EXPECT_EQ(read->layers[0].kind, ForeignKind::kRelu);
  EXPECT_EQ(read->layers[1].kind, ForeignKind::kSoftmax);
}

TEST(Onnx, RejectsGraphsThatAreNotChains) {
  EXPECT_CONTAINS(refusal(model_of({{"Relu", {"x"}, "a"}, {"Add", {"x", "a"}, "y"}}, "y")), "branches");
  EXPECT_CONTAINS(refusal(model_of({{"Relu", {"x"}, "a"}, {"Relu", {"a"}, "x"}}, "x")), "cycle");
  EXPECT_CONTAINS(refusal(model_of({{"Add", {"x", "b"}, "y"}}, "y")), "\"b\"");
  EXPECT_CONTAINS(refusal(model_of({{"Relu", {"x"}, "a"}}, "y")), "not an output");
}

TEST(Onnx, RejectsMissingTensors) {
  EXPECT_CONTAINS(refusal(model_of({{"Conv", {"x"}, "y"}}, "y")), "the y");
  EXPECT_CONTAINS(refusal(model_of({{"Conv", {"x", "w"}, "y"}}, "y")), "1 axes, not 4");
  EXPECT_CONTAINS(refusal(model_of({}, "x", 2)), "two tensors of this name");
  EXPECT_CONTAINS(refusal(model_of({}, "x", 1, 3)), "takes 12");
  EXPECT_CONTAINS(refusal(model_of({}, "x", 1, -1)), "invalid length");
  EXPECT_CONTAINS(refusal(model_of({}, "x", 1, std::int64_t{1} << 60)), "invalid length");
}

// Reads a model whose tensor is in a file of 16 bytes, 0 to 15, named `a.data`, and returns the first byte of the tensor or the error.
std::string read_external(const std::vector<std::string>& external) {
  std::vector<std::uint8_t> data(16);
  std::iota(data.begin(), data.end(), std::uint8_t{0});
  const auto companions = CompanionFiles::in_memory({{"a.data", SharedBytes(std::move(data))}});
  const auto read = read_onnx(SharedBytes(model_of({}, "x", 1, 2, external)), companions);
  if (!read) return read.error().message();
  return std::to_string(read->tensors.tensors.at("w").bytes.front());
}

TEST(Onnx, ReadsTensorsOfAnotherFile) {
  EXPECT_EQ(read_external({"location", "a.data", "offset", "8", "length", "8"}), "8");
  EXPECT_EQ(read_external({"location", "a.data", "length", "8", "checksum", "0"}), "0");
  EXPECT_EQ(read_external({"location", "a.data", "offset", "8"}), "8");  // up to its end
}

TEST(Onnx, ChecksThePlaceOfTensorsInAnotherFile) {
  const std::string file = "location";
  EXPECT_CONTAINS(read_external({file, "b.data"}), "\"b.data\", which was not found");
  EXPECT_CONTAINS(read_external({file, "../a.data"}), "a path within its folder");
  EXPECT_CONTAINS(read_external({file, "a.data"}), "16 bytes, but F32");
  EXPECT_CONTAINS(read_external({file, "a.data", "offset", "12", "length", "8"}), "past the end");
  EXPECT_CONTAINS(read_external({file, "a.data", "offset", "17"}), "past the end");
  EXPECT_CONTAINS(read_external({file, "a.data", "offset", "18446744073709551615", "length", "8"}), "past the end");
  EXPECT_CONTAINS(read_external({file, "a.data", "offset", "-8"}), "no number");
  EXPECT_CONTAINS(read_external({file, "a.data", "offset", "0", "length", "8x"}), "no number");
}

TEST(Onnx, ReportsAnUnknownOperatorByName) {
  const auto read = read_onnx(SharedBytes(model_of({{"LSTM", {"x"}, "y"}}, "y")));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->layers.front().kind, ForeignKind::kOther);
  EXPECT_CONTAINS(read->layers.front().reason.what, "LSTM");
}

TEST(Onnx, SurvivesEveryTruncationAndFlippedBytes) {
  const std::vector<std::uint8_t> whole = testing::foreign_bytes("channels_last_opset13.onnx");
  for (std::size_t length = 0; length < whole.size(); length += 1 + length / 300) {
    const auto read = read_onnx(SharedBytes(std::vector(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length))));
    EXPECT_FALSE(read) << length;
  }
  for (std::size_t at = 0; at < whole.size(); at += 1 + at / 300) {
    std::vector<std::uint8_t> damaged = whole;
    damaged[at] ^= 0x55;
    const auto read = read_onnx(SharedBytes(std::move(damaged)));
    EXPECT_TRUE(read || !read.error().message().empty()) << at;
  }
}

}  // namespace
}  // namespace alexnet
