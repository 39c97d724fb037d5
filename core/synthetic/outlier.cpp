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

// Black and white are likelier than chance has them.
Color ground_color(Dice& dice) {
  if (dice.chance(0.2f)) return {255, 255, 255};
  if (dice.chance(0.15f)) return {0, 0, 0};
  if (dice.chance(0.25f)) return mixed({0, 0, 0}, {255, 255, 255}, dice.between(0, 1));
  return {dice.between(0, 255), dice.between(0, 255), dice.between(0, 255)};
}

Color sum(const Color& a, const Color& b) { return {a.red + b.red, a.green + b.green, a.blue + b.blue}; }

Color noise_color(Dice& dice, bool grey, float spread) {
  const float red = dice.between(-spread, spread);
  if (grey) return {red, red, red};
  return {red, dice.between(-spread, spread), dice.between(-spread, spread)};
}

// Grains of one to many pixels, hard-edged or blended into each other.
void draw_noise(Canvas& canvas, Dice& dice) {
  const bool grey = dice.chance(0.4f), blended = dice.chance(0.5f);
  const float spread = dice.between(20, 160), grain = dice.chance(0.5f) ? 1.0f : std::exp2(dice.between(0, 5));
  const Color ground = dice.chance(0.6f) ? Color{128, 128, 128} : ground_color(dice);
  const auto across = static_cast<std::size_t>(static_cast<float>(canvas.width()) / grain) + 2;
  std::vector<Color> grains(across * across);
  for (Color& color : grains) color = sum(ground, noise_color(dice, grey, spread));
  canvas.shade([&](Point at, const Color&) {
    const float x = at.x / grain, y = at.y / grain;
    const auto column = static_cast<std::size_t>(x), row = static_cast<std::size_t>(y);
    const Color* corner = grains.data() + row * across + column;
    if (!blended) return *corner;
    const float right = x - std::floor(x), down = y - std::floor(y);
    return mixed(mixed(corner[0], corner[1], right), mixed(corner[across], corner[across + 1], right), down);
  });
}

// How far along one direction a point lies: 0 to 1 over the picture.
struct Direction {
  float x = 1, y = 0, offset = 0;

  Direction(float side, float angle) {
    const float sine = std::sin(angle), cosine = std::cos(angle), extent = std::abs(sine) + std::abs(cosine);
    x = cosine / (extent * side), y = sine / (extent * side);
    offset = -std::min(0.0f, cosine / extent) - std::min(0.0f, sine / extent);
  }
  float operator()(Point at) const { return at.x * x + at.y * y + offset; }
};

Direction random_direction(const Canvas& canvas, Dice& dice) {
  const float right_angle = std::numbers::pi_v<float> / 2;
  const float angle = dice.chance(0.6f) ? right_angle * static_cast<float>(dice.one_of(4)) : dice.between(0, 4 * right_angle);
  return {static_cast<float>(canvas.width()), angle};
}

void draw_gradient(Canvas& canvas, Dice& dice) {
  const Color from = ground_color(dice), to = ground_color(dice);
  const Direction along = random_direction(canvas, dice);
  canvas.shade([&](Point at, const Color&) { return mixed(from, to, along(at)); });
}

// Stripes, or with a second direction a chequered pattern.
void draw_pattern(Canvas& canvas, Dice& dice) {
  const Color one = ground_color(dice), other = ground_color(dice);
  const Direction along = random_direction(canvas, dice), across = random_direction(canvas, dice);
  const bool checked = dice.chance(0.5f);
  const float count = std::exp2(dice.between(1, 6)), share = dice.between(0.2f, 0.8f);
  canvas.shade([&](Point at, const Color&) {
    bool first = std::fmod(along(at) * count, 1.0f) < share;
    if (checked) first = first != (std::fmod(across(at) * count, 1.0f) < share);
    return first ? one : other;
  });
}

std::string random_line(Dice& dice, std::size_t letters) {
  std::string line;
  while (line.size() < letters) {
    for (std::size_t i = 1 + dice.one_of(9); i > 0; --i)
      line += static_cast<char>((dice.chance(0.1f) ? 'A' : 'a') + dice.one_of(26));
    line += dice.chance(0.1f) ? ". " : " ";
  }
  return line;
}

void draw_page(Image& image, Dice& dice) {
  const Color ink = ground_color(dice);
  const Colour colour = {static_cast<std::uint8_t>(ink.red), static_cast<std::uint8_t>(ink.green),
                         static_cast<std::uint8_t>(ink.blue)};
  const std::size_t scale = 1 + dice.one_of(3), left = dice.one_of(image.width / 4),
                    bottom = image.height - dice.one_of(image.height / 4);
  for (std::size_t y = dice.one_of(image.height / 4); y + kLineHeight * scale < bottom; y += kLineHeight * scale) {
    if (dice.chance(0.08f)) continue;  // between paragraphs
    draw_text(image, left, y, random_line(dice, image.width / (7 * scale)), colour, scale);
  }
}

}  // namespace

Image draw_outlier(std::size_t side, std::uint64_t seed, std::uint64_t number) {
  Canvas canvas(side, side);
  Dice dice(seed, number);
  const Color ground = ground_color(dice);
  canvas.shade([&](Point, const Color&) { return ground; });
  const std::size_t kind = dice.one_of(6);
  if (kind <= 1) draw_noise(canvas, dice);
  if (kind == 2) draw_gradient(canvas, dice);
  if (kind == 3) draw_pattern(canvas, dice);
  if (dice.chance(0.2f)) take_photo(canvas, dice);
  Image image = canvas.image();
  if (kind == 4) draw_page(image, dice);
  return image;
}

}  // namespace alexnet
