#include "model/photo_record.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/base64.h"
#include "base/dump_json.h"

namespace alexnet {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr unsigned kMaxHashes = 32;
constexpr unsigned kMaxSample = 40;
constexpr std::size_t kBytesOfFields = 80;  // at most, of a filter's text without its bits: names, braces and numbers

// Whether a photo is in the part of one in 2^sample. Uses other bits of the fingerprint than the positions do.
bool is_sampled(std::uint64_t fingerprint, unsigned sample) {
  return sample == 0 || (fingerprint * 0xD1342543DE82EF95) >> (64 - sample) == 0;
}

// The position of the i-th bit: two independent halves of the fingerprint make all of them (Kirsch and Mitzenmacher, "Less hashing,
// same performance: building a better Bloom filter", 2008).
std::size_t bit_position(std::uint64_t fingerprint, unsigned i, std::size_t bits) {
  const std::uint64_t first = fingerprint & 0xFFFFFFFF, step = fingerprint >> 32 | 1;
  return static_cast<std::size_t>((first + i * step) % bits);
}

bool read_field(const OrderedJson& json, const char* name, std::uint64_t low, std::uint64_t high, std::uint64_t& value) {
  const auto field = json.find(name);
  if (field == json.end() || !field->is_number_unsigned()) return false;
  value = field->get<std::uint64_t>();
  return low <= value && value <= high;
}

// Not less than 512 bits: in a smaller filter the positions of different photos, which are in arithmetic progression, often coincide.
std::size_t bytes_for(std::size_t photos) { return std::max<std::size_t>(64, (photos * kBitsPerPhoto + 7) / 8); }

}  // namespace

PhotoRecord PhotoRecord::parse(std::string_view text) {
  const OrderedJson json = OrderedJson::parse(text, nullptr, /*allow_exceptions=*/false);
  PhotoRecord record;
  if (!json.is_array()) return {};
  for (const OrderedJson& one : json) {
    std::uint64_t photos = 0, hashes = 0, sample = 0;
    if (!one.is_object() || !read_field(one, "photos", 1, UINT64_MAX, photos) ||
        !read_field(one, "hashes", 1, kMaxHashes, hashes) || !read_field(one, "sample", 0, kMaxSample, sample))
      return {};
    const auto bits = one.find("bits");
    if (bits == one.end() || !bits->is_string()) return {};
    auto bytes = from_base64(bits->get_ref<const std::string&>());
    if (!bytes || bytes->empty()) return {};
    record.filters_.push_back({photos, static_cast<unsigned>(hashes), static_cast<unsigned>(sample), std::move(*bytes)});
  }
  return record;
}

std::string PhotoRecord::to_text() const {
  OrderedJson json = OrderedJson::array();
  for (const Filter& filter : filters_)
    json.push_back(
        {{"photos", filter.photos}, {"hashes", filter.hashes}, {"sample", filter.sample}, {"bits", to_base64(filter.bits)}});
  return dump_json(json);
}

void PhotoRecord::add(std::span<const std::uint64_t> fingerprints, std::size_t max_bytes) {
  std::vector<std::uint64_t> added;
  for (const std::uint64_t one : fingerprints)
    if (!contains(one)) added.push_back(one);
  std::ranges::sort(added);
  added.erase(std::ranges::unique(added).begin(), added.end());
  Filter filter{.photos = added.size(), .hashes = kHashesPerPhoto, .sample = 0, .bits = {}};
  const std::size_t used = (empty() ? 2 : to_text().size()) + kBytesOfFields;
  const auto is_too_long = [&] { return used + (bytes_for(added.size()) + 2) / 3 * 4 > max_bytes; };
  while (!added.empty() && is_too_long() && filter.sample < kMaxSample) {
    ++filter.sample;
    std::erase_if(added, [&](std::uint64_t one) { return !is_sampled(one, filter.sample); });
  }
  if (added.empty()) return;
  filter.bits.resize(bytes_for(added.size()));
  for (const std::uint64_t one : added)
    for (unsigned i = 0; i < filter.hashes; ++i) {
      const std::size_t at = bit_position(one, i, 8 * filter.bits.size());
      filter.bits[at / 8] = static_cast<std::uint8_t>(filter.bits[at / 8] | 1u << at % 8);
    }
  filters_.push_back(std::move(filter));
}

bool PhotoRecord::contains(const Filter& filter, std::uint64_t fingerprint) {
  if (!is_sampled(fingerprint, filter.sample)) return false;
  for (unsigned i = 0; i < filter.hashes; ++i) {
    const std::size_t at = bit_position(fingerprint, i, 8 * filter.bits.size());
    if ((filter.bits[at / 8] >> at % 8 & 1u) == 0) return false;
  }
  return true;
}

bool PhotoRecord::contains(std::uint64_t fingerprint) const {
  return std::ranges::any_of(filters_, [&](const Filter& filter) { return contains(filter, fingerprint); });
}

bool PhotoRecord::covers(std::uint64_t fingerprint) const {
  return !empty() &&
         std::ranges::all_of(filters_, [&](const Filter& filter) { return is_sampled(fingerprint, filter.sample); });
}

std::uint64_t PhotoRecord::photos() const {
  std::uint64_t photos = 0;
  for (const Filter& filter : filters_) photos += filter.photos;
  return photos;
}

double PhotoRecord::false_positive_rate() const {
  double right = 1;
  for (const Filter& filter : filters_) {
    std::size_t set = 0;
    for (const std::uint8_t byte : filter.bits) set += static_cast<std::size_t>(std::popcount(byte));
    const double share = static_cast<double>(set) / static_cast<double>(8 * filter.bits.size());
    right *= 1 - std::pow(share, filter.hashes);
  }
  return 1 - right;
}

std::size_t max_photo_record_bytes(const Model& model) {
  std::size_t weights = 0;
  for (const Parameter& parameter : model.parameters) weights += parameter.values.shape.elements();
  return weights / 2 / 100;
}

PhotoRecord photo_record_of(const Model& model) {
  const auto entry = model.provenance.find(kPhotoRecordKey);
  return entry == model.provenance.end() ? PhotoRecord() : PhotoRecord::parse(entry->second);
}

void set_photo_record(Model& model, const PhotoRecord& record) {
  if (record.empty()) {
    model.provenance.erase(std::string(kPhotoRecordKey));
  } else {
    model.provenance[std::string(kPhotoRecordKey)] = record.to_text();
  }
}

}  // namespace alexnet
