// Imported networks of other programs (foreign/) give the logits that those programs compute. make_onnx.py and make_keras.py
// wrote them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/model_file.h"
#include "formats/onnx/onnx.h"
#include "formats/safetensors.h"
#include "interop/import_graph.h"
#include "nn/inference_network.h"
#include "support/foreign_files.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

struct Case {
  std::string file;
  std::string variant;
};

class Foreign : public ::testing::TestWithParam<Case> {
 protected:
  static constexpr double kTolerance = 1e-4;  // relative to the largest logit

  // Returns the expected values of a file: side and logits.
  static Json expected(const std::string& file) {
    for (const char* name : {"onnx.json", "keras.json"}) {
      const Json all = Json::parse(std::ifstream(testing::kForeignFolder + name));
      if (all.at("files").contains(file)) return all.at("files").at(file);
    }
    return {};
  }

  // Returns the largest difference of the logits, relative to the largest expected logit.
  double error_of(Model model, const Json& expected) {
    auto classifier = InferenceNetwork::create(std::move(model), pool_);
    EXPECT_TRUE(classifier) << classifier.error().message();
    if (!classifier) return 1;
    testing::fill_foreign_input(classifier->input(0));
    EXPECT_TRUE(classifier->run());
    const auto golden = expected.at("logits").get<std::vector<double>>();
    EXPECT_EQ(classifier->logits(0).size(), golden.size());
    double difference = 0, largest = 0;
    for (std::size_t i = 0; i < golden.size(); ++i) {
      difference = std::max(difference, std::abs(double{classifier->logits(0)[i]} - golden[i]));
      largest = std::max(largest, std::abs(golden[i]));
    }
    return difference / largest;
  }

  ThreadPool pool_{2};
};

TEST_P(Foreign, ReproducesTheLogits) {
  const auto network = testing::read_foreign(testing::foreign_bytes(GetParam().file));
  ASSERT_TRUE(network) << network.error().message();
  auto imported = import_graph(*network, {});
  ASSERT_TRUE(imported) << imported.error().message();
  EXPECT_EQ(imported->model.spec.variant, GetParam().variant);
  const Json golden = expected(GetParam().file);
  EXPECT_EQ(imported->model.spec.preprocessing.input, golden.at("side").get<std::size_t>());
  EXPECT_LT(error_of(std::move(imported->model), golden), kTolerance);
}

// The model is stored as a model file of ours and read back; files of custom networks have their layers.
TEST_P(Foreign, ReproducesTheLogitsAsAModelFile) {
  const auto network = testing::read_foreign(testing::foreign_bytes(GetParam().file));
  ASSERT_TRUE(network) << network.error().message();
  const auto imported = import_graph(*network, {});
  ASSERT_TRUE(imported) << imported.error().message();
  const auto bytes = to_safetensors(tensors_from_model(imported->model));
  ASSERT_TRUE(bytes);
  auto model = read_model(*bytes, pool_);
  ASSERT_TRUE(model) << model.error().message();
  EXPECT_LT(error_of(std::move(*model), expected(GetParam().file)), kTolerance);
}

// The report has every tensor of the file and every parameter of the model.
TEST_P(Foreign, ReportIsComplete) {
  const auto network = testing::read_foreign(testing::foreign_bytes(GetParam().file));
  ASSERT_TRUE(network) << network.error().message();
  const auto imported = import_graph(*network, {});
  ASSERT_TRUE(imported) << imported.error().message();
  for (const auto& [name, tensor] : network->tensors.tensors)
    EXPECT_TRUE(std::ranges::any_of(imported->report, [&](const auto& line) { return line.tensor == name; })) << name;
  for (const Parameter& parameter : imported->model.parameters)
    EXPECT_TRUE(std::ranges::any_of(imported->report, [&](const auto& line) { return line.parameter == parameter.name; }))
        << parameter.name;
}

const auto kByFile = [](const ::testing::TestParamInfo<Case>& info) {
  std::string name = info.param.file;
  std::ranges::replace(name, '.', '_');
  return name;
};
INSTANTIATE_TEST_SUITE_P(Onnx, Foreign,
                         ::testing::Values(Case{"caffe_opset3.onnx", "caffe"}, Case{"caffe_opset7.onnx", "caffe"},
                                           Case{"caffenet_opset12.onnx", "caffenet"}, Case{"paper_opset17.onnx", "paper"},
                                           Case{"channels_last_opset13.onnx", "custom"},
                                           Case{"torch_alexnet_opset9.onnx", "torchvision"},
                                           Case{"torch_alexnet_opset11.onnx", "torchvision"},
                                           Case{"torch_other_opset10.onnx", "custom"}),
                         kByFile);

INSTANTIATE_TEST_SUITE_P(Keras, Foreign,
                         ::testing::Values(Case{"keras3_alexnet.h5", "keras"}, Case{"keras3_alexnet.keras", "keras"},
                                           Case{"tf2_alexnet.h5", "keras"}, Case{"tf2_weights.h5", "keras"},
                                           Case{"keras3_other.h5", "custom"}, Case{"keras3_other.keras", "custom"}),
                         kByFile);

}  // namespace
}  // namespace alexnet
