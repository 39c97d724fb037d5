#include "ops/cross_entropy.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"

namespace alexnet {
namespace {

constexpr std::uint32_t kNoClass = UINT32_MAX;
constexpr std::size_t kChunk = 64;  // rows that the threads share out before their losses are added up, in their order

struct Row {
  std::size_t classes = 0;
  std::uint32_t label = 0;
  double label_smoothing = 0;
};

// A row of no class is one whose label is smoothed away, whichever it is.
Row row_of(const CrossEntropyTarget& target, std::size_t n) {
  const std::uint32_t label = target.labels[n];
  if (label == kNoClass) return {target.classes, 0, 1.0};
  CHECK(label < target.classes);
  return {target.classes, label, target.label_smoothing};
}

// -sum t log p = log(sum exp(x)) - sum t x, with everything taken relative to the largest x.
double row_loss(const Row& row, const float* logits, float* probabilities) {
  const float most = *std::max_element(logits, logits + row.classes);
  double exponentials = 0, differences = 0;
  const double wanted = double{logits[row.label]} - most;  // before `probabilities` overwrites it
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
  return std::log(exponentials) - (1.0 - row.label_smoothing) * wanted - row.label_smoothing * mean;
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
        losses[i] = row_loss(row_of(target, first + i), logits + offset, probabilities ? probabilities + offset : nullptr);
      }
    });
    for (std::size_t i = 0; i < count; ++i) sum += losses[i];
  }
  return batch == 0 ? 0.0 : sum / static_cast<double>(batch);
}

void cross_entropy_backward(const CrossEntropyTarget& target, float scale, const float* probabilities, float* dlogits) {
  for (std::size_t n = 0; n < target.labels.size(); ++n) {
    const Row row = row_of(target, n);
    const auto others = static_cast<float>(row.label_smoothing) / static_cast<float>(row.classes);
    const float wanted = 1.0f - static_cast<float>(row.label_smoothing);
    for (std::size_t c = 0; c < row.classes; ++c)
      dlogits[c] = scale * (probabilities[c] - others - (c == row.label ? wanted : 0.0f));
    probabilities += target.classes;
    dlogits += target.classes;
  }
}

}  // namespace alexnet
