#include "base/process.h"

#include <gtest/gtest.h>

namespace alexnet {
namespace {

TEST(ProcessName, CanBePartOfAFileName) {
  const ProcessName name = process_name();
  EXPECT_FALSE(name.host.empty());
  EXPECT_EQ(name.host.find('/'), std::string::npos);
  EXPECT_GT(name.number, 0u);
}

}  // namespace
}  // namespace alexnet
