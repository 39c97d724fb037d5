// Tables of comma-separated values.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

struct CsvRow {
  std::size_t line = 0;  // at which it begins, from 1
  std::vector<std::string> fields;
};

// Splits a table into rows (RFC 4180), without empty ones. The separator is the one of comma, semicolon and tab that the first line
// has most of. Lines end with LF, CRLF or CR. The text is UTF-8, or UTF-16 if it begins with the byte order
// mark of that, as of a spreadsheet saved as Unicode text. Blanks around a field that is not quoted are removed.
// Errors: kBadFormat for a quote that is not closed.
[[nodiscard]] Result<std::vector<CsvRow>> parse_csv(ByteSpan csv);

}  // namespace alexnet
