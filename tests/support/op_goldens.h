// The rows of tests/golden/ops.json: what PyTorch computes (tests/golden/README.md).
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

namespace alexnet {

// The rows of one op, empty (which a test must refuse) where the file is not found.
inline nlohmann::json golden_rows(const char* op) {
  std::ifstream file("tests/golden/ops.json");
  const nlohmann::json all = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  return all.is_object() ? all.value(op, nlohmann::json::array()) : nlohmann::json::array();
}

inline std::vector<float> golden_input(const nlohmann::json& row) {
  auto values = row["x"]["values"].get<std::vector<float>>();
  values.resize(values.size() + 32);  // ops may read a little further
  return values;
}

inline std::vector<double> golden_output(const nlohmann::json& row) { return row["y"]["values"].get<std::vector<double>>(); }

// [n, y, x, c] of the input
inline std::vector<std::size_t> golden_shape(const nlohmann::json& row) {
  return row["x"]["shape"].get<std::vector<std::size_t>>();
}

}  // namespace alexnet
