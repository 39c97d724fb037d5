// Prints classifications to standard output, in one of four formats.
#pragma once

#include <cstddef>
#include <string>

#include "command.h"

namespace alexnet::cli {

enum class ResultFormat {
  kText,
  kJson,       // one array, printed by end()
  kJsonLines,  // one object a line
  kCsv,        // a header and one row a photo
};

class ClassificationWriter {
 public:
  // `model` must outlive the writer. CSV has the columns of `top` predictions, at most as many as the model has classes.
  ClassificationWriter(ResultFormat format, const Model& model, std::size_t top);

  // Prints the result for one photo: its predictions, or why there are none. All formats but kJson are flushed by flush().
  void add(const std::string& path, const Result<Classification>& result);
  void flush() const;
  void end() const;

 private:
  void print_csv_header() const;
  void print_csv_row(const std::string& path, const Result<Classification>& result) const;
  [[nodiscard]] Json json_of(const std::string& path, const Result<Classification>& result) const;

  ResultFormat format_;
  const Model& model_;
  std::size_t top_;
  Json preprocessing_;
  Json all_ = Json::array();  // for kJson
};

}  // namespace alexnet::cli
