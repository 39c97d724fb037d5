#include "model/photo_record.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/rng.h"
#include "model/alexnet.h"
#include "model/init.h"

namespace alexnet {
namespace {

// Fingerprints of photos that do not exist.
std::vector<std::uint64_t> photos_of(std::uint64_t seed, std::size_t count) {
  std::vector<std::uint64_t> photos;
  for (std::size_t i = 0; i < count; ++i) {
    const auto words = random_words(seed, 0, i);
    photos.push_back(std::uint64_t{words[0]} << 32 | words[1]);
  }
  return photos;
}

std::size_t count_contained(const PhotoRecord& record, const std::vector<std::uint64_t>& photos) {
  return static_cast<std::size_t>(std::ranges::count_if(photos, [&](std::uint64_t one) { return record.contains(one); }));
}

constexpr std::size_t kAmple = 10'000'000;

TEST(PhotoRecord, ContainsWhatWasAddedAndOnePercentOfTheRest) {
  for (const std::size_t count : {1, 2, 10, 200, 9497, 50000}) {
    PhotoRecord record;
    const auto added = photos_of(1, count);
    record.add(added, kAmple);
    EXPECT_EQ(record.photos(), count);
    EXPECT_EQ(count_contained(record, added), count);
    constexpr std::size_t kOthers = 200'000;
    const double rate = static_cast<double>(count_contained(record, photos_of(2, kOthers))) / kOthers;
    EXPECT_LE(rate, kFalsePositiveRate) << count;
    EXPECT_NEAR(rate, record.false_positive_rate(), 0.1 * record.false_positive_rate() + 5e-4) << count;
  }
}

TEST(PhotoRecord, SurvivesItsText) {
  PhotoRecord record;
  record.add(photos_of(1, 100), kAmple);
  record.add(photos_of(2, 7), kAmple);
  EXPECT_EQ(PhotoRecord::parse(record.to_text()), record);
  EXPECT_EQ(PhotoRecord().to_text(), "[]");
  EXPECT_EQ(PhotoRecord::parse("[]"), PhotoRecord());
}

TEST(PhotoRecord, AddsOnlyNewPhotos) {
  PhotoRecord record;
  const auto first = photos_of(1, 100);
  record.add(first, kAmple);
  const PhotoRecord before = record;
  record.add(first, kAmple);
  EXPECT_EQ(record, before);
  auto more = photos_of(3, 50);
  more.insert(more.end(), first.begin(), first.end());
  record.add(more, kAmple);
  EXPECT_NEAR(static_cast<double>(record.photos()), 150, 3);
  EXPECT_EQ(count_contained(record, more), 150u);
}

TEST(PhotoRecord, RecordsAPartOfManyPhotosWithinItsLimit) {
  const auto photos = photos_of(1, 20000);
  for (const std::size_t limit : {0, 50, 160, 1000, 5000, 20000, 50000}) {
    PhotoRecord record;
    record.add(photos, limit);
    if (record.empty()) {
      EXPECT_LE(limit, 160u);
      continue;
    }
    EXPECT_LE(record.to_text().size(), limit);
    EXPECT_EQ(record.photos(), 20000u);
    std::size_t covered = 0;
    for (const std::uint64_t photo : photos) {
      if (!record.covers(photo)) continue;
      ++covered;
      EXPECT_TRUE(record.contains(photo));
    }
    EXPECT_EQ(count_contained(record, photos), covered) << "no photo outside the part is contained";
    EXPECT_GE(static_cast<double>(covered) * kBitsPerPhoto / 8, limit < 41000 ? 0.3 * static_cast<double>(limit) - 150 : 29000);
  }
}

TEST(PhotoRecord, IsEmptyForADamagedText) {
  PhotoRecord record;
  record.add(photos_of(1, 10), kAmple);
  const std::string text = record.to_text();
  for (std::size_t length = 0; length < text.size(); ++length) EXPECT_TRUE(PhotoRecord::parse(text.substr(0, length)).empty());
  for (const char* damaged :
       {"{}", "[1]", "[{}]", R"([{"photos":1,"hashes":0,"sample":0,"bits":"AAAA"}])",
        R"([{"photos":1,"hashes":99,"sample":0,"bits":"AAAA"}])", R"([{"photos":1,"hashes":8,"sample":64,"bits":"AAAA"}])",
        R"([{"photos":-1,"hashes":8,"sample":0,"bits":"AAAA"}])", R"([{"photos":1,"hashes":8,"sample":0,"bits":""}])",
        R"([{"photos":1,"hashes":8,"sample":0,"bits":"A"}])", R"([{"photos":1,"hashes":8,"sample":0,"bits":7}])"})
    EXPECT_TRUE(PhotoRecord::parse(damaged).empty()) << damaged;
}

TEST(PhotoRecord, IsMetadataOfAModel) {
  const ThreadPool pool(1);
  Model model = *initialize(*make_spec("keras", {.classes = 2, .width = 0.05}), Initialization::kKeras, 0, pool);
  EXPECT_TRUE(photo_record_of(model).empty());
  PhotoRecord record;
  record.add(photos_of(1, 20), max_photo_record_bytes(model));
  ASSERT_FALSE(record.empty());
  set_photo_record(model, record);
  const auto back = model_from_tensors(tensors_from_model(model), pool);
  ASSERT_TRUE(back);
  EXPECT_EQ(photo_record_of(*back), record);
  set_photo_record(model, {});
  EXPECT_FALSE(model.provenance.contains(kPhotoRecordKey));
  EXPECT_LE(max_photo_record_bytes(model), parameter_bytes(model) / 4 / 100) << "also after quantization";
}

}  // namespace
}  // namespace alexnet
