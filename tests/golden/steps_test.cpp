// The training of every variant agrees with PyTorch: the gradients and the first ten steps. make_steps.py wrote steps.json.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>

#include "data/preprocess.h"
#include "nn/training_network.h"
#include "ops/cross_entropy.h"
#include "support/golden_weights.h"
#include "train/optimizer.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr double kTolerance = 1e-4;            // for gradients and the first loss
constexpr double kTrajectoryTolerance = 5e-3;  // for later losses: rounding may change which values a ReLU cuts off
constexpr std::size_t kTiledSteps = 5;         // of 10: the larger rounding errors of Winograd's tiles have this effect earlier

class Steps : public ::testing::TestWithParam<std::string_view> {
 protected:
  void SetUp() override {
    std::ifstream file("tests/golden/steps.json");
    ASSERT_TRUE(file) << "no tests/golden/steps.json: run from the root of the repository";
    const Json all = Json::parse(file);
    for (const Json& one : all.at("variants"))
      if (one.at("variant") == GetParam()) golden_ = one;
    ASSERT_FALSE(golden_.is_null());
    options_ = {.classes = all.at("classes"), .width = all.at("width")};
    seed_ = all.at("seed");
    for (std::uint32_t i = 0; i < all.at("batch"); ++i) labels_.push_back(i % 4);
    start();
  }

  // Creates a network with the initial weights, without dropout, and the images.
  void start() {
    auto model = testing::golden_model(GetParam(), options_, seed_, pool_);
    ASSERT_TRUE(model);
    for (LayerSpec& layer : model->spec.layers)
      if (auto* dropout = std::get_if<Dropout>(&layer.operation)) dropout->rate = 0;
    const Preprocessing& preprocessing = model->spec.preprocessing;
    const std::size_t image = preprocessing.input * preprocessing.input * 3;
    auto images = Tensor::create({labels_.size() * image});
    ASSERT_TRUE(images);
    images_ = std::move(*images);
    for (std::size_t n = 0; n < labels_.size(); ++n)
      to_tensor(testing::golden_image(preprocessing.input, n + 1), preprocessing, images_.values().subspan(n * image, image));
    model_ = std::move(*model);
    create_network(/*tiles=*/true);
  }

  void create_network(bool tiles) {
    auto network = TrainingNetwork::create(*model_, {.tiles = tiles}, pool_);
    ASSERT_TRUE(network);
    network_ = std::make_unique<TrainingNetwork>(std::move(*network));
    ASSERT_TRUE(network_->set_batch(labels_.size()));
  }

  double loss_and_gradients() {
    EXPECT_TRUE(network_->weights_changed());
    EXPECT_TRUE(network_->forward(images_.data(), /*training=*/true, /*step=*/0));
    const CrossEntropyTarget target = {options_.classes, labels_};
    float* dlogits = network_->logits_gradient().data();
    const double loss = cross_entropy_forward(target, network_->logits().data(), dlogits, pool_);
    cross_entropy_backward(target, 1.0f / static_cast<float>(labels_.size()), dlogits, dlogits);
    EXPECT_TRUE(network_->backward());
    return loss;
  }

  void expect_golden_gradients() {
    loss_and_gradients();
    const auto blocks = network_->blocks();
    ASSERT_EQ(blocks.size(), golden_.at("gradients").size());
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const Json& expected = golden_.at("gradients")[i];
      ASSERT_EQ(blocks[i].name, expected.at("name").get<std::string>());
      ASSERT_EQ(blocks[i].count, expected.at("count").get<std::size_t>());
      const auto gradient = network_->gradients().subspan(blocks[i].offset, blocks[i].count);
      double squares = 0;
      for (const float value : gradient) squares += double{value} * value;
      const double norm = expected.at("norm");
      EXPECT_NEAR(std::sqrt(squares) / norm, 1.0, kTolerance) << blocks[i].name;
      for (std::size_t j = 0; j < expected.at("first").size(); ++j)
        EXPECT_NEAR(gradient[j] / norm, expected.at("first")[j].get<double>() / norm, kTolerance) << blocks[i].name << " " << j;
    }
  }

  void expect_golden_losses(const Json& run, const OptimizerOptions& options, double bias_rate, double bias_decay) {
    for (const bool tiles : {true, false}) {
      SCOPED_TRACE(tiles);
      create_network(tiles);
      const auto expected = run.at("losses").get<std::vector<double>>();
      expect_losses(std::span(expected).first(tiles ? kTiledSteps : expected.size()), run.at("learning_rate"), options,
                    bias_rate, bias_decay);
    }
  }

  void expect_losses(std::span<const double> expected, double learning_rate, const OptimizerOptions& options, double bias_rate,
                     double bias_decay) {
    std::vector<ParameterGroup> groups;
    for (const auto& block : network_->blocks()) {
      const bool bias = block.name.ends_with(".bias");
      groups.push_back({block.offset, block.count, bias ? bias_rate : 1.0, bias ? bias_decay : 1.0});
    }
    auto optimizer = Optimizer::create(options, groups, network_->weights().size());
    ASSERT_TRUE(optimizer);
    for (std::size_t step = 0; step < expected.size(); ++step) {
      const double loss = loss_and_gradients();
      EXPECT_NEAR(loss / expected[step], 1.0, step == 0 ? kTolerance : kTrajectoryTolerance) << "before step " << step;
      EXPECT_TRUE(std::isfinite(optimizer->step(network_->weights(), network_->gradients(), learning_rate, pool_)));
    }
  }

  ThreadPool pool_{2};
  Json golden_;
  VariantOptions options_;
  std::uint64_t seed_ = 0;
  std::vector<std::uint32_t> labels_;
  Tensor images_;
  std::optional<Model> model_;
  std::unique_ptr<TrainingNetwork> network_;
};

TEST_P(Steps, InitialGradientsAgreeWithPyTorch) {
  for (const bool tiles : {true, false}) {
    SCOPED_TRACE(tiles);
    create_network(tiles);
    expect_golden_gradients();
  }
}

TEST_P(Steps, OfAdamAgreeWithKerasAdam) {
  const Json& run = golden_.at("adam");
  expect_golden_losses(run, {.beta1 = run.at("beta1"), .beta2 = run.at("beta2"), .epsilon = run.at("epsilon")}, 1, 1);
}

TEST_P(Steps, OfSgdAgreeWithPyTorch) {
  const Json& run = golden_.at("sgd");
  expect_golden_losses(
      run, {.kind = OptimizerOptions::Kind::kSgd, .momentum = run.at("momentum"), .weight_decay = run.at("weight_decay")}, 2,
      0);
}

const auto kByVariant = [](const ::testing::TestParamInfo<std::string_view>& info) { return std::string(info.param); };
INSTANTIATE_TEST_SUITE_P(EighthWidth, Steps, ::testing::ValuesIn(kVariants), kByVariant);

}  // namespace
}  // namespace alexnet
