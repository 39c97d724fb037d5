#include "image/fingerprint.h"

#include <array>
#include <bit>
#include <cstring>
#include <span>

namespace alexnet {
namespace {

constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15;  // 2^64 divided by the golden ratio, odd

// The finalizer of SplitMix64 (Steele et al., "Fast splittable pseudorandom number generators", OOPSLA 2014): every bit of the
// result depends on every bit of the value.
std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
  return value ^ (value >> 31);
}

// Hashes bytes in four independent lanes of 64 bits, so that the multiplications overlap.
class Hash {
 public:
  explicit Hash(std::uint64_t seed) {
    for (std::size_t i = 0; i < lanes_.size(); ++i) lanes_[i] = mixed(seed + i + 1);
  }

  void add(std::span<const std::uint8_t> bytes) {
    for (; bytes.size() >= kBlock; bytes = bytes.subspan(kBlock)) add_block(bytes.data());
    if (bytes.empty()) return;
    std::array<std::uint8_t, kBlock> rest{};
    std::memcpy(rest.data(), bytes.data(), bytes.size());
    add_block(rest.data());
  }
  [[nodiscard]] std::uint64_t result() const {
    std::uint64_t all = 0;
    for (const std::uint64_t lane : lanes_) all = mixed(all * kFactor + lane);
    return all;
  }

 private:
  static constexpr std::size_t kBlock = 32;

  void add_block(const std::uint8_t* block) {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      std::uint64_t word = 0;
      std::memcpy(&word, block + 8 * i, 8);
      if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
      lanes_[i] = std::rotl(lanes_[i] ^ word, 29) * kFactor;
    }
  }

  std::array<std::uint64_t, 4> lanes_;
};

// Writes a row of gray or RGB, with or without opacity, as RGB composed over white. Not shared with the decoder, which may change:
// a fingerprint that changes is of a photo that was never seen.
void row_to_rgb(std::span<const std::uint8_t> row, std::size_t channels, std::vector<std::uint8_t>& rgb) {
  const bool has_opacity = channels == 2 || channels == 4;
  const std::size_t step = channels >= 3 ? 1 : 0;  // from one color to the next
  for (std::size_t x = 0; x < rgb.size() / 3; ++x) {
    const std::uint8_t* pixel = &row[x * channels];
    const int opacity = has_opacity ? pixel[channels - 1] : 255;
    for (std::size_t i = 0; i < 3; ++i)
      rgb[3 * x + i] = static_cast<std::uint8_t>((pixel[i * step] * opacity + 255 * (255 - opacity) + 127) / 255);
  }
}

}  // namespace

std::uint64_t fingerprint(const DecodedPixels& pixels) {
  Hash hash(mixed(pixels.width) + pixels.height);
  const std::size_t row_size = pixels.width * channels_of(pixels.format);
  std::vector<std::uint8_t> rgb(3 * pixels.width);
  for (std::size_t y = 0; y < pixels.height; ++y) {
    const std::span row(pixels.values.data() + y * row_size, row_size);
    // Inks become colors by a profile or a rule that may change; their numbers stay.
    if (pixels.format == PixelFormat::kRgb || pixels.format == PixelFormat::kCmyk) {
      hash.add(row);
    } else {
      row_to_rgb(row, channels_of(pixels.format), rgb);
      hash.add(rgb);
    }
  }
  const std::uint64_t result = hash.result();
  return result == 0 ? 1 : result;
}

}  // namespace alexnet
