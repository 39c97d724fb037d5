#include "explain/activation_maximization.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/rng.h"
#include "data/preprocess.h"
#include "messages/explain.h"

namespace alexnet {
namespace {

constexpr std::uint64_t kNoiseStream = 0;
constexpr std::uint64_t kShiftStream = 1;
constexpr float kGray = 0.5f;
constexpr float kNoise = 0.02f;

// Returns by how much a value of the network input changes over the whole range of a pixel.
float range_of(const Preprocessing& preprocessing, std::size_t channel) {
  return 255.0f * preprocessing.scale / preprocessing.deviation[channel];
}

// A row or a column of pixels.
struct Line {
  std::size_t length = 0;
  std::size_t stride = 0;  // values from pixel to pixel
};

// Blurs along one line, with clamped edges. weights[i] is the weight of the two pixels at distance i.
void blur_line(const Line& line, const std::vector<float>& weights, const float* from, float* to) {
  for (std::size_t i = 0; i < line.length; ++i)
    for (std::size_t c = 0; c < 3; ++c) {
      float sum = weights[0] * from[i * line.stride + c];
      for (std::size_t d = 1; d < weights.size(); ++d)
        sum += weights[d] *
               (from[(i > d ? i - d : 0) * line.stride + c] + from[std::min(i + d, line.length - 1) * line.stride + c]);
      to[i * line.stride + c] = sum;
    }
}

std::vector<float> gaussian(float deviation) {
  std::vector<float> weights;
  float sum = 0;
  for (std::size_t d = 0; d <= static_cast<std::size_t>(std::ceil(3 * deviation)); ++d) {
    const float distance = static_cast<float>(d) / deviation;
    weights.push_back(std::exp(-0.5f * distance * distance));
    sum += (d == 0 ? 1.0f : 2.0f) * weights.back();
  }
  for (float& weight : weights) weight /= sum;
  return weights;
}

void blur(std::size_t side, float deviation, std::vector<float>& pixels, std::vector<float>& scratch) {
  const std::vector<float> weights = gaussian(deviation);
  for (std::size_t i = 0; i < side; ++i) blur_line({side, 3}, weights, &pixels[i * side * 3], &scratch[i * side * 3]);
  for (std::size_t i = 0; i < side; ++i) blur_line({side, side * 3}, weights, &scratch[i * 3], &pixels[i * 3]);
}

}  // namespace

Result<ActivationMaximization> ActivationMaximization::create(ProbeNetwork& probe, const Target& target,
                                                              const MaximizationOptions& options) {
  TRY(check_target(probe, target));
  if (!(options.rate > 0.0f && options.decay >= 0.0f && options.decay <= 1.0f && options.blur >= 0.0f && options.blur <= 16.0f))
    return fail<msg::kMaximizationOptions>("maximize", options.rate, options.decay, options.blur);
  ActivationMaximization result;
  result.probe_ = &probe;
  result.target_ = target;
  result.options_ = options;
  result.side_ = probe.model().spec.preprocessing.input;
  result.pixels_.resize(result.side_ * result.side_ * 3);
  result.scratch_.resize(result.pixels_.size());
  for (std::size_t i = 0; i < result.pixels_.size(); ++i)
    result.pixels_[i] = std::clamp(kGray + kNoise * random_normal(options.seed, kNoiseStream, i), 0.0f, 1.0f);
  return result;
}

// Writes the image to the network input, shifted down and to the right with wraparound.
void ActivationMaximization::write_input(std::size_t down, std::size_t right) {
  const Preprocessing preprocessing = without_mean_image(probe_->model().spec.preprocessing);  // the image moves over its mean
  const std::span<float> input = probe_->input(0);
  for (std::size_t y = 0; y < side_; ++y)
    for (std::size_t x = 0; x < side_; ++x) {
      const float* from = &pixels_[(y * side_ + x) * 3];
      float* to = &input[((y + down) % side_ * side_ + (x + right) % side_) * 3];
      for (std::size_t c = 0; c < 3; ++c)
        to[c] = from[c] * range_of(preprocessing, c) - preprocessing.mean[c] / preprocessing.deviation[c];
    }
}

Status ActivationMaximization::step() {
  TRY(probe_->set_batch(1));
  const auto random = random_words(options_.seed, kShiftStream, steps_);
  const std::size_t down = random[0] % (options_.shift + 1), right = random[1] % (options_.shift + 1);
  write_input(down, right);
  TRY(probe_->forward(target_.step));
  seed_gradient(*probe_, target_);
  TRY_VALUE(const std::span<const float> gradient, probe_->backward({.from_step = target_.step, .to_step = 0}));
  ascend(gradient, down, right);
  ++steps_;
  if (options_.blur > 0.0f && options_.blur_every > 0 && steps_ % options_.blur_every == 0)
    blur(side_, options_.blur, pixels_, scratch_);
  return {};
}

// Decays the pixels towards gray and adds the normalized gradient, which is that of the shifted image.
void ActivationMaximization::ascend(std::span<const float> gradient, std::size_t down, std::size_t right) {
  const Preprocessing& preprocessing = probe_->model().spec.preprocessing;
  const std::array<float, 3> ranges = {range_of(preprocessing, 0), range_of(preprocessing, 1), range_of(preprocessing, 2)};
  double squares = 0;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    const double slope = double{gradient[i]} * ranges[i % 3];
    squares += slope * slope;
  }
  const double length = std::sqrt(squares / static_cast<double>(gradient.size()));
  const float rate = length > 0 ? static_cast<float>(options_.rate / length) : 0.0f;
  for (std::size_t y = 0; y < side_; ++y)
    for (std::size_t x = 0; x < side_; ++x) {
      float* pixel = &pixels_[(y * side_ + x) * 3];
      const float* slope = &gradient[((y + down) % side_ * side_ + (x + right) % side_) * 3];
      for (std::size_t c = 0; c < 3; ++c) {
        const float decayed = kGray + (1.0f - options_.decay) * (pixel[c] - kGray);
        pixel[c] = std::clamp(decayed + rate * ranges[c] * slope[c], 0.0f, 1.0f);
      }
    }
}

Result<float> ActivationMaximization::value() {
  TRY(probe_->set_batch(1));
  write_input(0, 0);
  TRY(probe_->forward(target_.step));
  return value_of(*probe_, target_);
}

Image ActivationMaximization::image() const {
  Image image{side_, side_, std::vector<std::uint8_t>(pixels_.size())};
  const std::size_t red = probe_->model().spec.preprocessing.order == ChannelOrder::kRgb ? 0 : 2;
  for (std::size_t i = 0; i < pixels_.size(); i += 3)
    for (std::size_t c = 0; c < 3; ++c)
      image.pixels[i + c] = static_cast<std::uint8_t>(std::lround(255.0f * pixels_[i + (c == 1 ? 1 : c == 0 ? red : 2 - red)]));
  return image;
}

}  // namespace alexnet
