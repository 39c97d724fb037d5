// The rows of tests/golden/ops.json and gradients.json, which PyTorch computed (tests/golden/README.md).
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace alexnet {

// Returns the rows of one op. If the file is not found, the test fails and there are no rows.
inline nlohmann::json rows_of(const std::string& path, const char* op) {
  std::ifstream file(path);
  const nlohmann::json all = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  const auto rows = all.is_object() ? all.value(op, nlohmann::json::array()) : nlohmann::json::array();
  EXPECT_GT(rows.size(), 0u) << path << ": run from the root of the repository";
  return rows;
}
inline nlohmann::json golden_rows(const char* op) { return rows_of("tests/golden/ops.json", op); }
inline nlohmann::json gradient_rows(const char* op) { return rows_of("tests/golden/gradients.json", op); }

// Returns an array that an op reads (`x`, `w`, `dy`, …), padded for reading past its end.
inline std::vector<float> golden_input(const nlohmann::json& row, const char* name = "x") {
  auto values = row[name]["values"].get<std::vector<float>>();
  values.resize(values.size() + 32);  // ops may read past the end
  return values;
}

// Returns an array that an op computes: `y`, `dx`, ….
inline std::vector<double> golden_output(const nlohmann::json& row, const char* name = "y") {
  return row[name]["values"].get<std::vector<double>>();
}

// Returns the shape of an array: [n, y, x, c] for images, [out, y, x, in] for kernels.
inline std::vector<std::size_t> golden_shape(const nlohmann::json& row, const char* name = "x") {
  return row[name]["shape"].get<std::vector<std::size_t>>();
}

}  // namespace alexnet
