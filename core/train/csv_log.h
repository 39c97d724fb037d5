// The epochs of a run as a CSV file with one row each, in the format of Keras' CSVLogger.
#pragma once

#include <cstddef>
#include <string>

#include "base/error.h"
#include "base/file.h"
#include "train/history.h"

namespace alexnet {

class CsvLog {
 public:
  // The first line: the columns of Keras in its order, then speed and duration.
  static constexpr const char* kHeader = "epoch,accuracy,loss,learning_rate,val_accuracy,val_loss,images_per_second,seconds";

  // Creates or replaces the file if `first_epoch` is 0. Otherwise continues the existing file: rows from that epoch on, and an
  // incomplete last row, are removed. Errors: those of write_file; kBadFormat if the file has another header.
  [[nodiscard]] static Result<CsvLog> open(const std::string& path, std::size_t first_epoch = 0);

  // Appends a row. Unknown values are empty fields. Numbers have as many digits as are needed to read the same double back.
  [[nodiscard]] Status row(const EpochRecord& record);

 private:
  explicit CsvLog(AppendFile file) : file_(std::move(file)) {}
  AppendFile file_;
};

}  // namespace alexnet
