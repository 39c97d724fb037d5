#include "train/optimizer.h"

#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "support/random_case.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;
using Kind = OptimizerOptions::Kind;

Optimizer made(const OptimizerOptions& options, std::vector<ParameterGroup> groups, std::size_t parameters) {
  auto optimizer = Optimizer::create(options, std::move(groups), parameters);
  EXPECT_TRUE(optimizer) << optimizer.error().message();
  return std::move(*optimizer);
}

// ---- Trajectories of other libraries

Kind kind_of(const std::string& name) { return name == "sgd" ? Kind::kSgd : name == "adam" ? Kind::kAdam : Kind::kAdamW; }

OptimizerOptions options_of(const Json& row) {
  OptimizerOptions options;
  options.kind = kind_of(row.at("kind"));
  options.momentum = row.value("momentum", options.momentum);
  options.nesterov = row.value("nesterov", false);
  options.beta1 = row.value("beta1", options.beta1);
  options.beta2 = row.value("beta2", options.beta2);
  options.epsilon = row.value("epsilon", options.epsilon);
  options.weight_decay = row.value("weight_decay", 0.0);
  options.clip_norm = row.value("clip_norm", 0.0);
  return options;
}

std::vector<ParameterGroup> groups_of(const Json& row) {
  std::vector<ParameterGroup> groups;
  for (const Json& group : row.at("groups"))
    groups.push_back({.offset = group.at("offset"),
                      .count = group.at("count"),
                      .learning_rate_scale = group.at("learning_rate_scale"),
                      .decay_scale = group.at("decay_scale")});
  return groups;
}

void expect_trajectory_of(const char* framework) {
  const ThreadPool pool(1);
  std::ifstream file("tests/golden/optimizers.json");
  ASSERT_TRUE(file) << "no tests/golden/optimizers.json: run from the root of the repository";
  const Json rows = Json::parse(file).at(framework).at("rows");
  ASSERT_GT(rows.size(), 0u);
  for (const Json& row : rows) {
    auto weights = row.at("weights").get<std::vector<float>>();
    Optimizer optimizer = made(options_of(row), groups_of(row), weights.size());
    for (std::size_t step = 0; step < row.at("gradients").size(); ++step) {
      const auto gradients = row.at("gradients")[step].get<std::vector<float>>();
      const double norm = optimizer.step(weights, gradients, row.at("learning_rates")[step], pool);
      EXPECT_TRUE(std::isfinite(norm));
      EXPECT_LT(relative_error(weights, row.at("after")[step].get<std::vector<double>>()), 1e-6) << row.dump() << step;
    }
    EXPECT_EQ(optimizer.steps(), row.at("gradients").size());
  }
}

TEST(Optimizer, MatchesPyTorchTrajectory) { expect_trajectory_of("torch"); }
TEST(Optimizer, MatchesKerasTrajectory) { expect_trajectory_of("keras"); }

// ---- The formulas, one parameter at a time

struct Naive {
  double w = 0;
  double m = 0;
  double v = 0;

  void step(const OptimizerOptions& o, const ParameterGroup& group, double g, double learning_rate, int t) {
    const double r = learning_rate * group.learning_rate_scale, d = o.weight_decay * group.decay_scale;
    if (o.kind == Kind::kSgd) {
      const double push = r * (g + d * w);
      m = o.momentum * m - push;
      w += o.nesterov ? o.momentum * m - push : m;
      return;
    }
    if (o.kind == Kind::kAdam) g += d * w;
    if (o.kind == Kind::kAdamW) w -= r * d * w;
    m = o.beta1 * m + (1 - o.beta1) * g;
    v = o.beta2 * v + (1 - o.beta2) * g * g;
    w -= r * std::sqrt(1 - std::pow(o.beta2, t)) / (1 - std::pow(o.beta1, t)) * m / (std::sqrt(v) + o.epsilon);
  }
};

OptimizerOptions random_options(RandomCase& random) {
  return {.kind = static_cast<Kind>(random.between(0, 2)),
          .epsilon = 1e-3,
          .momentum = random.coin() ? 0.9 : 0.0,
          .nesterov = random.coin(),
          .weight_decay = static_cast<double>(random.between(0, 3)) * 0.1};
}

// Groups with gaps between them, over up to `parameters` values.
std::vector<ParameterGroup> random_groups(RandomCase& random, std::size_t parameters) {
  std::vector<ParameterGroup> groups;
  for (std::size_t offset = random.between(0, 3); offset < parameters;) {
    const std::size_t count = random.between(0, std::min(parameters - offset, parameters / 2 + 1));
    groups.push_back({offset, count, static_cast<double>(random.between(1, 2)), random.coin() ? 0.0 : 1.0, random.coin()});
    offset += count + random.between(1, 5);
  }
  return groups;
}

TEST(Optimizer, MatchesItsFormulasInEveryGroup) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const OptimizerOptions options = random_options(random);
    const std::size_t parameters = random.between(1, random.coin() ? 100 : 9000);
    const auto groups = random_groups(random, parameters);
    Optimizer optimizer = made(options, groups, parameters);
    auto weights = random.values(parameters);
    weights.resize(parameters);
    std::vector<Naive> naive;
    for (const float weight : weights) naive.push_back({.w = weight});
    for (int t = 1; t <= 3; ++t) {
      auto gradients = random.values(parameters);
      gradients.resize(parameters);
      const double rate = 0.01 * t;
      EXPECT_GE(optimizer.step(weights, gradients, rate, ThreadPool(1)), 0.0);
      for (const ParameterGroup& group : groups)
        for (std::size_t i = group.offset; i < group.offset + group.count && !group.frozen; ++i)
          naive[i].step(options, group, gradients[i], rate, t);
    }
    std::vector<double> expected;
    for (const Naive& one : naive) expected.push_back(one.w);
    EXPECT_LT(relative_error(weights, expected), 2e-6);
  }
}

// ---- Clipping and the norm

double length(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += double{value} * value;
  return std::sqrt(sum);
}

TEST(Optimizer, KeepsAnAverageOfTheWeights) {
  const ThreadPool pool(2);
  Optimizer optimizer =
      made({.kind = Kind::kSgd, .average = 0.6}, {{.count = 2}, {.offset = 2, .count = 1, .frozen = true}}, 3);
  EXPECT_TRUE(optimizer.average().empty()) << "before the first step";
  std::vector<float> weights = {1, -2, 7};
  std::vector<double> average = {1, -2, 7};
  for (int t = 1; t <= 20; ++t) {
    const std::vector<float> gradients = {0.5f, static_cast<float>(t), 1};
    std::ignore = optimizer.step(weights, gradients, 0.1, pool);
    const double kept = std::min(0.6, (1.0 + t) / (10.0 + t));
    for (std::size_t i = 0; i < average.size(); ++i) average[i] = kept * average[i] + (1 - kept) * double{weights[i]};
    for (std::size_t i = 0; i < average.size(); ++i) EXPECT_NEAR(optimizer.average()[i], average[i], 1e-4);
  }
  EXPECT_EQ(optimizer.average()[2], 7.0f) << "frozen";
  EXPECT_EQ(optimizer.state().back().name, "average");
  const std::vector<float> last = weights;
  optimizer.swap_average(weights);
  EXPECT_NEAR(weights[1], average[1], 1e-4);
  EXPECT_TRUE(std::ranges::equal(optimizer.average(), last));
}

TEST(Optimizer, ReturnsTheGradientNormOfTheTrainedGroups) {
  for (int number = 0; number < 20; ++number) {
    RandomCase random(number);
    const std::size_t parameters = random.between(10, 200'000);
    auto gradients = random.values(parameters);
    gradients.resize(parameters);
    std::vector<float> weights(parameters);
    Optimizer all = made({}, {{.count = parameters}}, parameters);
    EXPECT_NEAR(all.step(weights, gradients, 0.1, ThreadPool(2)) / length(gradients), 1.0, 1e-12);
    Optimizer some = made({}, {{.count = 4}, {.offset = 4, .count = parameters - 4, .frozen = true}}, parameters);
    EXPECT_NEAR(some.step(weights, gradients, 0.1, ThreadPool(2)) / length(std::span(gradients).first(4)), 1.0, 1e-12);
  }
}

TEST(Optimizer, ClippingScalesTheGradient) {
  const ThreadPool pool(1);
  const OptimizerOptions options = {.kind = Kind::kSgd, .momentum = 0};
  OptimizerOptions clipping = options;
  clipping.clip_norm = 2.5;  // half of the norm of the gradient
  std::vector<float> weights = {0, 0}, clipped = {0, 0};
  EXPECT_EQ(made(options, {{.count = 2}}, 2).step(weights, std::vector<float>{1.5f, 2.0f}, 1, pool), 2.5);
  EXPECT_EQ(made(clipping, {{.count = 2}}, 2).step(clipped, std::vector<float>{3.0f, 4.0f}, 1, pool), 5.0);
  EXPECT_EQ(weights, clipped);
}

TEST(Optimizer, ChangesNothingIfAGradientIsNotFinite) {
  constexpr std::size_t kCount = 100'000;
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    Optimizer optimizer = made({}, {{.count = kCount}}, kCount);
    std::vector<float> weights(kCount, 1.0f), gradients(kCount, 1.0f);
    gradients[kCount - 3] = bad;
    EXPECT_FALSE(std::isfinite(optimizer.step(weights, gradients, 0.1, ThreadPool(2))));
    EXPECT_EQ(weights, std::vector<float>(kCount, 1.0f));
    EXPECT_EQ(optimizer.steps(), 0u);
    for (const auto& block : optimizer.state())
      EXPECT_TRUE(std::ranges::all_of(block.values, [](float value) { return value == 0.0f; })) << block.name;
  }
}

TEST(Optimizer, AcceptsGradientsWhoseSquaresOverflow) {
  Optimizer optimizer = made({.kind = Kind::kSgd}, {{.count = 2}}, 2);
  std::vector<float> weights = {0, 0};
  EXPECT_NEAR(optimizer.step(weights, std::vector<float>{3e30f, 4e30f}, 1e-30, ThreadPool(1)) / 5e30, 1.0, 1e-6);
}

// ---- Threads, state, invalid options

std::vector<float> path(const OptimizerOptions& options, std::size_t threads) {
  constexpr std::size_t kCount = 300'000;
  const ThreadPool pool(threads);
  RandomCase random(1);
  auto weights = random.values(kCount);
  weights.resize(kCount);
  Optimizer optimizer = made(options, {{.count = 100'001}, {.offset = 100'001, .count = kCount - 100'001}}, kCount);
  for (int step = 0; step < 3; ++step) {
    auto gradients = random.values(kCount);
    gradients.resize(kCount);
    EXPECT_GT(optimizer.step(weights, gradients, 0.01, pool), 0.0);
  }
  return weights;
}

TEST(Optimizer, IsBitIdenticalForAnyNumberOfThreads) {
  for (const Kind kind : {Kind::kSgd, Kind::kAdam, Kind::kAdamW}) {
    const OptimizerOptions options = {.kind = kind, .weight_decay = 0.01, .average = 0.9, .clip_norm = 10};
    const auto expected = path(options, 1);
    for (const std::size_t threads : {2, 3, 4}) EXPECT_EQ(path(options, threads), expected) << threads;
  }
}

std::vector<std::string> names(const Optimizer& optimizer) {
  std::vector<std::string> result;
  for (const auto& block : optimizer.state()) result.emplace_back(block.name);
  return result;
}

TEST(Optimizer, HasTheStateOfItsKind) {
  const std::vector<ParameterGroup> groups = {{.count = 5}};
  EXPECT_EQ(names(made({.kind = Kind::kSgd, .momentum = 0}, groups, 5)), std::vector<std::string>{});
  EXPECT_EQ(names(made({.kind = Kind::kSgd}, groups, 5)), std::vector<std::string>{"momentum"});
  EXPECT_EQ(names(made({.kind = Kind::kAdam}, groups, 5)), (std::vector<std::string>{"m", "v"}));
  EXPECT_EQ(names(made({.kind = Kind::kAdamW}, groups, 5)), (std::vector<std::string>{"m", "v"}));
  EXPECT_EQ(names(made({.kind = Kind::kAdamW, .average = 0.5}, groups, 5)), (std::vector<std::string>{"m", "v", "average"}));
}

TEST(Optimizer, ResumesFromSavedStateBitForBit) {
  const ThreadPool pool(1);
  constexpr std::size_t kCount = 50;
  for (const Kind kind : {Kind::kSgd, Kind::kAdam, Kind::kAdamW}) {
    RandomCase random(2);
    std::vector<float> weights(kCount, 1.0f), gradients = random.values(kCount);
    gradients.resize(kCount);
    Optimizer first = made({.kind = kind}, {{.count = kCount}}, kCount);
    Optimizer second = made({.kind = kind}, {{.count = kCount}}, kCount);
    for (int step = 0; step < 3; ++step) EXPECT_GT(first.step(weights, gradients, 0.1, pool), 0.0);
    for (std::size_t block = 0; block < first.state().size(); ++block)
      std::ranges::copy(first.state()[block].values, second.state()[block].values.begin());
    second.set_steps(first.steps());
    std::vector<float> others = weights;
    EXPECT_GT(first.step(weights, gradients, 0.1, pool), 0.0);
    EXPECT_GT(second.step(others, gradients, 0.1, pool), 0.0);
    EXPECT_EQ(weights, others);
  }
}

TEST(Optimizer, RejectsInvalidOptionsAndGroups) {
  const auto refusal = [](const OptimizerOptions& options, std::vector<ParameterGroup> groups) {
    const auto optimizer = Optimizer::create(options, std::move(groups), 10);
    return optimizer ? "accepted" : optimizer.error().message();
  };
  EXPECT_EQ(refusal({.beta1 = 1}, {}), "beta1: expected a number from 0 to below 1, found 1");
  EXPECT_EQ(refusal({.beta2 = -0.1}, {}), "beta2: expected a number from 0 to below 1, found -0.1");
  EXPECT_EQ(refusal({.momentum = std::nan("")}, {}), "momentum: expected a number from 0 to below 1, found nan");
  EXPECT_NE(refusal({.epsilon = 0}, {}), "accepted");
  EXPECT_EQ(refusal({.average = 1}, {}), "average: expected a number from 0 to below 1, found 1");
  EXPECT_NE(refusal({.weight_decay = -1}, {}), "accepted");
  EXPECT_NE(refusal({.clip_norm = -1}, {}), "accepted");
  EXPECT_EQ(refusal({}, {{.offset = 8, .count = 3}}),
            "parameter group: a block of 10 values has 0 values in groups already; a group of 3 does not fit at 8");
  EXPECT_NE(refusal({}, {{.offset = 0, .count = 5}, {.offset = 4, .count = 2}}), "accepted");
  EXPECT_NE(refusal({}, {{.offset = 11, .count = 0}}), "accepted");
  EXPECT_EQ(refusal({}, {{.offset = 5, .count = 5}, {.offset = 0, .count = 5}}), "accepted");
}

}  // namespace
}  // namespace alexnet
