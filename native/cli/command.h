// What the commands share: how a command is added to the program, options that several commands have, and the printing of results
// and errors.
#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "app/session.h"
#include "base/error.h"

namespace alexnet::cli {

using Json = nlohmann::ordered_json;

// The exit codes of the process.
inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;  // the command failed, wholly or for one of several files
inline constexpr int kUsage = 2;   // the command line is invalid

// Adds a subcommand to the program. Returns the function that runs it once the command line has been parsed; that function returns
// the exit code.
using Run = std::function<int()>;
using AddCommand = Run (*)(CLI::App& program);
Run add_augment(CLI::App& program);
Run add_draw(CLI::App& program);
Run add_bench(CLI::App& program);
Run add_calibrate(CLI::App& program);
Run add_classify(CLI::App& program);
Run add_convert(CLI::App& program);
Run add_evaluate(CLI::App& program);
Run add_explain(CLI::App& program);
Run add_info(CLI::App& program);
Run add_init(CLI::App& program);
Run add_train(CLI::App& program);

// Adds a subcommand with a one-sentence description, and with an example below its options.
CLI::App* add_subcommand(CLI::App& program, const char* name, const char* description, const char* example);

struct CommonOptions {
  const CLI::App* command = nullptr;  // set by add_common()
  std::size_t threads = 0;
  bool exact = false;  // see add_exact()
  bool json = false;
};
void add_common(CLI::App* command, CommonOptions& options);
// Adds --exact, for commands that classify.
void add_exact(CLI::App* command, CommonOptions& options);

// Adds `--model`. model_path() returns the given path or, if it is empty, that of the included model (app/default_model.h).
void add_model(CLI::App* command, std::string& path);
[[nodiscard]] Result<std::string> model_path(const std::string& path);

// The options that change the preprocessing of a model. Empty texts leave it as it is.
struct PreprocessingChoice {
  std::string preprocess;  // a name, JSON or a file (app/model_file.h)
  std::string color;
  std::string interpolation;
};
// Adds `--preprocess`, or all three options.
void add_preprocess(CLI::App* command, std::string& preprocess);
void add_preprocessing(CLI::App* command, PreprocessingChoice& choice);
// Reads a model file with these options. Prints its preprocessing to standard error, unless the file states it. Errors: those of
// read_preprocessing_change and read_model_file; kInvalidArgument for other values than the help names.
[[nodiscard]] Result<Model> read_model(const std::string& path, const PreprocessingChoice& choice, const ThreadPool& pool);
// Prints "alexnet: PATH: preprocessing …" to standard error, unless the file states it.
void report_preprocessing(const std::string& path, const Model& model);
// {"origin","name","input",…}
[[nodiscard]] Json preprocessing_json(const Model& model);
// Returns "; colors converted from PROFILE", or nothing if they were not.
[[nodiscard]] std::string conversion_text(const std::string& converted_from);

// Adds `--split` and `--labels`: which photos of --data a model is judged by.
void add_split(CLI::App* command, std::string& split, std::string& labels);

struct VariantChoice {
  std::string variant = "keras";
  std::size_t classes = 1000;
  double width = 1.0;
  double dense_width = 0;  // 0: as `width`
};
void add_variant(CLI::App* command, VariantChoice& choice);
[[nodiscard]] Result<ModelSpec> make_spec(const VariantChoice& choice);
// Returns "width 0.5", followed by ", dense width 0.25" if that differs.
[[nodiscard]] std::string width_text(const ModelSpec& spec);

// Prints "alexnet: where: what" to standard error. Returns kFailed.
int report(const Error& error);
// Does the same and, with --json, prints {"error": to_json(error)} to standard output. Returns kUsage if the error is about the value
// of an option of the command.
int report(const Error& error, const CommonOptions& options);
// Prints indented JSON to standard output.
void print(const Json& json);
// {"code","where","message","args":{…}}: the code of the message table and the arguments of its wording by name.
[[nodiscard]] Json to_json(const Error& error);

// Prints "alexnet: PATH: warning" to standard error for each harmless fault of a photo that was read despite it.
void report_warnings(const std::string& path, const std::vector<Notice>& warnings);
// [{"code","text","args":{…}}…]
[[nodiscard]] Json to_json(const std::vector<Notice>& notices);

// Formats 62380346 as "62,380,346".
[[nodiscard]] std::string with_commas(std::uint64_t number);
// Returns "1 epoch" or "12 epochs".
[[nodiscard]] std::string counted(std::uint64_t number, const std::string& noun);
// Formats a number of bytes as "249.5 MB", in units of 10^6 bytes.
[[nodiscard]] std::string megabytes(std::uint64_t bytes);
// Formats with so many decimals: fixed(3.14159, 2) is "3.14".
[[nodiscard]] std::string fixed(double number, int decimals);
// Pads with spaces on the right, or on the left, to a width in bytes.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);
[[nodiscard]] std::string aligned(std::string_view text, std::size_t width);

}  // namespace alexnet::cli
