#include "base/file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#ifndef __EMSCRIPTEN__
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#endif

namespace alexnet {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST(SharedBytes, KeepsAVectorWithoutCopyingIt) {
  Bytes bytes{1, 2, 3};
  const std::uint8_t* where = bytes.data();
  SharedBytes shared(std::move(bytes));
  const SharedBytes copy = shared;
  shared = {};
  EXPECT_EQ(copy.bytes().data(), where);
  EXPECT_EQ(copy.bytes().size(), 3u);
  EXPECT_TRUE(shared.bytes().empty());
}

#ifdef __EMSCRIPTEN__

TEST(Files, AreUnsupportedInTheBrowser) {
  EXPECT_EQ(read_file("a").error().kind, ErrorKind::kUnsupported);
  EXPECT_EQ(write_file("a", {}).error().kind, ErrorKind::kUnsupported);
  EXPECT_EQ(map_file("a").error().kind, ErrorKind::kUnsupported);
  EXPECT_EQ(list_folder("a").error().kind, ErrorKind::kUnsupported);
}

#else

namespace fs = std::filesystem;

// A fixture with a temporary folder.
class Files : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "alexnet_file_test.XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const char* name) const { return folder_ + "/" + name; }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  std::string folder_;
};

Status write(const std::string& path, const Bytes& bytes) {
  const ByteSpan part = bytes;
  return write_file(path, {&part, 1});
}

template <typename T>
void expect_error(const Result<T>& result, ErrorKind kind, const std::string& where) {
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, kind) << result.error().message();
  EXPECT_EQ(result.error().where, where);
  EXPECT_FALSE(result.error().what.empty());
}

TEST_F(Files, AreReadBackUnchanged) {
  const Bytes first{1, 2, 3};
  const Bytes second(3'000'000, 7);
  const ByteSpan parts[] = {first, {}, second};
  ASSERT_TRUE(write_file(path("f"), parts));
  Bytes expected(first.size() + second.size(), 7);
  std::ranges::copy(first, expected.begin());
  EXPECT_EQ(*read_file(path("f")), expected);
  const auto mapped = map_file(path("f"));
  ASSERT_TRUE(mapped);
  EXPECT_TRUE(std::ranges::equal(mapped->bytes(), expected));
  EXPECT_EQ(entries(), 1u) << "nothing temporary is left";
}

TEST_F(Files, MayBeEmpty) {
  ASSERT_TRUE(write_file(path("f"), {}));
  EXPECT_TRUE(read_file(path("f"))->empty());
  const auto mapped = map_file(path("f"));
  ASSERT_TRUE(mapped) << mapped.error().message();
  EXPECT_TRUE(mapped->bytes().empty());
}

TEST_F(Files, AreReplacedWhole) {
  ASSERT_TRUE(write(path("f"), Bytes(1000, 1)));
  const auto mapped = map_file(path("f"));
  ASSERT_TRUE(write(path("f"), Bytes{2}));
  EXPECT_EQ(*read_file(path("f")), Bytes{2});
  EXPECT_EQ(mapped->bytes()[999], 1) << "who has mapped the old file still sees it";
}

// Returns the resident memory of the process in bytes; 0 where the system does not tell.
std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0, resident = 0;
  file >> pages >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

TEST_F(Files, AreReadAgainAfterTheirPagesWereReleased) {
  constexpr std::size_t kSize = std::size_t{32} << 20;
  Bytes content(kSize);
  for (std::size_t i = 0; i < kSize; ++i) content[i] = static_cast<std::uint8_t>(i * 7 % 251);
  ASSERT_TRUE(write(path("f"), content));
  const auto mapped = map_file(path("f"));
  ASSERT_TRUE(mapped);
  EXPECT_TRUE(std::ranges::equal(mapped->bytes(), content));
  const std::size_t before = resident_bytes();
  release_mapped_pages(mapped->bytes().subspan(100, kSize - 200));
  if (before > 0) {
    EXPECT_LT(resident_bytes(), before - kSize / 2);
  }
  EXPECT_TRUE(std::ranges::equal(mapped->bytes(), content));
}

TEST_F(Files, OnlyTheirPagesAreReleased) {
  const Bytes content(1 << 20, 3);
  release_mapped_pages(content);
  EXPECT_EQ(content[1 << 19], 3);
  release_mapped_pages({});
  ASSERT_TRUE(write(path("f"), content));
  const std::uint8_t* address = nullptr;
  {
    const auto mapped = map_file(path("f"));
    address = mapped->bytes().data();
  }
  release_mapped_pages({address, content.size()});  // no longer mapped, or by someone else
}

TEST_F(Files, ThatKilledProcessesLeftUnfinishedAreRemoved) {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  const std::string of_dead = str_cat("f.", child, ".part");
  const std::string of_living = str_cat("g.", getpid(), ".part");
  for (const std::string& name : {of_dead, of_living, std::string("x.part"), std::string("f")})
    ASSERT_TRUE(write(path(name.c_str()), Bytes{1}));
  ASSERT_TRUE(remove_unfinished_files(folder_));
  EXPECT_FALSE(fs::exists(path(of_dead.c_str())));
  EXPECT_TRUE(fs::exists(path(of_living.c_str())));
  EXPECT_EQ(entries(), 3u);
}

TEST_F(Files, StayMappedAfterTheyAreDeleted) {
  ASSERT_TRUE(write(path("f"), Bytes{1, 2}));
  const auto mapped = map_file(path("f"));
  fs::remove(path("f"));
  EXPECT_EQ(mapped->bytes()[1], 2);
}

TEST_F(Files, ThatAreMissingAreReportedAsNotFound) {
  for (const std::string& missing : {path("none"), path("no/folder"), std::string()}) {
    expect_error(read_file(missing), ErrorKind::kNotFound, missing);
    expect_error(map_file(missing), ErrorKind::kNotFound, missing);
  }
  ASSERT_TRUE(write(path("f"), Bytes{1}));
  expect_error(read_file(path("f/g")), ErrorKind::kNotFound, path("f/g"));
}

TEST_F(Files, ThatAreFoldersOrPipesAreRefused) {
  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
  for (const std::string& odd : {folder_, path("pipe"), std::string("/dev/null")}) {
    expect_error(read_file(odd), ErrorKind::kUnreadable, odd);
    expect_error(map_file(odd), ErrorKind::kUnreadable, odd);
    expect_error(write(odd, Bytes{1}), ErrorKind::kUnreadable, odd);
  }
  EXPECT_TRUE(fs::is_fifo(path("pipe")));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_EQ(entries(), 1u);
}

TEST_F(Files, OverTheLimitAreRefused) {
  ASSERT_TRUE(write(path("f"), Bytes(100, 1)));
  EXPECT_TRUE(read_file(path("f"), 100));
  expect_error(read_file(path("f"), 99), ErrorKind::kTooLarge, path("f"));
}

TEST_F(Files, ThatDoNotFitInMemoryAreAnError) {
  std::ofstream(path("f")).put('x');
  if (truncate(path("f").c_str(), off_t{1} << 43) != 0) GTEST_SKIP() << "no sparse file of 8 TB here";
#ifdef ALEXNET_SANITIZED
  GTEST_SKIP() << "a sanitizer's allocator ends the program";
#endif
  // With overcommitment the system would grant 8 TB and fail when they are filled.
  const rlimit limit{rlim_t{1} << 40, rlim_t{1} << 40};
  const pid_t child = fork();
  if (child == 0) {
    setrlimit(RLIMIT_AS, &limit);
    const auto bytes = read_file(path("f"));
    _exit(!bytes && bytes.error().kind == ErrorKind::kOutOfMemory ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST_F(Files, CannotBeWrittenIntoAMissingFolder) {
  expect_error(write(path("no/f"), Bytes{1}), ErrorKind::kNotFound, path("no/f"));
  EXPECT_EQ(entries(), 0u);
}

TEST_F(Files, CannotBeReadOrWrittenWithoutPermission) {
  if (geteuid() == 0) GTEST_SKIP() << "root may do everything";
  ASSERT_TRUE(write(path("f"), Bytes{1}));
  chmod(path("f").c_str(), 0);
  expect_error(read_file(path("f")), ErrorKind::kUnreadable, path("f"));
  chmod(folder_.c_str(), 0500);
  expect_error(write(path("f"), Bytes{2}), ErrorKind::kUnreadable, path("f"));
  chmod(folder_.c_str(), 0700);
  EXPECT_EQ(entries(), 1u);
}

// A limit on the size of files simulates a full disk: write() fails midway.
TEST_F(Files, KeepTheirContentWhenTheDiskIsFull) {
  ASSERT_TRUE(write(path("f"), Bytes{1, 2, 3}));
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{10'000, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const Status written = write(path("f"), Bytes(1'000'000, 9));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, old_handler);

  expect_error(written, ErrorKind::kUnreadable, path("f"));
  EXPECT_EQ(*read_file(path("f")), (Bytes{1, 2, 3}));
  EXPECT_EQ(entries(), 1u) << "nothing temporary is left";
}

TEST_F(Files, AreListedInTheOrderOfTheirNames) {
  for (const char* name : {"b", "a b", "B", ".hidden", "\xC3\xA4"}) std::ofstream(path(name)).put('x');
  fs::create_directory(path("folder"));
  fs::create_symlink("folder", path("link to folder"));
  fs::create_symlink("b", path("link to b"));
  fs::create_symlink("nothing", path("link to nothing"));
  fs::create_symlink("loop", path("loop"));
  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
  const auto entries = list_folder(folder_);
  ASSERT_TRUE(entries) << entries.error().message();
  std::string listed;
  for (const FolderEntry& entry : *entries) {
    const char* const kinds[] = {"file", "folder", "other"};
    listed += str_cat(entry.name, ": ", entry.is_link ? "link, " : "", kinds[static_cast<int>(entry.kind)], "\n");
  }
  EXPECT_EQ(listed,
            ".hidden: file\nB: file\na b: file\nb: file\nfolder: folder\nlink to b: link, file\nlink to folder: link, folder\n"
            "link to nothing: link, other\nloop: link, other\npipe: other\n\xC3\xA4: file\n");
  EXPECT_TRUE(list_folder(path("folder"))->empty());
  expect_error(list_folder(path("none")), ErrorKind::kNotFound, path("none"));
  expect_error(list_folder(path("b")), ErrorKind::kUnreadable, path("b"));
}

#endif

}  // namespace
}  // namespace alexnet
