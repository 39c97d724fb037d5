#include "classification_writer.h"

#include <algorithm>
#include <cmath>
#include <iostream>

#include "app/host.h"
#include "terminal.h"

namespace alexnet::cli {
namespace {

// A bar of 20 cells, on a terminal only: a program that reads the output has no use for it.
std::string bar(float probability) {
  if (!is_terminal_output()) return "";
  const auto ticks = static_cast<std::size_t>(std::lround(probability * 20.0f));
  std::string cells;
  for (std::size_t i = 0; i < 20; ++i) cells += i < ticks ? "█" : "░";
  return cells + "  ";
}

void print_text(const std::string& path, const Classification& classification, const Model& model) {
  const std::string details = "(preprocessing " + fixed(classification.preprocess_milliseconds, 1) + " ms, network " +
                              fixed(classification.network_milliseconds, 1) + " ms" +
                              conversion_text(classification.converted_from) + ")";
  std::cout << path << "  " << styled(details, TextStyle::kDim) << '\n';
  if (!classification.is_sure) std::cout << styled("not sure; most likely:", TextStyle::kYellow) << '\n';
  bool is_first = classification.is_sure;
  for (const Prediction& p : classification.predictions) {
    const std::string name = class_name(model, p.index);
    std::cout << aligned(fixed(100.0 * p.probability, 2), 8) << " %  " << bar(p.probability)
              << (is_first ? styled(name, TextStyle::kBold) : name) << '\n';
    is_first = false;
  }
}

std::string joined_texts(const std::vector<Notice>& notices) {
  std::string text;
  for (const Notice& notice : notices) text += (text.empty() ? "" : "; ") + notice.text;
  return text;
}

}  // namespace

ClassificationWriter::ClassificationWriter(ResultFormat format, const Model& model, std::size_t top)
    : format_(format), model_(model), top_(std::min(top, model.spec.classes)), preprocessing_(preprocessing_json(model)) {
  if (format_ == ResultFormat::kCsv) print_csv_header();
}

void ClassificationWriter::add(const std::string& path, const Result<Classification>& result) {
  switch (format_) {
    case ResultFormat::kText:
      if (result) print_text(path, *result, model_);
      return;
    case ResultFormat::kJson:
      all_.push_back(json_of(path, result));
      return;
    case ResultFormat::kJsonLines:
      std::cout << dump_json(json_of(path, result)) << '\n';
      return;
    case ResultFormat::kCsv:
      return print_csv_row(path, result);
  }
}

void ClassificationWriter::flush() const { std::cout.flush(); }

void ClassificationWriter::end() const {
  if (format_ == ResultFormat::kJson) print(all_);
  flush();
}

void ClassificationWriter::print_csv_header() const {
  std::cout << "file,sure";
  for (std::size_t i = 1; i <= top_; ++i) std::cout << ",label_" << i << ",probability_" << i;
  std::cout << ",warnings,error\n";
}

void ClassificationWriter::print_csv_row(const std::string& path, const Result<Classification>& result) const {
  std::cout << csv_field(path) << ',' << (result ? (result->is_sure ? "true" : "false") : "");
  for (std::size_t i = 0; i < top_; ++i) {
    std::cout << ',';
    if (result) std::cout << csv_field(class_name(model_, result->predictions[i].index));
    std::cout << ',';
    if (result) std::cout << fixed(result->predictions[i].probability, 6);
  }
  std::cout << ',' << (result ? csv_field(joined_texts(result->warnings)) : "") << ','
            << (result ? "" : csv_field(result.error().message())) << '\n';
}

Json ClassificationWriter::json_of(const std::string& path, const Result<Classification>& result) const {
  if (!result) return {{"file", path}, {"error", result.error().message()}, {"code", result.error().code}};
  Json predictions = Json::array();
  for (const Prediction& p : result->predictions)
    predictions.push_back({{"label", class_name(model_, p.index)}, {"index", p.index}, {"probability", p.probability}});
  Json json = {{"file", path},
               {"predictions", predictions},
               {"sure", result->is_sure},
               {"converted_from", result->converted_from.empty() ? Json(nullptr) : Json(result->converted_from)},
               {"preprocessing", preprocessing_},
               {"milliseconds", {{"picture", result->preprocess_milliseconds}, {"network", result->network_milliseconds}}}};
  if (!result->warnings.empty()) json["warnings"] = to_json(result->warnings);
  return json;
}

}  // namespace alexnet::cli
