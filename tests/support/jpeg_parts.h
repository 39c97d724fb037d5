// Takes JPEG files apart and changes them, to make the faults of real cameras and damaged files.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace alexnet::testing {

using JpegBytes = std::vector<std::uint8_t>;

inline constexpr std::uint8_t kJpegTables = 0xC4, kJpegScan = 0xDA, kJpegEnd = 0xD9;

[[nodiscard]] inline JpegBytes file_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);  // not read_file, which finds no files in WebAssembly
  return {std::istreambuf_iterator<char>(file), {}};
}

// A file of tests/golden/jpeg; empty if it cannot be read.
[[nodiscard]] inline JpegBytes golden_jpeg(const std::string& name) { return file_bytes("tests/golden/jpeg/" + name + ".jpg"); }

// Where the first segment of a kind begins, before the pixels of the first scan; the size of the file if there is none.
[[nodiscard]] inline std::size_t segment_at(const JpegBytes& jpeg, std::uint8_t kind) {
  for (std::size_t at = 2; at + 4 <= jpeg.size();) {
    if (jpeg[at + 1] == kind) return at;
    if (jpeg[at + 1] == kJpegScan) break;
    at += 2 + static_cast<std::size_t>(jpeg[at + 2]) * 256 + jpeg[at + 3];
  }
  return jpeg.size();
}

// Where the header of the frame begins (SOF0 to SOF15).
[[nodiscard]] inline std::size_t frame_at(const JpegBytes& jpeg) {
  std::size_t first = jpeg.size();
  for (int kind = 0xC0; kind <= 0xCF; ++kind) {
    if (kind != kJpegTables && kind != 0xC8 && kind != 0xCC)
      first = std::min(first, segment_at(jpeg, static_cast<std::uint8_t>(kind)));
  }
  return first;
}

[[nodiscard]] inline JpegBytes without_segments(JpegBytes jpeg, std::uint8_t kind) {
  for (std::size_t at; (at = segment_at(jpeg, kind)) < jpeg.size();) {
    const auto begin = jpeg.begin() + static_cast<std::ptrdiff_t>(at);
    jpeg.erase(begin, begin + 2 + jpeg[at + 2] * 256 + jpeg[at + 3]);
  }
  return jpeg;
}

[[nodiscard]] inline JpegBytes with_bytes_at(JpegBytes jpeg, std::size_t at, const JpegBytes& added) {
  jpeg.insert(jpeg.begin() + static_cast<std::ptrdiff_t>(at), added.begin(), added.end());
  return jpeg;
}

// `added` stands between the last pixels and the end marker.
[[nodiscard]] inline JpegBytes with_bytes_before_end(const JpegBytes& jpeg, const JpegBytes& added) {
  return with_bytes_at(jpeg, jpeg.size() - 2, added);
}

[[nodiscard]] inline JpegBytes first_bytes(const JpegBytes& jpeg, std::size_t count) {
  return {jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(count)};
}

// Changes the size in the header of the frame alone.
[[nodiscard]] inline JpegBytes with_size(JpegBytes jpeg, std::size_t width, std::size_t height) {
  std::uint8_t* frame = jpeg.data() + frame_at(jpeg);
  frame[5] = static_cast<std::uint8_t>(height >> 8);
  frame[6] = static_cast<std::uint8_t>(height);
  frame[7] = static_cast<std::uint8_t>(width >> 8);
  frame[8] = static_cast<std::uint8_t>(width);
  return jpeg;
}

}  // namespace alexnet::testing
