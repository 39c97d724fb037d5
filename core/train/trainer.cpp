#include "train/trainer.h"

#include <algorithm>
#include <cmath>

#include "messages/train.h"
#include "ops/add.h"
#include "ops/cross_entropy.h"

namespace alexnet {
namespace {

static_assert(kNoClass == UINT32_MAX);  // the label for no class of ops/cross_entropy.h

bool is_bias(const TrainingNetwork::Block& block) { return block.name.ends_with(".bias"); }

std::vector<ParameterGroup> parameter_groups(const TrainingNetwork& network, const TrainerOptions& options) {
  std::vector<ParameterGroup> groups;
  for (const TrainingNetwork::Block& block : network.blocks()) {
    ParameterGroup group = {.offset = block.offset, .count = block.count};
    group.frozen = block.frozen;
    if (is_bias(block)) {
      group.learning_rate_scale = options.bias_learning_rate;
      group.decay_scale = options.decay_biases ? 1 : 0;
    }
    groups.push_back(group);
  }
  return groups;
}

std::size_t count_correct(std::span<const float> logits, std::span<const std::uint32_t> labels) {
  const std::size_t classes = logits.size() / labels.size();
  std::size_t correct = 0;
  for (std::size_t n = 0; n < labels.size(); ++n)
    correct += labels[n] != kNoClass && rank_of(logits.subspan(n * classes, classes), labels[n]) == 0 ? 1 : 0;
  return correct;
}

void add_all(std::span<const float> x, std::span<float> y, const ThreadPool& pool) {
  pool.parallel_for(x.size(), 4096,
                    [&](std::size_t begin, std::size_t end) { add(end - begin, x.data() + begin, y.data() + begin); });
}

}  // namespace

Status check(const TrainerOptions& options) {
  constexpr double kMost = 1e30;  // far below the largest float
  if (options.epochs == 0) return fail<msg::kEpochsZero>("epochs");
  if (!(options.learning_rate > 0 && options.learning_rate < kMost))
    return fail<msg::kLearningRateOutOfRange>("learning rate", options.learning_rate);
  if (!(options.bias_learning_rate >= 0 && options.bias_learning_rate < kMost))
    return fail<msg::kBiasLearningRateOutOfRange>("bias learning rate", options.bias_learning_rate);
  if (options.accumulate == 0) return fail<msg::kAccumulateZero>("accumulate");
  if (!(options.label_smoothing >= 0 && options.label_smoothing < 1))
    return fail<msg::kLabelSmoothingOutOfRange>("label smoothing", options.label_smoothing);
  return {};
}

Trainer::Trainer(TrainingNetwork& network, BatchSource& loader, const TrainerOptions& options, Optimizer optimizer,
                 const ThreadPool& pool)
    : network_(&network), loader_(&loader), pool_(&pool), options_(options), optimizer_(std::move(optimizer)) {}

Result<Trainer> Trainer::create(TrainingNetwork& network, BatchSource& loader, const TrainerOptions& options,
                                const ThreadPool& pool) {
  TRY(check(options));
  if (loader.batches_per_epoch() < options.accumulate)
    return fail<msg::kAccumulateTooMany>("accumulate", loader.batches_per_epoch(), options.accumulate);
  TRY_VALUE(Optimizer optimizer,
            Optimizer::create(options.optimizer, parameter_groups(network, options), network.weights().size()));
  Trainer trainer(network, loader, options, std::move(optimizer), pool);
  if (options.accumulate > 1) {
    TRY_VALUE(trainer.gradient_sum_, Tensor::create({network.weights().size()}));
  }
  return trainer;
}

std::size_t Trainer::steps_per_epoch() const { return loader_->batches_per_epoch() / options_.accumulate; }

double Trainer::learning_rate() const {
  const TrainingTime time = {.step = progress_.step, .steps_per_epoch = steps_per_epoch(), .epochs = options_.epochs};
  return options_.learning_rate * learning_rate_factor(options_.schedule, time, progress_.plateau);
}

Result<Trainer::BatchResult> Trainer::run_batch(std::uint64_t pass) {
  TRY_VALUE(const Batch batch, loader_->next());
  TRY(network_->set_batch(batch.images.shape[0]));
  TRY(network_->forward(batch.images.data, /*training=*/true, pass));
  const std::span<const std::uint32_t> labels = batch.labels.first(batch.count);
  const CrossEntropyTarget target = {.classes = network_->model().spec.classes,
                                     .labels = labels,
                                     .label_smoothing = options_.label_smoothing,
                                     .other_labels = batch.other_labels,
                                     .shares = batch.shares};
  float* dlogits = network_->logits_gradient().data();
  BatchResult result{.images = batch.count};
  result.loss = cross_entropy_forward(target, network_->logits().data(), dlogits, *pool_);
  result.correct = count_correct(network_->logits(), labels);
  result.with_class = labels.size() - static_cast<std::size_t>(std::ranges::count(labels, kNoClass));
  const auto images = static_cast<float>(batch.count * options_.accumulate);
  cross_entropy_backward(target, 1.0f / images, dlogits, dlogits);
  if (std::isfinite(result.loss)) TRY(network_->backward());
  return result;
}

Result<StepReport> Trainer::step() {
  StepReport report{.step = progress_.step, .epoch = loader_->position().epoch, .learning_rate = learning_rate()};
  if (loader_->position().batch == 0)
    progress_.epoch_loss_sum = 0, progress_.epoch_correct = progress_.epoch_images = progress_.epoch_with_class = 0;
  const bool several = options_.accumulate > 1;
  if (several) std::ranges::fill(gradient_sum_.values(), 0.0f);
  double loss_sum = 0;
  std::size_t correct = 0, with_class = 0;
  for (std::size_t i = 0; i < options_.accumulate; ++i) {
    TRY_VALUE(const BatchResult batch, run_batch(progress_.step * options_.accumulate + i));
    loss_sum += batch.loss * static_cast<double>(batch.images);
    correct += batch.correct;
    with_class += batch.with_class;
    report.images += batch.images;
    if (several) add_all(network_->gradients(), gradient_sum_.values(), *pool_);
  }
  report.loss = loss_sum / static_cast<double>(report.images);
  report.accuracy = with_class > 0 ? static_cast<double>(correct) / static_cast<double>(with_class) : 0;
  if (!std::isfinite(report.loss)) return report;
  const std::span<const float> gradients = several ? gradient_sum_.values() : network_->gradients();
  report.gradient_norm = optimizer_.step(network_->weights(), gradients, report.learning_rate, *pool_);
  if (!std::isfinite(report.gradient_norm)) return report;
  TRY(network_->weights_changed());

  progress_.epoch_loss_sum += loss_sum;
  progress_.epoch_correct += correct;
  progress_.epoch_images += report.images;
  progress_.epoch_with_class += with_class;
  ++progress_.step;
  // At the end of an epoch, batches that do not complete a step are dropped, as are images that do not complete a batch.
  if (loader_->batches_per_epoch() - loader_->position().batch < options_.accumulate)
    loader_->seek({.epoch = report.epoch + 1, .batch = 0});
  report.ends_epoch = loader_->position().epoch > report.epoch;
  progress_.position = loader_->position();
  return report;
}

void Trainer::epoch_ended(double loss) { observe_epoch(options_.schedule, loss, progress_.plateau); }

void Trainer::resume(const TrainerProgress& progress) {
  progress_ = progress;
  loader_->seek(progress.position);
}

Status evaluate(TrainingNetwork& network, BatchSource& loader, Metrics& metrics) {
  loader.seek({});
  const std::size_t classes = network.model().spec.classes;
  for (std::size_t i = 0; i < loader.batches_per_epoch(); ++i) {
    TRY_VALUE(const Batch batch, loader.next());
    TRY(network.set_batch(batch.images.shape[0]));
    TRY(network.forward(batch.images.data, /*training=*/false, 0));
    for (std::size_t n = 0; n < batch.count; ++n)
      metrics.add_logits(batch.photos[n], batch.labels[n], network.logits().subspan(n * classes, classes));
  }
  return {};
}

}  // namespace alexnet
