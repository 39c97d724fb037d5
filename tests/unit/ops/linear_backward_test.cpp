#include "ops/linear_backward.h"

#include "support/op_goldens.h"
#include "support/random_case.h"

namespace alexnet {
namespace {

struct LinearCase {
  std::size_t batch, inputs, outputs;
};

void expect_gradients(const LinearCase& c, RandomCase& random, const ThreadPool& pool) {
  const auto x = random.values(c.batch * c.inputs);
  const auto w = random.values(c.outputs * c.inputs);
  const auto dy = random.values(c.batch * c.outputs);
  std::vector<double> expected_dx(c.batch * c.inputs);
  std::vector<double> expected_dw(c.outputs * c.inputs);
  for (std::size_t n = 0; n < c.batch; ++n)
    for (std::size_t o = 0; o < c.outputs; ++o)
      for (std::size_t i = 0; i < c.inputs; ++i) {
        expected_dx[n * c.inputs + i] += double{dy[n * c.outputs + o]} * w[o * c.inputs + i];
        expected_dw[o * c.inputs + i] += double{dy[n * c.outputs + o]} * x[n * c.inputs + i];
      }

  LinearInputGradient input_gradient({.inputs = c.inputs, .outputs = c.outputs});
  ASSERT_TRUE(input_gradient.reshape(c.batch, pool));
  std::vector<float> dx(expected_dx.size(), 7.0f);
  ASSERT_TRUE(input_gradient.run(w.data(), dy.data(), dx.data(), pool));
  EXPECT_LT(relative_error(dx, expected_dx), 1e-5);

  LinearWeightGradient weight_gradient({.inputs = c.inputs, .outputs = c.outputs});
  ASSERT_TRUE(weight_gradient.reshape(c.batch, pool));
  std::vector<float> dw(expected_dw.size(), 7.0f);
  ASSERT_TRUE(weight_gradient.run(x.data(), dy.data(), dw.data(), pool));
  EXPECT_LT(relative_error(dw, expected_dw), 1e-5);
}

TEST(LinearGradients, AgreeWithNaiveLoopsOnRandomShapes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const LinearCase c = {random.between(1, 9), random.between(1, 70), random.between(1, 70)};
    expect_gradients(c, random, ThreadPool(random.between(1, 3)));
  }
}

// Several blocks of columns, the last of which is not full.
TEST(LinearGradients, AgreeWithNaiveLoopsInSeveralBlocks) {
  for (const std::size_t threads : {1u, 2u, 4u}) {
    SCOPED_TRACE(threads);
    RandomCase random(1000);
    expect_gradients({.batch = 5, .inputs = 300, .outputs = 4100}, random, ThreadPool(threads));
  }
}

TEST(LinearGradients, AgreeWithPyTorch) {
  const ThreadPool pool(2);
  for (const auto& row : gradient_rows("linear")) {
    const auto ws = golden_shape(row, "w");
    const std::size_t batch = golden_shape(row)[0];
    const auto x = golden_input(row);
    const auto w = golden_input(row, "w");
    const auto dy = golden_input(row, "dy");
    LinearInputGradient input_gradient({.inputs = ws[1], .outputs = ws[0]});
    ASSERT_TRUE(input_gradient.reshape(batch, pool));
    std::vector<float> dx(batch * ws[1]);
    ASSERT_TRUE(input_gradient.run(w.data(), dy.data(), dx.data(), pool));
    EXPECT_LT(relative_error(dx, golden_output(row, "dx")), 1e-5);
    LinearWeightGradient weight_gradient({.inputs = ws[1], .outputs = ws[0]});
    ASSERT_TRUE(weight_gradient.reshape(batch, pool));
    std::vector<float> dw(ws[0] * ws[1]);
    ASSERT_TRUE(weight_gradient.run(x.data(), dy.data(), dw.data(), pool));
    EXPECT_LT(relative_error(dw, golden_output(row, "dw")), 1e-5);
  }
}

}  // namespace
}  // namespace alexnet
