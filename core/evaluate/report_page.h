// The page of a report, from what it is to show. No script, font or picture comes from elsewhere, and the page says so itself
// (Content-Security-Policy).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evaluate/evaluate.h"
#include "train/history.h"

namespace alexnet {

// Names are plain text; the page escapes them.
struct ReportPhoto {
  std::string picture;  // a data: URL of a square
  std::string name;     // of the file
  std::size_t label = 0;
  std::size_t predicted = 0;
  float probability = 0;  // of `predicted`
};

// One cell of the confusion matrix that is not empty.
struct ReportCell {
  std::size_t label = 0;
  std::size_t predicted = 0;
  std::uint64_t count = 0;
  std::vector<ReportPhoto> photos;  // some or all of them, the surest first
};

struct ReportContent {
  std::string model;  // path of its file
  std::string data;   // path of its folder
  std::string set;    // `validation`, `all`
  std::string variant;
  Evaluation evaluation;
  History history;                    // may be empty
  std::vector<ReportCell> cells;      // one a pair of classes
  std::vector<ReportPhoto> mistakes;  // the surest first
  std::vector<ReportPhoto> samples;
};

// Cells of a matrix for more classes than this could not be told apart: then pairs that are confused are listed instead.
inline constexpr std::size_t kMaxMatrixClasses = 100;

[[nodiscard]] std::string report_page(const ReportContent& content);

// The name of a class, escaped.
[[nodiscard]] std::string class_name(const ReportContent& content, std::size_t index);

// Its section on who is taken for whom.
[[nodiscard]] std::string confusion_section(const ReportContent& content);

}  // namespace alexnet
