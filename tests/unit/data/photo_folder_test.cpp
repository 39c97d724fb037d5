#include "data/photo_folder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "data/folder_photos.h"
#include "image/encode.h"
#include "support/tiny_images.h"

#ifndef __EMSCRIPTEN__
#include "support/photo_folders.h"
#endif

namespace alexnet {
namespace {

#ifdef __EMSCRIPTEN__

TEST(PhotoFolder, IsUnsupportedInTheBrowser) { EXPECT_EQ(scan_photo_folder("a", {}).error().kind, ErrorKind::kUnsupported); }

#else

namespace fs = std::filesystem;
using Cause = RefusedPhoto::Cause;
using testing::expect_refused;
using testing::paths;
using testing::PhotoFolders;

TEST_F(PhotoFolders, HaveSetsOfClasses) {
  write_photos("train/ships", 0, 3);
  write_photos("train/bikes", 3, 2);
  write_photos("validation/bikes", 5, 1);
  write_photos("Test/ships/deep/deeper", 6, 1);
  const PhotoFolder folder = scan();
  EXPECT_EQ(folder.classes, (std::vector<std::string>{"bikes", "ships"}));
  EXPECT_EQ(paths(folder.training),
            (std::vector<std::string>{path("train/bikes/3.png"), path("train/bikes/4.png"), path("train/ships/0.png"),
                                      path("train/ships/1.png"), path("train/ships/2.png")}));
  EXPECT_EQ(folder.training[1].label, 0u);
  EXPECT_EQ(folder.training[2].label, 1u);
  EXPECT_EQ(paths(folder.validation), std::vector<std::string>{path("validation/bikes/5.png")});
  EXPECT_EQ(paths(folder.test), std::vector<std::string>{path("Test/ships/deep/deeper/6.png")});
  EXPECT_EQ(folder.test[0].label, 1u);
  EXPECT_TRUE(folder.refused.empty());
  EXPECT_TRUE(folder.duplicates.empty());
  EXPECT_TRUE(folder.empty_classes.empty());
}

TEST_F(PhotoFolders, WithClassesOnlyAreSplitByClass) {
  write_photos("a", 0, 20);
  write_photos("b", 20, 10);
  write_photos("c", 30, 2);
  const PhotoFolder folder = scan({.seed = 3});
  const auto count = [](const std::vector<LabeledPhoto>& photos, std::size_t label) {
    return std::ranges::count(photos, label, &LabeledPhoto::label);
  };
  for (const auto& [label, aside] : {std::pair{0, 4}, {1, 2}, {2, 1}}) {
    EXPECT_EQ(count(folder.validation, static_cast<std::size_t>(label)), aside);
  }
  std::set<std::string> all;
  for (const auto* list : {&folder.training, &folder.validation})
    for (const std::string& one : paths(*list)) all.insert(one);
  EXPECT_EQ(all.size(), 32u);
  EXPECT_TRUE(std::ranges::is_sorted(paths(folder.training)));
  EXPECT_TRUE(std::ranges::is_sorted(paths(folder.validation)));

  EXPECT_EQ(paths(scan({.seed = 3}).validation), paths(folder.validation));
  EXPECT_NE(paths(scan({.seed = 4}).validation), paths(folder.validation));
  EXPECT_TRUE(scan({.validation_fraction = 0}).validation.empty());
  EXPECT_EQ(scan({.validation_fraction = 0.5}).validation.size(), 16u);
  EXPECT_EQ(scan({.validation_fraction = 0.999}).training.size(), 3u) << "one of each class is left to learn from";
}

TEST_F(PhotoFolders, WithTrainOnlyAreSplitToo) {
  write_photos("train/a", 0, 5);
  write_photos("train/b", 5, 5);
  write_photos("test/b", 10, 1);
  const PhotoFolder folder = scan();
  EXPECT_EQ(folder.training.size(), 8u);
  EXPECT_EQ(folder.validation.size(), 2u);
  EXPECT_EQ(folder.test.size(), 1u);
}

TEST_F(PhotoFolders, MayHaveAClassOfTrains) {
  write_photos("train", 0, 2);
  write_photos("plane", 2, 2);
  EXPECT_EQ(scan().classes, (std::vector<std::string>{"plane", "train"}));
}

TEST_F(PhotoFolders, ReportSkippedFilesWithReasons) {
  write_photos("a", 0, 2);
  write_photos("b", 2, 2);
  write_photo("b/without_ending", 4);
  write_photo("loose.png", 5);
  write_text("README.md", "about");
  write_text("a/notes.txt", "about");
  write_text("a/broken.png", "\x89PNG\r\n\x1A\n");
  write_text("a/page.jpg", "<!DOCTYPE html><html>404</html>");
  write_text("a/layers.jpg", "gimp xcf v011");
  write_text("a/empty.jpg", "");
  fs::create_symlink("nowhere.jpg", path("a/link.jpg"));
  const PhotoFolder folder = scan({.validation_fraction = 0});
  EXPECT_EQ(folder.training.size(), 5u);
  expect_refused(refusal(folder, path("a/notes.txt")), Cause::kUnsupported, "does not end like that of an image");
  expect_refused(refusal(folder, path("a/broken.png")), Cause::kCorrupt, "cut short");
  expect_refused(refusal(folder, path("a/page.jpg")), Cause::kUnsupported, "a web page");
  expect_refused(refusal(folder, path("a/layers.jpg")), Cause::kUnsupported, "XCF");
  expect_refused(refusal(folder, path("a/empty.jpg")), Cause::kCorrupt, "is empty");
  expect_refused(refusal(folder, path("a/link.jpg")), Cause::kUnsupported, "a link to a file that does not exist");
  expect_refused(refusal(folder, path("loose.png")), Cause::kUnsupported, "next to the class folders");
  EXPECT_EQ(folder.refused.size(), 7u);
  EXPECT_STREQ(refusal(folder, path("a/layers.jpg"))->reason.code, "image_unsupported_format");
  const Notice notice = notice_of(*refusal(folder, path("a/empty.jpg")));
  EXPECT_STREQ(notice.code, "photo_skipped");
  EXPECT_EQ(notice.text, "left out: " + path("a/empty.jpg") + ": is empty");
}

TEST_F(PhotoFolders, IgnoreSystemFiles) {
  write_photos("a", 0, 2);
  write_photos("b", 2, 2);
  write_photos(".git", 4, 2);
  write_photos("__MACOSX/a", 6, 2);
  write_photos("a/.thumbnails", 8, 2);
  write_photo("a/._0.png", 10);
  for (const char* name : {"a/.DS_Store", "a/Thumbs.db", "b/desktop.ini", ".hidden"}) write_text(name, "litter");
  const PhotoFolder folder = scan({.validation_fraction = 0});
  EXPECT_EQ(folder.training.size(), 4u);
  EXPECT_TRUE(folder.refused.empty());
}

TEST_F(PhotoFolders, ReportDuplicates) {
  write_photos("train/a", 0, 2);
  write_photos("train/b", 2, 2);
  write_photo("train/a/again.png", 0);
  write_photo("train/b/of_a.png", 1);
  write_photo("val/b/leak.png", 2);
  write("val/b/other.png", *encode_png(testing::pattern_image("noise", 60, 60)));
  const PhotoFolder folder = scan();
  EXPECT_EQ(folder.training.size(), 6u) << "all are kept";
  ASSERT_EQ(folder.duplicates.size(), 3u);
  const auto& [again, of_a, leak] = std::tie(folder.duplicates[0], folder.duplicates[1], folder.duplicates[2]);
  EXPECT_EQ(again.path, path("train/a/again.png"));
  EXPECT_EQ(again.same_as, path("train/a/0.png"));
  EXPECT_FALSE(again.across_sets || again.across_classes);
  EXPECT_EQ(of_a.path, path("train/b/of_a.png"));
  EXPECT_TRUE(of_a.across_classes && !of_a.across_sets);
  EXPECT_EQ(leak.path, path("val/b/leak.png"));
  EXPECT_EQ(leak.same_as, path("train/b/2.png"));
  EXPECT_TRUE(leak.across_sets && !leak.across_classes);
  EXPECT_STREQ(notice_of(again).code, "photo_duplicated");
  EXPECT_STREQ(notice_of(of_a).code, "photo_in_two_classes");
  EXPECT_STREQ(notice_of(leak).code, "photo_in_two_sets");
  EXPECT_EQ(notice_of(again).text, "the same photo twice: " + again.path + " and " + again.same_as);
}

TEST_F(PhotoFolders, AreNeverSplitBetweenEqualFiles) {
  for (std::size_t i = 0; i < 40; ++i) write_photo(str_cat("a/", i, ".png"), i / 2);
  write_photos("b", 20, 20);
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const PhotoFolder folder = scan({.validation_fraction = 0.3, .seed = seed});
    EXPECT_EQ(folder.duplicates.size(), 20u);
    EXPECT_EQ(std::ranges::count(folder.duplicates, true, &DuplicatePhoto::across_sets), 0);
    EXPECT_FALSE(folder.validation.empty());
  }
}

TEST_F(PhotoFolders, ReportClassesWithoutPhotos) {
  write_photos("train/a", 0, 2);
  write_photos("train/c", 2, 2);
  fs::create_directories(path("train/b"));
  write_photos("val/a", 4, 1);
  write_photos("test/b", 5, 3);
  write_photos("test/d", 8, 3);
  fs::create_directories(path("val/c"));
  const PhotoFolder folder = scan();
  EXPECT_EQ(folder.classes, (std::vector<std::string>{"a", "c"})) << "labels have no gaps";
  EXPECT_EQ(folder.empty_classes, (std::vector<std::string>{path("train/b"), path("val/c")}));
  EXPECT_EQ(notice_of_empty_class(path("val/c")).text, "left out: class " + path("val/c") + " has no photo");
  EXPECT_EQ(folder.validation.size(), 1u);
  expect_refused(refusal(folder, path("test/b")), Cause::kUnknownClass, "there is no training photo of the class \"b\"");
  expect_refused(refusal(folder, path("test/d")), Cause::kUnknownClass, "\"d\"");
}

TEST_F(PhotoFolders, RefuseValidationPhotosOfAClassThatTrainingLacks) {
  write_photos("train/bicycles", 0, 2);
  write_photos("train/ships", 2, 2);
  write_photos("val/bikes", 4, 1);
  write_photos("val/ships", 5, 3);
  const auto folder = scan_photo_folder(path("."), {});
  ASSERT_FALSE(folder);
  EXPECT_STREQ(folder.error().code, "validation_class_unknown");
  EXPECT_NE(folder.error().message().find("bikes"), std::string::npos);
  EXPECT_NE(folder.error().message().find("training photos only: bicycles"), std::string::npos) << folder.error().message();
  const auto evaluated = scan_photo_folder(path("."), {.is_for_training = false});
  ASSERT_TRUE(evaluated) << "an evaluation reports it";
  EXPECT_EQ(evaluated->validation.size(), 3u);
}

TEST_F(PhotoFolders, DoNotFollowLinksInCircles) {
  write_photos("a", 0, 2);
  write_photos("store/b", 2, 2);
  fs::create_symlink("..", path("a/up"));
  fs::create_symlink(".", path("a/self"));
  write_photos("store/photo", 4, 1);
  fs::create_symlink("../store/photo/4.png", path("a/linked.png"));
  fs::rename(path("store"), path(".store"));
  fs::remove(path("a/linked.png"));
  fs::create_symlink("../.store/photo/4.png", path("a/linked.png"));
  fs::create_directory_symlink(".store/b", path("b"));
  const PhotoFolder folder = scan({.validation_fraction = 0});
  EXPECT_EQ(folder.training.size(), 5u) << "a class may be a link, and a photo";
  expect_refused(refusal(folder, path("a/up")), Cause::kUnsupported, "is not followed");
  expect_refused(refusal(folder, path("a/self")), Cause::kUnsupported, "is not followed");
}

TEST_F(PhotoFolders, WithoutTwoClassesAreRefused) {
  EXPECT_EQ(scan_photo_folder(path("none"), {}).error().kind, ErrorKind::kNotFound);
  const auto expect = [&](std::string_view said) {
    EXPECT_EQ(error().kind, ErrorKind::kInvalidArgument);
    EXPECT_NE(error().message().find(said), std::string::npos) << error().message();
  };
  expect("holds no folders: a folder of photos for each class is expected");
  write_photo("1.png", 1);
  EXPECT_EQ(scan_photo_folder(path("1.png"), {}).error().message(),
            path("1.png") + ": is neither a folder nor an archive that is read (.zip, .tar, .tar.gz)");
  expect("holds no folders");
  fs::create_directories(path("a"));
  write_text("b/broken.jpg", "?");
  expect("holds no photo that can be read, in 2 class folders; 2 were skipped, the first one: " + path("1.png"));
  write_photos("a", 0, 3);
  expect("holds photos of one class only (\"a\")");
  write_photos("b", 3, 1);
  scan();
  for (const double fraction : {-0.1, 1.0, std::nan("")})
    EXPECT_EQ(error({.validation_fraction = fraction}).where, "validation_fraction");
}

TEST_F(PhotoFolders, WithTwoFoldersForOneSetAreRefused) {
  write_photos("train/a", 0, 1);
  write_photos("train/b", 1, 1);
  write_photos("val/a", 2, 1);
  write_photos("validation/a", 3, 1);
  EXPECT_NE(error().message().find("which one is meant?"), std::string::npos) << error().message();
}

TEST_F(PhotoFolders, AreUsableAsPhotoSources) {
  write_photos("a", 0, 1);
  write_photos("b", 1, 1);
  // A header is fine, the pixels are not.
  std::vector<std::uint8_t> damaged = *encode_png(testing::pattern_image("noise", 9, 9));
  damaged[damaged.size() - 20] ^= 1;
  write("b/damaged.png", damaged);
  const PhotoFolder folder = scan({.validation_fraction = 0});
  const FolderPhotos photos(folder.classes, folder.training);
  ASSERT_EQ(photos.size(), 3u);
  EXPECT_EQ(photos.classes(), folder.classes);
  EXPECT_EQ(photos.label(0), 0u);
  EXPECT_EQ(photos.label(2), 1u);
  EXPECT_EQ(photos.name(1), path("b/1.png"));
  EXPECT_EQ(*photos.load(1), testing::pattern_image("noise", 6, 3));
  const auto image = photos.load(2);
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().kind, ErrorKind::kBadFormat);
  EXPECT_EQ(image.error().where, path("b/damaged.png"));
  fs::remove(path("a/0.png"));
  EXPECT_EQ(photos.load(0).error().kind, ErrorKind::kNotFound);
}

#endif

}  // namespace
}  // namespace alexnet
