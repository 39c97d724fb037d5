// Files that are no image, or an image of a format that is not read, are named by their content.
#include "image/foreign_formats.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "image/decode.h"
#include "image/reader.h"
#include "image/readers/system_readers.h"

namespace alexnet {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

Error refusal(std::string_view file) {
  const auto image = decode({reinterpret_cast<const std::uint8_t*>(file.data()), file.size()});
  EXPECT_FALSE(image);
  return image ? Error{} : image.error();
}

void expect_named(std::string_view file, std::string_view said) {
  const Error error = refusal(file);
  EXPECT_EQ(error.kind, ErrorKind::kUnsupported) << error.message();
  EXPECT_NE(error.message().find(said), std::string::npos) << said << ": " << error.message();
}

bool is_read(std::string_view format) {
  for (const ImageReader& reader : image_readers()) {
    if (reader.format == format) return true;
  }
  return false;
}

// A box "ftyp" of a major brand and one that it is compatible with.
std::string box(std::string_view brand, std::string_view compatible) {
  std::string bytes(
      "\0\0\0\x14"
      "ftyp"sv);
  return bytes.append(brand).append("\0\0\0\0"sv).append(compatible);
}

TEST(ForeignFormats, FormatsOfLibrariesAreNamedWithTheLibrary) {
  const struct {
    std::string_view format, library;
    std::string file;
  } cases[] = {
      {"HEIC", "libheif", box("heic", "mif1")},
      {"HEIC", "libheif", box("mif1", "heic")},
      {"HEIC", "libheif", box("msf1", "hevc")},
      {"HEIC", "libheif", box("heix", "mif1")},
      {"AVIF", "libavif", box("avif", "mif1")},
      {"AVIF", "libavif", box("avis", "msf1")},
      {"AVIF", "libavif", box("mif1", "avif")},
      {"WebP", "libwebp", "RIFF\x10\0\0\0WEBPVP8 "s},
      {"TIFF", "libtiff", "II*\0\x08\0\0\0"s},
      {"TIFF", "libtiff", "MM\0*\0\0\0\x08"s},
      {"BigTIFF", "libtiff", "II+\0\x08\0\0\0"s},
      {"BigTIFF", "libtiff", "MM\0+\0\x08\0\0"s},
      {"JPEG XL", "libjxl", "\xFF\x0A\xFA\x7F"},
      {"JPEG XL", "libjxl", "\0\0\0\x0CJXL \r\n\x87\n"s},
      {"JPEG 2000", "OpenJPEG", "\0\0\0\x0CjP  \r\n\x87\n"s},
      {"JPEG 2000", "OpenJPEG", "\xFF\x4F\xFF\x51\0\x29"s},
  };
  for (const auto& [format, library, file] : cases) {
    if (is_read(format) || (format == "BigTIFF" && is_read("TIFF"))) continue;
    expect_named(file, str_cat("looks like ", format, ", which this build cannot read, because it lacks ", library));
  }
}

TEST(SystemReaders, AreLoadedWhereTheyAreBuilt) { ASSERT_TRUE(system_readers()) << system_readers().error().message(); }

TEST(ForeignFormats, TheMessageListsWhatIsRead) {
  const std::string said = refusal("gimp xcf v011").message();
  for (const ImageReader& reader : image_readers()) EXPECT_NE(said.find(reader.format), std::string::npos) << said;
  EXPECT_TRUE(said.ends_with(" and TGA are")) << said;
}

TEST(ForeignFormats, OtherImageFormatsAreNamed) {
  const std::pair<std::string, std::string_view> cases[] = {
      {"8BPS\0\2\0\0"s, "looks like Photoshop's large format (PSB), which is not supported; JPEG, PNG,"},
      {"\x76\x2F\x31\x01\2\0\0\0"s, "looks like OpenEXR"},
      {"II\xBC\1\x08\0\0\0"s, "looks like JPEG XR"},
      {"DDS |\0\0\0"s, "looks like DDS"},
      {"SIMPLE  =                    T", "looks like FITS"},
      {std::string(128, '\0') + "DICM\2\0", "looks like DICOM"},
      {"\x5C\1\0\0"s + std::string(340, '\0') + "n+1\0"s, "looks like NIfTI"},
      {"\x1C\2\0\0n+2\0\r\n\x1A\n"s, "looks like NIfTI"},
      {"gimp xcf file", "looks like a GIMP image (XCF)"},
      {"AT&TFORM\0\0", "looks like DjVu"},
      {"%!PS-Adobe-3.0 EPSF-3.0\n", "looks like EPS"},
      {"\xC5\xD0\xD3\xC6\x1E\0\0\0"s, "looks like EPS"},
      {"\xD7\xCD\xC6\x9A\0\0", "looks like WMF"},
      {"\1\0\0\0"s + std::string(36, '\0') + " EMF", "looks like EMF"},
      {"PF\n2 2\n-1.0\n", "looks like PFM"},
      {"<svg xmlns='http://www.w3.org/2000/svg'/>", "looks like SVG"},
      {"\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- drawn -->\n<SVG/>", "looks like SVG"},
      {"\x01\xDA\1\1\0\3"s, "looks like SGI"},
  };
  for (const auto& [file, said] : cases) expect_named(file, said);
}

TEST(ForeignFormats, FilesThatAreNoImageAreNamed) {
  const std::pair<std::string, std::string_view> cases[] = {
      {box("isom", "mp42"), "looks like a video, not an image"},
      {box("qt  ", "qt  "), "looks like a video"},
      {"\x1A\x45\xDF\xA3\1\0"s, "looks like a video"},
      {"RIFF\x10\0\0\0AVI LIST"s, "looks like a video"},
      {"\0\0\1\xBA\x44\0"s, "looks like a video"},
      {"%PDF-1.7\n", "looks like PDF, not an image"},
      {"PK\3\4rest", "looks like a ZIP archive"},
      {"7z\xBC\xAF\x27\x1C\0\4", "looks like a 7z archive"},
      {"Rar!\x1A\7\1\0", "looks like a RAR archive"},
      {"a.jpg" + std::string(252, '\0') + "ustar", "looks like a tar archive"},
      {"\0\5\x16\7\0\2\0\0"s, "looks like AppleDouble"},
      {"\0\0\0\1Bud1"s, "looks like a folder's settings of macOS"},
      {"\xD0\xCF\x11\xE0\xA1\xB1", "thumbnails of Windows"},
      {"<!DOCTYPE html>\n<title>404</title>", "looks like a web page"},
      {"<!doctype HTML><HTML>", "looks like a web page"},
      {"\n\n  <Html LANG=en>", "looks like a web page"},
      {"<html><body><svg/></body></html>", "looks like a web page"},
      {"<?xml version='1.0'?><annotation/>", "looks like an XML document"},
      {"{\"error\": \"not found\"}", "looks like JSON"},
      {"[ {\"id\": 1} ]", "looks like JSON"},
      {"{\n}", "looks like JSON"},
      {"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "Git LFS pointer"},
  };
  for (const auto& [file, said] : cases) expect_named(file, said);
}

// What gzip writes: a header, a block of deflate that is stored, its checksum and length.
std::string gzip_of(std::string_view content, char flags, std::string_view optional) {
  std::string bytes = "\x1F\x8B\x08"s + flags + "\0\0\0\0\0\3"s;
  bytes.append(optional);
  bytes += '\1';
  for (const std::size_t length : {content.size(), ~content.size()}) {
    bytes += static_cast<char>(length & 0xFF);
    bytes += static_cast<char>(length >> 8 & 0xFF);
  }
  return bytes.append(content).append(8, '\0');
}

TEST(ForeignFormats, WhatIsCompressedWithGzipIsNamed) {
  const std::string jpeg = "\xFF\xD8\xFF\xE0\0\x10JFIF\0"s + std::string(2000, 'x');
  expect_named(gzip_of(jpeg, 0, ""), "looks like JPEG compressed with gzip; decompress it first");
  expect_named(gzip_of(jpeg, 8, "photo.jpg\0"sv), "looks like JPEG compressed");
  expect_named(gzip_of(jpeg, 4 | 8 | 16 | 2, "\3\0abcphoto.jpg\0comment\0\x12\x34"sv), "looks like JPEG compressed");
  expect_named(gzip_of("\x89PNG\r\n\x1A\n"sv, 0, ""), "looks like PNG compressed");
  expect_named(gzip_of(std::string(257, 'a') + "ustar", 0, ""), "looks like a tar archive compressed");
  expect_named(gzip_of("anything", 0, ""), "looks like a file compressed");
  // A block with Huffman's codes: zlib.compress(b"\xFF\xD8\xFF" + b"photo" * 300, level 9), without the header of zlib.
  const std::string packed = "\xFB\x7F\xE3\x7F\x41\x46\x7E\x49\xFE\x28\x31\x4A\x8C\x12\xA3\xC4\x28\x31\xAC\x08\x00"s;
  expect_named(gzip_of("", 0, "").substr(0, 10) + packed, "looks like JPEG compressed");
  for (std::size_t length = 3; length < 40; ++length) {
    expect_named(gzip_of(jpeg, 4 | 8, "\3\0abcphoto.jpg\0"sv).substr(0, length), "compressed with gzip");
  }
}

// Text that is neither, and what begins almost as one of them.
TEST(ForeignFormats, UnknownContentIsShown) {
  for (const std::string_view file : {"label,count\nship,3\n"sv, "{not json"sv, "[section]\nkey=1\n"sv, "<3 photos"sv}) {
    const Error error = refusal(file);
    EXPECT_EQ(error.kind, ErrorKind::kBadFormat) << error.message();
    EXPECT_NE(error.message().find(str_cat("begins with \"", file.substr(0, 5))), std::string::npos) << error.message();
  }
}

}  // namespace
}  // namespace alexnet
