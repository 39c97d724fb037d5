#include "train/csv_log.h"

#include <array>
#include <charconv>
#include <string_view>

#include "messages/train.h"

namespace alexnet {
namespace {

ByteSpan bytes_of(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

std::string number(double value) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), end};
}

std::string number(const std::optional<double>& value) { return value ? number(*value) : std::string(); }

// Parses the number at the beginning of a row, up to the first comma.
Result<std::size_t> epoch_of(std::string_view row, const std::string& path) {
  const std::string_view field = row.substr(0, row.find(','));
  std::size_t epoch = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), epoch);
  if (error != std::errc() || end != field.data() + field.size()) return fail<msg::kLogRowWithoutEpoch>(path, field);
  return epoch;
}

// Returns the header and the complete rows of epochs below `first_epoch`.
Result<std::string> rows_before(std::string_view content, std::size_t first_epoch, const std::string& path) {
  std::string kept = str_cat(CsvLog::kHeader, '\n');
  bool is_header = true;
  for (std::size_t end = content.find('\n'); end != std::string_view::npos; end = content.find('\n')) {
    std::string_view row = content.substr(0, end);
    content.remove_prefix(end + 1);
    if (row.ends_with('\r')) row.remove_suffix(1);  // a spreadsheet program has saved the file
    if (is_header && row != CsvLog::kHeader) return fail<msg::kLogHeader>(path, CsvLog::kHeader, row);
    if (!is_header && !row.empty()) {
      TRY_VALUE(const std::size_t epoch, epoch_of(row, path));
      if (epoch < first_epoch) kept += str_cat(row, '\n');
    }
    is_header = false;
  }
  return kept;
}

}  // namespace

Result<CsvLog> CsvLog::open(const std::string& path, std::size_t first_epoch) {
  std::string content;
  if (first_epoch > 0) {
    const Result<std::vector<std::uint8_t>> old = read_file(path);
    if (!old && old.error().kind != ErrorKind::kNotFound) return std::unexpected(old.error());
    if (old) content.assign(old->begin(), old->end());
  }
  TRY_VALUE(const std::string kept, rows_before(content, first_epoch, path));
  const ByteSpan part = bytes_of(kept);
  TRY(write_file(path, {&part, 1}));
  TRY_VALUE(AppendFile file, AppendFile::open(path));
  return CsvLog(std::move(file));
}

Status CsvLog::row(const EpochRecord& record) {
  const std::string line = str_cat(record.epoch, ',', number(record.accuracy), ',', number(record.loss), ',',
                                   number(record.learning_rate), ',', number(record.val_accuracy), ',', number(record.val_loss),
                                   ',', number(record.images_per_second), ',', number(record.seconds), '\n');
  return file_.append(bytes_of(line));
}

}  // namespace alexnet
