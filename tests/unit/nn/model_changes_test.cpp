// What the functions of core/model change in a model is what the networks of core/nn run.
#include <gtest/gtest.h>

#include "model/alexnet.h"
#include "model/init.h"
#include "model/input_size.h"
#include "model/quantize.h"
#include "nn/inference_network.h"
#include "nn/training_network.h"

namespace alexnet {
namespace {

TEST(InputSize, NetworkRunsAtTheNewSize) {
  const ThreadPool pool(1);
  ModelSpec spec = *make_spec("torchvision", {.classes = 2, .width = 0.05});
  spec.preprocessing.input = spec.preprocessing.resize = 67;
  Model model = *initialize(spec, Initialization::kKeras, 3, pool);
  ASSERT_TRUE(set_input_size(model, 99, 120));
  auto network = InferenceNetwork::create(std::move(model), pool);
  ASSERT_TRUE(network) << network.error().message();
  EXPECT_EQ(network->input(0).size(), 99u * 99 * 3);
  EXPECT_TRUE(network->run());
}

TEST(Quantize, NetworkTrainsFromQuantizedWeights) {
  const ThreadPool pool(1);
  const auto spec = make_spec("caffe", {.classes = 6, .width = 0.05});
  const Model model = *quantize(*initialize(*spec, Initialization::kKeras, 1, pool), 8, pool);
  const auto network = TrainingNetwork::create(model, {}, pool);
  ASSERT_TRUE(network) << network.error().message();
  EXPECT_EQ(compare_weights(network->model(), model, pool)->largest, 0);
  EXPECT_EQ(quantization_of(network->model()), "");
}

}  // namespace
}  // namespace alexnet
