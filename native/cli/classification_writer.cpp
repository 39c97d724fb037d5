#include "classification_writer.h"

#include <algorithm>
#include <cmath>
#include <iostream>

#include "app/host.h"

namespace alexnet::cli {
namespace {

void print_text(const std::string& path, const Classification& classification, const Model& model) {
  std::cout << path << "  (preprocessing " << fixed(classification.preprocess_milliseconds, 1) << " ms, network "
            << fixed(classification.network_milliseconds, 1) << " ms" << conversion_text(classification.converted_from)
            << ")\n";
  if (!classification.is_sure) std::cout << "not sure; most likely:\n";
  for (const Prediction& p : classification.predictions) {
    const auto ticks = static_cast<std::size_t>(std::lround(p.probability * 20.0f));
    std::string bar;
    for (std::size_t i = 0; i < 20; ++i) bar += i < ticks ? "█" : "░";
    std::cout << aligned(fixed(100.0 * p.probability, 2), 8) << " %  " << bar << "  " << class_name(model, p.index) << '\n';
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
