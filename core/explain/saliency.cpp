#include "explain/saliency.h"

#include <algorithm>
#include <cmath>

#include "image/new_image.h"
#include "render/heat_map.h"

namespace alexnet {

namespace {
constexpr double kScaleQuantile = 0.999;
}

Result<Tensor> input_image_gradient(ProbeNetwork& probe, const Target& target, bool guided) {
  TRY(check_target(probe, target));
  TRY(probe.set_batch(1));
  TRY(probe.forward(target.step));
  seed_gradient(probe, target);
  TRY_VALUE(const std::span<const float> gradient, probe.backward({.from_step = target.step, .to_step = 0, .guided = guided}));
  TRY_VALUE(Tensor result, Tensor::create(probe.steps().front().input));
  std::ranges::copy(gradient, result.data());
  return result;
}

Result<Tensor> saliency_map(const Tensor& gradient) {
  TRY_VALUE(Tensor map, Tensor::create({gradient.shape()[0], gradient.shape()[1]}));
  const float* value = gradient.data();
  for (float& strongest : map.values()) {
    strongest = std::max({std::fabs(value[0]), std::fabs(value[1]), std::fabs(value[2])});
    value += 3;
  }
  return map;
}

Result<Image> draw_gradient(const Tensor& gradient, ChannelOrder order) {
  TRY_VALUE(Image image, new_image(gradient.shape()[1], gradient.shape()[0]));
  const float largest = upper_quantile(gradient.view(), kScaleQuantile);
  const std::size_t red = order == ChannelOrder::kRgb ? 0 : 2;
  for (std::size_t i = 0; i < image.pixels.size(); i += 3)
    for (std::size_t c = 0; c < 3; ++c) {
      const float value = gradient.data()[i + (c == 1 ? 1 : c == 0 ? red : 2 - red)];
      image.pixels[i + c] = static_cast<std::uint8_t>(std::lround(127.5f + 127.5f * std::clamp(value / largest, -1.0f, 1.0f)));
    }
  return image;
}

}  // namespace alexnet
