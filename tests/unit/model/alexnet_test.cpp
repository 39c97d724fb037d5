#include "model/alexnet.h"

#include <gtest/gtest.h>

namespace alexnet {
namespace {

struct Counts {
  std::uint64_t parameters = 0;
  std::uint64_t macs = 0;
};

// Counts the layers before `end`, or all of them.
Counts count(const ModelSpec& spec, std::string_view end = "") {
  Counts counts;
  const auto shapes = infer_shapes(spec);
  EXPECT_TRUE(shapes);
  for (std::size_t i = 0; shapes && i < shapes->size() && spec.layers[i].name != end; ++i) {
    counts.parameters += (*shapes)[i].parameters;
    counts.macs += (*shapes)[i].macs;
  }
  return counts;
}

ModelSpec spec_of(std::string_view variant, std::size_t classes = 1000, double width = 1.0) {
  auto spec = make_spec(variant, {.classes = classes, .width = width});
  EXPECT_TRUE(spec) << spec.error().message();
  return *spec;
}

// Published: 60,965,224 parameters (Krizhevsky 2012 and Caffe), and 61,100,840 (torchvision's documentation).
TEST(AlexNet, HasThePublishedCounts) {
  for (const char* variant : {"paper", "caffe", "caffenet"}) {
    EXPECT_EQ(count(spec_of(variant)).parameters, 60'965'224u) << variant;
    EXPECT_EQ(count(spec_of(variant)).macs, 724'406'816u) << variant;
  }
  EXPECT_EQ(count(spec_of("torchvision")).parameters, 61'100'840u);
  EXPECT_EQ(count(spec_of("torchvision")).macs, 714'188'480u);
  // The network without groups up to its 1,000 outputs, after which the tutorial adds the class layer.
  EXPECT_EQ(count(spec_of("keras"), "fc9").parameters, 62'378'344u);
  EXPECT_EQ(count(spec_of("keras"), "fc9").macs, 1'135'256'096u);
  EXPECT_EQ(count(spec_of("keras", 2)).parameters, 62'380'346u);
  EXPECT_EQ(count(spec_of("keras", 2)).macs, 1'135'258'096u);
}

TEST(AlexNet, ReachesFlattenAtSixBySix) {
  for (const std::string_view variant : kVariants) {
    const ModelSpec spec = spec_of(variant);
    const auto shapes = infer_shapes(spec);
    for (std::size_t i = 0; i < spec.layers.size(); ++i) {
      if (spec.layers[i].name == "conv1") {
        EXPECT_EQ((*shapes)[i].output[0], 55u) << variant;
      }
      if (spec.layers[i].name == "pool5") {
        EXPECT_EQ((*shapes)[i].output, (Shape{6, 6, 256})) << variant;
      }
    }
  }
}

TEST(AlexNet, CaffeNetPoolsBeforeItNormalizes) {
  const auto place = [](const ModelSpec& spec, std::string_view name) {
    std::size_t i = 0;
    while (spec.layers[i].name != name) ++i;
    return i;
  };
  EXPECT_LT(place(spec_of("caffe"), "norm1"), place(spec_of("caffe"), "pool1"));
  EXPECT_GT(place(spec_of("caffenet"), "norm1"), place(spec_of("caffenet"), "pool1"));
}

TEST(AlexNet, WidthScalesHiddenLayersToMultiplesOfEight) {
  const ModelSpec half = spec_of("keras", 7, 0.3);
  EXPECT_EQ(std::get<Convolution>(half.layers[0].operation).outputs, 32u);  // 28.8 rounded to a multiple of 8
  EXPECT_EQ(half.classes, 7u);
  for (const std::string_view variant : kVariants)
    for (const double width : {0.01, 0.125, 0.5, 1.5})
      EXPECT_TRUE(make_spec(variant, {.classes = 3, .width = width})) << variant;
}

TEST(AlexNet, DenseWidthLeavesConvolutionsAlone) {
  const auto spec = make_spec("torchvision", {.classes = 60, .width = 0.5, .dense_width = 0.25});
  ASSERT_TRUE(spec);
  const auto outputs = [&](std::string_view name) {
    for (const LayerSpec& layer : spec->layers)
      if (layer.name == name && std::holds_alternative<Dense>(layer.operation)) return std::get<Dense>(layer.operation).outputs;
    return std::get<Convolution>(spec->layers[0].operation).outputs;
  };
  EXPECT_EQ(outputs("conv1"), 32u);
  EXPECT_EQ(outputs("fc6"), 1024u);
  EXPECT_EQ(outputs("fc7"), 1024u);
  EXPECT_EQ(outputs("fc8"), 60u);
  EXPECT_EQ(spec->dense_width, 0.25);
  EXPECT_EQ(spec_of("keras", 2, 0.5).dense_width, 0.5);
}

TEST(AlexNet, RejectsUnknownVariantsAndSizes) {
  const auto unknown = make_spec("lenet", {});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().message(), "variant: \"lenet\" is not one of keras, paper, caffe, caffenet, torchvision");
  EXPECT_FALSE(make_spec("keras", {.classes = 0}));
  EXPECT_FALSE(make_spec("keras", {.width = 0.0}));
  EXPECT_FALSE(make_spec("keras", {.width = -1.0}));
  EXPECT_FALSE(make_spec("keras", {.width = 1e9}));
  EXPECT_FALSE(make_spec("keras", {.dense_width = 0.0}));
}

}  // namespace
}  // namespace alexnet
