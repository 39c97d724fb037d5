// alexnet train --data DIR --out DIR
#include <atomic>
#include <csignal>
#include <iostream>
#include <memory>

#include "app/training_run.h"
#include "command.h"
#include "progress.h"
#include "training_options.h"

namespace alexnet::cli {
namespace {

constexpr int kInterrupted = 130;  // as a shell says of a program that Ctrl-C ended

std::atomic<bool> interrupted = false;

// While it lives, the first Ctrl-C sets `interrupted`; a second one ends the program at once.
class CatchInterrupt {
 public:
  CatchInterrupt() {
    interrupted = false;
    std::signal(SIGINT, [](int) {
      interrupted = true;
      std::signal(SIGINT, SIG_DFL);
    });
    std::signal(SIGTERM, [](int) { interrupted = true; });
  }
  ~CatchInterrupt() {
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
  }
};

void print_photos(const TrainingRun& run) {
  const TrainingPlan& plan = run.plan();
  std::size_t width = 5;
  for (const std::string& name : plan.classes) width = std::max(width, name.size());
  constexpr std::size_t kMaxClassesShown = 20;
  std::cerr << padded("class", width) << "  training  validation\n";
  std::size_t training = 0;
  std::size_t validation = 0;
  for (std::size_t i = 0; i < plan.classes.size(); ++i) {
    const std::size_t held_out = plan.validation_photos.empty() ? 0 : plan.validation_photos[i];
    training += plan.training_photos[i];
    validation += held_out;
    if (i < kMaxClassesShown)
      std::cerr << padded(plan.classes[i], width) << aligned(with_commas(plan.training_photos[i]), 10)
                << aligned(with_commas(held_out), 12) << '\n';
  }
  if (plan.classes.size() > kMaxClassesShown) std::cerr << "… " << plan.classes.size() - kMaxClassesShown << " more classes\n";
  std::cerr << padded("all", width) << aligned(with_commas(training), 10) << aligned(with_commas(validation), 12) << '\n';
  const PhotoSets& data = run.photos();
  for (const RefusedPhoto& photo : data.refused) std::cerr << "left out: " << photo.path << ": " << photo.reason << '\n';
  for (const std::string& name : data.empty_classes) std::cerr << "left out: class " << name << " has no photo\n";
  for (const DuplicatePhoto& photo : data.duplicates)
    std::cerr << (photo.across_sets ? "the same photo trains and checks: " : "the same photo twice: ") << photo.path << " and "
              << photo.same_as << '\n';
}

Status print_plan(TrainingRun& run) {
  print_photos(run);
  const TrainingPlan& plan = run.plan();
  const TrainingSettings& settings = run.settings();
  for (const LoadedTensor& tensor : plan.loaded)
    std::cerr << (tensor.loaded ? "taken: " : "not taken: ") << tensor.name << ": " << tensor.how << '\n';
  std::cerr << settings.variant << ", width " << settings.width << ": " << with_commas(plan.parameters) << " parameters";
  if (plan.frozen_parameters > 0) std::cerr << ", " << with_commas(plan.frozen_parameters) << " of them frozen";
  std::cerr << "; about " << megabytes(plan.memory_bytes) << " of memory\n";
  if (plan.keeps_features) std::cerr << "features of the frozen layers are computed once\n";
  TRY_VALUE(const double seconds, run.measure_step());
  const auto steps = static_cast<double>((settings.epochs - plan.first_epoch) * plan.steps_per_epoch);
  if (plan.first_epoch > 0) std::cerr << "going on after epoch " << plan.first_epoch << "\n";
  std::cerr << settings.epochs << " epochs of " << plan.steps_per_epoch << " steps of " << plan.batch * settings.accumulate
            << " photos; about " << clock_time(seconds * steps) << " to go, at the speed of a first step\n";
  return {};
}

std::string step_text(const TrainingRun& run, const StepReport& step, double seconds, std::uint64_t steps_done) {
  const TrainingPlan& plan = run.plan();
  const std::uint64_t steps_left = run.settings().epochs * plan.steps_per_epoch - step.step - 1;
  const double each = seconds / static_cast<double>(steps_done);
  return str_cat("epoch ", step.epoch + 1, '/', run.settings().epochs, "  step ", step.step % plan.steps_per_epoch + 1, '/',
                 plan.steps_per_epoch, "  loss ", fixed(step.loss, 4), "  accuracy ", fixed(100 * step.accuracy, 1), " %  ",
                 fixed(static_cast<double>(step.images) / each, 1), " photos/s  ",
                 clock_time(each * static_cast<double>(steps_left)), " left");
}

void print_epoch(const TrainingRun& run, const EpochReport& epoch) {
  const EpochRecord& r = epoch.record;
  std::cerr << "epoch " << aligned(std::to_string(r.epoch + 1), std::to_string(run.settings().epochs).size()) << "  loss "
            << fixed(r.loss, 4) << "  accuracy " << aligned(fixed(100 * r.accuracy, 1), 5) << " %";
  if (r.val_loss)
    std::cerr << "  validation loss " << fixed(*r.val_loss, 4) << "  accuracy " << aligned(fixed(100 * *r.val_accuracy, 1), 5)
              << " %";
  std::cerr << "  " << fixed(r.images_per_second, 1) << " photos/s" << (epoch.is_best ? "  best" : "") << '\n';
  if (epoch.diagnosis) std::cerr << epoch.diagnosis->message << '\n';
  if (epoch.stops_early)
    std::cerr << "No better validation loss for " << run.settings().patience << " epochs: stopped early.\n";
}

Json to_json(const TrainingRun& run, const std::string& out) {
  return {{"out", out},
          {"epochs", run.history().size()},
          {"parameters", run.plan().parameters},
          {"history", Json::parse(alexnet::to_json(run.history()))}};
}

// Steps until the run is finished, diverged or was interrupted.
Result<int> run_all(TrainingRun& run) {
  const CatchInterrupt catch_interrupt;
  ProgressLine line;
  const Stopwatch watch;
  std::uint64_t steps = 0;
  while (!run.finished()) {
    if (interrupted) {
      line.clear();
      std::cerr << "Stopped. Saving where we are …\n";
      TRY(run.save());
      return kInterrupted;
    }
    TRY_VALUE(const StepReport step, run.step());
    if (const auto diverged = run.diagnose(step)) {
      line.clear();
      std::cerr << diverged->message << '\n';
      return kFailed;
    }
    line.show(step_text(run, step, watch.milliseconds() * 1e-3, ++steps));
    if (!step.ends_epoch) continue;
    TRY_VALUE(const EpochReport epoch, run.end_epoch());
    line.clear();
    print_epoch(run, epoch);
  }
  return kOk;
}

Result<TrainingRun> open(CLI::App& command, TrainArguments& arguments, const ThreadPool& pool) {
  const TrainingFolder out = {.path = arguments.out, .keep = arguments.keep};
  if (arguments.resume) return TrainingRun::resume(out, command.count("--epochs") > 0 ? arguments.settings.epochs : 0, pool);
  TRY_VALUE(const TrainingSettings settings, settings_of(command, arguments));
  return TrainingRun::start(settings, out, pool);
}

int train(CLI::App& command, TrainArguments& arguments) {
  const ThreadPool pool(arguments.common.threads);
  Result<TrainingRun> run = open(command, arguments, pool);
  if (!run) return report(run.error());
  if (const Status planned = print_plan(*run); !planned) return report(planned.error());
  const Result<int> ended = run_all(*run);
  for (const UnreadablePhoto& photo : run->unreadable()) std::cerr << "did not load: " << photo.reason << '\n';
  if (!ended) return report(ended.error());
  if (*ended == kInterrupted && !arguments.out.empty())
    std::cerr << "Go on with: alexnet train --resume --out " << arguments.out << '\n';
  if (*ended == kOk && !arguments.out.empty())
    std::cerr << "Saved in " << arguments.out << ": best.safetensors, last.safetensors\n";
  if (arguments.common.json) print(to_json(*run, arguments.out));
  return *ended;
}

}  // namespace

Run add_train(CLI::App& program) {
  auto arguments = std::make_shared<TrainArguments>();
  CLI::App* command = add_subcommand(program, "train", "Make a classifier out of folders of photos",
                                     "alexnet train --data photos --out run1 --epochs 30");
  add_training_options(command, *arguments);
  add_common(command, arguments->common);
  return [command, arguments] { return train(*command, *arguments); };
}

}  // namespace alexnet::cli
