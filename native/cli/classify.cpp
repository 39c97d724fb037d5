// alexnet classify PHOTO... [--model FILE]
#include <algorithm>
#include <memory>
#include <optional>

#include "app/photo_list.h"
#include "classification_writer.h"
#include "command.h"
#include "progress.h"

namespace alexnet::cli {
namespace {

constexpr std::size_t kMinBatch = 16, kMaxBatch = 64;  // photos that pass through the network together

struct ClassifyArguments {
  CommonOptions common;
  std::vector<std::string> photos;
  std::string model;
  PreprocessingChoice preprocessing;
  std::size_t top = 5;
  bool crop = false;
  bool stretch = false;
  bool json_lines = false;
  bool csv = false;
};

ClassifyOptions options_of(const ClassifyArguments& arguments) {
  ClassifyOptions options{.top = arguments.top, .fit = {}};
  if (arguments.crop) options.fit = Fit::kCrop;
  if (arguments.stretch) options.fit = Fit::kStretch;
  return options;
}

ResultFormat format_of(const ClassifyArguments& arguments) {
  if (arguments.csv) return ResultFormat::kCsv;
  if (arguments.json_lines) return ResultFormat::kJsonLines;
  return arguments.common.json ? ResultFormat::kJson : ResultFormat::kText;
}

// One photo to classify, or the reason why an argument names none.
struct Item {
  PhotoFile photo;
  std::optional<Error> error;
};

std::vector<Item> items_of(const std::vector<std::string>& arguments) {
  std::vector<Item> items;
  std::optional<Result<SharedBytes>> input;  // read once, even if it is named twice
  for (const std::string& argument : arguments) {
    if (argument == "-") {
      if (!input) input = read_standard_input();
      items.push_back(*input ? Item{{argument, **input}, {}} : Item{{argument, {}}, input->error()});
      continue;
    }
    const Result<std::vector<std::string>> photos = photos_of_argument(argument);
    if (!photos) items.push_back({{argument, {}}, photos.error()});
    if (!photos) continue;
    for (const std::string& path : *photos) items.push_back({{path, {}}, {}});
  }
  return items;
}

// Classifies the photos, and writes their results and errors in order.
class Classifier {
 public:
  Classifier(Session& session, const ClassifyArguments& arguments, std::size_t photos)
      : session_(session),
        options_(options_of(arguments)),
        writer_(format_of(arguments), *session.model(), arguments.top),
        progress_(photos, " photos") {}

  // Returns the exit code.
  int run(std::span<const Item> items);

 private:
  void write(const PhotoFile& photo, const Result<Classification>& result);

  Session& session_;
  ClassifyOptions options_;
  ClassificationWriter writer_;
  ProgressBar progress_;
  int exit_code_ = kOk;
};

int Classifier::run(std::span<const Item> items) {
  std::vector<PhotoFile> photos;
  for (const Item& item : items)
    if (!item.error) photos.push_back(item.photo);
  std::size_t written = 0;  // of the items
  const auto write_errors = [&] {
    for (; written < items.size() && items[written].error; ++written)
      write(items[written].photo, std::unexpected(*items[written].error));
  };
  // Enough for each thread to decode some, so that none waits long for the others.
  const std::size_t batch = std::clamp<std::size_t>(4 * session_.pool().threads(), kMinBatch, kMaxBatch);
  session_.classify_in_batches(photos, batch, options_, [&](std::size_t, std::span<Result<Classification>> results) {
    progress_.clear();
    for (const Result<Classification>& result : results) {
      write_errors();
      write(items[written++].photo, result);
    }
    writer_.flush();
    progress_.show(written);
  });
  progress_.clear();
  write_errors();
  writer_.end();
  return exit_code_;
}

void Classifier::write(const PhotoFile& photo, const Result<Classification>& result) {
  if (result) {
    report_warnings(photo.name, result->warnings);
  } else {
    exit_code_ = report(result.error());
  }
  writer_.add(photo.name, result);
}

Status open_model(Session& session, const ClassifyArguments& arguments) {
  TRY_VALUE(const std::string path, model_path(arguments.model));
  TRY_VALUE(Model model, read_model(path, arguments.preprocessing, session.pool()));
  return session.open_model(std::move(model));
}

int classify(ClassifyArguments& arguments) {
  arguments.common.json |= arguments.json_lines;  // for the errors that end the command
  Session session(arguments.common.threads);
  Status opened = session.set_exact(arguments.common.exact);
  if (opened) opened = open_model(session, arguments);
  if (!opened) return report(opened.error(), arguments.common);
  const std::vector<Item> items = items_of(arguments.photos);
  return Classifier(session, arguments, items.size()).run(items);
}

void add_formats(CLI::App* command, ClassifyArguments& arguments) {
  CLI::Option* json = command->get_option("--json");
  CLI::Option* lines = command->add_flag("--jsonl", arguments.json_lines,
                                         "Print one JSON object a line for each photo as soon as it is classified");
  command
      ->add_flag("--csv", arguments.csv,
                 "Print a table with a header and a row for each photo, as soon as it is classified: file, sure, label_1, "
                 "probability_1, …, warnings, error")
      ->excludes(lines)
      ->excludes(json);
  lines->excludes(json);
}

}  // namespace

Run add_classify(CLI::App& program) {
  auto arguments = std::make_shared<ClassifyArguments>();
  CLI::App* command = add_subcommand(program, "classify", "Classify photos",
                                     "alexnet classify holiday.jpg cat.png\n"
                                     "  alexnet classify photos/ \"more/**/*.jpg\" --csv > answers.csv\n"
                                     "  curl -s https://example.org/cat.jpg | alexnet classify -\n"
                                     "The exit status is 1 if one of the photos cannot be read; the others are classified.");
  command
      ->add_option(
          "photos", arguments->photos,
          "Photos; folders, for all photos in them; patterns in quotes with *, ?, [a-z] and ** (any folders); or - for a "
          "photo from standard input")
      ->required();
  add_model(command, arguments->model);
  command->add_option("--top", arguments->top, "Number of labels to print")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  CLI::Option* crop = command->add_flag("--crop", arguments->crop, "Crop the central square of the photo");
  command->add_flag("--stretch", arguments->stretch, "Stretch the whole photo to a square")->excludes(crop);
  add_preprocessing(command, arguments->preprocessing);
  add_exact(command, arguments->common);
  add_common(command, arguments->common);
  add_formats(command, *arguments);
  return [arguments] { return classify(*arguments); };
}

}  // namespace alexnet::cli
