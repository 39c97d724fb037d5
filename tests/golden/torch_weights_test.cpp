// Weights of AlexNets that are no variant give the logits that PyTorch computes, however they were saved (torch_weights/, written by
// make_torch_weights.py).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "interop/import_model.h"
#include "nn/inference_network.h"
#include "support/foreign_files.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

const std::string kFolder = "tests/golden/torch_weights/";
constexpr double kTolerance = 1e-4;  // relative to the largest logit

Json expected_values() { return Json::parse(std::ifstream(kFolder + "logits.json")).at("files"); }

std::vector<std::string> file_names() {
  std::vector<std::string> names;
  const Json expected = expected_values();
  for (const auto& [name, values] : expected.items()) names.push_back(name);
  return names;
}

// Imports a file as a person does who knows the order of the colors where the file leaves it open.
Result<ImportedModel> import_with_colors(const std::string& name, const ThreadPool& pool) {
  const Json expected = expected_values().at(name);
  ImportOptions options;
  if (expected.contains("refused")) options.preprocessing.text = "0..1";
  return import_model_file(kFolder + name, options, pool);
}

class TorchWeights : public ::testing::TestWithParam<std::string> {
 protected:
  ThreadPool pool_{2};
};

TEST_P(TorchWeights, ReproduceTheLogits) {
  const Json expected = expected_values().at(GetParam());
  auto imported = import_with_colors(GetParam(), pool_);
  ASSERT_TRUE(imported) << imported.error().message();
  EXPECT_EQ(imported->model.spec.preprocessing.input, expected.at("side").get<std::size_t>());
  auto network = InferenceNetwork::create(std::move(imported->model), pool_);
  ASSERT_TRUE(network) << network.error().message();
  testing::fill_foreign_input(network->input(0));
  ASSERT_TRUE(network->run());
  const auto golden = expected.at("logits").get<std::vector<double>>();
  ASSERT_EQ(network->logits(0).size(), golden.size());
  double difference = 0, largest = 0;
  for (std::size_t i = 0; i < golden.size(); ++i) {
    difference = std::max(difference, std::abs(double{network->logits(0)[i]} - golden[i]));
    largest = std::max(largest, std::abs(golden[i]));
  }
  EXPECT_LT(difference, kTolerance * largest);
}

// What the file does not state is reported as assumed.
TEST_P(TorchWeights, SayWhatWasAssumed) {
  const auto imported = import_with_colors(GetParam(), pool_);
  ASSERT_TRUE(imported) << imported.error().message();
  EXPECT_TRUE(
      std::ranges::any_of(imported->notes, [](const Notice& note) { return std::string_view(note.code) == "chain_assumed"; }));
}

TEST_P(TorchWeights, AreRefusedWhereTheFileLeavesTheColorsOpen) {
  const Json expected = expected_values().at(GetParam());
  const auto imported = import_model_file(kFolder + GetParam(), {}, pool_);
  EXPECT_EQ(imported ? "" : imported.error().code, expected.value("refused", ""));
}

// The side of the input says nothing about the colors of two towers.
TEST(TorchTowers, AreRefusedUntilTheColorsAreSaid) {
  const ThreadPool pool(1);
  ImportOptions options;
  options.preprocessing.text = R"({"input":227})";
  const auto refused = import_model_file(kFolder + "two_groups.pth", options, pool);
  ASSERT_FALSE(refused);
  EXPECT_STREQ(refused.error().code, "colors_unknown");
}

// Shapes that fit 227 pixels without padding and 224 with padding 2 are taken for the first, which is reported, unless a person says.
TEST(TorchInput, IsSaidWhereShapesFitTwo) {
  const ThreadPool pool(1);
  const auto side_of = [&](const ImportOptions& options, std::string_view notice) {
    const auto imported = import_model_file(kFolder + "one_tower.pth", options, pool);
    EXPECT_TRUE(imported);
    EXPECT_EQ(std::ranges::count_if(imported->notes,
                                    [](const Notice& note) { return std::string_view(note.code) == "chain_alternative"; }),
              notice.empty() ? 0 : 1);
    return imported->model.spec.preprocessing.input;
  };
  EXPECT_EQ(side_of({}, "reported"), 227u);
  ImportOptions options;
  options.preprocessing.text = R"({"input":224})";
  EXPECT_EQ(side_of(options, ""), 224u);
}

const auto kByFile = [](const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::ranges::replace(name, '.', '_');
  return name;
};
INSTANTIATE_TEST_SUITE_P(Files, TorchWeights, ::testing::ValuesIn(file_names()), kByFile);

}  // namespace
}  // namespace alexnet
