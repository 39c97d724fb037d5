#include "model/operations.h"

#include <gtest/gtest.h>

#include <set>

#include "model/layers_json.h"
#include "support/expect_error.h"

namespace alexnet {
namespace {

// One layer of each operation, with values that are not the defaults.
std::vector<LayerSpec> one_of_each() {
  return {{"conv1", Convolution{.outputs = 8, .kernel = 5, .stride = 2, .padding = {1, 2, 3, 4}, .groups = 2}},
          {"relu1", Relu{}},
          {"norm1", LocalResponseNorm{.size = 3, .alpha = 0.25f, .beta = 0.5f, .k = 1.5f}},
          {"pool1", MaxPool{.kernel = 4, .stride = 3, .rounding = Rounding::kUp}},
          {"avgpool", AdaptiveAveragePool{.side = 3}},
          {"drop1", Dropout{.rate = 0.25f}},
          {"fc2", Dense{.outputs = 7}},
          {"prob", Softmax{}}};
}

TEST(Operations, HaveUniqueNames) {
  std::set<std::string_view> names;
  for (const LayerSpec& layer : one_of_each()) names.insert(operation_name(layer.operation));
  EXPECT_EQ(names.size(), std::variant_size_v<Operation>);
}

TEST(LayersJson, RoundTripsEveryField) {
  const std::string json = layers_to_json(one_of_each());
  const auto layers = layers_from_json(json);
  ASSERT_TRUE(layers) << layers.error().message();
  EXPECT_EQ(layers_to_json(*layers), json);
  EXPECT_NE(
      json.find(
          R"({"name":"conv1","operation":"convolution","outputs":8,"kernel":5,"stride":2,"padding":[1,2,3,4],"groups":2})"),
      std::string::npos)
      << json;
  EXPECT_NE(json.find(R"({"name":"pool1","operation":"max pool","kernel":4,"stride":3,"rounding":"up"})"), std::string::npos);
}

TEST(LayersJson, ErrorsNameTheLayerAndTheKey) {
  const auto expect_refused = [](const std::string& fields, const std::string& words) {
    expect_error(layers_from_json("[{\"name\":\"a\"," + fields + "}]"), ErrorKind::kBadFormat, words);
  };
  expect_refused(R"("operation":"gelu")", "a: operation: \"gelu\" is not a supported operation");
  expect_refused(R"("operation":"linear")", "a: outputs: is missing");
  expect_refused(R"("operation":"linear","outputs":0)", "a: outputs: expected a whole number from 1 to 1048576");
  expect_refused(R"("operation":"dropout","rate":1)", "a: rate: expected a number from 0 to below 1");
  expect_refused(R"("operation":"dropout","rate":"x")", "a: rate: expected a number");
  expect_refused(R"("operation":"max pool","kernel":2,"stride":2,"rounding":"off")",
                 "a: rounding: expected \"up\" or \"down\"");
}

}  // namespace
}  // namespace alexnet
