// The record of the photos that a model learned from: Bloom filters (Bloom, "Space/time trade-offs in hash coding with allowable
// errors", CACM 1970) over the fingerprints of their pixels (image/fingerprint.h). It tells whether a photo is probably one of them,
// and holds no photo, name or label; but who has a photo can tell whether it was used.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"

namespace alexnet {

class PhotoRecord {
 public:
  // Parses the text of a model file. A text that is no record gives one without photos: a file is not refused for it.
  [[nodiscard]] static PhotoRecord parse(std::string_view text);
  // Returns the text: a JSON array with one object for each call of add(): {"photos","hashes","sample","bits"}; `bits` is base64.
  [[nodiscard]] std::string to_text() const;

  // Adds the photos that are not in the record yet, as a filter of kBitsPerPhoto for each of them. If the text would become longer
  // than `max_bytes`, the filter records every second, fourth, … of them only, chosen by their fingerprints, or nothing at all.
  void add(std::span<const std::uint64_t> fingerprints, std::size_t max_bytes);

  // Whether the photo is recorded. Wrong for at most kFalsePositiveRate of the photos that are not, for each filter.
  [[nodiscard]] bool contains(std::uint64_t fingerprint) const;
  // Whether the record would know of this photo: false if one of its filters is of a part of the photos that this one is not in.
  [[nodiscard]] bool covers(std::uint64_t fingerprint) const;

  [[nodiscard]] bool empty() const { return filters_.empty(); }
  // How many photos were added, in and out of the part that is recorded.
  [[nodiscard]] std::uint64_t photos() const;
  // The probability that contains() is wrong for a photo that was not added.
  [[nodiscard]] double false_positive_rate() const;

  friend bool operator==(const PhotoRecord&, const PhotoRecord&) = default;

 private:
  struct Filter {
    std::uint64_t photos = 0;        // that were added
    unsigned hashes = 0;             // bits that are set for each
    unsigned sample = 0;             // one in 2^sample photos is recorded
    std::vector<std::uint8_t> bits;  // 8 in a byte, the lowest one first

    friend bool operator==(const Filter&, const Filter&) = default;
  };
  [[nodiscard]] static bool contains(const Filter& filter, std::uint64_t fingerprint);

  std::vector<Filter> filters_;
};

// With 12 bits and 8 hashes, (1 - e^(-8/12))^8 = 0.3 % of other photos seem to be recorded.
inline constexpr std::size_t kBitsPerPhoto = 12;
inline constexpr unsigned kHashesPerPhoto = 8;
inline constexpr double kFalsePositiveRate = 0.01;  // the limit that is promised for each filter

// The metadata of a model file that has the text. Programs that do not know it keep it as provenance.
inline constexpr std::string_view kPhotoRecordKey = "training_photos";

// The longest text for a model: 1 % of the bytes of its weights at 4 bits each, so that quantizing the model keeps it within 1 % of
// the file.
[[nodiscard]] std::size_t max_photo_record_bytes(const Model& model);

// The record of a model, without photos if it has none.
[[nodiscard]] PhotoRecord photo_record_of(const Model& model);
// Replaces it. A record without photos removes it.
void set_photo_record(Model& model, const PhotoRecord& record);

}  // namespace alexnet
