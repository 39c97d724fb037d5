#include "support/golden_weights.h"

#include <cmath>
#include <memory>

#include "base/rng.h"

namespace alexnet::testing {
namespace {

constexpr std::uint64_t kNoiseStream = 1 << 20;  // above the streams of all parameters

void draw_uniform(std::uint64_t seed, std::uint64_t stream, float limit, std::span<float> values, const ThreadPool& pool) {
  pool.parallel_for(values.size(), 1 << 14, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const auto integer = static_cast<std::int32_t>(random_words(seed, stream, i)[0] >> 8) - (1 << 23);
      values[i] = static_cast<float>(integer) * 0x1p-23f * limit;
    }
  });
}

float limit_of(const Shape& shape) {
  if (shape.rank() == 1) return 0.1f;
  const auto fan_in = static_cast<double>(shape.elements() / shape[0]);
  return static_cast<float>(std::sqrt(6.0 / fan_in));
}

}  // namespace

Result<Model> golden_model(std::string_view variant, const VariantOptions& options, std::uint64_t seed,
                           const ThreadPool& pool) {
  Model model;
  TRY_VALUE(model.spec, make_spec(variant, options));
  TRY_VALUE(const std::vector<ParameterSpec> parameters, parameter_specs(model.spec));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    TRY_VALUE(Tensor tensor, Tensor::create(parameters[i].shape));
    draw_uniform(seed, i, limit_of(parameters[i].shape), tensor.values(), pool);
    auto owner = std::make_shared<const Tensor>(std::move(tensor));
    model.parameters.push_back({parameters[i].name, owner->view()});
    model.owners.push_back(std::move(owner));
  }
  return model;
}

Image golden_image(std::size_t side, std::uint64_t seed) {
  Image image{side, side, std::vector<std::uint8_t>(side * side * 3)};
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] = static_cast<std::uint8_t>(random_words(seed, kNoiseStream, i)[0] >> 24);
  return image;
}

}  // namespace alexnet::testing
