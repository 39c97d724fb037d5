#include "train/event_log.h"

#include <array>
#include <cmath>
#include <protozero/pbf_writer.hpp>

#include "base/process.h"
#include "image/encode.h"
#include "train/crc32c.h"

namespace alexnet {
namespace {

// The field numbers of the .proto files.
namespace field {
constexpr protozero::pbf_tag_type kWallTime = 1, kStep = 2, kFileVersion = 3, kSummary = 5, kSessionLog = 7;  // Event
constexpr protozero::pbf_tag_type kValue = 1;                                                                 // Summary
constexpr protozero::pbf_tag_type kTag = 1, kSimpleValue = 2, kImage = 4;                                     // Summary.Value
constexpr protozero::pbf_tag_type kHeight = 1, kWidth = 2, kColorspace = 3, kEncoded = 4;                     // Summary.Image
constexpr protozero::pbf_tag_type kStatus = 1;                                                                // SessionLog
}  // namespace field
constexpr std::int32_t kStart = 1;  // SessionLog.SessionStatus.START
constexpr std::int32_t kRgb = 3;

// Writes the first fields of an event. Protobuf omits zeros, so a step of 0 is omitted.
std::string begin_event(double when, std::uint64_t step) {
  std::string message;
  protozero::pbf_writer event(message);
  event.add_double(field::kWallTime, when);
  if (step != 0) event.add_int64(field::kStep, static_cast<std::int64_t>(step));
  return message;
}

template <std::size_t Size>
std::array<std::uint8_t, Size> little_endian(std::uint64_t value) {
  std::array<std::uint8_t, Size> bytes;
  for (std::size_t i = 0; i < Size; ++i) bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
  return bytes;
}

void append_with_checksum(ByteSpan bytes, std::vector<std::uint8_t>& record) {
  record.insert(record.end(), bytes.begin(), bytes.end());
  const auto checksum = little_endian<4>(masked_crc(crc32c(bytes)));
  record.insert(record.end(), checksum.begin(), checksum.end());
}

std::string file_name(double started) {
  const ProcessName process = process_name();
  const double seconds = std::floor(started);
  // The microseconds distinguish two logs that one process opens within the same second.
  return str_cat("events.out.tfevents.", static_cast<std::uint64_t>(seconds), '.', process.host, '.', process.number, '.',
                 static_cast<std::uint64_t>((started - seconds) * 1e6));
}

}  // namespace

Result<EventLog> EventLog::open(const std::string& folder, const Options& options) {
  TRY(make_folder(folder));
  const std::string path = str_cat(folder, '/', file_name(options.started));
  TRY_VALUE(AppendFile file, AppendFile::open(path));
  EventLog log(std::move(file), path);
  std::string first = begin_event(options.started, 0);
  protozero::pbf_writer(first).add_string(field::kFileVersion, "brain.Event:2");
  TRY(log.append_record(first));
  // TensorBoard interprets such an event as a restart and discards earlier events from its step on.
  std::string start = begin_event(options.started, options.first_step);
  protozero::pbf_writer event(start);
  protozero::pbf_writer(event, field::kSessionLog).add_enum(field::kStatus, kStart);
  TRY(log.append_record(start));
  return log;
}

Status EventLog::scalar(std::string_view tag, std::uint64_t step, double value, double when) {
  std::string message = begin_event(when, step);
  {  // a nested message is complete when its writer goes out of scope
    protozero::pbf_writer event(message);
    protozero::pbf_writer summary(event, field::kSummary);
    protozero::pbf_writer entry(summary, field::kValue);
    entry.add_string(field::kTag, tag.data(), tag.size());
    entry.add_float(field::kSimpleValue, static_cast<float>(value));
  }
  return append_record(message);
}

Status EventLog::image(std::string_view tag, std::uint64_t step, const Image& image, double when) {
  TRY_VALUE(const std::vector<std::uint8_t> png, encode_png(image));
  std::string message = begin_event(when, step);
  {
    protozero::pbf_writer event(message);
    protozero::pbf_writer summary(event, field::kSummary);
    protozero::pbf_writer entry(summary, field::kValue);
    entry.add_string(field::kTag, tag.data(), tag.size());
    protozero::pbf_writer picture(entry, field::kImage);
    picture.add_int32(field::kHeight, static_cast<std::int32_t>(image.height));
    picture.add_int32(field::kWidth, static_cast<std::int32_t>(image.width));
    picture.add_int32(field::kColorspace, kRgb);
    picture.add_bytes(field::kEncoded, reinterpret_cast<const char*>(png.data()), png.size());
  }
  return append_record(message);
}

Status EventLog::append_record(std::string_view message) {
  std::vector<std::uint8_t> record;
  record.reserve(message.size() + 16);
  append_with_checksum(little_endian<8>(message.size()), record);
  append_with_checksum({reinterpret_cast<const std::uint8_t*>(message.data()), message.size()}, record);
  return file_.append(record);
}

}  // namespace alexnet
