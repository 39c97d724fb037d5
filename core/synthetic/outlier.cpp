#include "synthetic/outlier.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "data/compose.h"
#include "synthetic/scene.h"

namespace alexnet {
namespace {

// Returns a random color, often white, black or gray.
RgbF ground_color(SceneRandom& random) {
  if (random.chance(0.2f)) return {255, 255, 255};
  if (random.chance(0.15f)) return {0, 0, 0};
  if (random.chance(0.25f)) return mixed({0, 0, 0}, {255, 255, 255}, random.between(0, 1));
  return {random.between(0, 255), random.between(0, 255), random.between(0, 255)};
}

RgbF sum(const RgbF& a, const RgbF& b) { return {a.red + b.red, a.green + b.green, a.blue + b.blue}; }

RgbF noise_color(SceneRandom& random, bool gray, float spread) {
  const float red = random.between(-spread, spread);
  if (gray) return {red, red, red};
  return {red, random.between(-spread, spread), random.between(-spread, spread)};
}

// Draws noise with grains of one to 32 pixels, with hard edges or interpolated.
void draw_noise(Canvas& canvas, SceneRandom& random) {
  const bool gray = random.chance(0.4f), blended = random.chance(0.5f);
  const float spread = random.between(20, 160), grain = random.chance(0.5f) ? 1.0f : std::exp2(random.between(0, 5));
  const RgbF ground = random.chance(0.6f) ? RgbF{128, 128, 128} : ground_color(random);
  const auto across = static_cast<std::size_t>(static_cast<float>(canvas.width()) / grain) + 2;
  std::vector<RgbF> grains(across * across);
  for (RgbF& color : grains) color = sum(ground, noise_color(random, gray, spread));
  canvas.shade([&](Point at, const RgbF&) {
    const float x = at.x / grain, y = at.y / grain;
    const auto column = static_cast<std::size_t>(x), row = static_cast<std::size_t>(y);
    const RgbF* corner = grains.data() + row * across + column;
    if (!blended) return *corner;
    const float right = x - std::floor(x), down = y - std::floor(y);
    return mixed(mixed(corner[0], corner[1], right), mixed(corner[across], corner[across + 1], right), down);
  });
}

// The position of a point along a direction, from 0 to 1 over the image.
struct Direction {
  float x = 1, y = 0, offset = 0;

  Direction(float side, float angle) {
    const float sine = std::sin(angle), cosine = std::cos(angle), extent = std::abs(sine) + std::abs(cosine);
    x = cosine / (extent * side), y = sine / (extent * side);
    offset = -std::min(0.0f, cosine / extent) - std::min(0.0f, sine / extent);
  }
  float operator()(Point at) const { return at.x * x + at.y * y + offset; }
};

Direction random_direction(const Canvas& canvas, SceneRandom& random) {
  const float right_angle = std::numbers::pi_v<float> / 2;
  const float angle =
      random.chance(0.6f) ? right_angle * static_cast<float>(random.one_of(4)) : random.between(0, 4 * right_angle);
  return {static_cast<float>(canvas.width()), angle};
}

void draw_gradient(Canvas& canvas, SceneRandom& random) {
  const RgbF from = ground_color(random), to = ground_color(random);
  const Direction along = random_direction(canvas, random);
  canvas.shade([&](Point at, const RgbF&) { return mixed(from, to, along(at)); });
}

// Draws stripes, or a checkered pattern of two directions.
void draw_pattern(Canvas& canvas, SceneRandom& random) {
  const RgbF one = ground_color(random), other = ground_color(random);
  const Direction along = random_direction(canvas, random), across = random_direction(canvas, random);
  const bool checked = random.chance(0.5f);
  const float count = std::exp2(random.between(1, 6)), share = random.between(0.2f, 0.8f);
  canvas.shade([&](Point at, const RgbF&) {
    bool first = std::fmod(along(at) * count, 1.0f) < share;
    if (checked) first = first != (std::fmod(across(at) * count, 1.0f) < share);
    return first ? one : other;
  });
}

std::string random_line(SceneRandom& random, std::size_t letters) {
  std::string line;
  while (line.size() < letters) {
    for (std::size_t i = 1 + random.one_of(9); i > 0; --i)
      line += static_cast<char>((random.chance(0.1f) ? 'A' : 'a') + random.one_of(26));
    line += random.chance(0.1f) ? ". " : " ";
  }
  return line;
}

void draw_page(Image& image, SceneRandom& random) {
  const RgbF ink = ground_color(random);
  const Rgb8 color = {static_cast<std::uint8_t>(ink.red), static_cast<std::uint8_t>(ink.green),
                      static_cast<std::uint8_t>(ink.blue)};
  const std::size_t scale = 1 + random.one_of(3), left = random.one_of(image.width / 4),
                    bottom = image.height - random.one_of(image.height / 4);
  for (std::size_t y = random.one_of(image.height / 4); y + kLineHeight * scale < bottom; y += kLineHeight * scale) {
    if (random.chance(0.08f)) continue;  // an empty line between paragraphs
    draw_text(image, left, y, random_line(random, image.width / (7 * scale)), color, scale);
  }
}

}  // namespace

Image synthetic_outlier(std::size_t side, std::uint64_t seed, std::uint64_t number) {
  Canvas canvas(side, side);
  SceneRandom random(seed, number);
  const RgbF ground = ground_color(random);
  canvas.shade([&](Point, const RgbF&) { return ground; });
  const std::size_t kind = random.one_of(6);
  if (kind <= 1) draw_noise(canvas, random);
  if (kind == 2) draw_gradient(canvas, random);
  if (kind == 3) draw_pattern(canvas, random);
  if (random.chance(0.2f)) apply_camera_effects(canvas, random);
  Image image = canvas.image();
  if (kind == 4) draw_page(image, random);
  return image;
}

}  // namespace alexnet
