#include "image/readers/bmp_header.h"

#include <algorithm>

#include "base/bytes.h"
#include "image/image_integrity.h"
#include "messages/image.h"

namespace alexnet {
namespace {

constexpr std::size_t kFileHeader = 14, kCoreHeader = 12, kSmallestOs2Header = 16, kOs2Header = 64, kInfoHeader = 40,
                      kV2Header = 52, kV3Header = 56, kV5Header = 124;

// Reads numbers of the header; what lies behind its end or that of the file is zero, as in short headers of OS/2.
struct Fields {
  ByteSpan header;

  [[nodiscard]] std::uint32_t number(std::size_t offset, std::size_t size) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size && offset + i < header.size(); ++i) value |= std::uint32_t{header[offset + i]} << 8 * i;
    return value;
  }
  [[nodiscard]] std::uint32_t u16(std::size_t offset) const { return number(offset, 2); }
  [[nodiscard]] std::uint32_t u32(std::size_t offset) const { return number(offset, 4); }
};

std::unexpected<Error> bmp_header_error() { return fail<msg::kImageHeaderUnreadable>("", "BMP"); }

bool is_header_size(std::size_t size) { return size == kCoreHeader || (size >= kSmallestOs2Header && size <= kV5Header); }

// The sizes: of 16 bits in the first header of OS/2; negative heights stand for rows from top to bottom.
Status read_size(const Fields& fields, std::size_t header_size, BmpHeader& bmp) {
  if (header_size == kCoreHeader) {
    bmp.width = fields.u16(4);
    bmp.height = fields.u16(6);
    bmp.bits = static_cast<int>(fields.u16(10));
    return {};
  }
  const auto width = static_cast<std::int32_t>(fields.u32(4)), height = static_cast<std::int32_t>(fields.u32(8));
  if (width < 0) return bmp_header_error();
  bmp.is_top_down = height < 0;
  bmp.width = static_cast<std::size_t>(width);
  bmp.height = static_cast<std::size_t>(height < 0 ? -std::int64_t{height} : std::int64_t{height});
  bmp.bits = static_cast<int>(fields.u16(14));
  return {};
}

Status read_compression(const Fields& fields, std::size_t header_size, BmpHeader& bmp) {
  const std::uint32_t number = header_size == kCoreHeader ? 0 : fields.u32(16);
  const bool is_of_os2 = header_size == kOs2Header;  // 3 and 4 are other compressions there
  const int bits = bmp.bits;
  const bool has_palette = bits == 1 || bits == 2 || bits == 4 || bits == 8;
  const bool is_known = number == 0   ? has_palette || bits == 16 || bits == 24 || bits == 32
                        : number == 1 ? bits == 8
                        : number == 2 ? bits == 4
                                      : number == 3 && !is_of_os2 && (bits == 16 || bits == 24 || bits == 32);
  if (!is_known) return fail<msg::kBmpKind>("", number, bits);
  bmp.compression = static_cast<BmpCompression>(number);
  return {};
}

void read_masks(const Fields& fields, std::size_t header_size, BmpHeader& bmp) {
  if (bmp.compression != BmpCompression::kBitFields) {
    if (bmp.bits == 16) bmp.masks = {0x7C00, 0x3E0, 0x1F, 0};
    if (bmp.bits == 32) bmp.masks = {0xFF0000, 0xFF00, 0xFF, 0};  // the fourth byte is reserved
    return;
  }
  for (std::size_t i = 0; i < 3; ++i) bmp.masks[i] = fields.u32(kInfoHeader + i * 4);  // within or behind the header
  if (header_size >= kV3Header) bmp.masks[3] = fields.u32(kV2Header);
}

// The colors lie behind the header: three bytes each in the first header of OS/2, else four, with blue first.
void read_palette(ByteSpan bytes, std::size_t palette_offset, std::size_t entry, std::size_t count, BmpHeader& bmp) {
  if (bmp.pixel_offset > palette_offset) count = std::min(count, (bmp.pixel_offset - palette_offset) / entry);
  for (std::size_t i = 0; i < count && palette_offset + (i + 1) * entry <= bytes.size(); ++i) {
    const ByteSpan color = bytes.subspan(palette_offset + i * entry, 3);
    bmp.palette.push_back({color[2], color[1], color[0]});
  }
}

ByteSpan find_profile(ByteSpan bytes, const Fields& fields, std::size_t header_size) {
  constexpr std::uint32_t kEmbedded = 0x4D424544;  // "MBED"
  if (header_size < kV5Header || fields.u32(56) != kEmbedded) return {};
  const std::size_t offset = kFileHeader + std::size_t{fields.u32(112)}, size = fields.u32(116);
  return offset < bytes.size() && size <= bytes.size() - offset ? bytes.subspan(offset, size) : ByteSpan{};
}

}  // namespace

bool is_bmp(ByteSpan bytes) {
  if (!has_text_at(bytes, 0, "BM")) return false;
  return bytes.size() < kFileHeader + 4 || is_header_size(Fields{bytes}.u32(kFileHeader));
}

Result<BmpHeader> read_bmp_header(ByteSpan bytes) {
  if (bytes.size() < kFileHeader + kCoreHeader) return truncation_error("BMP", bytes);
  const std::size_t header_size = Fields{bytes}.u32(kFileHeader);
  if (!is_header_size(header_size)) return bmp_header_error();
  if (bytes.size() - kFileHeader < header_size) return truncation_error("BMP", bytes);
  const Fields fields{bytes.subspan(kFileHeader)};  // read no further than the header, except for the masks behind it
  const Fields header{fields.header.first(header_size)};
  BmpHeader bmp;
  TRY(read_size(header, header_size, bmp));
  TRY(read_compression(header, header_size, bmp));
  const bool masks_follow = bmp.compression == BmpCompression::kBitFields && header_size < kV2Header;
  read_masks(masks_follow ? fields : header, header_size, bmp);
  const std::size_t palette_offset = kFileHeader + header_size + (masks_follow ? 12 : 0);
  const std::size_t entry = header_size == kCoreHeader ? 3 : 4;
  const bool has_palette = bmp.bits <= 8;
  const std::size_t colors = header_size == kCoreHeader ? 0 : header.u32(32),
                    all_colors = std::size_t{1} << std::min(bmp.bits, 8);
  const std::size_t count = !has_palette ? 0 : colors == 0 ? all_colors : std::min<std::size_t>(colors, 256);
  bmp.pixel_offset = Fields{bytes}.u32(10);
  read_palette(bytes, palette_offset, entry, count, bmp);
  // Some writers give no offset, or that of the palette.
  if (bmp.pixel_offset < palette_offset + (bmp.palette.empty() ? 0 : 1)) bmp.pixel_offset = palette_offset + count * entry;
  if (bmp.pixel_offset > bytes.size()) return truncation_error("BMP", bytes);
  if (has_palette && bmp.palette.empty()) return bmp_header_error();
  bmp.icc_profile = find_profile(bytes, header, header_size);
  return bmp;
}

}  // namespace alexnet
