#include "train/diagnosis.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"

namespace alexnet {
namespace {

// Below this a network of this kind hardly moves: the answer is a larger step, not a smaller one.
constexpr double kSmallRate = 1e-4;
constexpr double kNearGuessing = 0.01;
constexpr double kMaxSlack = 0.05;

std::string advice_on_biases(const TrainingSetup& setup) {
  if (setup.initialization == Initialization::kPaper)
    return " The paper's initialization starts biases at 1, with which the loss often stays flat: `caffe` starts them at 0.1.";
  if (setup.initialization == Initialization::kCaffe)
    return " Or try another initialization: `keras` (he_normal) starts faster.";
  return "";
}

std::string not_learning_message(double mean, double accuracy, const TrainingSetup& setup) {
  std::string message = str_cat("Not learning: over a whole epoch the loss is ", std::round(mean * 1e4) / 1e4,
                                ", which is what guessing among ", setup.classes, " classes gives (ln ", setup.classes, " = ",
                                std::round(std::log(static_cast<double>(setup.classes)) * 1e4) / 1e4, "), and ",
                                std::round(accuracy * 1e3) / 10, " % are right.");
  if (setup.learning_rate < kSmallRate) {
    message += str_cat(" The learning rate ", setup.learning_rate, " is small: try ", setup.learning_rate * 10, '.');
  } else {
    message += str_cat(" Try the learning rate ", setup.learning_rate / 10, "; if the loss then still stays, ",
                       setup.learning_rate * 3, '.');
  }
  return message + advice_on_biases(setup) + " If nothing helps, look whether the photos lie in the right folders.";
}

}  // namespace

std::optional<Diagnosis> diagnose_step(std::uint64_t step, double loss, const TrainingSetup& setup) {
  if (std::isfinite(loss)) return std::nullopt;
  std::string message = str_cat(
      "Diverged: the loss is ", std::isnan(loss) ? "not a number" : "infinite", " at step ", step,
      ", the weights are lost. Start again from the last checkpoint, or anew, with a lower learning rate: ",
      setup.learning_rate / 10, " instead of ", setup.learning_rate, ", or clip gradients, or warm the learning rate up.");
  return Diagnosis{Diagnosis::Kind::kDiverged, step, std::move(message)};
}

std::optional<Diagnosis> diagnose_epoch(const EpochLosses& epoch, const TrainingSetup& setup) {
  for (std::size_t i = 0; i < epoch.losses.size(); ++i)
    if (auto diverged = diagnose_step(epoch.first_step + i, epoch.losses[i], setup)) return diverged;
  if (!epoch.is_complete || epoch.losses.empty() || setup.classes < 2) return std::nullopt;
  const double mean = std::accumulate(epoch.losses.begin(), epoch.losses.end(), 0.0) / static_cast<double>(epoch.losses.size());
  const double guessing = std::log(static_cast<double>(setup.classes));
  const double chance = 1.0 / static_cast<double>(setup.classes);
  const bool is_at_chance = epoch.accuracy <= chance + std::min(chance, kMaxSlack);
  if (std::abs(mean - guessing) > kNearGuessing * guessing || !is_at_chance) return std::nullopt;
  return Diagnosis{Diagnosis::Kind::kNotLearning, epoch.first_step, not_learning_message(mean, epoch.accuracy, setup)};
}

}  // namespace alexnet
