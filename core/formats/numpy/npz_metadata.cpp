#include "formats/numpy/npz_metadata.h"

#include <nlohmann/json.hpp>

#include "formats/zip.h"

namespace alexnet {

std::string npz_comment(const TensorMap& map) {
  if (map.metadata.empty()) return {};
  nlohmann::json json = nlohmann::json::object();
  for (const auto& [key, value] : map.metadata) json[key] = value;
  std::string text = json.dump(-1, ' ', /*ensure_ascii=*/true, nlohmann::json::error_handler_t::replace);
  return text.size() > kMaxZipComment ? std::string() : text;
}

void read_npz_comment(ByteSpan comment, TensorMap& map) {
  const nlohmann::json json = nlohmann::json::parse(comment.begin(), comment.end(), nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return;
  for (const auto& [key, value] : json.items())
    if (value.is_string()) map.metadata[key] = value.get<std::string>();
}

}  // namespace alexnet
