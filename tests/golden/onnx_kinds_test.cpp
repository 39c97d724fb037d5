// ONNX files as PyTorch and onnxruntime write them today (foreign/onnx_*.onnx, by make_onnx_kinds.py) give the logits that onnxruntime
// computes: exactly those of float32 networks, and nearly those of networks of 8 bits, whose activations this program rounds in its
// own way.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "formats/onnx/onnx.h"
#include "interop/import_graph.h"
#include "nn/inference_network.h"
#include "support/foreign_files.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

Json onnx_kinds() { return Json::parse(std::ifstream(testing::kForeignFolder + "onnx_kinds.json")).at("files"); }

class OnnxKinds : public ::testing::TestWithParam<std::string> {
 protected:
  static Result<ImportedModel> import_file(const std::string& name) {
    std::vector<NamedFile> companions;  // in memory, since the core opens no files in WebAssembly
    if (name == "onnx_two_files.onnx")
      companions.push_back({name + ".data", SharedBytes(testing::foreign_bytes(name + ".data"))});
    TRY_VALUE(const ForeignNetwork network,
              read_onnx(SharedBytes(testing::foreign_bytes(name)), CompanionFiles::in_memory(std::move(companions))));
    return import_graph(network, {});
  }
  static std::vector<double> log_probabilities(std::vector<double> logits) {
    double sum = 0;
    for (const double logit : logits) sum += std::exp(logit);
    for (double& logit : logits) logit -= std::log(sum);
    return logits;
  }

  ThreadPool pool_{2};
};

TEST_P(OnnxKinds, GiveTheLogitsOfOnnxruntime) {
  const Json golden = onnx_kinds().at(GetParam());
  auto imported = import_file(GetParam());
  ASSERT_TRUE(imported) << imported.error().message();
  const Preprocessing& preprocessing = imported->model.spec.preprocessing;
  EXPECT_EQ(preprocessing.input, golden.at("side").get<std::size_t>());
  if (golden.contains("normalized")) {
    EXPECT_NEAR(preprocessing.mean[0] / preprocessing.scale / 255, 0.485, 1e-5);
    EXPECT_NEAR(preprocessing.deviation[2] / preprocessing.scale / 255, 0.225, 1e-5);
  }
  auto network = InferenceNetwork::create(std::move(imported->model), pool_);
  ASSERT_TRUE(network) << network.error().message();
  testing::fill_foreign_input(network->input(0));
  ASSERT_TRUE(network->run());
  const std::span<const float> found = network->logits(0);
  std::vector<double> logits(found.begin(), found.end());
  if (golden.contains("log_probabilities")) logits = log_probabilities(logits);
  const auto expected = golden.at("logits").get<std::vector<double>>();
  ASSERT_EQ(logits.size(), expected.size());
  double difference = 0, largest = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    difference = std::max(difference, std::abs(logits[i] - expected[i]));
    largest = std::max(largest, std::abs(expected[i]));
  }
  EXPECT_LT(difference, golden.at("tolerance").get<double>() * largest);
  EXPECT_EQ(std::ranges::max_element(logits) - logits.begin(), std::ranges::max_element(expected) - expected.begin());
}

TEST_P(OnnxKinds, KeepWeightsOfEightBits) {
  const bool has_8_bits = onnx_kinds().at(GetParam()).contains("eight_bits");
  const auto imported = import_file(GetParam());
  ASSERT_TRUE(imported) << imported.error().message();
  EXPECT_EQ(std::ranges::any_of(imported->model.parameters, [](const Parameter& p) { return p.quantized.has_value(); }),
            has_8_bits);
  EXPECT_EQ(imported->model.activations.empty(), !has_8_bits);
  if (!has_8_bits) return;
  const auto rule = GetParam() == "onnx_dynamic.onnx" ? QuantizationRule::kDynamic : QuantizationRule::kStatic;
  for (const auto& [name, layer] : imported->model.activations) {
    EXPECT_EQ(layer.input.value_or(ActivationQuantization{.rule = rule}).rule, rule) << name;
    EXPECT_EQ(layer.output.value_or(ActivationQuantization{.rule = rule}).rule, rule) << name;
  }
}

std::vector<std::string> file_names() {
  std::vector<std::string> names;
  const Json files = onnx_kinds();
  for (const auto& [name, facts] : files.items()) names.push_back(name);
  return names;
}
const auto kByKind = [](const ::testing::TestParamInfo<std::string>& kind) {
  std::string name = kind.param;
  std::ranges::replace(name, '.', '_');
  return name;
};
INSTANTIATE_TEST_SUITE_P(Files, OnnxKinds, ::testing::ValuesIn(file_names()), kByKind);

TEST(OnnxTwoFiles, WithoutTheSecondNamesIt) {
  const auto read = read_onnx(SharedBytes(testing::foreign_bytes("onnx_two_files.onnx")));
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message().find("\"onnx_two_files.onnx.data\""), std::string::npos) << read.error().message();
}

}  // namespace
}  // namespace alexnet
