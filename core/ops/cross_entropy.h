// Softmax and cross entropy combined, the loss of training, from logits [batch][classes] and one label per row.
//   p[n][c] = exp(logits[n][c]) / sum over i of exp(logits[n][i])
//   t[n][c] = (1 - label_smoothing) * [c == labels[n]] + label_smoothing / classes     (PyTorch's and Keras' label_smoothing)
//             or 1 / classes for every class if the row has no class; for mixed images (mixup, CutMix) it is the mean of the
//             targets of labels[n] and other_labels[n] with the weights shares[n] and 1 - shares[n]
//   loss = mean over n of -sum over c of t[n][c] * log p[n][c]
//   dlogits[n][c] = scale * (p[n][c] - t[n][c]), where scale = 1 / (the number of rows that the loss is averaged over)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/thread_pool.h"

namespace alexnet {

struct CrossEntropyTarget {
  std::size_t classes = 0;
  std::span<const std::uint32_t> labels;        // one per row, each less than `classes`, or UINT32_MAX: no class
  float label_smoothing = 0;                    // 0 to 1
  std::span<const std::uint32_t> other_labels;  // one per row, like labels; empty if no images are mixed
  std::span<const float> shares;                // one per row, 0 to 1; empty if no images are mixed
};

// Returns the mean loss, which does not depend on the number of threads, bit by bit. Writes the softmax to `probabilities`
// [batch][classes], which may be the buffer of the logits, unless it is nullptr.
[[nodiscard]] double cross_entropy_forward(const CrossEntropyTarget& target, const float* logits, float* probabilities,
                                           const ThreadPool& pool);
// Computes dlogits from the probabilities of cross_entropy_forward(); both may be the same buffer. To accumulate gradients over
// several batches, `scale` is 1 / (the number of rows of all of them).
void cross_entropy_backward(const CrossEntropyTarget& target, float scale, const float* probabilities, float* dlogits);

}  // namespace alexnet
