#include "train/optimizer.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "base/simd.h"
#include "messages/train.h"

namespace alexnet {
namespace {

constexpr std::size_t kChunk = 1 << 16;  // values per chunk
constexpr std::size_t kLanes = 32;       // independent partial sums

using OptimizerKind = OptimizerOptions::Kind;

ALEXNET_SIMD_CLONES double sum_of_squares(const float* values, std::size_t count) {
  alignas(64) std::array<double, kLanes> sums{};
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += double{values[i + lane]} * values[i + lane];
  }
  for (; i < count; ++i) sums[0] += double{values[i]} * values[i];
  double sum = 0;
  for (const double lane : sums) sum += lane;
  return sum;
}

// The coefficients of one step for one group.
struct Sgd {
  float rate = 0;
  float decay = 0;
  float momentum = 0;
  float clip = 1;  // factor of the gradients
  float velocity_scale = 1;
  float update_scale = 0;  // Nesterov: w changes by momentum * velocity - update, otherwise by the velocity
};

ALEXNET_SIMD_CLONES void sgd_update(const Sgd& s, float* w, const float* g, std::size_t count) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) w[i] -= s.rate * (s.clip * g[i] + s.decay * w[i]);
}

ALEXNET_SIMD_CLONES void momentum_update(const Sgd& s, float* w, const float* g, float* velocity, std::size_t count) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    const float update = s.rate * (s.clip * g[i] + s.decay * w[i]);
    velocity[i] = s.momentum * velocity[i] - update;
    w[i] += s.velocity_scale * velocity[i] - s.update_scale * update;
  }
}

struct Adam {
  float rate = 0;             // including the bias corrections
  float decay = 0;            // factor of w that is added to the gradient
  float shrink = 0;           // factor of w that is subtracted from w
  float one_minus_beta1 = 0;  // 1 - beta1
  float one_minus_beta2 = 0;
  float epsilon = 0;
  float clip = 1;
};

ALEXNET_SIMD_CLONES void adam_update(const Adam& s, float* w, const float* g, float* m, float* v, std::size_t count) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    const float gradient = s.clip * g[i] + s.decay * w[i];
    m[i] += s.one_minus_beta1 * (gradient - m[i]);
    v[i] += s.one_minus_beta2 * (gradient * gradient - v[i]);
    w[i] -= s.shrink * w[i] + s.rate * m[i] / (std::sqrt(v[i]) + s.epsilon);
  }
}

ALEXNET_SIMD_CLONES void update_average(float share, const float* w, float* average, std::size_t count) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) average[i] += share * (w[i] - average[i]);
}

// Returns by which fraction the average approaches the weights after step `t`, counted from 1.
float average_step(const OptimizerOptions& options, double t) {
  return static_cast<float>(1.0 - std::min(options.average, (1 + t) / (10 + t)));
}

Sgd sgd_step(const OptimizerOptions& options, const ParameterGroup& group, double learning_rate, double clip) {
  return {.rate = static_cast<float>(learning_rate * group.learning_rate_scale),
          .decay = static_cast<float>(options.weight_decay * group.decay_scale),
          .momentum = static_cast<float>(options.momentum),
          .clip = static_cast<float>(clip),
          .velocity_scale = options.nesterov ? static_cast<float>(options.momentum) : 1.0f,
          .update_scale = options.nesterov ? 1.0f : 0.0f};
}

// `t` is the number of this step, from 1.
Adam adam_step(const OptimizerOptions& options, const ParameterGroup& group, double learning_rate, double clip, double t) {
  const double rate = learning_rate * group.learning_rate_scale;
  const double decay = options.weight_decay * group.decay_scale;
  const double correction = std::sqrt(1.0 - std::pow(options.beta2, t)) / (1.0 - std::pow(options.beta1, t));
  const bool decoupled = options.kind == OptimizerKind::kAdamW;
  return {.rate = static_cast<float>(rate * correction),
          .decay = static_cast<float>(decoupled ? 0.0 : decay),
          .shrink = static_cast<float>(decoupled ? rate * decay : 0.0),
          .one_minus_beta1 = static_cast<float>(1.0 - options.beta1),
          .one_minus_beta2 = static_cast<float>(1.0 - options.beta2),
          .epsilon = static_cast<float>(options.epsilon),
          .clip = static_cast<float>(clip)};
}

// kInvalidArgument unless low <= value < high.
Status expect_within(const char* name, double value, double low, double high) {
  if (value >= low && value < high) return {};
  return fail<msg::kOptimizerOptionOutOfRange>(name, low, high, value);
}

Status check_options(const OptimizerOptions& options) {
  constexpr double kLarge = 1e30;
  TRY(expect_within("beta1", options.beta1, 0, 1));
  TRY(expect_within("beta2", options.beta2, 0, 1));
  TRY(expect_within("epsilon", options.epsilon, 1e-30, 1));
  TRY(expect_within("momentum", options.momentum, 0, 1));
  TRY(expect_within("average", options.average, 0, 1));
  TRY(expect_within("weight_decay", options.weight_decay, 0, kLarge));
  return expect_within("clip_norm", options.clip_norm, 0, kLarge);
}

Status check_groups(const std::vector<ParameterGroup>& groups, std::size_t parameters) {
  std::size_t free = 0;  // the first value after the previous groups
  for (const ParameterGroup& group : groups) {
    if (group.offset < free || group.offset > parameters || group.count > parameters - group.offset)
      return fail<msg::kParameterGroupOverlap>("parameter group", parameters, free, group.count, group.offset);
    free = group.offset + group.count;
  }
  return {};
}

}  // namespace

std::size_t Optimizer::state_blocks() const {
  if (options_.kind == OptimizerKind::kSgd) return options_.momentum == 0 ? 0 : 1;
  return 2;
}

Result<Optimizer> Optimizer::create(const OptimizerOptions& options, std::vector<ParameterGroup> groups,
                                    std::size_t parameters) {
  TRY(check_options(options));
  std::ranges::sort(groups, {}, &ParameterGroup::offset);
  TRY(check_groups(groups, parameters));
  Optimizer result;
  result.options_ = options;
  result.parameters_ = parameters;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const ParameterGroup& group = groups[i];
    if (group.frozen) continue;
    for (std::size_t done = 0; done < group.count; done += kChunk)
      result.chunks_.push_back({group.offset + done, std::min(kChunk, group.count - done), i});
  }
  result.groups_ = std::move(groups);
  for (std::size_t block = 0; block < result.state_blocks(); ++block) {
    TRY_VALUE(Tensor values, Tensor::create({parameters}));
    std::ranges::fill(values.values(), 0.0f);
    result.state_.push_back(std::move(values));
  }
  if (options.average > 0) {
    TRY_VALUE(result.average_, Tensor::create({parameters}));
    std::ranges::fill(result.average_.values(), 0.0f);
  }
  return result;
}

double Optimizer::gradient_norm(std::span<const float> gradients, const ThreadPool& pool) {
  pool.parallel_for(chunks_.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      chunks_[i].squares = sum_of_squares(gradients.data() + chunks_[i].offset, chunks_[i].count);
  });
  double sum = 0;
  for (const Chunk& chunk : chunks_) sum += chunk.squares;
  return std::sqrt(sum);
}

double Optimizer::step(std::span<float> weights, std::span<const float> gradients, double learning_rate,
                       const ThreadPool& pool) {
  CHECK(weights.size() == parameters_ && gradients.size() == parameters_);
  const double norm = gradient_norm(gradients, pool);
  if (!std::isfinite(norm)) return norm;
  const double clip = options_.clip_norm > 0 && norm > options_.clip_norm ? options_.clip_norm / norm : 1.0;
  if (steps_++ == 0 && options_.average > 0) std::ranges::copy(weights, average_.data());  // frozen weights keep this value
  pool.parallel_for(chunks_.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (const Chunk& chunk : std::span(chunks_).subspan(begin, end - begin)) {
      const ParameterGroup& group = groups_[chunk.group];
      float* w = weights.data() + chunk.offset;
      const float* g = gradients.data() + chunk.offset;
      if (options_.kind != OptimizerKind::kSgd) {
        adam_update(adam_step(options_, group, learning_rate, clip, static_cast<double>(steps_)), w, g,
                    state_[0].data() + chunk.offset, state_[1].data() + chunk.offset, chunk.count);
      } else if (state_.empty()) {
        sgd_update(sgd_step(options_, group, learning_rate, clip), w, g, chunk.count);
      } else {
        momentum_update(sgd_step(options_, group, learning_rate, clip), w, g, state_[0].data() + chunk.offset, chunk.count);
      }
      if (options_.average > 0)
        update_average(average_step(options_, static_cast<double>(steps_)), w, average_.data() + chunk.offset, chunk.count);
    }
  });
  return norm;
}

namespace {

template <typename Value>
std::vector<OptimizerState<Value>> named(auto& state, auto& average) {
  std::vector<OptimizerState<Value>> result;
  if (state.size() == 1) result = {{"momentum", state[0].values()}};
  if (state.size() == 2) result = {{"m", state[0].values()}, {"v", state[1].values()}};
  if (average.data() != nullptr) result.push_back({"average", average.values()});
  return result;
}

}  // namespace

std::vector<OptimizerState<float>> Optimizer::state() { return named<float>(state_, average_); }
std::vector<OptimizerState<const float>> Optimizer::state() const { return named<const float>(state_, average_); }

std::span<const float> Optimizer::average() const {
  if (options_.average == 0 || steps_ == 0) return {};
  return average_.values();
}

void Optimizer::swap_average(std::span<float> weights) {
  CHECK(weights.size() == parameters_ && !average().empty());
  std::ranges::swap_ranges(weights, average_.values());
}

}  // namespace alexnet
