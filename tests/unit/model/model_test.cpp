#include "model/model.h"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>

#include "model/alexnet.h"
#include "model/init.h"

namespace alexnet {
namespace {

class ModelFile : public ::testing::Test {
 protected:
  ModelFile() {
    const auto spec = make_spec("keras", {.classes = 2, .width = 0.05});
    model_ = std::move(*initialize(*spec, Initialization::kKeras, 1, pool_));
    model_.labels = {"bikes", "ships"};
    map_ = tensors_from_model(model_);
  }

  void expect_refused(ErrorKind kind, const std::string& words) {
    const auto model = model_from_tensors(map_, pool_);
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().kind, kind) << model.error().message();
    EXPECT_NE(model.error().message().find(words), std::string::npos) << model.error().message();
  }

  ThreadPool pool_{1};
  Model model_;
  TensorMap map_;
};

TEST_F(ModelFile, RoundTrips) {
  model_.provenance["history"] = "none";
  const auto back = model_from_tensors(tensors_from_model(model_), pool_);
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(back->labels, model_.labels);
  EXPECT_EQ(back->spec.variant, "keras");
  EXPECT_EQ(back->spec.width, 0.05);
  EXPECT_EQ(back->spec.preprocessing, model_.spec.preprocessing);
  EXPECT_EQ(back->provenance.find("history")->second, "none");
  for (std::size_t i = 0; i < model_.parameters.size(); ++i)
    EXPECT_EQ(back->parameters[i].values.data, model_.parameters[i].values.data) << "is used in place";
}

TEST_F(ModelFile, KeepsDenseWidth) {
  const auto spec = make_spec("keras", {.classes = 2, .width = 0.05, .dense_width = 0.01});
  ASSERT_TRUE(spec);
  const auto model = initialize(*spec, Initialization::kKeras, 1, pool_);
  ASSERT_TRUE(model) << model.error().message();
  const auto back = model_from_tensors(tensors_from_model(*model), pool_);
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(back->spec.width, 0.05);
  EXPECT_EQ(back->spec.dense_width, 0.01);
}

TEST_F(ModelFile, KeepsTheMeanImageAndHowThePreprocessingIsKnown) {
  Preprocessing& preprocessing = model_.spec.preprocessing;
  auto image = std::make_shared<MeanImage>(MeanImage{227, std::vector<float>(std::size_t{227} * 227 * 3, 100.5f)});
  image->values[5] = 7;
  preprocessing.mean_image = image;
  for (const PreprocessingOrigin origin :
       {PreprocessingOrigin::kStated, PreprocessingOrigin::kGiven, PreprocessingOrigin::kGuessed}) {
    model_.preprocessing_origin = origin;
    const auto back = model_from_tensors(tensors_from_model(model_), pool_);
    ASSERT_TRUE(back) << back.error().message();
    EXPECT_EQ(back->spec.preprocessing, preprocessing);
    EXPECT_EQ(back->preprocessing_origin, origin);
    EXPECT_TRUE(back->provenance.empty());
  }
  map_ = tensors_from_model(model_);
  map_.tensors.find(kMeanImageTensor)->second.shape = {227, 3, 227};
  expect_refused(ErrorKind::kWrongShape, "\"preprocessing.mean_image\": has shape [227, 3, 227]; a square of 3 channels");
  map_ = tensors_from_model(model_);
  image->values[6] = std::numeric_limits<float>::quiet_NaN();
  expect_refused(ErrorKind::kBadFormat, "preprocessing.mean_image");
}

TEST_F(ModelFile, KeepsCalibration) {
  model_.spec.set_temperature(1.3f);
  model_.confidence_threshold = 0.4f;
  const auto back = model_from_tensors(tensors_from_model(model_), pool_);
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(back->spec.temperature(), 1.3f);
  EXPECT_EQ(back->confidence_threshold, 0.4f);
  map_.metadata["temperature"] = "0";
  expect_refused(ErrorKind::kBadFormat, "metadata \"temperature\": expected a number from 0.01 to 100, found 0");
  map_.metadata["temperature"] = "1";
  map_.metadata["sure_above"] = "1.5";
  expect_refused(ErrorKind::kBadFormat, "metadata \"sure_above\": expected a number from 0 to 1, found 1.5");
}

TEST_F(ModelFile, HalfPrecisionIsConverted) {
  // 1, -2, 0.5, the largest half-precision number, and the smallest subnormal one
  const std::vector<std::uint16_t> halves = {0x3C00, 0xC000, 0x3800, 0x7BFF, 0x0001, 0, 0, 0};
  FileTensor& bias = map_.tensors.find("conv1.bias")->second;
  ASSERT_EQ(bias.elements(), halves.size());
  bias.type = ElementType::kF16;
  bias.bytes = {reinterpret_cast<const std::uint8_t*>(halves.data()), 2 * halves.size()};
  const auto model = model_from_tensors(map_, pool_);
  ASSERT_TRUE(model) << model.error().message();
  const float* values = model->parameters[1].values.data;
  EXPECT_EQ(values[0], 1.0f);
  EXPECT_EQ(values[1], -2.0f);
  EXPECT_EQ(values[2], 0.5f);
  EXPECT_EQ(values[3], 65504.0f);
  EXPECT_EQ(values[4], 0x1p-24f);
}

TEST_F(ModelFile, AnUnalignedTensorIsCopied) {
  FileTensor& bias = map_.tensors.find("conv1.bias")->second;
  std::vector<std::uint8_t> shifted(bias.bytes.size() + 1);
  std::memcpy(shifted.data() + 1, bias.bytes.data(), bias.bytes.size());
  bias.bytes = ByteSpan(shifted).subspan(1);
  EXPECT_TRUE(model_from_tensors(map_, pool_));
}

TEST_F(ModelFile, WithoutMetadataIsRefused) {
  map_.metadata.erase("variant");
  expect_refused(ErrorKind::kBadFormat, "does not say which AlexNet");
}
TEST_F(ModelFile, OfAnotherVariantIsRefused) {
  map_.metadata["variant"] = "paper";
  expect_refused(ErrorKind::kWrongShape, "conv2.weight");
}
TEST_F(ModelFile, OfAnUnknownVariantIsRefused) {
  map_.metadata["variant"] = "vgg";
  expect_refused(ErrorKind::kInvalidArgument, "\"vgg\" is not one of keras");
}
TEST_F(ModelFile, OfAnotherClassCountIsRefused) {
  map_.metadata["classes"] = "3";
  map_.metadata.erase("labels");
  expect_refused(ErrorKind::kWrongShape, "fc9.weight");
}
TEST_F(ModelFile, WithTooFewLabelsIsRefused) {
  map_.metadata["labels"] = R"(["bikes"])";
  expect_refused(ErrorKind::kWrongShape, "1 labels for 2 classes");
}
TEST_F(ModelFile, WithAClassCountThatIsNoNumberIsRefused) {
  map_.metadata["classes"] = "2x";
  expect_refused(ErrorKind::kBadFormat, "found \"2x\"");
}
TEST_F(ModelFile, WithBrokenPreprocessingIsRefused) {
  map_.metadata["preprocessing"] = R"({"input":0})";
  expect_refused(ErrorKind::kBadFormat, "preprocessing");
}
TEST_F(ModelFile, WithAMissingTensorIsRefused) {
  map_.tensors.erase("fc7.bias");
  expect_refused(ErrorKind::kWrongShape, "\"fc7.bias\": is missing");
}
TEST_F(ModelFile, WithAnExtraTensorIsRefused) {
  map_.tensors["fc10.bias"] = map_.tensors["fc7.bias"];
  expect_refused(ErrorKind::kWrongShape, "\"fc10.bias\": is not a tensor");
}
TEST_F(ModelFile, WithIntegersForWeightsIsRefused) {
  map_.tensors.find("conv1.bias")->second.type = ElementType::kI32;
  expect_refused(ErrorKind::kUnsupported, "I32");
}

TEST_F(ModelFile, WithANonFiniteWeightIsRefused) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    FileTensor& weight = map_.tensors.find("fc6.weight")->second;
    std::vector<float> values(weight.elements(), 0.5f);
    values[1234] = bad;
    weight.bytes = {reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof(float)};
    expect_refused(ErrorKind::kBadFormat, "\"fc6.weight\": value 1234 is");
  }
}

}  // namespace
}  // namespace alexnet
