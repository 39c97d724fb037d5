// Writes the HTML page of a report. The page is self-contained: a Content-Security-Policy forbids scripts, fonts and images
// from elsewhere.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evaluate/evaluate.h"
#include "train/history.h"

namespace alexnet {

// Names are plain text; the page escapes them.
struct ReportPhoto {
  std::string image_url;  // a data: URL of a square image
  std::string name;       // of the file
  std::size_t label = 0;
  std::size_t predicted = 0;
  float probability = 0;  // of `predicted`
};

// One cell of the confusion matrix that is not empty.
struct ReportCell {
  std::size_t label = 0;
  std::size_t predicted = 0;
  std::uint64_t count = 0;
  std::vector<ReportPhoto> photos;  // some or all of them, those with the highest probability first
};

struct ReportContent {
  std::string model;  // path of its file
  std::string data;   // path of its folder
  std::string set;    // `validation`, `all`
  std::string variant;
  Evaluation evaluation;
  History history;                    // may be empty
  std::vector<ReportCell> cells;      // at most one for each pair of classes
  std::vector<ReportPhoto> mistakes;  // those with the highest probability first
  std::vector<ReportPhoto> samples;
};

// With more classes than this, the cells of a matrix would be too small: the pairs of classes that are confused most often are
// listed instead.
inline constexpr std::size_t kMaxMatrixClasses = 100;

// Returns the whole page.
[[nodiscard]] std::string report_page(const ReportContent& content);

// Returns the escaped name of a class.
[[nodiscard]] std::string class_name(const ReportContent& content, std::size_t index);

// Returns the section with the confusion matrix.
[[nodiscard]] std::string confusion_section(const ReportContent& content);

}  // namespace alexnet
