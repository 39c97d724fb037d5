#include "data/photo_names.h"

#include <gtest/gtest.h>

namespace alexnet {
namespace {

TEST(PhotoNames, CountByTheirEndings) {
  for (const char* name : {"a.jpg", "/x/b.JPEG", "c.d.Png", "e.jfif", "f.JPE", "g.mpo", "h.pjpeg", "i.jif", "j.apng", "k.dib",
                           "l.heic", "m.CR3", "n.pbm", "日本.webp", "a b.tif"})
    EXPECT_EQ(photo_name(name), PhotoName::kPhoto) << name;
  for (const char* name : {"a.jpg.txt", "a.", "a.safetensors", "a.jpgx", "notes.txt", "a.mp4", "a.jpg.part"})
    EXPECT_EQ(photo_name(name), PhotoName::kOther) << name;
}

TEST(PhotoNames, MayHaveWhatDownloadersAppend) {
  for (const char* name : {"a.jpg.1", "a.JPG.12.3", "a.jpg_large", "a.jpg:orig", "a.png?width=80", "a.jpg (1)"})
    EXPECT_EQ(photo_name(name), PhotoName::kPhoto) << name;
}

TEST(PhotoNames, WithoutEndingAreLeftToTheContent) {
  for (const char* name : {"jpg", "", "IMG_0001", "IMG_2012.05.03"}) EXPECT_EQ(photo_name(name), PhotoName::kNoEnding) << name;
}

TEST(PhotoNames, KnowLitter) {
  for (const char* name : {".DS_Store", "._photo.jpg", ".git", ".ipynb_checkpoints", ".@__thumb", "Thumbs.db", "THUMBS.DB",
                           "desktop.ini", "__MACOSX", "$RECYCLE.BIN", "System Volume Information"})
    EXPECT_EQ(litter(name), Litter::kIgnored) << name;
  for (const char* name : {"@eaDir", "#recycle", "@Recycle"}) EXPECT_EQ(litter(name), Litter::kReported) << name;
  for (const char* name : {"cats", "a.jpg", "thumbs", "@home", "recycled", ""}) EXPECT_EQ(litter(name), Litter::kNone) << name;
}

}  // namespace
}  // namespace alexnet
