#include "ops/cross_entropy.h"

#include "support/gradient_check.h"
#include "support/op_goldens.h"
#include "support/random_case.h"

namespace alexnet {
namespace {

// Computes the mean loss from its definition.
double naive(const CrossEntropyTarget& t, std::span<const double> logits) {
  double loss = 0;
  for (std::size_t n = 0; n < t.labels.size(); ++n) {
    const auto row = logits.subspan(n * t.classes, t.classes);
    double sum = 0;
    for (const double value : row) sum += std::exp(value);
    const auto loss_of = [&](std::uint32_t label) {
      const double smoothing = label == UINT32_MAX ? 1 : t.label_smoothing;
      double one = 0;
      for (std::size_t c = 0; c < t.classes; ++c)
        one -= ((1.0 - smoothing) * (c == label ? 1 : 0) + smoothing / double(t.classes)) * (row[c] - std::log(sum));
      return one;
    };
    const double share = t.shares.empty() ? 1.0 : double{t.shares[n]};
    loss += share * loss_of(t.labels[n]);
    if (!t.shares.empty()) loss += (1 - share) * loss_of(t.other_labels[n]);
  }
  return loss / static_cast<double>(t.labels.size());
}

struct Found {
  double loss = 0;
  std::vector<float> probabilities;
  std::vector<float> dlogits;
};

Found both_passes(const CrossEntropyTarget& target, const std::vector<float>& logits, std::size_t threads) {
  const ThreadPool pool(threads);
  Found found{0, logits, logits};
  found.loss = cross_entropy_forward(target, logits.data(), found.probabilities.data(), pool);
  cross_entropy_backward(target, 1.0f / static_cast<float>(target.labels.size()), found.probabilities.data(),
                         found.dlogits.data());
  return found;
}

TEST(CrossEntropy, AgreesWithItsDefinitionAndFiniteDifferences) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const std::size_t classes = random.between(1, 300);
    std::vector<std::uint32_t> labels(random.between(1, 150)), others(labels.size());
    for (auto* either : {&labels, &others})
      for (auto& label : *either)
        label = random.between(0, 9) == 0 ? UINT32_MAX : static_cast<std::uint32_t>(random.between(0, classes - 1));
    std::vector<float> shares(labels.size());
    for (float& share : shares) share = 0.1f * static_cast<float>(random.between(0, 10));
    CrossEntropyTarget target = {classes, labels, random.coin() ? 0.0f : 0.1f * static_cast<float>(random.between(0, 10))};
    if (random.coin()) target.other_labels = others, target.shares = shares;
    const std::size_t count = labels.size() * classes;
    const auto logits = random.values(count);
    const auto at = to_doubles(std::span(logits).first(count));
    const Found found = both_passes(target, logits, 1);
    EXPECT_NEAR(found.loss, naive(target, at), 1e-6);
    const auto forward = [&](const std::vector<double>& x) { return std::vector<double>{naive(target, x)}; };
    expect_gradient(forward, at, std::vector<float>{1.0f}, found.dlogits, random);

    const Found again = both_passes(target, logits, random.several_threads());
    EXPECT_EQ(found.loss, again.loss);
    EXPECT_EQ(found.dlogits, again.dlogits);
    EXPECT_EQ(found.loss, cross_entropy_forward(target, logits.data(), nullptr, ThreadPool(1)));
  }
}

TEST(CrossEntropy, AgreesWithPyTorch) {
  for (const auto& row : gradient_rows("cross_entropy")) {
    const auto labels = row["labels"].get<std::vector<std::uint32_t>>();
    const CrossEntropyTarget target = {golden_shape(row)[1], labels, row["label_smoothing"]};
    const Found found = both_passes(target, golden_input(row), 1);
    const double loss = row["loss"];
    EXPECT_NEAR(found.loss, loss, 1e-6 * (1.0 + loss));
    EXPECT_LT(relative_error(found.probabilities, golden_output(row, "y")), 2e-7);
    EXPECT_LT(relative_error(found.dlogits, golden_output(row, "dx")), 2e-7);
  }
}

TEST(CrossEntropy, WorksInPlace) {
  const std::vector<std::uint32_t> labels = {2, 0};
  const CrossEntropyTarget target = {3, labels, 0.25f};
  const std::vector<float> logits = {1, 2, 3, -1, 0, 4};
  const Found expected = both_passes(target, logits, 1);
  std::vector<float> values = logits;
  EXPECT_EQ(cross_entropy_forward(target, values.data(), values.data(), ThreadPool(1)), expected.loss);
  cross_entropy_backward(target, 0.5f, values.data(), values.data());
  EXPECT_EQ(values, expected.dlogits);
}

TEST(CrossEntropy, OfHugeLogitsStaysFinite) {
  const std::vector<std::uint32_t> labels = {1};
  const CrossEntropyTarget target = {2, labels};
  const Found found = both_passes(target, {1e6f, -1e6f}, 1);
  EXPECT_EQ(found.loss, 2e6);
  EXPECT_EQ(found.dlogits, (std::vector<float>{1, -1}));
}

}  // namespace
}  // namespace alexnet
