#include "train/event_log.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "image/decode.h"

#ifndef __EMSCRIPTEN__
#include "support/full_disk.h"
#include "support/temporary_folder.h"
#endif

namespace alexnet {
namespace {

#ifdef __EMSCRIPTEN__

TEST(EventLog, IsUnsupportedInTheBrowser) { EXPECT_EQ(EventLog::open("a").error().kind, ErrorKind::kUnsupported); }

#else

using namespace testing;

constexpr double kStarted = 1700000000.25;

EventLog open_log(const std::string& folder, std::uint64_t first_step = 0) {
  auto log = EventLog::open(folder, {.started = kStarted, .first_step = first_step});
  EXPECT_TRUE(log) << log.error().message();
  return std::move(*log);
}

// The numbers of tests/golden/make_events.py, which writes with the classes of TensorBoard.
TEST(EventLog, WritesTheBytesThatTensorBoardWrites) {
  const TemporaryFolder folder;
  EventLog log = open_log(folder.path(), 7);
  ASSERT_TRUE(log.scalar("loss/train", 0, 0.6931471805599453, kStarted));
  ASSERT_TRUE(log.scalar("loss/train", 1, 0.5, kStarted + 1));
  ASSERT_TRUE(log.scalar("größe", 130, -1e30, kStarted + 2));
  ASSERT_TRUE(log.scalar("zero", std::uint64_t{1} << 40, 0.0, kStarted + 3));
  ASSERT_TRUE(log.scalar("diverged", 300, std::numeric_limits<double>::quiet_NaN(), kStarted + 4));
  ASSERT_TRUE(log.scalar("diverged", 301, std::numeric_limits<double>::infinity(), kStarted + 5));
  // What is not finite has no place in a histogram.
  const std::vector<float> weights = {-1, 0.5, std::numeric_limits<float>::infinity(), 2, std::nanf(""), 2};
  ASSERT_TRUE(log.histogram("conv1/weight", 3, weights, kStarted + 6));
  const std::vector<GraphNode> nodes = {{"images", "placeholder", {}, {-1, 67, 67, 3}},
                                        {"conv1/weight", "variable", {}, {8, 11}},
                                        {"conv1/convolution", "convolution", {"images", "conv1/weight"}, {-1, 15, 15, 8}}};
  ASSERT_TRUE(log.graph(nodes, kStarted + 7));
  const std::vector<Hyperparameter> settings = {{"batch", 32.0}, {"init", "tutorial"}, {"nesterov", false}};
  ASSERT_TRUE(log.hyperparameters(settings, "run", kStarted + 8));
  const std::string golden = content_of("tests/golden/events/run.tfevents");
  ASSERT_FALSE(golden.empty()) << "run from the root of the repository";
  EXPECT_EQ(content_of(log.path()), golden);
}

TEST(EventLog, HasTheFileNameThatTensorBoardLooksFor) {
  const TemporaryFolder folder;
  const EventLog log = open_log(folder.file("runs/first"));
  EXPECT_TRUE(log.path().starts_with(folder.file("runs/first/events.out.tfevents.1700000000."))) << log.path();
  EXPECT_TRUE(log.path().ends_with(".250000")) << log.path();
}

TEST(EventLog, HasANameAfterThoseOfEarlierFiles) {
  const TemporaryFolder folder;
  const EventLog first = open_log(folder.path()), second = open_log(folder.path());
  EXPECT_LT(first.path(), second.path()) << "opened within a second";
  write_text(folder.file("events.out.tfevents.1800000000.host.1.2"), "");
  EXPECT_TRUE(open_log(folder.path()).path().starts_with(folder.file("events.out.tfevents.1800000001.")))
      << "the clock was set back";
}

TEST(EventLog, OfEqualOrNoFiniteWeightsIsAHistogramToo) {
  const TemporaryFolder folder;
  EventLog log = open_log(folder.path());
  EXPECT_TRUE(log.histogram("zeros", 0, std::vector<float>(5), kStarted));
  EXPECT_TRUE(log.histogram("none", 0, std::vector<float>(2, std::nanf("")), kStarted));
}

TEST(EventLog, StoresImagesAsPng) {
  const TemporaryFolder folder;
  EventLog log = open_log(folder.path());
  Image image{3, 2, std::vector<std::uint8_t>(18)};
  for (std::size_t i = 0; i < 18; ++i) image.pixels[i] = static_cast<std::uint8_t>(i * 14);
  const std::size_t before = content_of(log.path()).size();
  ASSERT_TRUE(log.image("samples", 5, image, kStarted));
  const std::string record = content_of(log.path()).substr(before);
  // Height 2, width 3, 3 channels, then the PNG file.
  const std::size_t fields = record.find("\x08\x02\x10\x03\x18\x03\x22");
  const std::size_t png = record.find("\x89PNG");
  ASSERT_NE(fields, std::string::npos);
  ASSERT_NE(png, std::string::npos);
  const std::string file = record.substr(png, record.size() - png - 4);  // a checksum follows it
  const auto decoded = decode({reinterpret_cast<const std::uint8_t*>(file.data()), file.size()});
  ASSERT_TRUE(decoded) << decoded.error().message();
  EXPECT_EQ(*decoded, image);
}

TEST(EventLog, ReturnsAnErrorIfNothingCanBeWritten) {
  const TemporaryFolder folder;
  write_text(folder.file("f"), "x");
  const auto log = EventLog::open(folder.file("f"));
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().kind, ErrorKind::kUnreadable);
}

TEST(EventLog, HasNoIncompleteRecordOnAFullDisk) {
  const TemporaryFolder folder;
  EventLog log = open_log(folder.path());
  const std::string before = content_of(log.path());
  {
    const FullDisk disk(before.size() + 20);
    EXPECT_EQ(log.scalar("loss", 1, 0.5).error().kind, ErrorKind::kUnreadable);
  }
  EXPECT_EQ(content_of(log.path()), before);
  EXPECT_TRUE(log.scalar("loss", 2, 0.5));
}

#endif

}  // namespace
}  // namespace alexnet
