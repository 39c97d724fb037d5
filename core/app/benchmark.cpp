#include "app/benchmark.h"

#include <algorithm>

#include "base/rng.h"
#include "base/stopwatch.h"
#include "ops/cross_entropy.h"
#include "train/optimizer.h"

namespace alexnet {
namespace {

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

std::string step_name(const ModelSpec& spec, const Step& step) {
  const std::string& first = spec.layers[step.first].name;
  return step.last == step.first ? first : first + "+" + spec.layers[step.last].name;
}

Result<std::vector<StepTiming>> describe_steps(const Model& model, std::span<const Step> steps, std::size_t batch) {
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(model.spec));
  std::vector<StepTiming> timings;
  std::size_t parameter = 0;
  for (const Step& step : steps) {
    std::uint64_t bytes = batch * (step.input.elements() + step.output.elements()) * sizeof(float);
    for (const std::size_t end = parameter + (step.has_weights ? 2 : 0); parameter < end; ++parameter) {
      const Parameter& values = model.parameters[parameter];
      bytes += values.quantized ? values.quantized->bytes().size() : values.values.shape.elements() * sizeof(float);
    }
    timings.push_back({.name = step_name(model.spec, step), .macs = shapes[step.first].macs * batch, .bytes = bytes});
  }
  return timings;
}

void fill_input(InferenceNetwork& classifier) {
  for (std::size_t n = 0; n < classifier.batch(); ++n) {
    const std::span<float> input = classifier.input(n);
    for (std::size_t i = 0; i < input.size(); ++i) input[i] = random_uniform(/*seed=*/0, /*stream=*/n, i);
  }
}

// A network with its optimizer and a batch that is used for every step.
class TrainingLoop {
 public:
  TrainingLoop(TrainingNetwork network, Optimizer optimizer, Tensor images, const ThreadPool& pool)
      : network_(std::move(network)), optimizer_(std::move(optimizer)), images_(std::move(images)), pool_(pool) {
    for (std::size_t n = 0; n < network_.batch(); ++n)
      labels_.push_back(static_cast<std::uint32_t>(n % network_.model().spec.classes));
  }

  static Result<TrainingLoop> create(const Model& model, std::size_t batch, const ThreadPool& pool) {
    TRY_VALUE(TrainingNetwork network, TrainingNetwork::create(model, {}, pool));
    TRY(network.set_batch(batch));
    const std::size_t side = model.spec.preprocessing.input;
    TRY_VALUE(Tensor images, Tensor::create({batch, side, side, 3}));
    for (std::size_t i = 0; i < images.values().size(); ++i) images.data()[i] = random_uniform(0, /*stream=*/0, i);
    TRY_VALUE(Optimizer optimizer,
              Optimizer::create({}, {{.offset = 0, .count = network.weights().size()}}, network.weights().size()));
    return TrainingLoop(std::move(network), std::move(optimizer), std::move(images), pool);
  }

  Status step() {
    TRY(network_.forward(images_.data(), /*training=*/true, 0));
    loss();
    TRY(network_.backward());
    update();
    return network_.weights_changed();
  }

  // Runs one training step and times its parts: adds a time for each step of the execution plan to `forward` and `backward`.
  Status timed_step(std::vector<std::vector<double>>& forward, std::vector<std::vector<double>>& backward,
                    std::vector<double>& optimizer, std::vector<double>& repack) {
    for (std::size_t i = 0; i < forward.size(); ++i) {
      const Stopwatch watch;
      TRY(network_.forward_step(i));
      forward[i].push_back(watch.milliseconds());
    }
    loss();
    for (std::size_t i = backward.size(); i-- > 0;) {
      const Stopwatch watch;
      TRY(network_.backward_step(i));
      backward[i].push_back(watch.milliseconds());
    }
    Stopwatch watch;
    update();
    optimizer.push_back(watch.milliseconds());
    watch.restart();
    TRY(network_.weights_changed());
    repack.push_back(watch.milliseconds());
    return {};
  }

  [[nodiscard]] const TrainingNetwork& network() const { return network_; }

 private:
  void loss() {
    const CrossEntropyTarget target = {.classes = network_.model().spec.classes, .labels = labels_};
    float* gradient = network_.logits_gradient().data();
    (void)cross_entropy_forward(target, network_.logits().data(), gradient, pool_);
    cross_entropy_backward(target, 1.0f / static_cast<float>(labels_.size()), gradient, gradient);
  }
  void update() { (void)optimizer_.step(network_.weights(), network_.gradients(), /*learning_rate=*/1e-6, pool_); }

  TrainingNetwork network_;
  Optimizer optimizer_;
  Tensor images_;
  std::vector<std::uint32_t> labels_;
  const ThreadPool& pool_;
};

void take_medians(const std::vector<std::vector<double>>& times, std::vector<StepTiming>& steps) {
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i].milliseconds = median(times[i]);
}

}  // namespace

Result<InferenceTiming> benchmark_inference(InferenceNetwork& classifier, std::size_t batch, std::size_t repeats) {
  CHECK(repeats > 0);
  TRY(classifier.set_batch(batch));
  fill_input(classifier);
  InferenceTiming timing{.batch = batch};
  TRY_VALUE(timing.steps, describe_steps(classifier.model(), classifier.steps(), batch));
  for (int warm_up = 0; warm_up < 2; ++warm_up) TRY(classifier.run());

  std::vector<double> whole;
  for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
    const Stopwatch watch;
    TRY(classifier.run());
    whole.push_back(watch.milliseconds());
  }
  std::vector<std::vector<double>> each(timing.steps.size());
  for (std::size_t repeat = 0; repeat < repeats; ++repeat)
    for (std::size_t step = 0; step < each.size(); ++step) {
      const Stopwatch watch;
      TRY(classifier.run_step(step));
      each[step].push_back(watch.milliseconds());
    }

  timing.milliseconds = median(whole);
  timing.best_milliseconds = std::ranges::min(whole);
  for (std::size_t step = 0; step < each.size(); ++step) {
    timing.steps[step].milliseconds = median(each[step]);
    timing.macs += timing.steps[step].macs;
  }
  return timing;
}

Result<TrainingTiming> benchmark_training(const Model& model, std::size_t batch, std::size_t repeats, const ThreadPool& pool) {
  CHECK(repeats > 0);
  TRY_VALUE(TrainingLoop loop, TrainingLoop::create(model, batch, pool));
  TrainingTiming timing{.batch = batch};
  TRY_VALUE(timing.forward, describe_steps(model, loop.network().steps(), batch));
  timing.backward = timing.forward;
  bool first = true;  // the image needs no gradient
  for (StepTiming& step : timing.backward) {
    if (step.macs == 0) continue;
    step.macs *= first ? 1 : 2;
    first = false;
  }
  for (int warm_up = 0; warm_up < 2; ++warm_up) TRY(loop.step());
  std::vector<double> whole;
  for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
    const Stopwatch watch;
    TRY(loop.step());
    whole.push_back(watch.milliseconds());
  }
  std::vector<std::vector<double>> forward(timing.forward.size());
  std::vector<std::vector<double>> backward(timing.backward.size());
  std::vector<double> optimizer;
  std::vector<double> repack;
  for (std::size_t repeat = 0; repeat < std::max<std::size_t>(3, repeats / 2); ++repeat)
    TRY(loop.timed_step(forward, backward, optimizer, repack));
  timing.milliseconds = median(whole);
  timing.best_milliseconds = std::ranges::min(whole);
  take_medians(forward, timing.forward);
  take_medians(backward, timing.backward);
  timing.optimizer_milliseconds = median(optimizer);
  timing.repack_milliseconds = median(repack);
  for (const std::vector<StepTiming>* steps : {&timing.forward, &timing.backward})
    for (const StepTiming& step : *steps) timing.macs += step.macs;
  return timing;
}

}  // namespace alexnet
