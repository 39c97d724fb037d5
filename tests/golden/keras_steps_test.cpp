// The first steps of training the tutorial's network agree with Keras, from the same .h5 file and the same batches.
// make_keras_steps.py wrote foreign/keras_steps.h5 and keras_steps.json.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/base64.h"
#include "interop/import_model.h"
#include "nn/training_network.h"
#include "ops/cross_entropy.h"
#include "support/foreign_files.h"
#include "train/optimizer.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr double kGradientTolerance = 1e-4;  // of the largest gradient of a parameter
constexpr double kLossTolerance = 5e-3;
constexpr double kWeightTolerance = 1e-4;  // for at least 99 % of the weights
// Adam moves a weight whose gradient is near epsilon by up to a learning rate a step in either direction, as roundings decide.
constexpr double kLearningRates = 10;

std::vector<float> floats_of(const Json& text) {
  const auto bytes = from_base64(text.get<std::string>());
  EXPECT_TRUE(bytes);
  std::vector<float> values(bytes ? bytes->size() / sizeof(float) : 0);
  if (!values.empty()) std::memcpy(values.data(), bytes->data(), values.size() * sizeof(float));
  return values;
}

class KerasSteps : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    std::ifstream file("tests/golden/keras_steps.json");
    ASSERT_TRUE(file) << "run from the root of the repository";
    golden_ = Json::parse(file);
    batch_ = golden_.at("batch");
    for (std::uint32_t n = 0; n < batch_; ++n) labels_.push_back(n % 2);
    const auto imported = import_model(SharedBytes(testing::foreign_bytes("keras_steps.h5")), "keras_steps.h5", {}, pool_);
    ASSERT_TRUE(imported) << imported.error().message();
    auto network = TrainingNetwork::create(imported->model, {.tiles = GetParam()}, pool_);
    ASSERT_TRUE(network);
    network_.emplace(std::move(*network));
    ASSERT_TRUE(network_->set_batch(batch_));
    auto images = Tensor::create({batch_ * network_->input().elements()});
    ASSERT_TRUE(images);
    images_ = std::move(*images);
  }

  // The images of make_keras_steps.py's batch(step).
  void fill_batch(std::uint64_t step) {
    const std::size_t image = network_->input().elements();
    for (std::size_t i = 0; i < batch_ * image; ++i) {
      auto z = static_cast<std::uint32_t>((i + 1000003 * step) * 2654435761u);
      z ^= z >> 15;
      z *= 2246822519u;
      z ^= z >> 13;
      images_.data()[i] = static_cast<float>(z * 0x1p-32) * (labels_[i / image] == 0 ? 1.0f : 0.5f);
    }
  }

  double loss_and_gradients(std::uint64_t step) {
    fill_batch(step);
    EXPECT_TRUE(network_->weights_changed());
    EXPECT_TRUE(network_->forward(images_.data(), /*training=*/true, step));
    const CrossEntropyTarget target = {2, labels_};
    float* dlogits = network_->logits_gradient().data();
    const double loss = cross_entropy_forward(target, network_->logits().data(), dlogits, pool_);
    cross_entropy_backward(target, 1.0f / static_cast<float>(labels_.size()), dlogits, dlogits);
    EXPECT_TRUE(network_->backward());
    return loss;
  }

  ThreadPool pool_{2};
  Json golden_;
  std::size_t batch_ = 0;
  std::vector<std::uint32_t> labels_;
  std::optional<TrainingNetwork> network_;
  Tensor images_;
};

TEST_P(KerasSteps, FirstGradientsAgree) {
  loss_and_gradients(0);
  const auto blocks = network_->blocks();
  ASSERT_EQ(blocks.size(), golden_.at("gradients").size());
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const std::vector<float> expected = floats_of(golden_.at("gradients")[i]);
    const auto found = network_->gradients().subspan(blocks[i].offset, blocks[i].count);
    ASSERT_EQ(found.size(), expected.size()) << blocks[i].name;
    double largest = 0, difference = 0;
    for (std::size_t at = 0; at < expected.size(); ++at) {
      largest = std::max(largest, std::abs(double{expected[at]}));
      difference = std::max(difference, std::abs(double{found[at]} - expected[at]));
    }
    EXPECT_GT(largest, 0) << blocks[i].name;
    EXPECT_LE(difference, kGradientTolerance * largest) << blocks[i].name;
  }
}

TEST_P(KerasSteps, TenStepsOfAdamAgree) {
  std::vector<ParameterGroup> groups;
  for (const auto& block : network_->blocks()) groups.push_back({block.offset, block.count, 1, 1});
  auto optimizer = Optimizer::create({}, groups, network_->weights().size());
  ASSERT_TRUE(optimizer);
  const double rate = golden_.at("learning_rate");
  const auto losses = golden_.at("losses").get<std::vector<double>>();
  for (std::size_t step = 0; step < losses.size(); ++step) {
    EXPECT_NEAR(loss_and_gradients(step), losses[step], kLossTolerance) << "before step " << step;
    if (step + 1 == losses.size()) break;
    EXPECT_TRUE(std::isfinite(optimizer->step(network_->weights(), network_->gradients(), rate, pool_)));
  }
  std::size_t near = 0, count = 0;
  for (std::size_t i = 0; i < network_->blocks().size(); ++i) {
    const auto& block = network_->blocks()[i];
    const std::vector<float> expected = floats_of(golden_.at("weights")[i]);
    const auto found = network_->weights().subspan(block.offset, block.count);
    ASSERT_EQ(found.size(), expected.size()) << block.name;
    for (std::size_t at = 0; at < expected.size(); ++at) {
      const double difference = std::abs(double{found[at]} - expected[at]);
      EXPECT_LE(difference, kLearningRates * rate) << block.name << " " << at;
      near += difference <= kWeightTolerance ? 1 : 0;
      ++count;
    }
  }
  EXPECT_GE(static_cast<double>(near), 0.99 * static_cast<double>(count)) << near << " of " << count;
}

INSTANTIATE_TEST_SUITE_P(With, KerasSteps, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "Tiles" : "Windows"; });

}  // namespace
}  // namespace alexnet
