#include "interop/file_activations.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace alexnet {
namespace {

// Two convolutions and a dense layer of a torch.nn.Sequential.
TensorMap tensors() {
  TensorMap map;
  const auto add = [&map](const std::string& name, std::vector<std::size_t> shape) {
    map.tensors[name + ".bias"] = {.type = ElementType::kF32, .shape = {shape[0]}, .bytes = {}};
    map.tensors[name + ".weight"] = {.type = ElementType::kF32, .shape = std::move(shape), .bytes = {}};
  };
  add("net.0", {8, 3, 11, 11});
  add("net.3", {16, 8, 5, 5});
  add("net.7", {10, 576});
  return map;
}

std::string refusal(const TensorMap& map) {
  const Status checked = check_activations(map, layers_of(map));
  return checked ? "" : checked.error().where;
}

TEST(FileActivations, AreTakenFromTheNamesOfLayers) {
  for (const char* name : {"relu1", "act", "pool", "elugist.conv"}) {
    TensorMap map = tensors();
    map.layers.push_back({.name = name, .type = "", .options = {}});
    EXPECT_EQ(refusal(map), "") << name;
  }
  for (const char* name : {"tanh1", "head.LeakyReLU_2", "elu", "act.relu6", "gelu"}) {
    TensorMap map = tensors();
    map.layers.push_back({.name = name, .type = "", .options = {}});
    EXPECT_EQ(refusal(map), '"' + std::string(name) + '"');
  }
}

TEST(FileActivations, AreTakenFromTheTypesOfCaffesLayers) {
  TensorMap map = tensors();
  map.metadata["caffe_layers"] = "Convolution\nReLU\nPooling\n";
  EXPECT_EQ(refusal(map), "");
  EXPECT_TRUE(states_activations(map));
  map.metadata["caffe_layers"] = "Convolution\nTanH\nPooling\n";
  EXPECT_EQ(refusal(map), "\"TanH\"");
}

// torch.nn.PReLU has one slope, or one for each channel. The weights of the classes in a loss are none.
TEST(FileActivations, SeeTheSlopesOfPRelu) {
  for (const std::size_t slopes : {1, 8}) {
    TensorMap map = tensors();
    map.tensors["net.1.weight"] = {.type = ElementType::kF32, .shape = {slopes}, .bytes = {}};
    EXPECT_EQ(refusal(map), "\"net.1.weight\"");
  }
  TensorMap map = tensors();
  map.tensors["loss.weight"] = {.type = ElementType::kF32, .shape = {10}, .bytes = {}};
  EXPECT_EQ(refusal(map), "");
}

// A batch normalization has more than a weight.
TEST(FileActivations, LeaveNormalizationsAlone) {
  TensorMap map = tensors();
  for (const char* part : {"weight", "bias", "running_mean", "running_var"})
    map.tensors[std::string("net.1.") + part] = {.type = ElementType::kF32, .shape = {8}, .bytes = {}};
  EXPECT_EQ(refusal(map), "");
  EXPECT_FALSE(states_activations(map));
}

}  // namespace
}  // namespace alexnet
