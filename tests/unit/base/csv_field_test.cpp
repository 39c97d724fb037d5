#include "base/csv_field.h"

#include <gtest/gtest.h>

namespace alexnet {
namespace {

// The rules of RFC 4180, section 2, 5 to 7.
TEST(CsvField, IsQuotedWhereItMustBe) {
  EXPECT_EQ(csv_field(""), "");
  EXPECT_EQ(csv_field("a b'c;d"), "a b'c;d");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("a\nb"), "\"a\nb\"");
  EXPECT_EQ(csv_field("a\rb"), "\"a\rb\"");
  EXPECT_EQ(csv_field("\"a\""), "\"\"\"a\"\"\"");
  EXPECT_EQ(csv_field("\""), "\"\"\"\"");
}

}  // namespace
}  // namespace alexnet
