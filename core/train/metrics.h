// How good predictions are: counted one by one, told in the end. One thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace alexnet {

struct ClassCounts {
  std::uint64_t count = 0;  // photos of this class
  std::uint64_t top1 = 0;   // of them, those whose likeliest class it is
  std::uint64_t top5 = 0;   // of them, those where it is among the five likeliest

  [[nodiscard]] double accuracy() const { return count > 0 ? static_cast<double>(top1) / static_cast<double>(count) : 0; }
};

struct Mistake {
  std::size_t photo = 0;
  std::size_t label = 0;
  std::size_t predicted = 0;
  float probability = 0;  // of `predicted`
};

// Predictions whose probability lies in one fifteenth of 0..1.
struct CalibrationBin {
  std::uint64_t count = 0;
  std::uint64_t right = 0;
  double probability_sum = 0;
};

struct MetricsResult {
  std::uint64_t count = 0;
  double loss = 0;  // mean of -ln(probability of the label); 0 where nothing was counted, as all that follows
  double top1 = 0;  // shares, 0..1
  double top5 = 0;  // with fewer than five classes always 1
  // Expected calibration error: by how much the mean probability of a bin and its share of right answers differ, weighted by
  // how many lie in it (Guo et al., "On calibration of modern neural networks", ICML 2017, equation 5).
  double calibration_error = 0;
  std::vector<ClassCounts> classes;
  std::vector<std::uint64_t> confusion;  // [label][predicted]
  std::vector<Mistake> mistakes;         // the surest ones first; equally sure ones by photo
  std::vector<CalibrationBin> calibration;
};

class Metrics {
 public:
  static constexpr std::size_t kBins = 15;

  // Keeps the `mistakes` worst. Allocates all that it will ever need.
  Metrics(std::size_t classes, std::size_t mistakes);

  // `label` is below classes(), the numbers are one a class. Of equal ones the first counts as likelier, as in top_k. Where one
  // of them is NaN the outcome is wrong. Allocate nothing.
  void add_probabilities(std::size_t photo, std::size_t label, std::span<const float> probabilities);
  void add_logits(std::size_t photo, std::size_t label, std::span<const float> logits);
  // Forgets everything; allocates nothing.
  void clear();

  [[nodiscard]] std::size_t classes() const { return classes_.size(); }
  [[nodiscard]] MetricsResult result() const;

 private:
  // What one prediction comes to.
  struct Outcome {
    std::size_t predicted = 0;
    std::size_t rank = 0;    // how many classes are likelier than the label
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

// How many of `scores` are likelier than number `index`: larger, equal and before it, or NaN.
[[nodiscard]] std::size_t rank_of(std::span<const float> scores, std::size_t index);

}  // namespace alexnet
