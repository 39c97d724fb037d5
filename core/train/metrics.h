// Classification metrics, accumulated prediction by prediction. Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace alexnet {

struct ClassCounts {
  std::uint64_t count = 0;  // photos of this class
  std::uint64_t top1 = 0;   // of those, photos for which this class is the most likely one
  std::uint64_t top5 = 0;   // of those, photos for which this class is among the five most likely ones

  [[nodiscard]] double accuracy() const { return count > 0 ? static_cast<double>(top1) / static_cast<double>(count) : 0; }
};

struct Mistake {
  std::size_t photo = 0;
  std::size_t label = 0;
  std::size_t predicted = 0;
  float probability = 0;  // of `predicted`
};

// The predictions whose probability is in one of the fifteen equal parts of 0 to 1.
struct CalibrationBin {
  std::uint64_t count = 0;
  std::uint64_t right = 0;
  double probability_sum = 0;
};

struct MetricsResult {
  std::uint64_t count = 0;
  double loss = 0;  // mean of -ln(probability of the label); 0 if nothing was counted, as are the following
  double top1 = 0;  // accuracy, 0 to 1
  double top5 = 0;  // always 1 with fewer than five classes
  // Expected calibration error: the difference between the mean probability of a bin and its accuracy, weighted by the number of
  // its predictions (Guo et al., "On calibration of modern neural networks", ICML 2017, equation 5).
  double calibration_error = 0;
  std::vector<ClassCounts> classes;
  std::vector<std::uint64_t> confusion;  // [label][predicted]
  std::vector<Mistake> mistakes;         // by decreasing probability, then by photo
  std::vector<CalibrationBin> calibration;
};

class Metrics {
 public:
  static constexpr std::size_t kBins = 15;

  // Keeps the `mistakes` mistakes with the highest probabilities. Allocates all memory that will be needed.
  Metrics(std::size_t classes, std::size_t mistakes);

  // Add a prediction. Requires label < classes() and one number per class. Of equal numbers the first ranks higher, as in top_k. A
  // prediction with a NaN counts as wrong. Allocate no memory.
  void add_probabilities(std::size_t photo, std::size_t label, std::span<const float> probabilities);
  void add_logits(std::size_t photo, std::size_t label, std::span<const float> logits);
  // Resets all counts. Allocates no memory.
  void clear();

  [[nodiscard]] std::size_t classes() const { return classes_.size(); }
  [[nodiscard]] MetricsResult result() const;

 private:
  // The evaluation of one prediction.
  struct Outcome {
    std::size_t predicted = 0;
    std::size_t rank = 0;    // the number of classes that are more likely than the label
    double probability = 0;  // of `predicted`
    double loss = 0;
  };
  void add(std::size_t photo, std::size_t label, const Outcome& outcome);
  void keep_mistake(const Mistake& mistake);

  double loss_sum_ = 0;
  std::vector<ClassCounts> classes_;
  std::vector<std::uint64_t> confusion_;
  std::array<CalibrationBin, kBins> bins_{};
  std::size_t max_mistakes_ = 0;
  std::vector<Mistake> mistakes_;
};

// Returns how many scores rank higher than scores[index]: those that are larger, equal with a lower index, or NaN.
[[nodiscard]] std::size_t rank_of(std::span<const float> scores, std::size_t index);

}  // namespace alexnet
