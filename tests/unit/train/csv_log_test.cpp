#include "train/csv_log.h"

#include <gtest/gtest.h>

#include <cmath>

#ifndef __EMSCRIPTEN__
#include "support/temporary_folder.h"
#endif

namespace alexnet {
namespace {

#ifdef __EMSCRIPTEN__

TEST(CsvLog, IsUnsupportedInTheBrowser) { EXPECT_EQ(CsvLog::open("a").error().kind, ErrorKind::kUnsupported); }

#else

using namespace testing;

const std::string kHeaderLine = "epoch,accuracy,loss,learning_rate,val_accuracy,val_loss,images_per_second,seconds\n";

EpochRecord record(std::size_t epoch) { return {.epoch = epoch, .loss = 0.5, .accuracy = 0.75, .learning_rate = 0.01}; }
std::string line(std::size_t epoch) { return std::to_string(epoch) + ",0.75,0.5,0.01,,,0,0\n"; }

TEST(CsvLog, WritesOneHeaderAndOneRowPerEpoch) {
  const TemporaryFolder folder;
  auto log = CsvLog::open(folder.file("log.csv"));
  ASSERT_TRUE(log) << log.error().message();
  EXPECT_EQ(content_of(folder.file("log.csv")), kHeaderLine);
  ASSERT_TRUE(log->row(record(0)));
  EXPECT_EQ(content_of(folder.file("log.csv")), kHeaderLine + line(0)) << "at once";
  ASSERT_TRUE(log->row({.epoch = 1,
                        .loss = 0.1,
                        .accuracy = 1,
                        .learning_rate = 1e-5,
                        .val_loss = NAN,
                        .val_accuracy = 0.5,
                        .images_per_second = 88.5,
                        .seconds = 3}));
  EXPECT_EQ(content_of(folder.file("log.csv")), kHeaderLine + line(0) + "1,1,0.1,1e-05,0.5,nan,88.5,3\n");
}

TEST(CsvLog, DropsRepeatedEpochsOnResume) {
  const TemporaryFolder folder;
  write_text(folder.file("log.csv"), kHeaderLine + line(0) + line(1) + line(2) + "3,0.7");
  auto log = CsvLog::open(folder.file("log.csv"), 2);
  ASSERT_TRUE(log) << log.error().message();
  ASSERT_TRUE(log->row(record(2)));
  EXPECT_EQ(content_of(folder.file("log.csv")), kHeaderLine + line(0) + line(1) + line(2));
}

TEST(CsvLog, IsReplacedByANewRun) {
  const TemporaryFolder folder;
  write_text(folder.file("log.csv"), "whatever\n" + line(0));
  ASSERT_TRUE(CsvLog::open(folder.file("log.csv")));
  EXPECT_EQ(content_of(folder.file("log.csv")), kHeaderLine);
}

TEST(CsvLog, ResumesWithoutExistingFile) {
  const TemporaryFolder folder;
  ASSERT_TRUE(CsvLog::open(folder.file("log.csv"), 5));
  EXPECT_EQ(content_of(folder.file("log.csv")), kHeaderLine);
}

TEST(CsvLog, RejectsAFileWithAnotherHeader) {
  const TemporaryFolder folder;
  for (const std::string& foreign : {std::string("epoch,lr\n0,1\n"), kHeaderLine + "two,1\n"}) {
    write_text(folder.file("log.csv"), foreign);
    const auto log = CsvLog::open(folder.file("log.csv"), 1);
    ASSERT_FALSE(log);
    EXPECT_EQ(log.error().kind, ErrorKind::kBadFormat) << log.error().message();
    EXPECT_EQ(content_of(folder.file("log.csv")), foreign);
  }
}

TEST(CsvLog, AcceptsAFileSavedByASpreadsheet) {
  const TemporaryFolder folder;
  std::string saved = kHeaderLine + line(0);
  for (std::size_t at = 0; (at = saved.find('\n', at)) != std::string::npos; at += 2) saved.replace(at, 1, "\r\n");
  write_text(folder.file("log.csv"), saved);
  ASSERT_TRUE(CsvLog::open(folder.file("log.csv"), 1));
  EXPECT_EQ(content_of(folder.file("log.csv")), kHeaderLine + line(0));
}

#endif

}  // namespace
}  // namespace alexnet
