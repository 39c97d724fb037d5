#include "ops/cross_entropy.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"

namespace alexnet {
namespace {

constexpr std::uint32_t kNoClass = UINT32_MAX;
constexpr std::size_t kChunk = 64;  // rows that the threads compute before their losses are added, in order

// The probability that the target gives to one label. The rest is spread evenly over all classes.
struct TargetTerm {
  std::uint32_t label = 0;
  double share = 0;
};

// The target of one row.
struct Row {
  std::size_t classes = 0;
  TargetTerm first, second;
  [[nodiscard]] double uniform_share() const { return 1.0 - first.share - second.share; }
};

TargetTerm target_term(const CrossEntropyTarget& target, std::uint32_t label, double share) {
  if (label == kNoClass) return {};
  CHECK(label < target.classes);
  return {label, share * (1.0 - target.label_smoothing)};
}

Row target_row(const CrossEntropyTarget& target, std::size_t n) {
  if (target.shares.empty()) return {target.classes, target_term(target, target.labels[n], 1), {}};
  const double share = target.shares[n];
  return {target.classes, target_term(target, target.labels[n], share), target_term(target, target.other_labels[n], 1 - share)};
}

// -sum t log p = log(sum exp(x)) - sum t x, with everything taken relative to the largest x.
double row_loss(const Row& row, const float* logits, float* probabilities) {
  const float most = *std::max_element(logits, logits + row.classes);
  double exponentials = 0, differences = 0;
  // Read these first, as `probabilities` may overwrite the logits.
  const double first = double{logits[row.first.label]} - most, second = double{logits[row.second.label]} - most;
  for (std::size_t c = 0; c < row.classes; ++c) {
    const float difference = logits[c] - most;
    const float exponential = std::exp(difference);
    differences += difference;
    exponentials += exponential;
    if (probabilities) probabilities[c] = exponential;
  }
  if (probabilities) {
    const auto factor = static_cast<float>(1.0 / exponentials);
    for (std::size_t c = 0; c < row.classes; ++c) probabilities[c] *= factor;
  }
  const double mean = differences / static_cast<double>(row.classes);
  return std::log(exponentials) - row.first.share * first - row.second.share * second - row.uniform_share() * mean;
}

}  // namespace

double cross_entropy_forward(const CrossEntropyTarget& target, const float* logits, float* probabilities,
                             const ThreadPool& pool) {
  const std::size_t batch = target.labels.size();
  double sum = 0;
  for (std::size_t first = 0; first < batch; first += kChunk) {
    std::array<double, kChunk> losses;
    const std::size_t count = std::min(kChunk, batch - first);
    pool.parallel_for(count, 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        const std::size_t offset = (first + i) * target.classes;
        losses[i] = row_loss(target_row(target, first + i), logits + offset, probabilities ? probabilities + offset : nullptr);
      }
    });
    for (std::size_t i = 0; i < count; ++i) sum += losses[i];
  }
  return batch == 0 ? 0.0 : sum / static_cast<double>(batch);
}

void cross_entropy_backward(const CrossEntropyTarget& target, float scale, const float* probabilities, float* dlogits) {
  for (std::size_t n = 0; n < target.labels.size(); ++n) {
    const Row row = target_row(target, n);
    const auto each = static_cast<float>(row.uniform_share() / static_cast<double>(row.classes));
    for (std::size_t c = 0; c < row.classes; ++c) {
      const double own = (c == row.first.label ? row.first.share : 0.0) + (c == row.second.label ? row.second.share : 0.0);
      dlogits[c] = scale * (probabilities[c] - each - static_cast<float>(own));
    }
    probabilities += target.classes;
    dlogits += target.classes;
  }
}

}  // namespace alexnet
