#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"

namespace alexnet {

// Expects `result` to be an error of this kind whose message contains `words`.
template <typename T>
void expect_error(const Result<T>& result, ErrorKind kind, const std::string& words) {
  ASSERT_FALSE(result) << words;
  EXPECT_EQ(result.error().kind, kind) << result.error().message();
  EXPECT_NE(result.error().message().find(words), std::string::npos) << result.error().message();
}

}  // namespace alexnet
