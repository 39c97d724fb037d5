// Reads the images of a TensorBoard event file without TensorBoard. Ignores checksums.
#pragma once

#include <protozero/pbf_reader.hpp>
#include <string>
#include <vector>

namespace alexnet::testing {

struct EventImage {
  std::string tag;
  std::int64_t step = 0;
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::string png;
};

// Returns the nested message of a field that occurs exactly once. The field numbers are those of event.proto and summary.proto.
inline protozero::pbf_reader nested(protozero::pbf_reader message, protozero::pbf_tag_type field) {
  return message.next(field) ? message.get_message() : protozero::pbf_reader();
}

inline std::vector<EventImage> images_in(const std::string& events) {
  std::vector<EventImage> result;
  for (std::size_t at = 0; at + 12 < events.size();) {
    std::size_t length = 0;
    for (std::size_t i = 4; i-- > 0;) length = length << 8 | static_cast<std::uint8_t>(events[at + i]);
    protozero::pbf_reader event(events.data() + at + 12, length);
    at += 12 + length + 4;
    const protozero::pbf_reader value = nested(nested(event, 5), 1);
    protozero::pbf_reader image = nested(value, 4);
    if (image.length() == 0) continue;
    EventImage found;
    if (event.next(2)) found.step = event.get_int64();
    if (protozero::pbf_reader tag = value; tag.next(1)) found.tag = tag.get_string();
    while (image.next()) {
      if (image.tag() == 1) {
        found.height = image.get_int32();
      } else if (image.tag() == 2) {
        found.width = image.get_int32();
      } else if (image.tag() == 4) {
        found.png = image.get_string();
      } else {
        image.skip();
      }
    }
    result.push_back(found);
  }
  return result;
}

}  // namespace alexnet::testing
