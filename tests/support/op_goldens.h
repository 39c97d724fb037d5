// The rows of tests/golden/ops.json and gradients.json: what PyTorch computes (tests/golden/README.md).
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace alexnet {

// The rows of one op; none, and a failed test, where the file is not found.
inline nlohmann::json rows_of(const std::string& path, const char* op) {
  std::ifstream file(path);
  const nlohmann::json all = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  const auto rows = all.is_object() ? all.value(op, nlohmann::json::array()) : nlohmann::json::array();
  EXPECT_GT(rows.size(), 0u) << path << ": run from the root of the repository";
  return rows;
}
inline nlohmann::json golden_rows(const char* op) { return rows_of("tests/golden/ops.json", op); }
inline nlohmann::json gradient_rows(const char* op) { return rows_of("tests/golden/gradients.json", op); }

// An array of a row that an op reads: `x`, `w`, `dy`, …
inline std::vector<float> golden_input(const nlohmann::json& row, const char* name = "x") {
  auto values = row[name]["values"].get<std::vector<float>>();
  values.resize(values.size() + 32);  // ops may read a little further
  return values;
}

// One that an op gives: `y`, `dx`, …
inline std::vector<double> golden_output(const nlohmann::json& row, const char* name = "y") {
  return row[name]["values"].get<std::vector<double>>();
}

// [n, y, x, c] of an image, [out, y, x, in] of a kernel
inline std::vector<std::size_t> golden_shape(const nlohmann::json& row, const char* name = "x") {
  return row[name]["shape"].get<std::vector<std::size_t>>();
}

}  // namespace alexnet
