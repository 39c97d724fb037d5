#include "model/spec.h"

#include <gtest/gtest.h>

namespace alexnet {
namespace {

ModelSpec small_spec() {
  ModelSpec spec{.variant = "small", .classes = 3, .preprocessing = {.input = 8, .resize = 8}};
  spec.layers = {{"conv1", Convolution{.outputs = 4, .kernel = 3, .groups = 1}},
                 {"pool1", MaxPool{.kernel = 2, .stride = 2}},
                 {"fc2", Dense{3}},
                 {"prob", Softmax{}}};
  return spec;
}

TEST(Spec, InfersShapesParametersAndMacs) {
  const auto shapes = infer_shapes(small_spec());
  ASSERT_TRUE(shapes) << shapes.error().message();
  EXPECT_EQ((*shapes)[0].output, (Shape{6, 6, 4}));
  EXPECT_EQ((*shapes)[0].parameters, 4u * 27 + 4);
  EXPECT_EQ((*shapes)[0].macs, 36u * 4 * 27);
  EXPECT_EQ((*shapes)[1].output, (Shape{3, 3, 4}));
  EXPECT_EQ((*shapes)[2].weight, (Shape{3, 36}));
}

// Expects an error that names the layer `where`.
void expect_refused(const ModelSpec& spec, const std::string& where, const std::string& words) {
  const auto shapes = infer_shapes(spec);
  ASSERT_FALSE(shapes);
  EXPECT_EQ(shapes.error().kind, ErrorKind::kWrongShape);
  EXPECT_EQ(shapes.error().where, where);
  EXPECT_NE(shapes.error().what.find(words), std::string::npos) << shapes.error().message();
}

TEST(Spec, RefusesAKernelThatDoesNotFit) {
  ModelSpec spec = small_spec();
  spec.layers[0].operation = Convolution{.outputs = 4, .kernel = 9};
  expect_refused(spec, "conv1", "does not fit");
}
TEST(Spec, RefusesGroupsThatDoNotDivide) {
  ModelSpec spec = small_spec();
  spec.layers[0].operation = Convolution{.outputs = 4, .kernel = 3, .groups = 2};
  expect_refused(spec, "conv1", "groups do not divide");
}
TEST(Spec, RefusesAnAbsurdSize) {
  ModelSpec spec = small_spec();
  spec.layers[2].operation = Dense{std::size_t{1} << 28};
  expect_refused(spec, "fc2", "too large");
}
TEST(Spec, RefusesPoolingAfterADenseLayer) {
  ModelSpec spec = small_spec();
  spec.layers.insert(spec.layers.begin() + 3, {"pool2", MaxPool{}});
  expect_refused(spec, "pool2", "rows, columns and channels");
}
TEST(Spec, RefusesAChainThatDoesNotEndInItsClasses) {
  ModelSpec spec = small_spec();
  spec.classes = 4;
  expect_refused(spec, "small", "not in 4 classes");
}

}  // namespace
}  // namespace alexnet
