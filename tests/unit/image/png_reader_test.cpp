// PNG of every kind, its harmless faults, and what its chunks tell about orientation and color.
#include <gtest/gtest.h>

#include <string_view>

#include "base/bytes.h"
#include "base/rng.h"
#include "image/decode.h"
#include "image/reader.h"
#include "support/png_files.h"

namespace alexnet {
namespace {

using namespace testing;
using namespace std::string_literals;
using Bytes = std::vector<std::uint8_t>;

Bytes text_bytes(std::string_view text) { return {text.begin(), text.end()}; }

const ImageReader& png_reader() {
  for (const ImageReader& reader : image_readers()) {
    if (reader.format == "PNG") return reader;
  }
  std::abort();
}

std::uint32_t noise(std::size_t x, std::size_t y, std::size_t c) { return random_words(7, x * 1000 + y, c)[0]; }

PngSample noise_of(int depth) {
  return [depth](std::size_t x, std::size_t y, std::size_t c) { return noise(x, y, c) >> (32 - depth); };
}

std::vector<std::string> codes_of(const std::vector<Notice>& warnings) {
  std::vector<std::string> codes;
  for (const Notice& warning : warnings) codes.emplace_back(warning.code);
  return codes;
}

void expect_decodes(ByteSpan file, const Image& expected, const std::vector<std::string>& warnings = {}) {
  const auto decoded = decode_image(file);
  ASSERT_TRUE(decoded) << decoded.error().message();
  EXPECT_EQ(decoded->image.width, expected.width);
  EXPECT_EQ(decoded->image.height, expected.height);
  EXPECT_TRUE(decoded->image.pixels == expected.pixels);
  EXPECT_EQ(codes_of(decoded->warnings), warnings);
}

void expect_refused(ByteSpan file, std::string_view said, ErrorKind kind = ErrorKind::kBadFormat) {
  const auto decoded = decode(file);
  ASSERT_FALSE(decoded) << said;
  EXPECT_EQ(decoded.error().kind, kind);
  EXPECT_NE(decoded.error().message().find(said), std::string::npos) << decoded.error().message();
}

std::array<std::uint8_t, 4> palette_color(std::size_t index) {
  const int value = static_cast<int>(index);
  return {static_cast<std::uint8_t>(value * 7), static_cast<std::uint8_t>(255 - value), static_cast<std::uint8_t>(value * 31),
          static_cast<std::uint8_t>(255 - value * 13)};
}

// The image of a kind by the words of the standard, over white: 16-bit samples keep their higher byte.
Image expected_image(const PngKind& kind, const PngSample& sample, bool has_transparency) {
  Image image{kind.width, kind.height, Bytes(std::size_t{kind.width} * kind.height * 3)};
  const auto eight_bits = [&](std::uint32_t value) {
    return kind.depth == 16 ? value >> 8 : value * 255 / ((1u << kind.depth) - 1);
  };
  for (std::size_t y = 0; y < kind.height; ++y) {
    for (std::size_t x = 0; x < kind.width; ++x) {
      std::array<std::uint32_t, 4> color{};
      std::uint32_t opacity = 255;
      if (kind.color == 3) {
        const std::array<std::uint8_t, 4> entry = palette_color(sample(x, y, 0));
        color = {entry[0], entry[1], entry[2]};
        if (has_transparency && sample(x, y, 0) < 2) opacity = entry[3];
      } else {
        const bool is_gray = kind.color == 0 || kind.color == 4;
        for (std::size_t c = 0; c < 3; ++c) color[c] = eight_bits(sample(x, y, is_gray ? 0 : c));
        if (kind.color >= 4) opacity = eight_bits(sample(x, y, is_gray ? 1 : 3));
        // The color of the pixel 1, 1 is the transparent one.
        bool is_same = has_transparency && kind.color < 4;
        for (std::size_t c = 0; c < kind.samples(); ++c) is_same = is_same && sample(x, y, c) == sample(1, 1, c);
        if (is_same) opacity = 0;
      }
      for (std::size_t c = 0; c < 3; ++c) {
        image.row(y)[x * 3 + c] = static_cast<std::uint8_t>((color[c] * opacity + 255 * (255 - opacity) + 127) / 255);
      }
    }
  }
  return image;
}

Bytes palette_body(int depth) {
  Bytes body;
  for (std::size_t i = 0; i < std::size_t{1} << depth; ++i) {
    const auto color = palette_color(i);
    body.insert(body.end(), color.begin(), color.begin() + 3);
  }
  return body;
}

Chunks chunks_before(const PngKind& kind, const PngSample& sample, bool has_transparency) {
  Chunks chunks;
  if (kind.color == 3) chunks.push_back(png_chunk("PLTE", palette_body(kind.depth)));
  if (!has_transparency) return chunks;
  Bytes body;
  if (kind.color == 3) {
    body = {palette_color(0)[3], palette_color(1)[3]};
  } else {
    for (std::size_t c = 0; c < kind.samples(); ++c) put_big_endian(body, sample(1, 1, c), 2);
  }
  chunks.push_back(png_chunk("tRNS", body));
  return chunks;
}

// ---- Every kind -----------------------------------------------------------------------------------------------------------

TEST(Png, EveryDepthColorAndTransparencyIsExact) {
  constexpr std::pair<int, int> kKinds[] = {{0, 1}, {0, 2}, {0, 4}, {0, 8}, {0, 16}, {2, 8}, {2, 16}, {3, 1},
                                            {3, 2}, {3, 4}, {3, 8}, {4, 8}, {4, 16}, {6, 8}, {6, 16}};
  for (const auto& [color, depth] : kKinds) {
    for (const bool interlaced : {false, true}) {
      for (const bool has_transparency : {false, true}) {
        if (has_transparency && color >= 4) continue;
        for (const auto& [width, height] : {std::pair{1u, 1u}, {2u, 2u}, {5u, 3u}, {9u, 17u}, {33u, 26u}}) {
          SCOPED_TRACE(str_cat("color ", color, ", depth ", depth, ", interlaced ", interlaced, ", tRNS ", has_transparency,
                               ", ", width, " x ", height));
          const PngKind kind{width, height, depth, color, interlaced};
          const PngSample sample = noise_of(depth);
          expect_decodes(make_png(kind, sample, chunks_before(kind, sample, has_transparency)),
                         expected_image(kind, sample, has_transparency));
        }
      }
    }
  }
}

TEST(Png, PixelsMayComeInManyChunks) {
  const PngKind kind{.width = 40, .height = 30};
  const Bytes stream = zlib_stored(png_rows(kind, noise_of(8)));
  for (const std::size_t part : {1u, 7u, 100u, 1000u}) {
    Chunks chunks = {png_header_chunk(kind)};
    for (std::size_t at = 0; at < stream.size(); at += part) {
      chunks.push_back(png_chunk("IDAT", ByteSpan(stream).subspan(at, std::min(part, stream.size() - at))));
    }
    chunks.push_back(png_chunk("IDAT", {}));
    chunks.push_back(png_chunk("IEND", {}));
    expect_decodes(png_of_chunks(chunks), expected_image(kind, noise_of(8), false));
  }
}

TEST(Png, AnIndexBehindThePaletteIsBlack) {
  const PngKind kind{.width = 4, .height = 1, .depth = 8, .color = 3};
  const auto index = [](std::size_t x, std::size_t, std::size_t) { return static_cast<std::uint32_t>(x); };
  const Bytes two_colors = {10, 20, 30, 40, 50, 60};
  expect_decodes(make_png(kind, index, {png_chunk("PLTE", two_colors)}), {4, 1, {10, 20, 30, 40, 50, 60, 0, 0, 0, 0, 0, 0}});
}

// ---- Harmless faults --------------------------------------------------------------------------------------------------------

TEST(Png, IsReadWithoutAnEnd) {
  const PngKind kind{.width = 20, .height = 10};
  const Image expected = expected_image(kind, noise_of(8), false);
  const Bytes png = make_png(kind, noise_of(8), {}, {png_chunk("tEXt", text_bytes("Comment\0behind"s))});
  const std::size_t text = 12 + 14;
  for (std::size_t missing = 1; missing <= 12 + text; ++missing) {
    expect_decodes(ByteSpan(png).first(png.size() - missing), expected, {"png_no_end"});
  }
  // The checksums of the chunk and of the stream are 8 bytes before; pixels are cut from there on.
  for (std::size_t missing = 12 + text + 9; missing < png.size() - 33; ++missing) {
    expect_refused(ByteSpan(png).first(png.size() - missing), "is a PNG that is cut short");
  }
}

TEST(Png, AWrongChecksumOfAnAncillaryChunkIsAWarning) {
  const PngKind kind{.width = 20, .height = 10};
  const Image expected = expected_image(kind, noise_of(8), false);
  for (const char* name : {"tEXt", "zTXt", "iTXt", "gAMA", "pHYs", "tIME", "tRNS", "eXIf", "iCCP", "abCd"}) {
    const Chunks damaged = {png_chunk(name, text_bytes("Comment\0hello"s), 1)};
    expect_decodes(make_png(kind, noise_of(8), damaged), expected, {"png_chunk_ignored"});
    expect_decodes(make_png(kind, noise_of(8), {}, damaged), expected, {"png_chunk_ignored"});
  }
  EXPECT_EQ(decode_image(make_png(kind, noise_of(8), {png_chunk("tEXt", {}, 1)}))->warnings[0].text,
            "has a wrong checksum in a tEXt chunk, which was ignored");
}

TEST(Png, AWrongChecksumOfACriticalChunkIsAnError) {
  const PngKind kind{.width = 4, .height = 4, .depth = 8, .color = 3};
  const Bytes pixels = zlib_stored(png_rows(kind, noise_of(8)));
  for (std::size_t wrong = 0; wrong < 3; ++wrong) {
    Chunks chunks = {png_header_chunk(kind), png_chunk("PLTE", palette_body(8), wrong == 1),
                     png_chunk("IDAT", pixels, wrong == 2), png_chunk("IEND", {})};
    if (wrong == 0) chunks[0].back() ^= 1;
    expect_refused(png_of_chunks(chunks), "the checksum of the ");
  }
  expect_refused(make_png(kind, noise_of(8), {png_chunk("PLTE", palette_body(8)), png_chunk("ABCD", {})}),
                 "a PNG with a ABCD chunk", ErrorKind::kUnsupported);
}

TEST(Png, TransparencyThatDoesNotFitIsIgnored) {
  const Bytes six(6, 0);
  for (const int color : {4, 6}) {
    const PngKind kind{.width = 7, .height = 5, .depth = 8, .color = color};
    expect_decodes(make_png(kind, noise_of(8), {png_chunk("tRNS", six)}), expected_image(kind, noise_of(8), false),
                   {"png_transparency_twice"});
  }
  const PngKind gray{.width = 7, .height = 5, .depth = 8, .color = 0}, rgb{.width = 7, .height = 5};
  expect_decodes(make_png(gray, noise_of(8), {png_chunk("tRNS", six)}), expected_image(gray, noise_of(8), false),
                 {"png_transparency_ignored"});
  expect_decodes(make_png(rgb, noise_of(8), {png_chunk("tRNS", ByteSpan(six).first(2))}),
                 expected_image(rgb, noise_of(8), false), {"png_transparency_ignored"});
  expect_decodes(make_png(rgb, noise_of(8), {}, {png_chunk("tRNS", six)}), expected_image(rgb, noise_of(8), false),
                 {"png_transparency_ignored"});
}

TEST(Png, TransparencyLongerThanThePaletteIsCut) {
  const PngKind kind{.width = 9, .height = 5, .depth = 2, .color = 3};
  Bytes opacity = {palette_color(0)[3], palette_color(1)[3], 255, 255};
  opacity.insert(opacity.end(), 100, 0);
  expect_decodes(make_png(kind, noise_of(2), {png_chunk("PLTE", palette_body(2)), png_chunk("tRNS", opacity)}),
                 expected_image(kind, noise_of(2), true), {"png_transparency_too_long"});
}

TEST(Png, DamagedPixelsAreAnError) {
  const PngKind kind{.width = 4, .height = 4};
  const Bytes rows = png_rows(kind, noise_of(8));
  const auto file = [&](const Bytes& stream) {
    return png_of_chunks({png_header_chunk(kind), png_chunk("IDAT", stream), png_chunk("IEND", {})});
  };
  Bytes filter = rows;
  filter[0] = 5;
  expect_refused(file(zlib_stored(filter)), "its compressed pixels are invalid");
  Bytes method = zlib_stored(rows);
  method[0] = 0x77;
  expect_refused(file(method), "its compressed pixels are invalid");
  expect_refused(file(zlib_stored(ByteSpan(rows).first(rows.size() - 1))), "some of its pixels are missing");
  expect_refused(file({}), "some of its pixels are missing");
  expect_refused(make_png({.width = 4, .height = 4, .depth = 8, .color = 3}, noise_of(8)), "its palette has 0 bytes");
}

TEST(Png, ImpossibleHeadersAreRefused) {
  for (const auto& [color, depth] : {std::pair{3, 16}, {2, 4}, {1, 8}, {5, 8}, {7, 8}, {0, 3}, {0, 0}, {0, 32}, {6, 1}}) {
    Chunks chunks = {png_header_chunk({.width = 4, .height = 4, .depth = depth, .color = color}), png_chunk("IDAT", {})};
    expect_refused(png_of_chunks(chunks), "is a PNG whose header cannot be read");
  }
}

TEST(Png, ApplesKindIsRefusedByName) {
  const PngKind kind{.width = 4, .height = 4};
  const Bytes png = png_of_chunks({png_chunk("CgBI", Bytes(4, 0)), png_header_chunk(kind), png_chunk("IDAT", {})});
  expect_refused(png, "CgBI", ErrorKind::kUnsupported);
}

// A file of few bytes that promises many pixels is refused before there is memory for them.
TEST(Png, MorePixelsThanTheStreamCanHoldAreMissing) {
  const PngKind kind{.width = 9000, .height = 9000};
  expect_refused(png_of_chunks({png_header_chunk(kind), png_chunk("IDAT", zlib_stored(Bytes(2000, 0))), png_chunk("IEND", {})}),
                 "some of its pixels are missing");
}

// ---- Orientation and color --------------------------------------------------------------------------------------------------

Bytes exif(std::uint8_t orientation) {
  return {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0};
}

Bytes xmp(std::string_view orientation) {
  return text_bytes("XML:com.adobe.xmp\0\0\0\0\0"s + "<rdf:Description tiff:Orientation=\"" + std::string(orientation) +
                    "\"/>");
}

Bytes hexadecimal(std::string_view keyword, bool compressed) {
  std::string text = "\nexif\n      32\n";
  const Bytes content = exif(6);
  const Bytes name = text_bytes("Exif\0\0"s);
  for (const Bytes& part : {name, content}) {
    for (const std::uint8_t byte : part) {
      text += "0123456789abcdef"[byte >> 4];
      text += "0123456789abcdef"[byte & 15];
      if (text.size() % 30 == 0) text += '\n';
    }
  }
  Bytes body = text_bytes(std::string(keyword) + "\0"s);
  const Bytes stored = compressed ? zlib_stored(text_bytes(text)) : text_bytes(text);
  if (compressed) body.push_back(0);
  body.insert(body.end(), stored.begin(), stored.end());
  return body;
}

int orientation_with(const Chunks& before, const Chunks& after = {}) {
  const auto pixels = png_reader().decode(make_png({.width = 3, .height = 2}, noise_of(8), before, after), {});
  return pixels ? pixels->orientation : -1;
}

TEST(Png, OrientationIsReadWhereverItStands) {
  EXPECT_EQ(orientation_with({}), 1);
  for (std::uint8_t orientation = 1; orientation <= 8; ++orientation) {
    EXPECT_EQ(orientation_with({png_chunk("eXIf", exif(orientation))}), orientation);
    EXPECT_EQ(orientation_with({}, {png_chunk("eXIf", exif(orientation))}), orientation);
  }
  EXPECT_EQ(orientation_with({png_chunk("iTXt", xmp("8"))}), 8);
  EXPECT_EQ(orientation_with({}, {png_chunk("iTXt", xmp("3"))}), 3);
  EXPECT_EQ(orientation_with({png_chunk("iTXt", xmp("8")), png_chunk("eXIf", exif(6))}), 6) << "EXIF counts before XMP";
  EXPECT_EQ(orientation_with({png_chunk("iTXt", xmp("8")), png_chunk("eXIf", exif(1))}), 1);
  for (const char* keyword : {"Raw profile type exif", "Raw profile type APP1"}) {
    EXPECT_EQ(orientation_with({png_chunk("tEXt", hexadecimal(keyword, false))}), 6);
    EXPECT_EQ(orientation_with({png_chunk("zTXt", hexadecimal(keyword, true))}), 6);
  }
  Bytes packed = text_bytes("XML:com.adobe.xmp\0\1\0en\0title\0"s);
  const Bytes packet = zlib_stored(text_bytes("<tiff:Orientation>5</tiff:Orientation>"));
  packed.insert(packed.end(), packet.begin(), packet.end());
  EXPECT_EQ(orientation_with({png_chunk("iTXt", packed)}), 5);
}

TEST(Png, OrientationIsApplied) {
  const auto upright = decode(make_png({.width = 3, .height = 2}, noise_of(8)));
  const auto turned = decode(make_png({.width = 3, .height = 2}, noise_of(8), {png_chunk("eXIf", exif(6))}));
  ASSERT_TRUE(upright && turned);
  ASSERT_EQ(turned->width, 2u);
  for (std::size_t y = 0; y < 3; ++y) {
    for (std::size_t x = 0; x < 2; ++x) {
      EXPECT_TRUE(std::equal(turned->row(y) + x * 3, turned->row(y) + x * 3 + 3, upright->row(1 - x) + y * 3));
    }
  }
}

TEST(Png, BrokenMetadataIsIgnored) {
  for (const Bytes& body :
       {Bytes{}, Bytes{0}, text_bytes("Raw profile type exif\0"s), text_bytes("Raw profile type exif\0\nexif\n12\n4"s),
        text_bytes("XML:com.adobe.xmp\0\1"s), text_bytes("XML:com.adobe.xmp\0\1\0\0\0\x78\x9C\xFF"s)}) {
    for (const char* kind : {"tEXt", "zTXt", "iTXt", "eXIf", "iCCP"}) EXPECT_EQ(orientation_with({png_chunk(kind, body)}), 1);
  }
}

TEST(Png, TheColorProfileIsHandedOn) {
  Bytes profile(5000);
  for (std::size_t i = 0; i < profile.size(); ++i) profile[i] = static_cast<std::uint8_t>(noise(i, 0, 0));
  Bytes body = text_bytes("Some profile\0\0"s);
  const Bytes stream = zlib_stored(profile);
  body.insert(body.end(), stream.begin(), stream.end());
  const auto pixels = png_reader().decode(make_png({.width = 3, .height = 2}, noise_of(8), {png_chunk("iCCP", body)}), {});
  ASSERT_TRUE(pixels);
  EXPECT_EQ(pixels->icc_profile, profile);
}

}  // namespace
}  // namespace alexnet
