// Data sets in archives.
#include "data/archive_tree.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstring>
#include <thread>

#include "data/folder_photos.h"
#include "data/tar.h"
#include "formats/zip.h"
#include "support/photo_folders.h"

namespace alexnet {
namespace {

using testing::paths;

using Bytes = std::vector<std::uint8_t>;

// A header of POSIX.1-1988 (ustar). With `prefix` the name is split.
Bytes tar_header(const std::string& name, std::size_t size, char type, const std::string& prefix = "") {
  Bytes header(512);
  const auto put = [&](std::size_t at, const std::string& text) { std::memcpy(header.data() + at, text.data(), text.size()); };
  const auto octal = [](std::size_t number, int digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%0*zo", digits, number);
    return std::string(text);
  };
  put(0, name.substr(0, 100));
  put(100, "0000644");
  put(124, octal(size, 11));
  put(136, "00000000000");
  put(148, "        ");
  header[156] = static_cast<std::uint8_t>(type);
  put(257, std::string("ustar\0"
                       "00",
                       8));
  put(345, prefix);
  std::size_t sum = 0;
  for (const std::uint8_t byte : header) sum += byte;
  put(148, octal(sum, 6) + std::string("\0 ", 2));
  return header;
}

void append(Bytes& archive, const Bytes& header, ByteSpan content) {
  archive.insert(archive.end(), header.begin(), header.end());
  archive.insert(archive.end(), content.begin(), content.end());
  archive.resize((archive.size() + 511) / 512 * 512);
}

ByteSpan as_bytes(const std::string& text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

std::string pax_record(const std::string& key, const std::string& value) {
  std::size_t length = key.size() + value.size() + 3;
  length += std::to_string(length + 1).size();
  return std::to_string(length) + ' ' + key + '=' + value + '\n';
}

class Archives : public testing::PhotoFolders {
 protected:
  static Bytes photo(std::size_t number) {
    return *encode_png(testing::pattern_image("noise", 5 + number % 7, 3 + number / 7));
  }

  void write_tar(const std::string& name, const std::vector<std::string>& members) const {
    Bytes archive;
    for (std::size_t i = 0; i < members.size(); ++i) append(archive, tar_header(members[i], photo(i).size(), '0'), photo(i));
    archive.resize(archive.size() + 1024);
    write(name, archive);
  }
  void write_zip(const std::string& name, const std::vector<std::string>& members) const {
    std::vector<Bytes> photos;
    std::vector<ZipMember> zipped;
    for (std::size_t i = 0; i < members.size(); ++i) photos.push_back(photo(i));
    for (std::size_t i = 0; i < members.size(); ++i) zipped.push_back({members[i], photos[i]});
    write(name, to_zip(zipped)->bytes());
  }
};

const std::vector<std::string> kMembers = {"set/train/cats/0.png",       "set/train/cats/1.png",
                                           "set/train/dogs/2.png",       "set/train/dogs/3.png",
                                           "set/val/cats/4.png",         "__MACOSX/set/train/cats/._0.png",
                                           "set/train/dogs/@eaDir/2.png"};

TEST_F(Archives, AreDataSets) {
  write_tar("photos.tar", kMembers);
  write_zip("photos.zip", kMembers);
  for (const char* name : {"photos.tar", "photos.zip"}) {
    const auto folder = scan_photo_folder(path(name), {});
    ASSERT_TRUE(folder) << folder.error().message();
    EXPECT_EQ(folder->classes, (std::vector<std::string>{"cats", "dogs"}));
    EXPECT_EQ(paths(folder->training),
              (std::vector<std::string>{path(name) + "/set/train/cats/0.png", path(name) + "/set/train/cats/1.png",
                                        path(name) + "/set/train/dogs/2.png", path(name) + "/set/train/dogs/3.png"}));
    EXPECT_EQ(folder->validation.size(), 1u);
    EXPECT_TRUE(folder->refused.empty());
    const FolderPhotos photos(folder->classes, folder->training, folder->files);
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&photos] {
        for (int round = 0; round < 20; ++round)
          for (std::size_t i = 0; i < photos.size(); ++i)
            EXPECT_EQ(*photos.load(i), testing::pattern_image("noise", 5 + i, 3)) << i;
      });
    for (std::thread& thread : threads) thread.join();
  }
}

TEST_F(Archives, OfZipMayJoinNamesByBackslashes) {
  write_zip("photos.zip", {"cats\\0.png", "cats\\1.png", "dogs\\2.png", "dogs/3\\4.png"});
  const auto folder = scan_photo_folder(path("photos.zip"), {.validation_fraction = 0});
  ASSERT_TRUE(folder) << folder.error().message();
  EXPECT_EQ(paths(folder->training),
            (std::vector<std::string>{path("photos.zip") + "/cats/0.png", path("photos.zip") + "/cats/1.png",
                                      path("photos.zip") + "/dogs/2.png", path("photos.zip") + "/dogs/3\\4.png"}));
}

TEST_F(Archives, OfOtherKindsAreRefused) {
  write_text("photos.tar.xz",
             "\xFD"
             "7zXZ");
  const auto folder = scan_photo_folder(path("photos.tar.xz"), {});
  ASSERT_FALSE(folder);
  EXPECT_STREQ(folder.error().code, "neither_folder_nor_archive");
}

TEST_F(Archives, HaveNamesOnlyAsLabels) {
  write_tar("photos.tar", {"../../cats/0.png", "/cats/1.png", "./dogs/./2.png", "dogs//3.png", "\xB9\xB7/4.png"});
  const auto folder = scan_photo_folder(path("photos.tar"), {.validation_fraction = 0});
  ASSERT_TRUE(folder) << folder.error().message();
  EXPECT_EQ(folder->classes, (std::vector<std::string>{"\\xB9\\xB7", "cats", "dogs"}));
  EXPECT_EQ(folder->training.size(), 5u);
}

TEST_F(Archives, OfTarHaveLongNamesOfEveryKind) {
  const std::string cats(120, 'c'), dogs(120, 'd');
  Bytes archive;
  append(archive, tar_header("././@LongLink", cats.size() + 7, 'L'), as_bytes(cats + "/0.png" + '\0'));
  append(archive, tar_header("short", photo(0).size(), '0'), photo(0));
  const std::string records = pax_record("mtime", "1") + pax_record("path", dogs + "/1.png");
  append(archive, tar_header("PaxHeader", records.size(), 'x'), as_bytes(records));
  append(archive, tar_header("short", photo(1).size(), '0'), photo(1));
  append(archive, tar_header("2.png", photo(2).size(), '0', "emus"), photo(2));
  append(archive, tar_header("folder/", 0, '5'), {});
  append(archive, tar_header("emus/link.png", 0, '2'), {});
  archive.resize(archive.size() + 1024);
  write("photos.tar", archive);
  const auto folder = scan_photo_folder(path("photos.tar"), {.validation_fraction = 0});
  ASSERT_TRUE(folder) << folder.error().message();
  EXPECT_EQ(folder->classes, (std::vector<std::string>{cats, dogs, "emus"}));
  EXPECT_EQ(folder->refused.size(), 1u) << "the link";
  EXPECT_EQ(folder->empty_classes, std::vector<std::string>{path("photos.tar") + "/folder"});
}

TEST_F(Archives, ThatAreDamagedAreRefused) {
  Bytes archive;
  append(archive, tar_header("cats/0.png", photo(0).size(), '0'), photo(0));
  append(archive, tar_header("dogs/1.png", photo(1).size(), '0'), photo(1));
  const auto error_of = [](Bytes bytes) {
    const auto tree = open_archive_tree("x.tar", SharedBytes(std::move(bytes)));
    return tree ? std::string() : std::string(tree.error().code);
  };
  EXPECT_EQ(error_of(archive), "") << "the zeros at the end may be missing";
  Bytes damaged = archive;
  damaged[1024 + 3] ^= 1;
  EXPECT_EQ(error_of(damaged), "tar_header_damaged");
  Bytes cut = archive;
  cut.resize(1024 + 512 + 10);
  EXPECT_EQ(error_of(cut), "tar_cut_short");
  Bytes huge;
  append(huge, tar_header("cats/0.png", std::size_t{1} << 32, '0'), photo(0));
  EXPECT_EQ(error_of(huge), "tar_cut_short") << "a member claims 4 GB";
  EXPECT_FALSE(is_archive(photo(0)));
  EXPECT_FALSE(is_tar_archive(Bytes(1024)));
}

TEST(Tar, IsReadFromEveryPrefixWithoutHarm) {
  Bytes archive;
  append(archive, tar_header("././@LongLink", 6, 'L'), as_bytes("a/long"));
  const std::string records = pax_record("path", "b/c") + pax_record("size", "3");
  append(archive, tar_header("pax", records.size(), 'x'), as_bytes(records));
  append(archive, tar_header("b", 3, '0'), as_bytes("abc"));
  for (std::size_t size = 0; size <= archive.size(); size += 7) {
    const auto members = list_tar(ByteSpan(archive).first(size));
    if (!members) continue;
    for (const TarMember& member : *members) EXPECT_LE(member.offset + member.size, size);
  }
}

}  // namespace
}  // namespace alexnet
