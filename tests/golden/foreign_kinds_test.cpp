// Every kind of file in foreign/*_kinds.json opens by its path, and computes what the program that wrote it computes.
// make_keras_kinds.py, make_tflite.py, make_saved_model.py and make_darknet.py wrote the files, and make_shared_kinds.py what the files of ../shared/inputs/weights
// compute, or that they are to be refused.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "interop/import_model.h"
#include "nn/inference_network.h"
#include "support/foreign_files.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr double kTolerance = 1e-4;             // of logits, relative to the largest
constexpr double kProbabilityTolerance = 0.01;  // of quantized models, which other programs compute with quantized activations

void expect_outputs(const InferenceNetwork& network, const Json& expected) {
  const bool is_quantized = expected.contains("probabilities");
  const auto golden = expected.at(is_quantized ? "probabilities" : "logits").get<std::vector<double>>();
  const std::span<const float> found = is_quantized ? network.probabilities(0) : network.logits(0);
  ASSERT_EQ(found.size(), golden.size());
  double largest = 0;
  for (const double value : golden) largest = std::max(largest, std::abs(value));
  for (std::size_t i = 0; i < golden.size(); ++i)
    EXPECT_NEAR(double{found[i]}, golden[i], is_quantized ? kProbabilityTolerance : kTolerance * largest) << i;
  EXPECT_EQ(std::ranges::max_element(found) - found.begin(), std::ranges::max_element(golden) - golden.begin());
}

// Compares what becomes of the pixels, by channel.
void expect_preparation(const Preprocessing& preprocessing, const std::vector<double>& pixels, const Json& prepared) {
  for (std::size_t i = 0; i < pixels.size(); ++i)
    for (std::size_t c = 0; c < 3; ++c) {
      const double golden = prepared[i][c].get<double>();
      const double found = (pixels[i] * preprocessing.scale - preprocessing.mean[c]) / preprocessing.deviation[c];
      EXPECT_NEAR(found, golden, 1e-5 * std::max(1.0, std::abs(golden))) << pixels[i] << ", channel " << c;
    }
}

void expect_kinds(const std::string& list, const std::string& folder = testing::kForeignFolder) {
  const ThreadPool pool(2);
  const Json all = Json::parse(std::ifstream(testing::kForeignFolder + list));
  for (const auto& [name, expected] : all.at("files").items()) {
    SCOPED_TRACE(name);
    auto imported = import_model_file(folder + name, {}, pool);
    ASSERT_TRUE(imported) << imported.error().message();
    EXPECT_EQ(imported->model.spec.preprocessing.input, expected.at("side").get<std::size_t>());
    if (expected.contains("prepared"))
      expect_preparation(imported->model.spec.preprocessing, all.at("pixels"), expected.at("prepared"));
    auto network = InferenceNetwork::create(std::move(imported->model), pool);
    ASSERT_TRUE(network) << network.error().message();
    testing::fill_foreign_input(network->input(0));
    ASSERT_TRUE(network->run());
    expect_outputs(*network, expected);
  }
}

TEST(ForeignKinds, OfDarknet) { expect_kinds("darknet_kinds.json"); }
TEST(ForeignKinds, OfKeras) { expect_kinds("keras_kinds.json"); }
// Files that are right to refuse, and the code of the error.
void expect_refusals(const Json& refused, const std::string& folder) {
  const ThreadPool pool(1);
  for (const auto& [name, code] : refused.items()) {
    SCOPED_TRACE(name);
    const auto imported = import_model_file(folder + name, {}, pool);
    ASSERT_FALSE(imported);
    EXPECT_EQ(imported.error().code, code.get<std::string>()) << imported.error().message();
  }
}

TEST(ForeignKinds, OfSharedFiles) {
  const std::string folder = "../shared/inputs/weights/";
  if (!std::ifstream(folder + "torch_aug.keras")) GTEST_SKIP() << folder << " is absent";
  expect_kinds("shared_kinds.json", folder);
  expect_refusals(Json::parse(std::ifstream(testing::kForeignFolder + "shared_kinds.json")).at("refused"), folder);
}
TEST(ForeignKinds, OfSavedModels) { expect_kinds("saved_model_kinds.json"); }
TEST(ForeignKinds, OfTensorFlowLite) { expect_kinds("tflite_kinds.json"); }

}  // namespace
}  // namespace alexnet
