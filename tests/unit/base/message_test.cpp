#include "base/message.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace alexnet {
namespace {

constexpr ErrorMessage kTooShort{ErrorKind::kBadFormat, "too_short", "holds {found} bytes; {expected} were expected"};
constexpr Message kSkipped{"skipped", "{name} was skipped"};

Result<int> read_short() { return fail<kTooShort>("a.bin", 3, 5); }

TEST(Message, PlaceholdersAreReplacedByName) {
  const MessageArguments arguments = name_arguments("{a} of {b}", {"3", "5"});
  EXPECT_EQ(format_message("{a} of {b}", arguments), "3 of 5");
  EXPECT_EQ(format_message("of {b}, {a}", arguments), "of 5, 3");
  EXPECT_EQ(format_message("plain", {}), "plain");
}

TEST(Message, AnErrorHasTheKindCodeWordingAndArgumentsOfItsMessage) {
  const Error error = read_short().error();
  EXPECT_EQ(error.kind, ErrorKind::kBadFormat);
  EXPECT_STREQ(error.code, "too_short");
  EXPECT_EQ(error.message(), "a.bin: holds 3 bytes; 5 were expected");
  EXPECT_EQ(error.arguments, (MessageArguments{{"found", "3"}, {"expected", "5"}}));
}

TEST(Message, ANoticeHasTheCodeWordingAndArgumentsOfItsMessage) {
  const Notice notice = make_notice<kSkipped>("b.jpg");
  EXPECT_STREQ(notice.code, "skipped");
  EXPECT_EQ(notice.text, "b.jpg was skipped");
  EXPECT_EQ(notice.arguments, (MessageArguments{{"name", "b.jpg"}}));
}

TEST(Message, BracesInArgumentsAreKept) {
  const Notice notice = make_notice<kSkipped>("{name}");
  EXPECT_EQ(notice.text, "{name} was skipped");
}

}  // namespace
}  // namespace alexnet
