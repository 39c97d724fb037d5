#include "model/quantize.h"

#include <gtest/gtest.h>

#include "model/alexnet.h"
#include "model/init.h"
#include "model/quantized_tensors.h"

namespace alexnet {
namespace {

class Quantize : public ::testing::Test {
 protected:
  Quantize() {
    const auto spec = make_spec("caffe", {.classes = 6, .width = 0.05});
    model_ = std::move(*initialize(*spec, Initialization::kKeras, 1, pool_));
  }

  Model quantized(std::size_t bits) {
    auto model = quantize(model_, bits, pool_);
    EXPECT_TRUE(model) << model.error().message();
    return std::move(*model);
  }

  // Expects an error for a file of the 4-bit model whose tensor `name` is replaced.
  void expect_refused(const std::string& name, const FileTensor& tensor, ErrorKind kind, const std::string& words) {
    TensorMap map = tensors_from_model(model_four_);
    map.tensors[name] = tensor;
    const auto model = model_from_tensors(map, pool_);
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().kind, kind) << model.error().message();
    EXPECT_NE(model.error().message().find(words), std::string::npos) << model.error().message();
  }

  ThreadPool pool_{1};
  Model model_;
  Model model_four_;
};

TEST_F(Quantize, QuantizesEverythingButBiases) {
  const Model model = quantized(8);
  for (const Parameter& parameter : model.parameters)
    EXPECT_EQ(parameter.quantized.has_value(), parameter.name.ends_with(".weight")) << parameter.name;
  EXPECT_EQ(quantization_of(model), "int8");
  EXPECT_EQ(quantization_of(model_), "");
}

TEST_F(Quantize, FourBitsApplyToAllDenseLayersButTheLast) {
  const Model model = quantized(4);
  for (const Parameter& parameter : model.parameters)
    if (parameter.quantized) {
      EXPECT_EQ(parameter.quantized->bits, parameter.name == "fc6.weight" || parameter.name == "fc7.weight" ? 4u : 8u)
          << parameter.name;
    }
  EXPECT_EQ(quantization_of(model), "int4");
}

TEST_F(Quantize, ErrorIsSmallAndDecreasesWithBits) {
  const auto eight = compare_weights(model_, quantized(8), pool_);
  const auto four = compare_weights(model_, quantized(4), pool_);
  ASSERT_TRUE(eight && four);
  EXPECT_GT(eight->relative, 0);
  EXPECT_LT(eight->relative, 0.01);
  EXPECT_GT(four->relative, 4 * eight->relative);
  EXPECT_LT(four->relative, 0.15);
}

TEST_F(Quantize, FileRoundTripsExactly) {
  for (const std::size_t bits : {8, 4}) {
    const Model model = quantized(bits);
    const TensorMap map = tensors_from_model(model);
    EXPECT_EQ(map.metadata.find("quantization")->second, bits == 8 ? "int8" : "int4");
    const auto back = model_from_tensors(map, pool_);
    ASSERT_TRUE(back) << back.error().message();
    EXPECT_FALSE(back->provenance.contains("quantization"));
    EXPECT_EQ(parameter_bytes(*back), parameter_bytes(model));
    EXPECT_EQ(compare_weights(model, *back, pool_)->largest, 0);
  }
}

TEST_F(Quantize, AFileAsFloatsIsTheModelAsFloats) {
  const Model model = quantized(4);
  auto file = with_float_tensors(tensors_from_model(model), pool_);
  ASSERT_TRUE(file) << file.error().message();
  const auto from_file = model_from_tensors(std::move(*file), pool_);
  const auto floats = with_float_weights(model, pool_);
  ASSERT_TRUE(from_file) << from_file.error().message();
  ASSERT_TRUE(floats);
  EXPECT_EQ(quantization_of(*from_file), "");
  EXPECT_EQ(compare_weights(*from_file, *floats, pool_)->largest, 0);
  EXPECT_EQ(compare_weights(model, *floats, pool_)->largest, 0);
}

TEST_F(Quantize, HalfPrecisionTensorsRoundToNearestFloats) {
  const TensorMap map = tensors_from_model(model_);
  auto halves = with_half_tensors(map);
  ASSERT_TRUE(halves) << halves.error().message();
  EXPECT_EQ(halves->tensors.find("fc6.weight")->second.type, ElementType::kF16);
  EXPECT_EQ(halves->tensors.find("fc6.bias")->second.type, ElementType::kF32);
  const auto back = model_from_tensors(std::move(*halves), pool_);
  ASSERT_TRUE(back) << back.error().message();
  const auto difference = compare_weights(model_, *back, pool_);
  EXPECT_GT(difference->relative, 0);
  EXPECT_LT(difference->relative, 0x1p-11);
}

TEST_F(Quantize, RejectsWeightsBeyondHalfRange) {
  const float large = 70000;
  TensorMap map;
  map.tensors["w"] = {
      .type = ElementType::kF32, .shape = {1, 1}, .bytes = {reinterpret_cast<const std::uint8_t*>(&large), sizeof large}};
  const auto halves = with_half_tensors(map);
  ASSERT_FALSE(halves);
  EXPECT_NE(halves.error().message().find("\"w\": value 0 is 70000"), std::string::npos) << halves.error().message();
}

TEST_F(Quantize, HostileFilesAreRefused) {
  model_four_ = quantized(4);
  const TensorMap good = tensors_from_model(model_four_);
  const FileTensor& weight = good.tensors.find("fc6.weight")->second;
  const FileTensor& scale = good.tensors.find("fc6.weight.scale")->second;
  FileTensor wrong = weight;
  wrong.type = ElementType::kI8;  // half as many inputs as the network has
  expect_refused("fc6.weight", wrong, ErrorKind::kWrongShape, "\"fc6.weight\": has shape");
  wrong = weight;
  wrong.shape = {weight.shape[0], weight.shape[1], 1};
  expect_refused("fc6.weight", wrong, ErrorKind::kWrongShape, "cannot have shape");
  wrong.shape = {0, std::size_t{1} << (sizeof(std::size_t) * 8 - 1)};
  wrong.bytes = {};
  expect_refused("fc6.weight", wrong, ErrorKind::kWrongShape, "cannot have shape");
  wrong = scale;
  wrong.shape = {1};
  wrong.bytes = scale.bytes.first(4);
  expect_refused("fc6.weight.scale", wrong, ErrorKind::kWrongShape, "\"fc6.weight.scale\": has shape [1]");
  wrong = scale;
  wrong.type = ElementType::kI32;
  expect_refused("fc6.weight.scale", wrong, ErrorKind::kUnsupported, "I32");
  for (const float bad :
       {0.0f, -1.0f, std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN(), 1e37f}) {
    std::vector<float> scales(scale.shape[0], 0.5f);
    scales[3] = bad;
    wrong = scale;
    wrong.bytes = {reinterpret_cast<const std::uint8_t*>(scales.data()), scale.bytes.size()};
    expect_refused("fc6.weight.scale", wrong, ErrorKind::kBadFormat, "\"fc6.weight.scale\": value 3 is");
  }
  TensorMap missing = good;
  missing.tensors.erase("fc6.weight.scale");
  const auto model = model_from_tensors(missing, pool_);
  ASSERT_FALSE(model);
  EXPECT_NE(model.error().message().find("\"fc6.weight.scale\": is missing"), std::string::npos) << model.error().message();
}

}  // namespace
}  // namespace alexnet
