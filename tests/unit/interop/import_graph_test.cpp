// What of a foreign chain runs here, and what is refused with the layer's name.
#include "interop/import_graph.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "model/layers_json.h"

namespace alexnet {
namespace {

// A image of 4 x 4 through a convolution of 2 x 2 with two outputs, flattened, to three classes.
class ImportGraph : public ::testing::Test {
 protected:
  void SetUp() override {
    network_.format = "test";
    network_.input = {4, 4, 3};
    put("w", {2, 3, 2, 2});
    put("d", {3, 2 * 9});
    network_.layers = {
        {.name = "c", .type = "Conv", .kind = ForeignKind::kConvolution, .weight = "w", .window = {.kernel = {2, 2}}},
        {.name = "f", .type = "Flatten", .kind = ForeignKind::kFlatten, .channels_first = true},
        {.name = "o", .type = "Gemm", .kind = ForeignKind::kDense, .weight = "d", .order = WeightOrder::kOutIn}};
  }
  void put(const std::string& name, const std::vector<std::size_t>& shape) {
    FileTensor tensor{.type = ElementType::kF32, .shape = shape, .bytes = {}};
    auto& values = stored_.emplace_back(tensor.elements());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
    tensor.bytes = {reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof(float)};
    network_.tensors.tensors[name] = tensor;
  }
  void insert(std::size_t at, const ForeignLayer& layer) {
    network_.layers.insert(network_.layers.begin() + static_cast<std::ptrdiff_t>(at), layer);
  }
  void expect_refusal(const std::string& name, const std::string& reason) {
    const auto imported = import_graph(network_, {});
    ASSERT_FALSE(imported);
    EXPECT_NE(imported.error().message().find(name), std::string::npos) << imported.error().message();
    EXPECT_NE(imported.error().message().find(reason), std::string::npos) << imported.error().message();
  }
  static const float* values(const Model& model, std::string_view name) {
    return std::ranges::find(model.parameters, name, &Parameter::name)->values.data;
  }

  ForeignNetwork network_;
  std::vector<std::vector<float>> stored_;
};

TEST_F(ImportGraph, ConvertsWeightsToNativeLayout) {
  const auto imported = import_graph(network_, {});
  ASSERT_TRUE(imported) << imported.error().message();
  EXPECT_EQ(imported->model.spec.variant, kCustomVariant);
  const float* conv = values(imported->model, "c.weight");
  for (std::size_t o = 0; o < 2; ++o)
    for (std::size_t place = 0; place < 4; ++place)
      for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(*conv++, static_cast<float>((o * 3 + i) * 4 + place));
  const float* dense = values(imported->model, "o.weight");
  for (std::size_t o = 0; o < 3; ++o)
    for (std::size_t place = 0; place < 9; ++place)
      for (std::size_t c = 0; c < 2; ++c) EXPECT_EQ(*dense++, static_cast<float>((o * 2 + c) * 9 + place));
  EXPECT_EQ(values(imported->model, "c.bias")[1], 0) << "the file has none";
}

TEST_F(ImportGraph, ErrorNamesLayerAndReason) {
  insert(1, {.name = "odd", .type = "LSTM", .reason = {.kind = ErrorKind::kUnsupported, .what = "because"}});
  expect_refusal("LSTM \"odd\"", "because");
  network_.layers[1] = {.name = "odd", .type = "MaxPool", .kind = ForeignKind::kMaxPool};
  network_.layers[1].window = {.kernel = {2, 3}, .stride = {1, 1}};
  expect_refusal("odd", "no square");
  network_.layers[1].window = {.kernel = {2, 2}, .stride = {1, 1}, .padding = {1, 1, 1, 1}};
  expect_refusal("odd", "before the first");
  network_.layers[1] = {.name = "odd", .type = "AveragePool", .kind = ForeignKind::kAveragePool};
  network_.layers[1].window = {.kernel = {2, 2}, .stride = {1, 1}};
  expect_refusal("odd", "without a rest");
}

TEST_F(ImportGraph, RejectsMismatchedTensorShapes) {
  put("d", {3, 17});
  expect_refusal("\"d\"", "17");
  network_.tensors.tensors.erase("d");
  expect_refusal("\"o\"", "missing");
}

TEST_F(ImportGraph, RejectsVariantThatDiffersFromFile) {
  const auto imported = import_graph(network_, {.variant = "caffe", .labels = {}});
  ASSERT_FALSE(imported);
  EXPECT_EQ(imported.error().kind, ErrorKind::kWrongShape);
}

TEST(LayersJson, RoundTripsEveryOperation) {
  const std::vector<LayerSpec> layers = {
      {"a", Convolution{.outputs = 4, .kernel = 3, .stride = 2, .padding = {1, 2, 3, 4}, .groups = 2}},
      {"b", Relu{}},
      {"c", LocalResponseNorm{.size = 3, .alpha = 0.1f, .beta = 0.5f, .k = 2}},
      {"d", MaxPool{.kernel = 3, .stride = 2, .rounding = Rounding::kUp}},
      {"e", AdaptiveAveragePool{2}},
      {"f", Dropout{0.25f}},
      {"g", Dense{7}},
      {"h", Softmax{}}};
  const std::string json = layers_to_json(layers);
  const auto back = layers_from_json(json);
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(layers_to_json(*back), json);
  EXPECT_EQ(std::get<Convolution>((*back)[0].operation).padding, (Padding{1, 2, 3, 4}));
}

TEST(LayersJson, RejectsInvalidLayers) {
  for (const char* json : {"", "{}", "[]", "[1]", R"([{"name":"a"}])", R"([{"name":"a","operation":"eval"}])",
                           R"([{"name":"a","operation":"linear"}])", R"([{"name":"a","operation":"linear","outputs":0}])",
                           R"([{"name":"a","operation":"linear","outputs":99999999}])", R"([{"name":"","operation":"relu"}])",
                           R"([{"name":"a","operation":"relu"},{"name":"a","operation":"relu"}])"}) {
    const auto layers = layers_from_json(json);
    ASSERT_FALSE(layers) << json;
    EXPECT_EQ(layers.error().kind, ErrorKind::kBadFormat) << json;
  }
}

}  // namespace
}  // namespace alexnet
