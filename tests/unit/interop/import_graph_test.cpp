// The import of networks of other programs: which layers are supported, and errors that name the layer.
#include "interop/import_graph.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>

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
  network_.layers[1].window = {.kernel = {2, 2}, .stride = {1, 1}, .padding = {2, 2, 1, 1}};
  expect_refusal("odd", "not smaller than the window");
  network_.layers[1] = {.name = "odd", .type = "AveragePool", .kind = ForeignKind::kAveragePool};
  network_.layers[1].window = {.kernel = {2, 2}, .stride = {2, 2}};
  expect_refusal("odd", "without a rest");
}

// Windows of 2 x 2 at every pixel of a 3 x 3 image are those of adaptive pooling to 2 x 2.
TEST_F(ImportGraph, ReadsOverlappingAveragesThatAreAdaptive) {
  put("d", {3, 2 * 4});
  insert(1, {.name = "mean", .type = "AveragePool", .kind = ForeignKind::kAveragePool, .window = {.kernel = {2, 2}}});
  const auto imported = import_graph(network_, {});
  ASSERT_TRUE(imported) << imported.error().message();
  const auto* pool = std::get_if<AdaptiveAveragePool>(&imported->model.spec.layers[1].operation);
  ASSERT_NE(pool, nullptr);
  EXPECT_EQ(pool->side, 2u);
}

TEST_F(ImportGraph, RejectsMismatchedTensorShapes) {
  put("d", {3, 17});
  expect_refusal("\"d\"", "17");
  network_.tensors.tensors.erase("d");
  expect_refusal("\"o\"", "missing");
}

// The logits of a model whose only weights are those of its last layer, for an input of that layer.
std::vector<double> dense_outputs(const Model& model, const std::string& layer, std::span<const double> input) {
  const auto values_of = [&](const std::string& name) {
    return std::ranges::find(model.parameters, name, &Parameter::name)->values;
  };
  const ConstTensorView weight = values_of(layer + ".weight"), bias = values_of(layer + ".bias");
  std::vector<double> result;
  for (std::size_t o = 0; o < bias.shape[0]; ++o) {
    result.push_back(bias.data[o]);
    for (std::size_t i = 0; i < input.size(); ++i) result.back() += weight.data[o * input.size() + i] * input[i];
  }
  return result;
}

// A normalization of [c][y][x] behind a flattened ReLU is folded into the dense layer behind it, whose inputs here are [y][x][c].
TEST_F(ImportGraph, FoldsBatchNormOfFlatValuesIntoTheDenseLayerBehind) {
  for (const char* name : {"mean", "beta"}) put(name, {18});
  put("variance", {18});
  put("gamma", {18});
  for (float& value : stored_.back()) value += 1;
  insert(1, {.name = "r", .type = "Relu", .kind = ForeignKind::kRelu});
  insert(3, {.name = "drop", .type = "Dropout", .kind = ForeignKind::kDropout});
  ForeignLayer norm{.name = "n", .type = "BatchNormalization", .kind = ForeignKind::kBatchNorm};
  norm.gamma = "gamma", norm.beta = "beta", norm.mean = "mean", norm.variance = "variance", norm.epsilon = 1;
  insert(4, norm);
  const auto imported = import_graph(network_, {});
  ASSERT_TRUE(imported) << imported.error().message();
  std::vector<double> ours(18), expected(3);
  for (std::size_t place = 0; place < 9; ++place)
    for (std::size_t c = 0; c < 2; ++c) {
      const double i = static_cast<double>(c * 9 + place), x = i / 7 - 1;  // the place in the file, and the value there
      ours[place * 2 + c] = x;
      const double normalized = (x - i) / std::sqrt(i + 1) * (i + 1) + i;
      for (std::size_t o = 0; o < 3; ++o) expected[o] += (static_cast<double>(o) * 18 + i) * normalized;
    }
  const std::vector<double> found = dense_outputs(imported->model, "o", ours);
  for (std::size_t o = 0; o < 3; ++o) EXPECT_NEAR(found[o], expected[o], 1e-5 * std::abs(expected[2]));
}

TEST_F(ImportGraph, RefusesBatchNormThatNoDenseLayerFollows) {
  put("numbers", {3});
  ForeignLayer norm{.name = "n", .type = "BatchNormalization", .kind = ForeignKind::kBatchNorm};
  norm.mean = "numbers", norm.variance = "numbers";
  network_.layers.push_back({.name = "r", .type = "Relu", .kind = ForeignKind::kRelu});
  network_.layers.push_back(norm);
  expect_refusal("n", "no dense layer follows");
  network_.layers.push_back({.name = "again", .type = "Relu", .kind = ForeignKind::kRelu});
  expect_refusal("again", "follows the batch normalization \"n\"");
}

TEST_F(ImportGraph, SigmoidOfOneOutputBecomesTwoClasses) {
  const ForeignLayer sigmoid{.name = "s", .type = "Sigmoid", .kind = ForeignKind::kSigmoid};
  network_.layers.push_back(sigmoid);
  expect_refusal("s", "a sigmoid of [3] values");
  network_.layers.pop_back();
  put("d", {1, 18});
  for (const bool has_sigmoid : {false, true}) {
    if (has_sigmoid) network_.layers.push_back(sigmoid);
    const auto imported = import_graph(network_, {});
    ASSERT_TRUE(imported) << imported.error().message();
    EXPECT_EQ(imported->model.spec.classes, 2);
    const float* weight = values(imported->model, "o.weight");
    for (std::size_t i = 0; i < 18; ++i) EXPECT_EQ(weight[i], 0);
    EXPECT_EQ(weight[18 + 2], 1) << "the input [y = 0][x = 1][c = 0]";
    EXPECT_EQ(std::ranges::count(imported->notes, std::string(has_sigmoid ? "sigmoid_two_classes" : "one_output_two_classes"),
                                 &Notice::code),
              1);
  }
}

TEST_F(ImportGraph, RescalingsByChannelBecomeThePreprocessing) {
  ForeignLayer first{.name = "r", .type = "Rescaling", .kind = ForeignKind::kRescaling};
  first.scale = {0.5f};
  ForeignLayer second{.name = "n", .type = "Normalization", .kind = ForeignKind::kRescaling};
  second.scale = {0.5f, 0.25f, 2};
  second.offset = {1, 2, 3};
  insert(0, second);
  insert(0, first);
  const auto imported = import_graph(network_, {});
  ASSERT_TRUE(imported) << imported.error().message();
  const Preprocessing& found = imported->model.spec.preprocessing;
  for (std::size_t c = 0; c < 3; ++c) {
    const float pixel = 100;
    EXPECT_FLOAT_EQ((pixel * found.scale - found.mean[c]) / found.deviation[c],
                    pixel * 0.5f * second.scale[c] + second.offset[c]);
  }
  network_.layers[1].scale = {1, 1};
  expect_refusal("n", "2 numbers");
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
      {"i", MaxPool{.kernel = 2, .stride = 1, .padding = {1, 0, 0, 1}}},
      {"f", Dropout{0.25f}},
      {"g", Dense{7}},
      {"h", Softmax{}}};
  const std::string json = layers_to_json(layers);
  const auto back = layers_from_json(json);
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(layers_to_json(*back), json);
  EXPECT_EQ(std::get<Convolution>((*back)[0].operation).padding, (Padding{1, 2, 3, 4}));
  EXPECT_EQ(std::get<MaxPool>((*back)[5].operation).padding, (Padding{1, 0, 0, 1}));
  EXPECT_EQ(json.find("padding", json.find("\"d\"")), json.find("padding", json.find("\"i\"")))
      << "without padding, the field is left out: earlier versions do not know it";
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
