// Models that leave as ONNX come back as they were. What onnxruntime computes of them: tests/golden/check_exports.py.
#include "interop/export_graph.h"

#include <gtest/gtest.h>

#include "formats/onnx/onnx.h"
#include "interop/import_graph.h"
#include "support/same_model.h"

namespace alexnet {
namespace {

class ExportGraph : public ::testing::Test {
 protected:
  Result<SharedBytes> onnx_of(const Model& model) {
    TRY_VALUE(const ForeignNetwork network, export_graph(model, TensorLayout::kChannelsFirst, pool_));
    return to_onnx(network);
  }
  Result<Model> back(const SharedBytes& file) {
    TRY_VALUE(const ForeignNetwork network, read_onnx(file));
    TRY_VALUE(ImportedModel imported, import_graph(network, {}));
    return std::move(imported.model);
  }
  // A custom network that ends in a dense layer of 2 classes.
  Model custom(std::vector<LayerSpec> layers) {
    ModelSpec spec{.variant = std::string(kCustomVariant), .classes = 2, .preprocessing = {.input = 12, .resize = 12}};
    spec.layers = std::move(layers);
    spec.layers.push_back({"d", Dense{2}});
    spec.layers.push_back({"p", Softmax{}});
    return *initialize(spec, Initialization::kKeras, 4, pool_);
  }

  ThreadPool pool_{2};
};

TEST_F(ExportGraph, RoundTripsEveryVariantBitForBit) {
  for (const std::string_view variant : kVariants) {
    SCOPED_TRACE(variant);
    const Model model = testing::model_with_everything(variant, pool_);
    const auto file = onnx_of(model);
    ASSERT_TRUE(file) << file.error().message();
    const auto found = back(*file);
    ASSERT_TRUE(found) << found.error().message();
    testing::expect_same_model(*found, model);
  }
}

TEST_F(ExportGraph, RoundTripsCustomModels) {
  const Model model = custom({{"a/b", Convolution{.outputs = 4, .kernel = 3, .padding = {1, 0, 0, 1}}},
                              {"data", LocalResponseNorm{.size = 3, .alpha = 0.25f, .beta = 0.5f, .k = 2}},
                              {"c.weight", MaxPool{.kernel = 2, .stride = 2, .rounding = Rounding::kUp}},
                              {"c", Convolution{.outputs = 8, .kernel = 1, .groups = 2}},
                              {"a", AdaptiveAveragePool{3}},
                              {"r", Dropout{0.25f}}});
  const auto file = onnx_of(model);
  ASSERT_TRUE(file) << file.error().message();
  const auto found = back(*file);
  ASSERT_TRUE(found) << found.error().message();
  testing::expect_same_model(*found, model);
}

TEST_F(ExportGraph, FoldsOverlappingAveragePoolIntoDenseLayer) {
  const Model model = custom({{"odd", AdaptiveAveragePool{5}}, {"r", Dropout{0.25f}}});
  const auto file = onnx_of(model);
  ASSERT_TRUE(file) << file.error().message();
  const auto found = back(*file);
  ASSERT_TRUE(found) << found.error().message();
  testing::expect_same_logits(*found, model, pool_);
}

TEST_F(ExportGraph, RejectsOverlappingAveragePoolNotFollowedByDenseLayer) {
  const Model model = custom({{"odd", AdaptiveAveragePool{5}}, {"relu", Relu{}}});
  const auto file = onnx_of(model);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().kind, ErrorKind::kUnsupported);
  EXPECT_NE(file.error().message().find("odd"), std::string::npos) << file.error().message();
}

TEST_F(ExportGraph, ExportsTemperatureAsScaleOfLogits) {
  const Model model = testing::model_with_everything("keras", pool_);
  auto network = export_graph(model, TensorLayout::kChannelsFirst, pool_);
  ASSERT_TRUE(network);
  network->tensors.metadata.clear();
  const auto imported = import_graph(*network, {});
  ASSERT_TRUE(imported) << imported.error().message();
  EXPECT_FLOAT_EQ(imported->model.spec.temperature(), 1.3f);
}

}  // namespace
}  // namespace alexnet
