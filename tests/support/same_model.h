// Compares a model that was read from a file with the one that was written.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "model/alexnet.h"
#include "model/init.h"
#include "model/layers_json.h"
#include "model/model.h"
#include "nn/training_network.h"
#include "support/random_case.h"

namespace alexnet::testing {

// Expects equal spec, labels and calibration, and the same parameters in the same order, bit by bit. `found` may have
// additional provenance.
inline void expect_same_model(const Model& found, const Model& wanted) {
  EXPECT_EQ(found.spec.variant, wanted.spec.variant);
  EXPECT_EQ(found.spec.width, wanted.spec.width);
  EXPECT_EQ(found.spec.dense_width, wanted.spec.dense_width);
  EXPECT_EQ(found.spec.classes, wanted.spec.classes);
  EXPECT_EQ(to_json(found.spec.preprocessing), to_json(wanted.spec.preprocessing));
  EXPECT_EQ(layers_to_json(found.spec.layers), layers_to_json(wanted.spec.layers));
  EXPECT_EQ(found.spec.temperature(), wanted.spec.temperature());
  EXPECT_EQ(found.confidence_threshold, wanted.confidence_threshold);
  EXPECT_EQ(found.labels, wanted.labels);
  for (const auto& [key, value] : wanted.provenance) EXPECT_EQ(found.provenance.at(key), value) << key;
  ASSERT_EQ(found.parameters.size(), wanted.parameters.size());
  for (std::size_t i = 0; i < wanted.parameters.size(); ++i) {
    const Parameter &a = found.parameters[i], &b = wanted.parameters[i];
    EXPECT_EQ(a.name, b.name);
    ASSERT_EQ(a.values.shape, b.values.shape) << b.name;
    EXPECT_EQ(std::memcmp(a.values.data, b.values.data, b.values.values().size_bytes()), 0) << b.name;
  }
}

// Expects equal logits for an image of noise, up to rounding.
inline void expect_same_logits(const Model& found, const Model& wanted, const ThreadPool& pool) {
  const std::size_t side = wanted.spec.preprocessing.input;
  const std::vector<float> image = RandomCase(3).values(side * side * 3);
  const auto logits_of = [&](const Model& model) {
    auto network = TrainingNetwork::create(model, {}, pool);
    EXPECT_TRUE(network->set_batch(1));
    EXPECT_TRUE(network->forward(image.data(), false, 0));
    return std::vector<float>(network->logits().begin(), network->logits().end());
  };
  const std::vector<float> expected = logits_of(wanted), logits = logits_of(found);
  ASSERT_EQ(logits.size(), expected.size());
  for (std::size_t i = 0; i < logits.size(); ++i) EXPECT_NEAR(logits[i], expected[i], 1e-5f * (1 + std::abs(expected[i])));
}

// Returns a small model of the variant with everything that a file can store: a dense width of its own, labels, calibration,
// provenance.
inline Model model_with_everything(std::string_view variant, const ThreadPool& pool) {
  const auto spec = make_spec(variant, {.classes = 3, .width = 0.1, .dense_width = 0.02});
  auto model = initialize(*spec, Initialization::kKeras, 4, pool);
  model->labels = {"größer", "b", "c"};
  model->spec.preprocessing.scale = 0.7f;
  model->spec.set_temperature(1.3f);
  model->confidence_threshold = 0.6f;
  model->provenance["description"] = "a test";
  return std::move(*model);
}

}  // namespace alexnet::testing
