#include "app/photo_list.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/file.h"
#include "support/model_bytes.h"
#include "support/temporary_folder.h"

namespace alexnet {
namespace {

TEST(Pattern, MatchesNames) {
  struct Case {
    const char *pattern, *name;
    bool matches;
  };
  const Case cases[] = {{"*.jpg", "a.jpg", true},
                        {"*.jpg", ".jpg", true},
                        {"*.jpg", "a.jpeg", false},
                        {"*", "", true},
                        {"", "", true},
                        {"", "a", false},
                        {"a*b*c", "a1b2b3c", true},
                        {"a*b*c", "a1b2b3", false},
                        {"?.png", "\u00e9.png", true},
                        {"??.png", "\u00e9.png", false},
                        {"[a-c]1", "b1", true},
                        {"[a-c]1", "d1", false},
                        {"[!a-c]1", "d1", true},
                        {"[^a-c]1", "b1", false},
                        {"[]x]", "]", true},
                        {"[]x]", "y", false},
                        {"[a-]", "-", true},
                        {"a[1", "a[1", true},
                        {"a[1", "a1", false},
                        {"\\*.jpg", "*.jpg", true},
                        {"\\*.jpg", "a.jpg", false},
                        {"*.JPG", "a.jpg", false},
                        {"**a**", "bab", true},
                        {"*a", "aaab", false},
                        {"[[]", "[", true},
                        {"\\", "\\", true},
                        {"?", "", false},
                        {"a", "ab", false}};
  for (const Case& one : cases)
    EXPECT_EQ(matches_pattern(one.pattern, one.name), one.matches) << one.pattern << ' ' << one.name;
}

// Every pattern of up to five of these characters against every such name, compared with a matcher by recursion.
bool matches_simply(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern[0] == '*') {
    for (std::size_t i = 0; i <= name.size(); ++i)
      if (matches_simply(pattern.substr(1), name.substr(i))) return true;
    return false;
  }
  return !name.empty() && (pattern[0] == '?' || pattern[0] == name[0]) && matches_simply(pattern.substr(1), name.substr(1));
}

std::vector<std::string> texts_of(std::string_view letters, std::size_t length) {
  std::vector<std::string> texts = {""};
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (texts[i].size() < length)
      for (const char letter : letters) texts.push_back(texts[i] + letter);
  return texts;
}

TEST(Pattern, AgreesWithAMatcherByRecursion) {
  for (const std::string& pattern : texts_of("ab*?", 5))
    for (const std::string& name : texts_of("ab", 5))
      ASSERT_EQ(matches_pattern(pattern, name), matches_simply(pattern, name)) << pattern << ' ' << name;
}

class PhotoList : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* path : {"b.jpg", "a.JPG", "notes.txt", ".hidden.jpg", "Thumbs.db", "in/c.png", "in/deeper/d.jpg",
                             "in/e.jpg", "@eaDir/x.jpg", "other/f.webp"})
      write(path, small_photo());
    write("README", {'r', 'e', 'a', 'd'});
    write("photo", small_photo());
    ASSERT_EQ(symlink("..", folder_.file("in/loop").c_str()), 0);
  }
  void write(const std::string& path, const std::vector<std::uint8_t>& bytes) const {
    const std::string whole = folder_.file(path);
    ASSERT_TRUE(make_folder(whole.substr(0, whole.rfind('/'))));
    const ByteSpan parts[] = {bytes};
    ASSERT_TRUE(write_file(whole, parts));
  }
  // The paths below the folder, or the code of the error.
  [[nodiscard]] std::vector<std::string> found(const std::string& argument) const {
    const auto photos = photos_of_argument(argument.empty() ? folder_.path() : folder_.file(argument));
    if (!photos) return {photos.error().code};
    std::vector<std::string> names;
    for (const std::string& path : *photos) names.push_back(path.substr(folder_.path().size() + 1));
    return names;
  }

  testing::TemporaryFolder folder_;
};

using Names = std::vector<std::string>;

TEST_F(PhotoList, OfAFolderHasEveryPhotoBelowIt) {
  EXPECT_EQ(found(""), (Names{"a.JPG", "b.jpg", "in/c.png", "in/deeper/d.jpg", "in/e.jpg", "other/f.webp", "photo"}));
  EXPECT_EQ(found("in/deeper"), (Names{"in/deeper/d.jpg"}));
  ASSERT_TRUE(make_folder(folder_.file("empty")));
  EXPECT_EQ(found("empty"), (Names{"folder_without_photo"}));
}

TEST_F(PhotoList, OfAPattern) {
  EXPECT_EQ(found("*.jpg"), (Names{"b.jpg"}));
  EXPECT_EQ(found(".*.jpg"), (Names{".hidden.jpg"}));
  EXPECT_EQ(found("in/*.jpg"), (Names{"in/e.jpg"}));
  EXPECT_EQ(found("*/*.jpg"), (Names{"in/e.jpg"}));
  EXPECT_EQ(found("**/*.jpg"), (Names{"b.jpg", "in/e.jpg", "in/deeper/d.jpg"}));
  EXPECT_EQ(found("in/**/*.jpg"), (Names{"in/e.jpg", "in/deeper/d.jpg"}));
  EXPECT_EQ(found("**"), (Names{"a.JPG", "b.jpg", "in/c.png", "in/deeper/d.jpg", "in/e.jpg", "other/f.webp", "photo"}));
  EXPECT_EQ(found("**/deeper/**"), (Names{"in/deeper/d.jpg"}));
  EXPECT_EQ(found("[io]*"), (Names{"in/c.png", "in/deeper/d.jpg", "in/e.jpg", "other/f.webp"}));
  EXPECT_EQ(found("*/notes.txt"), (Names{"pattern_without_photo"}));
  EXPECT_EQ(found("*.gif"), (Names{"pattern_without_photo"}));
}

TEST_F(PhotoList, TakesAnExistingFileAtItsWord) {
  EXPECT_EQ(found("notes.txt"), (Names{"notes.txt"}));
  EXPECT_EQ(found("missing.jpg"), (Names{"missing.jpg"}));
  write("odd[1]*.jpg", small_photo());
  EXPECT_EQ(found("odd[1]*.jpg"), (Names{"odd[1]*.jpg"}));
}

}  // namespace
}  // namespace alexnet
