// Models that leave as Keras' .h5 come back as they were. What Keras computes of them: tests/golden/check_exports.py.
#include <gtest/gtest.h>

#include "formats/keras/h5.h"
#include "interop/export_graph.h"
#include "interop/import_graph.h"
#include "support/same_model.h"

namespace alexnet {
namespace {

class ExportKeras : public ::testing::Test {
 protected:
  Result<SharedBytes> h5_of(const Model& model) {
    TRY_VALUE(const ForeignNetwork network, export_graph(model, TensorLayout::kChannelsLast, pool_));
    return to_keras_h5(network);
  }

  ThreadPool pool_{2};
};

TEST_F(ExportKeras, RoundTripsVariantsBitForBit) {
  for (const std::string_view variant : {"keras", "torchvision"}) {
    SCOPED_TRACE(variant);
    const Model model = testing::model_with_everything(variant, pool_);
    const auto file = h5_of(model);
    ASSERT_TRUE(file) << file.error().message();
    const auto network = read_keras_h5(*file);
    ASSERT_TRUE(network) << network.error().message();
    const auto imported = import_graph(*network, {});
    ASSERT_TRUE(imported) << imported.error().message();
    testing::expect_same_model(imported->model, model);
  }
}

TEST_F(ExportKeras, FoldsOverlappingAveragePoolIntoDenseLayer) {
  ModelSpec spec = *make_spec("torchvision", {.classes = 3, .width = 0.05});
  spec.preprocessing.input = 176;  // averages 4 x 4 to 6 x 6
  const Model model = *initialize(spec, Initialization::kKeras, 4, pool_);
  const auto file = h5_of(model);
  ASSERT_TRUE(file) << file.error().message();
  const auto network = read_keras_h5(*file);
  ASSERT_TRUE(network) << network.error().message();
  const auto imported = import_graph(*network, {});
  ASSERT_TRUE(imported) << imported.error().message();
  EXPECT_EQ(imported->model.spec.variant, kCustomVariant);
  testing::expect_same_logits(imported->model, model, pool_);
}

TEST_F(ExportKeras, RejectsLayersKerasLacks) {
  for (const std::string_view variant : {"paper", "caffe", "caffenet"}) {
    const auto file = h5_of(testing::model_with_everything(variant, pool_));
    ASSERT_FALSE(file) << variant;
    EXPECT_EQ(file.error().kind, ErrorKind::kUnsupported);
    EXPECT_NE(file.error().message().find("normalization"), std::string::npos) << file.error().message();
  }
}

}  // namespace
}  // namespace alexnet
