// PNG, PNM, BMP and GIF files that users reported (they are no part of the repository), with the right pixels where those are not obvious.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "image/decode.h"

namespace alexnet {
namespace {

const std::string kFolder = "../shared/inputs/photos/";

std::vector<std::uint8_t> read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);  // not read_file, which finds no files in WebAssembly
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(ReportedPhotos, OlderFormatsAreRead) {
  std::error_code none;
  if (!std::filesystem::is_directory(kFolder, none)) GTEST_SKIP() << "no files in " << kFolder;
  const struct {
    const char *file, *expected, *warning;  // of a file of right pixels, and of a code; empty for none
  } rows[] = {{"c01_exif_orientation6.png", "c01_exif_orientation6.png", ""},
              {"c02_no_end.png", "", "png_no_end"},
              {"c04_trns_beside_alpha.png", "", "png_transparency_twice"},
              {"d01_p6_16bit.ppm", "d01_p6_16bit.png", ""},
              {"d02_p5_max15.pgm", "d02_p5_max15.png", ""},
              {"d04_p3.ppm", "", ""},
              {"e01_rle8.bmp", "", ""},
              {"e04_frame_larger_than_screen.gif", "", "gif_frame_outside"}};
  for (const auto& [file, expected, warning] : rows) {
    SCOPED_TRACE(file);
    const auto decoded = decode_image(read_bytes(kFolder + file));
    ASSERT_TRUE(decoded) << decoded.error().message();
    ASSERT_EQ(decoded->warnings.size(), std::string_view(warning).empty() ? 0u : 1u);
    if (!decoded->warnings.empty()) {
      EXPECT_STREQ(decoded->warnings[0].code, warning);
    }
    if (std::string_view(expected).empty()) continue;
    const auto right = decode(read_bytes(kFolder + "expected/" + expected));
    ASSERT_TRUE(right);
    EXPECT_TRUE(decoded->image == *right);
  }
}

}  // namespace
}  // namespace alexnet
