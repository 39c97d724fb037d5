// alexnet bench infer|ops|train
#include <iostream>
#include <memory>

#include "app/benchmark.h"
#include "app/convert.h"
#include "command.h"
#include "fma_peak.h"
#include "memory_bandwidth.h"

namespace alexnet::cli {
namespace {

struct BenchArguments {
  CommonOptions common;
  VariantChoice choice{.classes = 2};
  std::size_t batch = 1;
  std::size_t repeats = 0;
  bool each_step = false;
  std::string model;  // a model file instead of random weights
  PreprocessingChoice preprocessing;
  Json used_preprocessing;   // of that file
  std::string quantization;  // `int8`, `int4` or empty
};

double gflops(std::uint64_t macs, double milliseconds) { return 2e-6 * static_cast<double>(macs) / milliseconds; }
double gigabytes_per_second(const StepTiming& step) { return 1e-6 * static_cast<double>(step.bytes) / step.milliseconds; }

Json to_json(const std::vector<StepTiming>& steps) {
  Json json = Json::array();
  for (const StepTiming& step : steps)
    json.push_back({{"name", step.name},
                    {"milliseconds", step.milliseconds},
                    {"gflops", gflops(step.macs, step.milliseconds)},
                    {"bytes", step.bytes},
                    {"gigabytes_per_second", gigabytes_per_second(step)}});
  return json;
}

// The fields that the JSON of both kinds of benchmark begins with.
template <typename Timing>
Json summary(const BenchArguments& arguments, const Timing& timing, const ThreadPool& pool, double peak) {
  return {{"variant", arguments.choice.variant},
          {"width", arguments.choice.width},
          {"batch", timing.batch},
          {"threads", pool.threads()},
          {"milliseconds", timing.milliseconds},
          {"best_milliseconds", timing.best_milliseconds},
          {"images_per_second", 1000.0 * static_cast<double>(timing.batch) / timing.milliseconds},
          {"gflops", gflops(timing.macs, timing.milliseconds)},
          {"fma_peak_gflops", peak}};
}

Json to_json(const BenchArguments& arguments, const InferenceTiming& timing, const ThreadPool& pool, double peak) {
  Json json = summary(arguments, timing, pool, peak);
  json["quantization"] = arguments.quantization;
  if (!arguments.used_preprocessing.is_null()) json["preprocessing"] = arguments.used_preprocessing;
  json["peak_memory_bytes"] = memory_counters().peak_bytes;
  if (!arguments.each_step) return json;
  json["memory_gigabytes_per_second"] = memory_bandwidth(pool);
  json["steps"] = to_json(timing.steps);
  return json;
}

std::string percent_of(double speed, double limit, const char* unit) {
  return limit > 0 ? aligned(fixed(100.0 * speed / limit, 0), 4) + unit : "";
}

// Prints the time of each step, and how it compares to the FMA peak and to the speed of memory. Caches can be faster than that.
void print_steps(const std::vector<StepTiming>& steps, double peak, double bandwidth) {
  for (const StepTiming& step : steps) {
    const double speed = gflops(step.macs, step.milliseconds), moved = gigabytes_per_second(step);
    std::cout << "  " << padded(step.name, 14) << aligned(fixed(step.milliseconds, 3), 10) << " ms";
    std::cout << (step.macs > 0 ? aligned(fixed(speed, 0), 7) + " GFLOP/s" + percent_of(speed, peak, " % of peak")
                                : std::string(peak > 0 ? 29 : 15, ' '));
    std::cout << aligned(megabytes(step.bytes), 11) << aligned(fixed(moved, 1), 7) << " GB/s"
              << percent_of(moved, bandwidth, " % of memory") << '\n';
  }
  if (bandwidth > 0) std::cout << "  memory is read at " << fixed(bandwidth, 1) << " GB/s by these threads\n";
}

void print_text(const BenchArguments& arguments, const InferenceTiming& timing, const ThreadPool& pool, double peak) {
  const auto percent = [peak](double speed) { return percent_of(speed, peak, " % of peak"); };
  std::cout << arguments.choice.variant << " width " << arguments.choice.width << (arguments.quantization.empty() ? "" : ", ")
            << arguments.quantization << ", batch " << timing.batch << ", " << pool.threads()
            << " threads; FMA peak of these threads now " << fixed(peak, 0) << " GFLOP/s\n";
  const auto memory = megabytes(memory_counters().peak_bytes);
  if (arguments.each_step) print_steps(timing.steps, peak, memory_bandwidth(pool));
  const double speed = gflops(timing.macs, timing.milliseconds);
  std::cout << "  " << padded("whole", 14) << aligned(fixed(timing.milliseconds, 3), 10) << " ms" << aligned(fixed(speed, 0), 7)
            << " GFLOP/s" << percent(speed) << "; best " << fixed(timing.best_milliseconds, 3) << " ms, "
            << fixed(1000.0 * static_cast<double>(timing.batch) / timing.milliseconds, 1) << " images/s, memory " << memory
            << '\n';
}

Json to_json(const BenchArguments& arguments, const TrainingTiming& timing, const ThreadPool& pool, double peak) {
  Json json = summary(arguments, timing, pool, peak);
  json["peak_fraction"] = peak > 0 ? gflops(timing.macs, timing.milliseconds) / peak : 0;
  json["forward"] = to_json(timing.forward);
  json["backward"] = to_json(timing.backward);
  json["optimizer_milliseconds"] = timing.optimizer_milliseconds;
  json["repack_milliseconds"] = timing.repack_milliseconds;
  json["peak_memory_bytes"] = memory_counters().peak_bytes;
  return json;
}

void print_text(const BenchArguments& arguments, const TrainingTiming& timing, const ThreadPool& pool, double peak) {
  const auto column = [peak](const StepTiming& step) {
    std::string text = aligned(fixed(step.milliseconds, 2), 10) + " ms";
    if (step.macs == 0) return text + std::string(22, ' ');
    const double speed = gflops(step.macs, step.milliseconds);
    return text + aligned(fixed(speed, 0), 6) + " GFLOP/s" + (peak > 0 ? aligned(fixed(100 * speed / peak, 0), 6) + " %" : "");
  };
  std::cout << arguments.choice.variant << " width " << arguments.choice.width << ", training, batch " << timing.batch << ", "
            << pool.threads() << " threads; FMA peak of these threads now " << fixed(peak, 0) << " GFLOP/s\n"
            << padded("", 16) << padded("forward", 37) << "backward\n";
  for (std::size_t i = 0; i < timing.forward.size(); ++i)
    std::cout << "  " << padded(timing.forward[i].name, 14) << column(timing.forward[i]) << column(timing.backward[i]) << '\n';
  const double speed = gflops(timing.macs, timing.milliseconds);
  std::cout << "  " << padded("Adam", 14) << aligned(fixed(timing.optimizer_milliseconds, 2), 10) << " ms\n  "
            << padded("packing", 14) << aligned(fixed(timing.repack_milliseconds, 2), 10) << " ms\n  "
            << padded("whole step", 14) << aligned(fixed(timing.milliseconds, 2), 10) << " ms" << aligned(fixed(speed, 0), 6)
            << " GFLOP/s" << (peak > 0 ? aligned(fixed(100 * speed / peak, 0), 6) + " %" : "") << "; best "
            << fixed(timing.best_milliseconds, 2) << " ms, "
            << fixed(1000.0 * static_cast<double>(timing.batch) / timing.milliseconds, 1) << " images/s, memory "
            << megabytes(memory_counters().peak_bytes) << '\n';
}

Result<Model> model_to_measure(const BenchArguments& arguments, const ThreadPool& pool) {
  if (!arguments.model.empty()) return read_model(arguments.model, arguments.preprocessing, pool);
  TRY_VALUE(const ModelSpec spec, make_spec(arguments.choice));
  return initialize(spec, Initialization::kKeras, /*seed=*/0, pool);
}

Result<InferenceTiming> measure(BenchArguments& arguments, const ThreadPool& pool) {
  TRY_VALUE(Model model, model_to_measure(arguments, pool));
  if (!arguments.model.empty()) arguments.used_preprocessing = preprocessing_json(model);
  TRY_VALUE(model, quantized(std::move(model), arguments.quantization, pool));
  arguments.choice = {.variant = model.spec.variant, .classes = model.spec.classes, .width = model.spec.width};
  arguments.quantization = quantization_of(model);
  TRY_VALUE(InferenceNetwork classifier, InferenceNetwork::create(std::move(model), pool, {.exact = arguments.common.exact}));
  const std::size_t repeats = arguments.repeats > 0 ? arguments.repeats : arguments.batch >= 8 ? 11 : 51;
  return benchmark_inference(classifier, arguments.batch, repeats);
}

Result<TrainingTiming> measure_training(BenchArguments& arguments, const ThreadPool& pool) {
  TRY_VALUE(const ModelSpec spec, make_spec(arguments.choice));
  TRY_VALUE(const Model model, initialize(spec, Initialization::kKeras, /*seed=*/0, pool));
  return benchmark_training(model, arguments.batch, arguments.repeats > 0 ? arguments.repeats : 5, pool);
}

template <typename Measure>
// NOLINTNEXTLINE(performance-unnecessary-value-param): `measure` changes it
int bench(BenchArguments arguments, const Measure& measure) {
  const ThreadPool pool(usable_threads(arguments.common.threads));
  const double before = fma_peak(pool);
  const auto timing = measure(arguments, pool);
  if (!timing) return report(timing.error(), arguments.common);
  const double peak = std::max(before, fma_peak(pool));
  if (arguments.common.json) {
    print(to_json(arguments, *timing, pool, peak));
  } else {
    print_text(arguments, *timing, pool, peak);
  }
  return kOk;
}

void add_task(CLI::App* command, const std::shared_ptr<BenchArguments>& arguments) {
  command->add_option("--batch", arguments->batch, "Batch size")->check(CLI::Range(1, 4096))->capture_default_str();
  command->add_option("--repeats", arguments->repeats,
                      "Number of runs, of which the median is reported (0: 51, or 11 from batch size 8, or 5 for training)");
  add_variant(command, arguments->choice);
  add_common(command, arguments->common);
}

void add_weights(CLI::App* command, const std::shared_ptr<BenchArguments>& arguments) {
  command->add_option("--model", arguments->model,
                      "Model file, in any format that `classify --model` reads, instead of random weights");
  add_exact(command, arguments->common);
  add_preprocess(command, arguments->preprocessing.preprocess);
  command->add_option("--quantize", arguments->quantization, "Quantize the weights to int8 or int4")
      ->check(CLI::IsMember({"int8", "int4"}));
}

}  // namespace

Run add_bench(CLI::App& program) {
  auto arguments = std::make_shared<BenchArguments>();
  CLI::App* command = add_subcommand(program, "bench", "Measure speed, next to the peak of the machine's FMA instructions",
                                     "alexnet bench ops --batch 32 --threads 2");
  command->require_subcommand(1);
  CLI::App* infer = command->add_subcommand("infer", "Measure inference");
  add_task(infer, arguments);
  add_weights(infer, arguments);
  CLI::App* ops = command->add_subcommand("ops", "Measure inference and each of its steps");
  add_task(ops, arguments);
  add_weights(ops, arguments);
  CLI::App* train = command->add_subcommand("train", "Measure training steps and each of their parts");
  add_task(train, arguments);
  return [arguments, ops, train] {
    if (train->parsed()) return bench(*arguments, measure_training);
    arguments->each_step = ops->parsed();
    return bench(*arguments, measure);
  };
}

}  // namespace alexnet::cli
