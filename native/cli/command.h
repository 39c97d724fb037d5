// What the commands share: how one is added to the program, the options that several have, and how results and errors are told.
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

// The process' exit codes.
inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;  // something asked for could not be done; the rest was
inline constexpr int kUsage = 2;   // the command line itself is wrong

// Adds a subcommand to the program; what it returns runs it after the command line was read.
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

// A subcommand with its one-sentence description and an example below its options.
CLI::App* add_subcommand(CLI::App& program, const char* name, const char* description, const char* example);

struct CommonOptions {
  std::size_t threads = 0;
  bool json = false;
};
void add_common(CLI::App* command, CommonOptions& options);

// `--model`; without it, what came with the program (app/default_model.h).
void add_model(CLI::App* command, std::string& path);
[[nodiscard]] Result<std::string> model_path(const std::string& path);

struct VariantChoice {
  std::string variant = "keras";
  std::size_t classes = 1000;
  double width = 1.0;
  double dense_width = 0;  // 0 is `width`
};
void add_variant(CLI::App* command, VariantChoice& choice);
[[nodiscard]] Result<ModelSpec> make_spec(const VariantChoice& choice);
// `width 0.5`, and `dense width 0.25` where that is another.
[[nodiscard]] std::string width_text(const ModelSpec& spec);

// A line on standard error: `alexnet: where: what`.
int report(const Error& error);
// On standard output, indented.
void print(const Json& json);
[[nodiscard]] Json to_json(const Error& error);

// 62,380,346
[[nodiscard]] std::string with_commas(std::uint64_t number);
// 249.5 MB
[[nodiscard]] std::string megabytes(std::uint64_t bytes);
// Right-aligned: fixed(3.14159, 2) is "3.14".
[[nodiscard]] std::string fixed(double number, int decimals);
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);   // to the left
[[nodiscard]] std::string aligned(std::string_view text, std::size_t width);  // to the right

}  // namespace alexnet::cli
