// ICC color profiles made from their numbers, for tests: a few hundred bytes each, in version 2 of the format.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace alexnet::testing {

using IccBytes = std::vector<std::uint8_t>;
using Matrix3 = std::array<std::array<double, 3>, 3>;  // [X, Y, Z][red, green, blue]

// Linear RGB to XYZ of the white D50, as profiles state it.
inline constexpr Matrix3 kSrgbToXyz = {
    {{0.436066, 0.385147, 0.143066}, {0.222488, 0.716873, 0.060608}, {0.013916, 0.097076, 0.714096}}};
inline constexpr Matrix3 kDisplayP3ToXyz = {
    {{0.515121, 0.291977, 0.157104}, {0.241196, 0.692245, 0.066574}, {-0.001053, 0.041885, 0.784073}}};
inline constexpr Matrix3 kAdobeRgbToXyz = {
    {{0.609741, 0.205276, 0.149185}, {0.311111, 0.625671, 0.063217}, {0.019470, 0.060867, 0.744568}}};

inline void append_u32(IccBytes& bytes, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(value >> shift));
}
inline void append_u16(IccBytes& bytes, std::uint32_t value) {
  bytes.push_back(static_cast<std::uint8_t>(value >> 8));
  bytes.push_back(static_cast<std::uint8_t>(value));
}
inline void append_text(IccBytes& bytes, std::string_view text) { bytes.insert(bytes.end(), text.begin(), text.end()); }
inline void append_fixed(IccBytes& bytes, double value) {
  append_u32(bytes, static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(value * 65536))));
}

// A tag: its signature and its data.
using IccTag = std::pair<std::string_view, IccBytes>;

inline IccTag xyz_tag(std::string_view signature, double x, double y, double z) {
  IccBytes data;
  append_text(data, std::string_view("XYZ \0\0\0\0", 8));
  for (const double value : {x, y, z}) append_fixed(data, value);
  return {signature, data};
}

inline IccTag description_tag(std::string_view text) {
  IccBytes data;
  append_text(data, std::string_view("desc\0\0\0\0", 8));
  append_u32(data, static_cast<std::uint32_t>(text.size() + 1));
  append_text(data, text);
  data.resize(data.size() + 1 + 4 + 4 + 2 + 1 + 67);  // the end, and no names in other scripts
  return {"desc", data};
}

// A curve of `points` values of the function `curve` from [0, 1] to [0, 1].
template <typename Curve>
IccTag curve_tag(std::string_view signature, const Curve& curve, std::size_t points = 1024) {
  IccBytes data;
  append_text(data, std::string_view("curv\0\0\0\0", 8));
  append_u32(data, static_cast<std::uint32_t>(points));
  for (std::size_t i = 0; i < points; ++i) {
    append_u16(
        data, static_cast<std::uint32_t>(std::lround(curve(static_cast<double>(i) / static_cast<double>(points - 1)) * 65535)));
  }
  return {signature, data};
}

// A profile of class `kind` (such as `mntr`) from the color space `space` (such as `RGB `) to `connection` (`XYZ ` or `Lab `).
inline IccBytes icc_profile(std::string_view kind, std::string_view space, std::string_view connection,
                            std::vector<IccTag> tags) {
  IccBytes bytes;
  append_u32(bytes, 0);  // the size, filled in below
  append_u32(bytes, 0);
  append_u32(bytes, 0x02400000);  // version 2.4
  for (const std::string_view text : {kind, space, connection}) append_text(bytes, text);
  bytes.resize(36);
  append_text(bytes, "acsp");
  bytes.resize(68);
  for (const double value : {0.9642, 1.0, 0.8249}) append_fixed(bytes, value);
  bytes.resize(128);
  append_u32(bytes, static_cast<std::uint32_t>(tags.size()));
  std::size_t offset = 132 + 12 * tags.size();
  for (auto& [signature, data] : tags) {
    data.resize((data.size() + 3) / 4 * 4);
    append_text(bytes, signature);
    append_u32(bytes, static_cast<std::uint32_t>(offset));
    append_u32(bytes, static_cast<std::uint32_t>(data.size()));
    offset += data.size();
  }
  for (const auto& [signature, data] : tags) bytes.insert(bytes.end(), data.begin(), data.end());
  IccBytes size;
  append_u32(size, static_cast<std::uint32_t>(bytes.size()));
  std::memcpy(bytes.data(), size.data(), 4);
  return bytes;
}

inline double srgb_to_linear(double value) { return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4); }
inline double linear_to_srgb(double value) {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * std::pow(value, 1 / 2.4) - 0.055;
}

// A profile of primaries and one curve.
template <typename Curve>
IccBytes rgb_profile(std::string_view name, const Matrix3& m, const Curve& curve) {
  return icc_profile("mntr", "RGB ", "XYZ ",
                     {description_tag(name), xyz_tag("wtpt", 0.9505, 1, 1.0891), xyz_tag("rXYZ", m[0][0], m[1][0], m[2][0]),
                      xyz_tag("gXYZ", m[0][1], m[1][1], m[2][1]), xyz_tag("bXYZ", m[0][2], m[1][2], m[2][2]),
                      curve_tag("rTRC", curve), curve_tag("gTRC", curve), curve_tag("bTRC", curve)});
}

inline double gamma_22(double value) { return std::pow(value, 2.19921875); }  // Adobe RGB's

inline IccBytes display_p3_profile() { return rgb_profile("Display P3", kDisplayP3ToXyz, srgb_to_linear); }
inline IccBytes adobe_rgb_profile() { return rgb_profile("Adobe RGB (1998)", kAdobeRgbToXyz, gamma_22); }
inline IccBytes srgb_profile() { return rgb_profile("A name of its own", kSrgbToXyz, srgb_to_linear); }
// sRGB whose first channel is green, the second blue and the third red.
inline IccBytes gbr_profile() {
  Matrix3 m = kSrgbToXyz;
  for (auto& row : m) row = {row[1], row[2], row[0]};
  return rgb_profile("GBR", m, srgb_to_linear);
}

template <typename Curve>
IccBytes gray_profile(const Curve& curve) {
  return icc_profile("mntr", "GRAY", "XYZ ",
                     {description_tag("Gray"), xyz_tag("wtpt", 0.9642, 1, 0.8249), curve_tag("kTRC", curve)});
}

// A printer whose colors are known for the 16 combinations of no ink and all ink, as CIELAB: 100 x (1 - black) x (1 - 0.5 cyan) and
// so on in lightness alone, so that every color is neutral.
inline double printed_lightness(double c, double m, double y, double k) {
  return 100 * (1 - 0.5 * c) * (1 - 0.4 * m) * (1 - 0.2 * y) * (1 - k);
}
inline IccBytes cmyk_profile() {
  IccBytes table;
  append_text(table, std::string_view("mft1\0\0\0\0", 8));
  for (const unsigned char value : {'\4', '\3', '\2', '\0'}) table.push_back(value);  // channels in and out, points a side
  for (int i = 0; i < 9; ++i) append_fixed(table, i % 4 == 0 ? 1 : 0);
  for (int i = 0; i < 4 * 256; ++i) table.push_back(static_cast<std::uint8_t>(i));
  for (int i = 0; i < 16; ++i) {
    const double lightness = printed_lightness(i >> 3, i >> 2 & 1, i >> 1 & 1, i & 1);
    table.push_back(static_cast<std::uint8_t>(std::lround(lightness * 2.55)));
    table.push_back(128);
    table.push_back(128);
  }
  for (int i = 0; i < 3 * 256; ++i) table.push_back(static_cast<std::uint8_t>(i));
  return icc_profile("prtr", "CMYK", "Lab ", {description_tag("Printer"), xyz_tag("wtpt", 0.9642, 1, 0.8249), {"A2B0", table}});
}

}  // namespace alexnet::testing
