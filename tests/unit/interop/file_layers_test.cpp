#include "interop/file_layers.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace alexnet {
namespace {

// A network in which the fifth convolution could also follow the second one.
TensorMap tensors(const std::vector<std::string>& order) {
  TensorMap map;
  const auto add = [&map](const std::string& name, std::vector<std::size_t> shape) {
    map.tensors[name + ".bias"] = {.type = ElementType::kF32, .shape = {shape[0]}, .bytes = {}};
    map.tensors[name + ".weight"] = {.type = ElementType::kF32, .shape = std::move(shape), .bytes = {}};
  };
  add("features.0", {8, 3, 11, 11});
  add("features.3", {16, 8, 5, 5});
  add("features.6", {24, 16, 3, 3});
  add("features.8", {16, 24, 3, 3});
  add("features.10", {16, 16, 3, 3});
  add("classifier", {10, 576});
  map.order = order;
  return map;
}

std::vector<std::string> convolutions(const TensorMap& map) {
  std::vector<std::string> stems;
  for (const FileLayer& layer : layers_of(map).convolutions) stems.push_back(layer.stem);
  return stems;
}

const std::vector<std::string> kComputed = {"features.0", "features.3", "features.6", "features.8", "features.10"};

TEST(FileLayers, CompareNumbersByValue) { EXPECT_EQ(convolutions(tensors({})), kComputed); }

// As .npz files of this program have them.
TEST(FileLayers, DoNotFollowTheAlphabet) {
  std::vector<std::string> order;
  const TensorMap map = tensors({});
  for (const auto& [name, tensor] : map.tensors) order.push_back(name);
  EXPECT_EQ(convolutions(tensors(order)), kComputed);
}

TEST(FileLayers, FollowTheOrderOfTheFile) {
  std::vector<std::string> order;
  for (const char* stem : {"features.0", "features.3", "features.10", "features.6", "features.8", "classifier"})
    for (const char* part : {".weight", ".bias"}) order.push_back(std::string(stem) + part);
  const std::vector<std::string> expected = {"features.0", "features.3", "features.10", "features.6", "features.8"};
  EXPECT_EQ(convolutions(tensors(order)), expected);
}

TEST(FileLayers, AreSortedByTheirInputsWhereTheOrderIsNotThatOfTheComputation) {
  std::vector<std::string> order;
  for (const char* stem : {"classifier", "features.10", "features.8", "features.6", "features.3", "features.0"})
    for (const char* part : {".weight", ".bias"}) order.push_back(std::string(stem) + part);
  EXPECT_EQ(convolutions(tensors(order)).front(), "features.0");
}

}  // namespace
}  // namespace alexnet
