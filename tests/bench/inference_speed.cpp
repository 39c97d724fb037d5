// inference_speed [BATCH [THREADS [WIDTH]]]: measures inference of the keras variant with 32-bit and 8-bit weights.
#include <cstdio>
#include <cstdlib>

#include "app/benchmark.h"
#include "model/alexnet.h"
#include "model/init.h"
#include "model/quantize.h"

namespace alexnet {
namespace {

constexpr std::size_t kRepeats = 20;

Status measure(const Model& model, const char* weights, std::size_t batch, const ThreadPool& pool) {
  TRY_VALUE(InferenceNetwork classifier, InferenceNetwork::create(model, pool));
  TRY_VALUE(const InferenceTiming timing, benchmark_inference(classifier, batch, kRepeats));
  for (const StepTiming& step : timing.steps) std::printf("  %-16s%9.2f ms\n", step.name.c_str(), step.milliseconds);
  std::printf("%s, batch %zu, %zu threads: %.2f ms (best %.2f), %.2f images/s\n", weights, batch, pool.threads(),
              timing.milliseconds, timing.best_milliseconds, 1e3 * static_cast<double>(batch) / timing.milliseconds);
  return {};
}

Status measure(std::size_t batch, std::size_t threads, double width) {
  const ThreadPool pool(threads);
  TRY_VALUE(const ModelSpec spec, make_spec("keras", {.classes = 2, .width = width}));
  TRY_VALUE(const Model model, initialize(spec, Initialization::kKeras, /*seed=*/0, pool));
  TRY(measure(model, "fp32", batch, pool));
  TRY_VALUE(const Model small, quantize(model, 8, pool));
  return measure(small, "int8", batch, pool);
}

}  // namespace
}  // namespace alexnet

int main(int argc, char** argv) {
  const auto batch = static_cast<std::size_t>(argc > 1 ? std::atoi(argv[1]) : 1);
  const auto threads = static_cast<std::size_t>(argc > 2 ? std::atoi(argv[2]) : 2);
  const double width = argc > 3 ? std::atof(argv[3]) : 1;
  if (batch == 0 || threads == 0 || width <= 0) return std::fputs("inference_speed [BATCH [THREADS [WIDTH]]]\n", stderr), 2;
  const alexnet::Status measured = alexnet::measure(batch, threads, width);
  if (!measured) std::fprintf(stderr, "%s\n", measured.error().message().c_str());
  return measured ? 0 : 1;
}
