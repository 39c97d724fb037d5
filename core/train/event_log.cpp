#include "train/event_log.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <protozero/pbf_writer.hpp>

#include "base/process.h"
#include "image/encode.h"
#include "train/crc32c.h"

namespace alexnet {
namespace {

constexpr std::string_view kFilePrefix = "events.out.tfevents.";

// The field numbers of the .proto files.
namespace field {
using Number = protozero::pbf_tag_type;
constexpr Number kWallTime = 1, kStep = 2, kFileVersion = 3, kGraph = 4, kSummary = 5, kSessionLog = 7;       // Event
constexpr Number kValue = 1;                                                                                  // Summary
constexpr Number kTag = 1, kSimpleValue = 2, kImage = 4, kHistogram = 5, kTensor = 8, kMetadata = 9;          // Summary.Value
constexpr Number kHeight = 1, kWidth = 2, kColorspace = 3, kEncoded = 4;                                      // Summary.Image
constexpr Number kMin = 1, kMax = 2, kCount = 3, kSum = 4, kSumOfSquares = 5, kBucketLimit = 6, kBucket = 7;  // HistogramProto
constexpr Number kStatus = 1;                                                                                 // SessionLog
constexpr Number kNode = 1, kVersions = 4, kProducer = 1;                                                     // GraphDef
constexpr Number kNodeName = 1, kOperation = 2, kInput = 3, kAttribute = 5;                                   // NodeDef
constexpr Number kKey = 1, kMapped = 2;                                                                       // a map's entry
constexpr Number kList = 1, kShapeOfList = 7, kDimension = 2,
                 kSize = 1;                                           // AttrValue, its ListValue, TensorShapeProto and its Dim
constexpr Number kTensorType = 1, kTensorShape = 2;                   // TensorProto
constexpr Number kPluginData = 1, kPluginName = 1, kContent = 2;      // SummaryMetadata and its PluginData
constexpr Number kSessionStart = 3;                                   // HParamsPluginData
constexpr Number kHyperparameters = 1, kGroupName = 4, kStarted = 5;  // SessionStartInfo
constexpr Number kNumberValue = 2, kStringValue = 3, kBoolValue = 4;  // google.protobuf.Value
}  // namespace field
constexpr std::int32_t kStart = 1;  // SessionLog.SessionStatus.START
constexpr std::int32_t kRgb = 3;
constexpr std::int32_t kFloatType = 1;       // DataType.DT_FLOAT
constexpr std::int32_t kGraphProducer = 22;  // the version of TensorFlow's graphs whose meaning the graph has

// Writes the first fields of an event. Protobuf omits zeros, so a step of 0 is omitted.
std::string begin_event(double when, std::uint64_t step) {
  std::string message;
  protozero::pbf_writer event(message);
  event.add_double(field::kWallTime, when);
  if (step != 0) event.add_int64(field::kStep, static_cast<std::int64_t>(step));
  return message;
}

// Returns an event with one entry of a summary, which `write` completes.
template <typename Write>
std::string summary_event(std::string_view tag, std::uint64_t step, double when, const Write& write) {
  std::string message = begin_event(when, step);
  {  // a nested message is complete when its writer goes out of scope
    protozero::pbf_writer event(message);
    protozero::pbf_writer summary(event, field::kSummary);
    protozero::pbf_writer entry(summary, field::kValue);
    entry.add_string(field::kTag, tag.data(), tag.size());
    write(entry);
  }
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

// Returns the seconds in the name of an event file, or 0 for another file.
std::uint64_t seconds_in(std::string_view file) {
  std::uint64_t seconds = 0;
  if (file.starts_with(kFilePrefix)) std::from_chars(file.data() + kFilePrefix.size(), file.data() + file.size(), seconds);
  return seconds;
}

// Returns a name that sorts after those of the event files in the folder.
Result<std::string> file_name(const std::string& folder, double started) {
  const ProcessName process = process_name();
  const double whole = std::floor(started);
  auto seconds = static_cast<std::uint64_t>(whole);
  TRY_VALUE(const std::vector<FolderEntry> entries, list_folder(folder));
  for (const FolderEntry& entry : entries) seconds = std::max(seconds, seconds_in(entry.name) + 1);
  return str_cat(kFilePrefix, seconds, '.', process.host, '.', process.number, '.',
                 static_cast<std::uint64_t>((started - whole) * 1e6));
}

struct Histogram {
  double min = 0, max = 0, count = 0, sum = 0, sum_of_squares = 0;
  std::array<double, EventLog::kHistogramBuckets> limits{}, buckets{};
};

Histogram histogram_of(std::span<const float> values) {
  float least = std::numeric_limits<float>::infinity(), most = -least;
  for (const float value : values)
    if (std::isfinite(value)) least = std::min(least, value), most = std::max(most, value);
  Histogram result;
  if (least > most) return result;
  result.min = least, result.max = most;
  const double width = (result.max - result.min) / EventLog::kHistogramBuckets;
  for (std::size_t i = 0; i < result.limits.size(); ++i)
    result.limits[i] = i + 1 == result.limits.size() ? result.max : result.min + width * static_cast<double>(i + 1);
  for (const float value : values) {
    if (!std::isfinite(value)) continue;
    const double place = width > 0 ? (double{value} - result.min) / width : 0;
    result.buckets[std::min(static_cast<std::size_t>(place), result.buckets.size() - 1)] += 1;
    result.count += 1;
    result.sum += value;
    result.sum_of_squares += double{value} * value;
  }
  return result;
}

// Writes the attribute `_output_shapes`, a list with one shape.
void write_shape(protozero::pbf_writer& node, std::span<const std::int64_t> shape) {
  protozero::pbf_writer attribute(node, field::kAttribute);
  attribute.add_string(field::kKey, "_output_shapes");
  protozero::pbf_writer value(attribute, field::kMapped);
  protozero::pbf_writer list(value, field::kList);
  protozero::pbf_writer one(list, field::kShapeOfList);
  for (const std::int64_t length : shape) protozero::pbf_writer(one, field::kDimension).add_int64(field::kSize, length);
}

std::string graph_message(std::span<const GraphNode> nodes) {
  std::string message;
  protozero::pbf_writer graph(message);
  for (const GraphNode& one : nodes) {
    protozero::pbf_writer node(graph, field::kNode);
    node.add_string(field::kNodeName, one.name);
    node.add_string(field::kOperation, one.operation);
    for (const std::string& input : one.inputs) node.add_string(field::kInput, input);
    write_shape(node, one.output_shape);
  }
  protozero::pbf_writer(graph, field::kVersions).add_int32(field::kProducer, kGraphProducer);
  return message;
}

void write_value(protozero::pbf_writer& value, bool flag) { value.add_bool(field::kBoolValue, flag); }
void write_value(protozero::pbf_writer& value, double number) { value.add_double(field::kNumberValue, number); }
void write_value(protozero::pbf_writer& value, const std::string& text) { value.add_string(field::kStringValue, text); }

std::string hyperparameter_message(std::span<const Hyperparameter> values, std::string_view name, double when) {
  std::string message;
  {
    protozero::pbf_writer plugin(message);
    protozero::pbf_writer start(plugin, field::kSessionStart);
    for (const auto& [key, value] : values) {
      protozero::pbf_writer entry(start, field::kHyperparameters);
      entry.add_string(field::kKey, key);
      protozero::pbf_writer mapped(entry, field::kMapped);
      std::visit([&mapped](const auto& content) { write_value(mapped, content); }, value);
    }
    start.add_string(field::kGroupName, name.data(), name.size());
    start.add_double(field::kStarted, when);
  }
  return message;
}

}  // namespace

Result<EventLog> EventLog::open(const std::string& folder, const Options& options) {
  TRY(make_folder(folder));
  TRY_VALUE(const std::string name, file_name(folder, options.started));
  const std::string path = str_cat(folder, '/', name);
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
  return append_record(summary_event(tag, step, when, [value](protozero::pbf_writer& entry) {
    entry.add_float(field::kSimpleValue, static_cast<float>(value));
  }));
}

Status EventLog::image(std::string_view tag, std::uint64_t step, const Image& image, double when) {
  TRY_VALUE(const std::vector<std::uint8_t> png, encode_png(image));
  return append_record(summary_event(tag, step, when, [&](protozero::pbf_writer& entry) {
    protozero::pbf_writer picture(entry, field::kImage);
    picture.add_int32(field::kHeight, static_cast<std::int32_t>(image.height));
    picture.add_int32(field::kWidth, static_cast<std::int32_t>(image.width));
    picture.add_int32(field::kColorspace, kRgb);
    picture.add_bytes(field::kEncoded, reinterpret_cast<const char*>(png.data()), png.size());
  }));
}

Status EventLog::histogram(std::string_view tag, std::uint64_t step, std::span<const float> values, double when) {
  const Histogram histogram = histogram_of(values);
  return append_record(summary_event(tag, step, when, [&histogram](protozero::pbf_writer& entry) {
    protozero::pbf_writer message(entry, field::kHistogram);
    message.add_double(field::kMin, histogram.min);
    message.add_double(field::kMax, histogram.max);
    message.add_double(field::kCount, histogram.count);
    message.add_double(field::kSum, histogram.sum);
    message.add_double(field::kSumOfSquares, histogram.sum_of_squares);
    message.add_packed_double(field::kBucketLimit, histogram.limits.begin(), histogram.limits.end());
    message.add_packed_double(field::kBucket, histogram.buckets.begin(), histogram.buckets.end());
  }));
}

Status EventLog::graph(std::span<const GraphNode> nodes, double when) {
  std::string message = begin_event(when, 0);
  protozero::pbf_writer(message).add_bytes(field::kGraph, graph_message(nodes));
  return append_record(message);
}

// As tensorboard.plugins.hparams.api does: an empty tensor whose metadata hold the values.
Status EventLog::hyperparameters(std::span<const Hyperparameter> values, std::string_view name, double when) {
  const std::string content = hyperparameter_message(values, name, when);
  return append_record(summary_event("_hparams_/session_start_info", 0, when, [&content](protozero::pbf_writer& entry) {
    {
      protozero::pbf_writer tensor(entry, field::kTensor);
      tensor.add_enum(field::kTensorType, kFloatType);
      protozero::pbf_writer shape(tensor, field::kTensorShape);
      shape.add_message(field::kDimension, std::string());  // of length 0
    }
    protozero::pbf_writer metadata(entry, field::kMetadata);
    protozero::pbf_writer plugin(metadata, field::kPluginData);
    plugin.add_string(field::kPluginName, "hparams");
    plugin.add_bytes(field::kContent, content);
  }));
}

Status EventLog::append_record(std::string_view message) {
  std::vector<std::uint8_t> record;
  record.reserve(message.size() + 16);
  append_with_checksum(little_endian<8>(message.size()), record);
  append_with_checksum({reinterpret_cast<const std::uint8_t*>(message.data()), message.size()}, record);
  return file_.append(record);
}

}  // namespace alexnet
