#include "interop/import_model.h"

#include <gtest/gtest.h>

#include <vector>

#include "formats/onnx/onnx.h"
#include "formats/safetensors.h"
#include "interop/export_graph.h"
#include "interop/import_graph.h"
#include "model/alexnet.h"
#include "model/init.h"

namespace alexnet {
namespace {

TEST(ModelName, HasASupportedExtension) {
  for (const char* name : {"a.safetensors", "/x/b.PTH", "c.d.Onnx", "e.keras", "f.h5", "g.npz", "h.caffemodel"})
    EXPECT_TRUE(is_model_name(name)) << name;
  for (const char* name : {"onnx", "a.onnx.txt", "a.", "", ".onnx/a", "a.jpg"}) EXPECT_FALSE(is_model_name(name)) << name;
}

class ImportModel : public ::testing::Test {
 protected:
  // A narrow network of the variant, as another program would store it: without what this program adds. Its tensors belong to the test.
  [[nodiscard]] ForeignNetwork foreign(std::string_view variant, std::size_t classes, std::size_t side) {
    ModelSpec spec = *make_spec(variant, {.classes = classes, .width = 1.0 / 16, .dense_width = 1.0 / 256});
    spec.preprocessing.input = side;
    models_.push_back(*initialize(spec, Initialization::kKeras, 1, pool_));
    ForeignNetwork network = *export_graph(models_.back(), TensorLayout::kChannelsFirst, pool_);
    network.tensors.metadata.clear();
    return network;
  }
  [[nodiscard]] Result<ImportedModel> import_weights(const ForeignNetwork& network, const std::string& preprocessing,
                                                     const std::string& variant = {}) const {
    ImportOptions options{.variant = variant, .labels = {}};
    options.preprocessing.text = preprocessing;
    TRY_VALUE(const SharedBytes file, to_safetensors(network.tensors));
    return import_model(file, "", options, pool_);
  }

  ThreadPool pool_{1};

 private:
  std::vector<Model> models_;
};

TEST_F(ImportModel, TwoTowersOfPyTorchAreRefusedUntilTheColorsAreSaid) {
  const ForeignNetwork network = foreign("caffe", 3, 227);
  for (const char* text : {"", R"({"input":227})", R"({"scale":1})"}) {
    const auto refused = import_weights(network, text);
    ASSERT_FALSE(refused) << text;
    EXPECT_STREQ(refused.error().code, "colors_unknown") << text;
  }
  for (const auto& [text, order] : {std::pair("imagenet", ChannelOrder::kRgb), std::pair("caffe", ChannelOrder::kBgr),
                                    std::pair(R"({"order":"bgr"})", ChannelOrder::kBgr)}) {
    const auto imported = import_weights(network, text);
    ASSERT_TRUE(imported) << imported.error().message();
    EXPECT_EQ(imported->model.spec.preprocessing.order, order) << text;
    EXPECT_EQ(imported->model.preprocessing_origin, PreprocessingOrigin::kGiven);
  }
  const auto named = import_weights(network, "", "caffenet");
  ASSERT_TRUE(named) << named.error().message();
  EXPECT_EQ(named->model.spec.preprocessing.order, ChannelOrder::kBgr);
}

// A variant of two towers that PyTorch exported may be Caffe's; another network was made in PyTorch.
TEST_F(ImportModel, OnlyVariantsOfPyTorchMayBeCaffes) {
  ForeignNetwork network = foreign("caffe", 3, 227);
  EXPECT_FALSE(import_graph(network, {})->is_of_pytorch);
  network.is_of_pytorch = true;
  EXPECT_TRUE(import_graph(network, {})->is_of_pytorch);
  std::erase_if(network.layers, [](const ForeignLayer& layer) { return layer.kind == ForeignKind::kLocalResponseNorm; });
  const auto custom = import_graph(network, {});
  ASSERT_TRUE(custom) << custom.error().message();
  EXPECT_EQ(custom->model.spec.variant, kCustomVariant);
  EXPECT_FALSE(custom->is_of_pytorch);
}

// alexnet-owt-7be5be79.pth, by its shapes.
TEST_F(ImportModel, KnowsTheNetworkThatPyTorchPublishes) {
  const auto imported = import_weights(foreign("torchvision", 1000, 224), "");
  ASSERT_TRUE(imported) << imported.error().message();
  const Model& model = imported->model;
  EXPECT_EQ(model.spec.variant, "torchvision");
  EXPECT_EQ(name_of(model.spec.preprocessing), "imagenet");
  EXPECT_EQ(model.spec.preprocessing.resize, 256u);
  ASSERT_EQ(model.labels.size(), 1000u);
  EXPECT_EQ(model.labels.front(), "tench");
  ASSERT_EQ(model.assumptions.size(), 1u);
  EXPECT_STREQ(model.assumptions.front().code, "activations_assumed");
}

// bvlcalexnet-12.onnx: Caffe's network, converted for inputs of 224 pixels.
TEST_F(ImportModel, KnowsTheNetworkOfTheOnnxModelZoo) {
  const auto file = to_onnx(foreign("caffe", 1000, 224));
  ASSERT_TRUE(file) << file.error().message();
  const auto imported = import_model(*file, "", {}, pool_);
  ASSERT_TRUE(imported) << imported.error().message();
  const Model& model = imported->model;
  EXPECT_EQ(model.spec.variant, "caffe");
  EXPECT_EQ(name_of(model.spec.preprocessing), "caffe");
  EXPECT_EQ(model.spec.preprocessing.input, 224u);
  EXPECT_EQ(model.spec.preprocessing.resize, 256u);
  ASSERT_EQ(model.labels.size(), 1000u);
  EXPECT_EQ(model.labels.back(), "toilet tissue");
}

}  // namespace
}  // namespace alexnet
