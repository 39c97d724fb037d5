#include "app/benchmark.h"

#include <algorithm>

#include "base/rng.h"
#include "base/stopwatch.h"

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

Result<std::vector<StepTiming>> describe_steps(const Classifier& classifier) {
  const ModelSpec& spec = classifier.model().spec;
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(spec));
  std::vector<StepTiming> steps;
  for (const Step& step : classifier.steps())
    steps.push_back({.name = step_name(spec, step), .macs = shapes[step.first].macs * classifier.batch()});
  return steps;
}

void fill_input(Classifier& classifier) {
  for (std::size_t n = 0; n < classifier.batch(); ++n) {
    const std::span<float> input = classifier.input(n);
    for (std::size_t i = 0; i < input.size(); ++i) input[i] = random_uniform(/*seed=*/0, /*stream=*/n, i);
  }
}

}  // namespace

Result<InferenceTiming> benchmark_inference(Classifier& classifier, std::size_t batch, std::size_t repeats) {
  CHECK(repeats > 0);
  TRY(classifier.set_batch(batch));
  fill_input(classifier);
  InferenceTiming timing{.batch = batch};
  TRY_VALUE(timing.steps, describe_steps(classifier));
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

}  // namespace alexnet
