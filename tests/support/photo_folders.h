// A fixture with a temporary folder of photos. POSIX only.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "data/photo_folder.h"
#include "image/encode.h"
#include "support/temporary_folder.h"
#include "support/tiny_images.h"

namespace alexnet::testing {

// A folder of its own for each test; photos in it are as different as their numbers.
class PhotoFolders : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_.file(name); }
  void write(const std::string& name, ByteSpan bytes) const {
    std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
    ASSERT_TRUE(write_file(path(name), {&bytes, 1}));
  }
  void write_text(const std::string& name, std::string_view text) const {
    write(name, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }
  void write_photo(const std::string& name, std::size_t number) const {
    write(name, *encode_png(pattern_image("noise", 5 + number % 7, 3 + number / 7)));
  }
  void write_photos(const std::string& folder, std::size_t first, std::size_t count) const {
    for (std::size_t i = first; i < first + count; ++i) write_photo(str_cat(folder, '/', i, ".png"), i);
  }
  PhotoFolder scan(const PhotoFolderOptions& options = {}) const {
    auto result = scan_photo_folder(root(), options);
    EXPECT_TRUE(result) << result.error().message();
    return result ? *std::move(result) : PhotoFolder{};
  }
  Error error(const PhotoFolderOptions& options = {}) const {
    const auto result = scan_photo_folder(root(), options);
    EXPECT_FALSE(result);
    return result ? Error{} : result.error();
  }
  // Returns whether the scan reports a notice with this code.
  static bool has_notice(const PhotoFolder& folder, std::string_view code) {
    return std::ranges::any_of(folder.notices, [&](const Notice& notice) { return notice.code == code; });
  }
  // Returns the record of a refused file, or nullptr.
  static const RefusedPhoto* refusal(const PhotoFolder& folder, const std::string& path) {
    const auto found = std::ranges::find(folder.refused, path, &RefusedPhoto::path);
    return found == folder.refused.end() ? nullptr : &*found;
  }

  [[nodiscard]] const std::string& root() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
};

inline std::vector<std::string> paths(const std::vector<LabeledPhoto>& photos) {
  std::vector<std::string> result;
  for (const LabeledPhoto& photo : photos) result.push_back(photo.path);
  return result;
}

inline void expect_refused(const RefusedPhoto* refused, RefusedPhoto::Cause cause, std::string_view said) {
  ASSERT_NE(refused, nullptr) << said;
  EXPECT_EQ(refused->cause, cause) << refused->reason.text;
  EXPECT_NE(refused->reason.text.find(said), std::string::npos) << refused->reason.text;
  EXPECT_STRNE(refused->reason.code, "");
}

}  // namespace alexnet::testing
