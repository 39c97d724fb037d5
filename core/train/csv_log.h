// A run's epochs as a table, one row each, as Keras' CSVLogger writes them: for a spreadsheet, or pandas.
#pragma once

#include <cstddef>
#include <string>

#include "base/error.h"
#include "base/file.h"
#include "train/history.h"

namespace alexnet {

class CsvLog {
 public:
  // The first line: the columns of Keras, in its order, then what an epoch cost.
  static constexpr const char* kHeader = "epoch,accuracy,loss,learning_rate,val_accuracy,val_loss,images_per_second,seconds";

  // Starts the file anew for `first_epoch` 0. A later one takes up an earlier run's file: rows of that epoch and beyond, and
  // one that was cut short, are dropped. kBadFormat where the file begins with another header: it is not ours to change.
  // Otherwise the errors of write_file.
  [[nodiscard]] static Result<CsvLog> open(const std::string& path, std::size_t first_epoch = 0);

  // What is not known is an empty field; a number has as many digits as bring the same double back.
  [[nodiscard]] Status row(const EpochRecord& record);

 private:
  explicit CsvLog(AppendFile file) : file_(std::move(file)) {}
  AppendFile file_;
};

}  // namespace alexnet
