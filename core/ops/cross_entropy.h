// Softmax and cross entropy in one: what training minimizes, from logits [batch][classes] and one label for each row.
//   p[n][c] = exp(logits[n][c]) / sum over i of exp(logits[n][i])
//   t[n][c] = (1 - label_smoothing) * [c == labels[n]] + label_smoothing / classes     (PyTorch's and Keras' label_smoothing)
//   or 1 / classes throughout where a row has no class; where rows are mixed, t of labels[n] counts shares[n] and that of
//   other_labels[n] the rest
//   loss = mean over n of -sum over c of t[n][c] * log p[n][c]
//   dlogits[n][c] = scale * (p[n][c] - t[n][c]), where scale = 1 / (rows that the loss is the mean of)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/thread_pool.h"

namespace alexnet {

struct CrossEntropyTarget {
  std::size_t classes = 0;
  std::span<const std::uint32_t> labels;        // one a row, each below `classes` or UINT32_MAX: of no class
  float label_smoothing = 0;                    // 0 to 1
  std::span<const std::uint32_t> other_labels;  // one a row, as labels, or empty: nothing is mixed
  std::span<const float> shares;                // one a row, 0 to 1
};

// The mean loss, the same bits on any number of threads. `probabilities` [batch][classes] (may be the buffer of the logits) or
// nullptr.
[[nodiscard]] double cross_entropy_forward(const CrossEntropyTarget& target, const float* logits, float* probabilities,
                                           const ThreadPool& pool);
// From the probabilities that forward gave; dlogits may be their buffer. Where several batches make one step, `scale` divides
// by the rows of all of them.
void cross_entropy_backward(const CrossEntropyTarget& target, float scale, const float* probabilities, float* dlogits);

}  // namespace alexnet
