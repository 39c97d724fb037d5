#include "formats/npz_metadata.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace alexnet {
namespace {

// The record at the end of an archive: its signature, 16 other bytes, the length of the comment and the comment.
constexpr std::array<std::uint8_t, 4> kEndSignature = {'P', 'K', 5, 6};
constexpr std::size_t kEndRecord = 22;  // bytes, without the comment
constexpr std::size_t kMaxNpzComment = 65'535;

// Returns the comment of an archive, which is empty if the end of the archive is not found.
ByteSpan comment_of(ByteSpan archive) {
  for (std::size_t length = 0; length <= kMaxNpzComment && length + kEndRecord <= archive.size(); ++length) {
    const ByteSpan record = archive.subspan(archive.size() - length - kEndRecord);
    if (std::ranges::equal(record.first(kEndSignature.size()), kEndSignature) &&
        (record[20] | record[21] << 8) == static_cast<int>(length))
      return record.subspan(kEndRecord);
  }
  return {};
}

}  // namespace

SharedBytes with_npz_metadata(const SharedBytes& archive, const TensorMap& map) {
  nlohmann::json json = nlohmann::json::object();
  for (const auto& [key, value] : map.metadata) json[key] = value;
  const std::string text = json.dump(-1, ' ', /*ensure_ascii=*/true, nlohmann::json::error_handler_t::replace);
  const ByteSpan bytes = archive.bytes();
  if (map.metadata.empty() || text.size() > kMaxNpzComment || bytes.size() < kEndRecord) return archive;
  std::vector<std::uint8_t> result(bytes.begin(), bytes.end());
  result[result.size() - 2] = static_cast<std::uint8_t>(text.size() & 0xFF);
  result[result.size() - 1] = static_cast<std::uint8_t>(text.size() >> 8);
  result.insert(result.end(), text.begin(), text.end());
  return SharedBytes(std::move(result));
}

void read_npz_metadata(ByteSpan archive, TensorMap& map) {
  const ByteSpan comment = comment_of(archive);
  if (comment.empty()) return;
  const nlohmann::json json = nlohmann::json::parse(comment.begin(), comment.end(), nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return;
  for (const auto& [key, value] : json.items())
    if (value.is_string()) map.metadata[key] = value.get<std::string>();
}

}  // namespace alexnet
