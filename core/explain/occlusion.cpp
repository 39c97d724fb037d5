#include "explain/occlusion.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "data/preprocess.h"
#include "messages/explain.h"

namespace alexnet {
namespace {

Rgb8 mean_color(const Image& image) {
  std::array<std::uint64_t, 3> sums{};
  for (std::size_t i = 0; i < image.pixels.size(); ++i) sums[i % 3] += image.pixels[i];
  const std::uint64_t count = std::max<std::uint64_t>(1, image.pixels.size() / 3);
  Rgb8 mean;
  for (std::size_t c = 0; c < 3; ++c) mean[c] = static_cast<std::uint8_t>((sums[c] + count / 2) / count);
  return mean;
}

}  // namespace

Result<Occlusion> Occlusion::create(ProbeNetwork& probe, Image input_image, const Target& target,
                                    const OcclusionOptions& options) {
  TRY(check_target(probe, target));
  const std::size_t side = input_image.width;
  if (options.patch == 0 || options.patch > side || options.stride == 0 || options.batch == 0)
    return fail<msg::kOcclusionOptions>(options.patch < 1 || options.patch > side ? "patch" : "stride", side, options.patch,
                                        options.stride);
  Occlusion result;
  result.probe_ = &probe;
  result.target_ = target;
  result.options_ = options;
  if (!options.fill) result.options_.fill = mean_color(input_image);
  result.input_image_ = std::move(input_image);
  const std::size_t last = side - options.patch;
  for (std::size_t corner = 0; corner < last; corner += options.stride) result.corners_.push_back(corner);
  result.corners_.push_back(last);
  result.drops_.resize(result.corners_.size() * result.corners_.size());
  TRY(probe.set_batch(1));
  to_tensor(result.input_image_, probe.model().spec.preprocessing, probe.input(0));
  TRY(probe.forward(target.step));
  result.baseline_ = value_of(probe, target);
  return result;
}

Rectangle Occlusion::patch(std::size_t index) const {
  return {corners_[index % columns()], corners_[index / columns()], options_.patch, options_.patch};
}

Status Occlusion::step() {
  if (done()) return {};
  CHECK(options_.fill.has_value());
  const Rgb8 fill_color = *options_.fill;
  TRY(probe_->set_batch(options_.batch));
  const std::size_t count = std::min(options_.batch, drops_.size() - tried_);
  for (std::size_t i = 0; i < options_.batch; ++i) {
    Image hidden = input_image_;
    fill(hidden, patch(tried_ + std::min(i, count - 1)), fill_color);
    to_tensor(hidden, probe_->model().spec.preprocessing, probe_->input(i));
  }
  TRY(probe_->forward(target_.step));
  for (std::size_t i = 0; i < count; ++i) drops_[tried_ + i] = baseline_ - value_of(*probe_, target_, i);
  tried_ += count;
  return {};
}

Result<Tensor> Occlusion::map() const {
  const std::size_t side = input_image_.width;
  TRY_VALUE(Tensor sums, Tensor::create({side, side}));
  std::ranges::fill(sums.values(), 0.0f);
  std::vector<float> counts(side * side);
  for (std::size_t i = 0; i < tried_; ++i) {
    const Rectangle covered = patch(i);
    for (std::size_t y = covered.y; y < covered.y + covered.height; ++y)
      for (std::size_t x = covered.x; x < covered.x + covered.width; ++x) {
        sums.data()[y * side + x] += drops_[i];
        counts[y * side + x] += 1.0f;
      }
  }
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0.0f) sums.data()[i] /= counts[i];
  return sums;
}

}  // namespace alexnet
