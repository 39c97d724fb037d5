#include "data/photo_labels.h"

#include <gtest/gtest.h>

#include "support/photo_folders.h"

namespace alexnet {
namespace {

using Cause = RefusedPhoto::Cause;
using testing::expect_refused;

ByteSpan as_bytes(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

// The rows as `photo=label`.
std::vector<std::string> rows_of(std::string_view csv) {
  const auto labels = parse_photo_labels(as_bytes(csv));
  if (!labels) return {labels.error().code};
  std::vector<std::string> rows;
  for (const PhotoLabel& label : *labels) rows.push_back(label.photo + "=" + label.label);
  return rows;
}

TEST(PhotoLabels, HaveAHeaderOrNot) {
  const std::vector<std::string> expected = {"1.png=cat", "2.png=dog"};
  for (const char* csv :
       {"filename,label\n1.png,cat\n2.png,dog\n", "1.png,cat\n2.png,dog", "id,breed\n1.png,cat\n2.png,dog\n",
        "label,image\ncat,1.png\ndog,2.png\n",
        "\xEF\xBB\xBF"
        "Image;Class\r\n1.png;cat\r\n2.png;dog\r\n",
        "Image Name,Class Label\n1.png,cat\n2.png,dog\n", "w,file-name,class_name\n5,1.png,cat\n5,2.png,dog\n",
        "w,filename,h,class\n5,1.png,5,cat\n5,2.png,5,dog\n", "filename\tlabel\n1.png\tcat\n\n2.png\tdog\n",
        "\"filename\",\"label\"\n\"1.png\", \"cat\" \n 2.png , dog\n"})
    EXPECT_EQ(rows_of(csv), expected) << csv;
}

TEST(PhotoLabels, MayBeUtf16) {
  const std::u16string_view table = u"\uFEFFimage\tlabel\r\n1.png\tkat\u00E9\r\n2.png\t\u732B\U0001F408\r\n3.png\t\xD83D!\r\n";
  for (const bool is_big_endian : {false, true}) {
    std::string bytes;
    for (const char16_t unit : table) {
      bytes += static_cast<char>(is_big_endian ? unit >> 8 : unit & 0xFF);
      bytes += static_cast<char>(is_big_endian ? unit & 0xFF : unit >> 8);
    }
    EXPECT_EQ(rows_of(bytes),
              (std::vector<std::string>{"1.png=kat\xC3\xA9", "2.png=\xE7\x8C\xAB\xF0\x9F\x90\x88", "3.png=\xEF\xBF\xBD!"}));
  }
}

TEST(PhotoLabels, MayBeQuoted) {
  EXPECT_EQ(rows_of("\"a, b.png\",\"say \"\"cat\"\"\"\n\"c\nd.png\",dog\n"),
            (std::vector<std::string>{"a, b.png=say \"cat\"", "c\nd.png=dog"}));
  EXPECT_EQ(rows_of("1.png,cat\n\"2.png,dog\n"), std::vector<std::string>{"csv_quote_open"});
}

TEST(PhotoLabels, AreRefusedWhereColumnsAreUnclear) {
  EXPECT_EQ(rows_of(""), std::vector<std::string>{"labels_none"});
  EXPECT_EQ(rows_of("1.png\n2.png\n"), std::vector<std::string>{"label_row_short"});
  EXPECT_EQ(rows_of("filename,a,b\n1.png,2,3\n"), std::vector<std::string>{"label_columns_unknown"});
}

class LabeledPhotos : public testing::PhotoFolders {};

TEST_F(LabeledPhotos, NameTheClasses) {
  write_photos("all", 0, 6);
  write_photo("other/0.png", 6);
  write_text("labels.csv",
             "filename,label\nall/0.png,dogs\n1,cats\n2.png,cats\n./all/3.png,dogs\nno.png,cats\n0,cats\n2.png,dogs\n5.png,\n");
  PhotoFolderOptions options{.validation_fraction = 0, .labels = path("labels.csv")};
  const PhotoFolder folder = scan(options);
  EXPECT_EQ(folder.classes, (std::vector<std::string>{"cats", "dogs"}));
  EXPECT_EQ(testing::paths(folder.training),
            (std::vector<std::string>{path("all/1.png"), path("all/2.png"), path("all/0.png"), path("all/3.png")}));
  const std::string table = path("labels.csv") + ", row ";
  expect_refused(refusal(folder, table + "6"), Cause::kUnsupported, "\"no.png\"");
  expect_refused(refusal(folder, table + "7"), Cause::kUnsupported, "more than one, is called \"0\"");
  expect_refused(refusal(folder, table + "8"), Cause::kUnsupported, "is \"dogs\" here and \"cats\" in row 4");
  expect_refused(refusal(folder, table + "9"), Cause::kUnsupported, "no class");
  EXPECT_TRUE(has_notice(folder, "photos_without_label"));
}

TEST_F(LabeledPhotos, MayNameTheSets) {
  write_photos(".", 0, 6);
  write_text("labels.csv", "id,label,split\n0,a,train\n1,b,train\n2,a,valid\n3,b,test\n4,a,test\n");
  const PhotoFolder folder = scan({.labels = path("labels.csv")});
  EXPECT_EQ(folder.training.size(), 2u);
  EXPECT_EQ(folder.validation.size(), 1u);
  EXPECT_EQ(folder.test.size(), 2u);
}

TEST_F(LabeledPhotos, NeedTwoClassesToTrain) {
  write_photos(".", 0, 2);
  write_text("labels.csv", "0.png,a\n1.png,a\n");
  EXPECT_STREQ(error({.labels = path("labels.csv")}).code, "photo_folder_one_class");
  EXPECT_EQ(error({.labels = path("none.csv")}).kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace alexnet
