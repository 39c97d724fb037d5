#include "explain/target.h"

#include "messages/explain.h"

namespace alexnet {
namespace {

// A layer's output as `count` pixels with `channels` values each; a dense layer has one pixel.
struct Pixels {
  explicit Pixels(const Shape& shape) : channels(shape[shape.rank() - 1]), count(shape.elements() / channels) {}
  std::size_t channels;
  std::size_t count;
};

std::size_t pixel_index(const Shape& shape, const Position& at) { return shape.rank() == 3 ? at.y * shape[1] + at.x : 0; }

}  // namespace

Status check_target(const ProbeNetwork& probe, const Target& target) {
  const Shape& shape = probe.steps()[target.step].output;
  const std::string& layer = probe.layer(target.step).name;
  const Pixels pixels(shape);
  if (target.unit >= pixels.channels) return fail<msg::kTargetUnit>(layer, pixels.channels - 1, target.unit);
  const std::size_t height = shape.rank() == 3 ? shape[0] : 1, width = shape.rank() == 3 ? shape[1] : 1;
  if (target.at && (target.at->y >= height || target.at->x >= width))
    return fail<msg::kTargetPosition>(layer, width, height, target.at->x, target.at->y);
  return {};
}

float value_of(const ProbeNetwork& probe, const Target& target, std::size_t index) {
  const ConstTensorView output = probe.output(target.step, index);
  const Pixels pixels(output.shape);
  if (target.at) return output.data[pixel_index(output.shape, *target.at) * pixels.channels + target.unit];
  double sum = 0;
  for (std::size_t i = 0; i < pixels.count; ++i) sum += output.data[i * pixels.channels + target.unit];
  return static_cast<float>(sum / static_cast<double>(pixels.count));
}

void seed_gradient(ProbeNetwork& probe, const Target& target) {
  const Shape& shape = probe.steps()[target.step].output;
  const Pixels pixels(shape);
  const std::span<float> gradient = probe.gradient_of(target.step);
  if (target.at) {
    gradient[pixel_index(shape, *target.at) * pixels.channels + target.unit] = 1.0f;
    return;
  }
  for (std::size_t i = 0; i < pixels.count; ++i)
    gradient[i * pixels.channels + target.unit] = 1.0f / static_cast<float>(pixels.count);
}

}  // namespace alexnet
