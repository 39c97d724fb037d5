// training_speed [BATCH [THREADS [WIDTH]]]: measures a training step of the keras variant, in total and by layer.
#include <cstdio>
#include <cstdlib>

#include "app/benchmark.h"
#include "model/alexnet.h"
#include "model/init.h"

namespace alexnet {
namespace {

constexpr std::size_t kRepeats = 5;

void print_steps(const char* direction, const std::vector<StepTiming>& steps) {
  for (const StepTiming& step : steps)
    std::printf("%-9s%-16s%9.1f ms%9.1f GMAC/s\n", direction, step.name.c_str(), step.milliseconds,
                static_cast<double>(step.macs) / (step.milliseconds * 1e6));
}

Status measure(std::size_t batch, std::size_t threads, double width) {
  const ThreadPool pool(threads);
  TRY_VALUE(const ModelSpec spec, make_spec("keras", {.classes = 2, .width = width}));
  TRY_VALUE(const Model model, initialize(spec, Initialization::kKeras, /*seed=*/0, pool));
  TRY_VALUE(const TrainingTiming timing, benchmark_training(model, batch, kRepeats, pool));
  print_steps("forward", timing.forward);
  print_steps("backward", timing.backward);
  std::printf("%-25s%9.1f ms\n%-25s%9.1f ms\n", "Adam", timing.optimizer_milliseconds, "packing", timing.repack_milliseconds);
  std::printf("keras of width %g, batch %zu, %zu threads: %.1f ms a step (best %.1f), %.2f images/s, %.1f GMAC/s\n", width,
              batch, threads, timing.milliseconds, timing.best_milliseconds,
              1e3 * static_cast<double>(batch) / timing.milliseconds,
              static_cast<double>(timing.macs) / (timing.milliseconds * 1e6));
  return {};
}

}  // namespace
}  // namespace alexnet

int main(int argc, char** argv) {
  const auto batch = static_cast<std::size_t>(argc > 1 ? std::atoi(argv[1]) : 32);
  const auto threads = static_cast<std::size_t>(argc > 2 ? std::atoi(argv[2]) : 2);
  const double width = argc > 3 ? std::atof(argv[3]) : 1;
  if (batch == 0 || threads == 0 || width <= 0) return std::fputs("training_speed [BATCH [THREADS [WIDTH]]]\n", stderr), 2;
  const alexnet::Status measured = alexnet::measure(batch, threads, width);
  if (!measured) std::fprintf(stderr, "%s\n", measured.error().message().c_str());
  return measured ? 0 : 1;
}
