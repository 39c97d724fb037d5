// alexnet evaluate --model FILE --data DIR
#include <algorithm>
#include <iostream>
#include <memory>

#include "app/photo_sets.h"
#include "command.h"
#include "evaluate/evaluate.h"
#include "evaluate/report.h"
#include "progress.h"

namespace alexnet::cli {
namespace {

constexpr std::size_t kMaxClassesShown = 20;
constexpr std::size_t kMaxConfusionsShown = 5;
constexpr std::size_t kMaxRefusedShown = 5;

struct EvaluateArguments {
  CommonOptions common;
  std::string model;
  std::string data;
  std::string labels;
  std::string split;
  std::string report;
  PreprocessingChoice preprocessing;
  std::size_t crops = 1;
};

void print_classes(const Evaluation& evaluation) {
  const std::vector<ClassCounts>& classes = evaluation.metrics.classes;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < classes.size(); ++i)
    if (classes[i].count > 0) order.push_back(i);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return classes[i].accuracy(); });
  const std::size_t shown = std::min(order.size(), kMaxClassesShown);
  std::cout << "accuracy  photos  class\n";
  for (const std::size_t i : std::span(order).first(shown))
    std::cout << aligned(fixed(100 * classes[i].accuracy(), 1), 6) << " %" << aligned(std::to_string(classes[i].count), 8)
              << "  " << evaluation.classes[i] << '\n';
  if (shown < order.size()) std::cout << "  and " << order.size() - shown << " classes with a higher accuracy\n";
}

void print_confusions(const Evaluation& evaluation) {
  const std::vector<Confusion> worst = worst_confusions(evaluation, kMaxConfusionsShown);
  if (worst.empty()) return;
  std::cout << "most frequent confusions\n";
  for (const Confusion& one : worst)
    std::cout << aligned(std::to_string(one.count), 6) << " of " << one.of << "  " << evaluation.classes[one.label]
              << ", predicted as " << evaluation.classes[one.predicted] << '\n';
}

void print_refused(const std::vector<RefusedPhoto>& refused) {
  if (refused.empty()) return;
  std::cerr << (refused.size() == 1 ? "1 file or folder" : with_commas(refused.size()) + " files or folders") << " skipped:\n";
  for (std::size_t i = 0; i < std::min(refused.size(), kMaxRefusedShown); ++i)
    std::cerr << "  " << refused[i].path << ' ' << refused[i].reason.text << '\n';
  if (refused.size() > kMaxRefusedShown)
    std::cerr << "  and " << refused.size() - kMaxRefusedShown << " more (--json lists them)\n";
}

void print_text(const EvaluateArguments& arguments, const PhotoSet& set, const Evaluation& evaluation) {
  const MetricsResult& metrics = evaluation.metrics;
  if (evaluation.seen && evaluation.seen->spoils_evaluation())
    std::cout << "Warning: " << notice_of(*evaluation.seen).text << '\n';
  for (const Notice& notice : evaluation.notices) std::cout << notice.text << '\n';
  print_classes(evaluation);
  print_confusions(evaluation);
  print_refused(evaluation.refused);
  for (const Notice& notice : summarize(evaluation.warnings)) std::cout << notice.text << '\n';
  std::cout << arguments.data << ", " << set.name << ": top-1 " << fixed(100 * metrics.top1, 2) << " %, top-5 "
            << fixed(100 * metrics.top5, 2) << " % of " << with_commas(metrics.count) << " photos; loss "
            << fixed(metrics.loss, 4) << ", calibration error " << fixed(100 * metrics.calibration_error, 1) << " %; "
            << fixed(evaluation.images_per_second(), 1) << " images/s";
  if (evaluation.crops > 1) std::cout << " of " << evaluation.crops << " crops";
  std::cout << "; color profiles " << (evaluation.color == ColorHandling::kConvert ? "converted" : "ignored") << '\n';
  if (!arguments.report.empty())
    std::cout << "report: " << arguments.report << (arguments.report.ends_with('/') ? "" : "/") << "index.html\n";
}

Status evaluate_and_print(const EvaluateArguments& arguments) {
  const ThreadPool pool(usable_threads(arguments.common.threads));
  std::optional<Split> split;
  if (!arguments.split.empty()) {
    TRY_VALUE(split, parse_split(arguments.split));
  }
  TRY_VALUE(const std::string path, model_path(arguments.model));
  TRY_VALUE(Model model, read_model(path, arguments.preprocessing, pool));
  TRY_VALUE(InferenceNetwork classifier, InferenceNetwork::create(std::move(model), pool, {.exact = arguments.common.exact}));
  TRY_VALUE(PhotoSet set, open_photo_set({.data = arguments.data, .labels = arguments.labels, .split = split, .pool = &pool}));
  TRY_VALUE(Evaluation evaluation,
            evaluate(classifier, *set.photos, pool, {.crops = arguments.crops, .progress = show_photo_count}));
  evaluation.split = set.name;
  evaluation.trained_on = to_string(set.trained_on);
  evaluation.notices = std::move(set.warnings);
  evaluation.refused.insert(evaluation.refused.begin(), set.refused.begin(), set.refused.end());
  if (!arguments.report.empty()) {
    const ReportOptions options{.model = path, .data = arguments.data, .set = set.name};
    TRY(write_report(arguments.report, classifier.model(), evaluation, *set.photos, pool, options));
  }
  if (arguments.common.json) {
    std::cout << to_json(evaluation) << '\n';  // on one line: the confusion matrix of 1000 classes has a million numbers
  } else {
    print_text(arguments, set, evaluation);
  }
  return {};
}

}  // namespace

Run add_evaluate(CLI::App& program) {
  auto arguments = std::make_shared<EvaluateArguments>();
  CLI::App* command = add_subcommand(program, "evaluate", "Measure the accuracy of a model on labeled photos",
                                     "alexnet evaluate --model everyday.safetensors --data photos/ --report report/");
  add_model(command, arguments->model);
  command
      ->add_option("--data", arguments->data,
                   "Folder or archive (.zip, .tar, .tar.gz) with one folder of photos per class, or with such folders in "
                   "train, validation "
                   "and test")
      ->required();
  add_split(command, arguments->split, arguments->labels);
  command
      ->add_option("--crops", arguments->crops,
                   "Crops per photo: 1, or 10 (corners, center and their mirror images, averaged as in Krizhevsky et al. 2012)")
      ->check(CLI::IsMember({1, 10}))
      ->capture_default_str();
  command->add_option("--report", arguments->report, "Folder for a report: index.html and grid.png");
  add_preprocessing(command, arguments->preprocessing);
  add_exact(command, arguments->common);
  add_common(command, arguments->common);
  return [arguments] {
    const Status done = evaluate_and_print(*arguments);
    return done ? kOk : report(done.error(), arguments->common);
  };
}

}  // namespace alexnet::cli
