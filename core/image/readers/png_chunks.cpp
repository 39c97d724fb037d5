#include "image/readers/png_chunks.h"

#include <algorithm>
#include <cctype>

#include "base/bytes.h"
#include "base/crc32.h"
#include "image/image_integrity.h"
#include "image/readers/png_metadata.h"
#include "messages/image.h"

namespace alexnet {
namespace {

constexpr std::size_t kSignatureSize = 8, kChunkOverhead = 12;

struct Chunk {
  std::string_view kind;
  ByteSpan body;
  bool is_whole = false;  // false where the file ends within it; the body is then what there is
  bool has_right_checksum = false;
};

// Returns the chunk at `offset`, and moves the offset behind it; nullopt at the end of the file and where no chunk begins.
std::optional<Chunk> next_chunk(ByteSpan bytes, std::size_t& offset) {
  if (bytes.size() - offset < 8) return std::nullopt;
  const std::size_t length = big_endian_u32(bytes.subspan(offset));
  const std::string_view kind = as_text(bytes.subspan(offset + 4, 4));
  const bool is_name = std::ranges::all_of(kind, [](char letter) { return std::isalpha(static_cast<unsigned char>(letter)); });
  if (!is_name) return std::nullopt;
  const ByteSpan rest = bytes.subspan(offset + 8);
  if (rest.size() < 4 || length > rest.size() - 4) {
    offset = bytes.size();
    return Chunk{.kind = kind, .body = rest.first(std::min(length, rest.size()))};
  }
  const bool right = crc32(bytes.subspan(offset + 4, length + 4)) == big_endian_u32(rest.subspan(length));
  offset += length + kChunkOverhead;
  return Chunk{kind, rest.first(length), true, right};
}

Status read_palette(ByteSpan body, PngChunks& png) {
  if (png.header.color != PngColor::kPalette) return {};  // a suggestion for displays of few colors
  if (body.empty() || body.size() % 3 != 0 || body.size() > 768) return fail<msg::kPngPalette>("", body.size());
  for (; !body.empty(); body = body.subspan(3)) png.palette.push_back({body[0], body[1], body[2]});
  return {};
}

void ignore_transparency(PngChunks& png) { png.warnings.push_back(make_notice<msg::kPngTransparencyIgnored>()); }

// The chunk tRNS: opacities of the palette's colors, or one gray or color of 16 bits a sample.
void read_transparency(ByteSpan body, PngChunks& png) {
  if (!png.pixel_data.empty()) return ignore_transparency(png);
  const auto mask = static_cast<std::uint16_t>((1 << png.header.depth) - 1);
  const auto sample = [&](std::size_t at) { return static_cast<std::uint16_t>(big_endian_u16(body.subspan(at)) & mask); };
  switch (png.header.color) {
    case PngColor::kPalette:
      png.palette_opacity.assign(body.begin(), body.end());
      return;
    case PngColor::kGray:
      if (body.size() != 2) return ignore_transparency(png);
      png.transparent = {sample(0), sample(0), sample(0)};
      return;
    case PngColor::kRgb:
      if (body.size() != 6) return ignore_transparency(png);
      png.transparent = {sample(0), sample(2), sample(4)};
      return;
    case PngColor::kGrayAlpha:
    case PngColor::kRgba:
      png.warnings.push_back(make_notice<msg::kPngTransparencyTwice>());
      return;
  }
}

// Returns whether no pixel depends on chunks of this kind: their first letter is small. So do tRNS and what is about color, but a
// decoder may do without them.
bool is_ancillary(std::string_view kind) { return std::islower(static_cast<unsigned char>(kind[0])) != 0; }

Status read_chunk(const Chunk& chunk, PngChunks& png, PngMetadata& metadata) {
  if (chunk.kind == "PLTE") return read_palette(chunk.body, png);
  if (chunk.kind == "tRNS") {
    read_transparency(chunk.body, png);
  } else if (chunk.kind == "IDAT") {
    png.pixel_data.push_back(chunk.body);
  } else if (!is_ancillary(chunk.kind) && chunk.kind != "IHDR" && chunk.kind != "IEND") {
    return fail<msg::kPngUnknownChunk>("", chunk.kind);
  } else {
    metadata.add(chunk.kind, chunk.body);
  }
  return {};
}

Status finish(PngChunks& png) {
  if (png.header.color == PngColor::kPalette && png.palette.empty()) return fail<msg::kPngPalette>("", 0);
  if (png.palette_opacity.size() > png.palette.size()) {
    png.warnings.push_back(make_notice<msg::kPngTransparencyTooLong>(png.palette_opacity.size(), png.palette.size()));
    png.palette_opacity.resize(png.palette.size());
  }
  if (!png.has_end) png.warnings.push_back(make_notice<msg::kPngNoEnd>());
  return {};
}

}  // namespace

Result<PngHeader> read_png_header(ByteSpan bytes) {
  if (bytes.size() < 33) return truncation_error("PNG", bytes);
  if (has_text_at(bytes, 12, "CgBI")) return fail<msg::kPngOfApple>("");
  if (!has_text_at(bytes, 12, "IHDR") || big_endian_u32(bytes.subspan(8)) != 13) return fail<msg::kPngNoHeaderChunk>("");
  const PngHeader header{.width = big_endian_u32(bytes.subspan(16)),
                         .height = big_endian_u32(bytes.subspan(20)),
                         .depth = bytes[24],
                         .color = static_cast<PngColor>(bytes[25]),
                         .interlaced = bytes[28] == 1};
  const bool is_gray = header.color == PngColor::kGray, is_palette = header.color == PngColor::kPalette;
  const bool has_alpha = header.color == PngColor::kGrayAlpha || header.color == PngColor::kRgba;
  const int depth = header.depth;
  const bool has_depth =
      depth == 8 || (depth == 16 && !is_palette) || ((is_gray || is_palette) && (depth == 1 || depth == 2 || depth == 4));
  if (!has_depth || !(is_gray || is_palette || has_alpha || header.color == PngColor::kRgb) || bytes[26] != 0 ||
      bytes[27] != 0 || bytes[28] > 1) {
    return fail<msg::kImageHeaderUnreadable>("", "PNG");
  }
  return header;
}

Result<PngChunks> read_png_chunks(ByteSpan bytes) {
  PngChunks png;
  TRY_VALUE(png.header, read_png_header(bytes));
  PngMetadata metadata;
  std::size_t offset = kSignatureSize;
  while (const auto chunk = next_chunk(bytes, offset)) {
    if (chunk->kind == "IEND") {
      png.has_end = chunk->is_whole && chunk->has_right_checksum;
      break;
    }
    if (chunk->is_whole && !chunk->has_right_checksum) {
      if (!is_ancillary(chunk->kind)) {
        return fail<msg::kPngChecksum>("", chunk->body.size(), offset - 4 - chunk->body.size());
      }
      png.warnings.push_back(make_notice<msg::kPngChunkIgnored>(chunk->kind));
      continue;
    }
    if (chunk->is_whole || chunk->kind == "IDAT") TRY(read_chunk(*chunk, png, metadata));
  }
  TRY(finish(png));
  png.orientation = metadata.orientation();
  png.icc_profile = metadata.icc_profile();
  return png;
}

}  // namespace alexnet
