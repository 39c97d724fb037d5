// alexnet train --data DIR --out DIR
#include <atomic>
#include <csignal>
#include <iostream>
#include <memory>

#include "app/training_driver.h"
#include "app/training_notices.h"
#include "command.h"
#include "progress.h"
#include "training_options.h"

namespace alexnet::cli {
namespace {

constexpr int kInterrupted = 130;  // the exit code that shells report for a program ended by Ctrl-C

std::atomic<bool> interrupted = false;

// While an object of this class exists, the first Ctrl-C sets `interrupted` and a second one ends the program at once.
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

void print_notices(const std::vector<Notice>& notices) {
  for (const Notice& notice : notices) std::cerr << notice.text << '\n';
}

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
}

Status print_plan(TrainingRun& run) {
  print_photos(run);
  const TrainingPlan& plan = run.plan();
  const TrainingSettings& settings = run.settings();
  print_notices(start_notices(run));
  std::cerr << settings.variant << ", width " << settings.width << ": " << with_commas(plan.parameters) << " parameters";
  if (plan.frozen_parameters > 0) std::cerr << ", " << with_commas(plan.frozen_parameters) << " of them frozen";
  std::cerr << "; about " << megabytes(plan.memory_bytes) << " of memory\n";
  if (run.finished()) return {};
  TRY_VALUE(const double seconds, run.measure_step());
  const auto steps = static_cast<double>((settings.epochs - plan.first_epoch) * plan.steps_per_epoch);
  std::cerr << counted(settings.epochs, "epoch") << " of " << counted(plan.steps_per_epoch, "step") << " of "
            << counted(plan.batch * settings.accumulate, "photo") << "; about " << clock_time(seconds * steps)
            << " left, at the speed of the first step\n";
  return {};
}

std::string step_text(const TrainingRun& run, const TrainingProgress& progress) {
  const StepReport& step = progress.step;
  const std::size_t steps = run.plan().steps_per_epoch;
  return str_cat("epoch ", step.epoch + 1, '/', run.settings().epochs, "  step ", step.step % steps + 1, '/', steps, "  loss ",
                 fixed(step.loss, 4), "  accuracy ", fixed(100 * step.accuracy, 1), " %  ",
                 fixed(progress.images_per_second, 1), " photos/s  ", clock_time(progress.seconds_left), " left");
}

void print_epoch(const TrainingRun& run, const EpochReport& epoch) {
  const EpochRecord& r = epoch.record;
  std::cerr << "epoch " << aligned(std::to_string(r.epoch + 1), std::to_string(run.settings().epochs).size()) << "  loss "
            << fixed(r.loss, 4) << "  accuracy " << aligned(fixed(100 * r.accuracy, 1), 5) << " %";
  if (r.val_loss && r.val_accuracy)
    std::cerr << "  validation loss " << fixed(*r.val_loss, 4) << "  accuracy " << aligned(fixed(100 * *r.val_accuracy, 1), 5)
              << " %";
  std::cerr << "  " << fixed(r.images_per_second, 1) << " photos/s" << (epoch.is_best ? "  best" : "") << '\n';
  print_notices(epoch_notices(run, epoch));
}

Json to_json(const TrainingRun& run, const std::string& out) {
  return {{"out", out},
          {"epochs", run.history().size()},
          {"parameters", run.plan().parameters},
          {"history", Json::parse(alexnet::to_json(run.history()))}};
}

// Trains until the run is finished, has diverged or was interrupted. Returns the exit code.
Result<int> run_to_end(TrainingDriver& driver) {
  const CatchInterrupt catch_interrupt;
  ProgressLine line;
  const TrainingCallbacks callbacks = {
      .on_step = [&](const TrainingProgress& progress) { line.show(step_text(driver.run(), progress)); },
      .on_epoch =
          [&](const EpochReport& epoch) {
            line.clear();
            print_epoch(driver.run(), epoch);
          },
      .stop_requested =
          [&] {
            if (!interrupted) return false;
            line.clear();
            std::cerr << "Stopped. Saving a checkpoint …\n";
            return true;
          }};
  TRY_VALUE(const TrainingEnd end, driver.run_to_end(callbacks));
  if (end.reason == TrainingEnd::Reason::kStopped) return kInterrupted;
  if (!end.divergence) return kOk;
  line.clear();
  std::cerr << end.divergence->message() << '\n';
  return kFailed;
}

Result<TrainingRun> open(CLI::App& command, TrainArguments& arguments, const ThreadPool& pool) {
  const TrainingFolder out = {.path = arguments.out, .keep = arguments.keep};
  if (arguments.resume) return TrainingRun::resume(out, command.count("--epochs") > 0 ? arguments.given.epochs : 0, pool);
  TRY_VALUE(const TrainingSettings settings, settings_of(command, arguments));
  return TrainingRun::start(settings, out, pool);
}

int train(CLI::App& command, TrainArguments& arguments) {
  const ThreadPool pool(usable_threads(arguments.common.threads));
  Result<TrainingRun> opened = open(command, arguments, pool);
  if (!opened) return report(opened.error(), arguments.common);
  if (const std::string option = arguments.resume ? changed_option(command, arguments, opened->settings()) : "";
      !option.empty()) {
    std::cerr << "alexnet: " << option << ": differs from the run in " << arguments.out
              << ", which is resumed with its own settings; only --epochs may change\n";
    return kUsage;
  }
  TrainingDriver driver(std::move(*opened));
  TrainingRun& run = driver.run();
  if (const Status planned = print_plan(run); !planned) return report(planned.error(), arguments.common);
  const Result<int> ended = run_to_end(driver);
  print_notices(unreadable_notices(run));
  print_notices(warning_notices(run));
  if (!ended) return report(ended.error(), arguments.common);
  if (*ended == kInterrupted && !arguments.out.empty())
    std::cerr << "Resume with: alexnet train --resume --out " << arguments.out << '\n';
  if (*ended == kOk && !arguments.out.empty())
    std::cerr << "Saved in " << arguments.out << ": best.safetensors, last.safetensors\n";
  if (arguments.common.json) print(to_json(run, arguments.out));
  return *ended;
}

}  // namespace

Run add_train(CLI::App& program) {
  auto arguments = std::make_shared<TrainArguments>();
  CLI::App* command = add_subcommand(program, "train", "Train a classifier on folders of photos",
                                     "alexnet train --data photos --out run1 --epochs 30");
  add_training_options(command, *arguments);
  add_common(command, arguments->common);
  return [command, arguments] { return train(*command, *arguments); };
}

}  // namespace alexnet::cli
