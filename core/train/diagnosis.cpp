#include "train/diagnosis.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "messages/train.h"

namespace alexnet {
namespace {

// A network of this kind hardly changes below this learning rate, so that the advice is a larger one.
constexpr double kSmallRate = 1e-4;
constexpr double kNearGuessing = 0.01;
constexpr double kMaxSlack = 0.05;

double rounded(double value, double digits) { return std::round(value * digits) / digits; }

std::vector<Notice> not_learning(double mean, double accuracy, const TrainingSetup& setup) {
  const double guessing = std::log(static_cast<double>(setup.classes));
  const double rate = setup.learning_rate;
  std::vector<Notice> notices = {
      make_notice<msg::kNotLearning>(rounded(mean, 1e4), setup.classes, rounded(guessing, 1e4), rounded(100 * accuracy, 10))};
  notices.push_back(rate < kSmallRate ? make_notice<msg::kNotLearningRateSmall>(rate, rate * 10)
                                      : make_notice<msg::kNotLearningRate>(rate / 10, rate * 3));
  if (setup.initialization == Initialization::kPaper) notices.push_back(make_notice<msg::kNotLearningPaperBiases>());
  if (setup.initialization == Initialization::kCaffe) notices.push_back(make_notice<msg::kNotLearningInitialization>());
  notices.push_back(make_notice<msg::kNotLearningPhotos>());
  return notices;
}

}  // namespace

std::string Diagnosis::message() const {
  std::string message;
  for (const Notice& notice : notices) message += (message.empty() ? "" : " ") + notice.text;
  return message;
}

std::optional<Diagnosis> diagnose_step(std::uint64_t step, double loss, const TrainingSetup& setup) {
  if (std::isfinite(loss)) return std::nullopt;
  Notice observed = std::isnan(loss) ? make_notice<msg::kDivergedNotANumber>(step) : make_notice<msg::kDivergedInfinite>(step);
  return Diagnosis{Diagnosis::Kind::kDiverged,
                   step,
                   {std::move(observed), make_notice<msg::kDivergedAdvice>(setup.learning_rate / 10, setup.learning_rate)}};
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
  return Diagnosis{Diagnosis::Kind::kNotLearning, epoch.first_step, not_learning(mean, epoch.accuracy, setup)};
}

}  // namespace alexnet
