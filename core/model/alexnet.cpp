#include "model/alexnet.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "messages/model.h"

namespace alexnet {
namespace {

// The mean color of the ILSVRC-2012 images, rounded as in Caffe's tools.
constexpr float kMeanRed = 122.679f;
constexpr float kMeanGreen = 116.669f;
constexpr float kMeanBlue = 104.007f;

constexpr MaxPool kOverlappingPool = {.kernel = 3, .stride = 2};
constexpr MaxPool kCaffePool = {.kernel = 3, .stride = 2, .rounding = Rounding::kUp};

// Appends layers to a spec, their channels scaled by its widths.
class Chain {
 public:
  explicit Chain(ModelSpec& spec) : layers_(spec.layers), width_(spec.width), dense_width_(spec.dense_width) {}

  void add(std::string name, Operation operation) { layers_.push_back({std::move(name), operation}); }
  void convolution(const std::string& number, Convolution c) {
    c.outputs = scaled(c.outputs, width_);
    add("conv" + number, c);
    add("relu" + number, Relu{});
  }
  void hidden_dense(const std::string& number, std::size_t outputs) {
    add("fc" + number, Dense{scaled(outputs, dense_width_)});
    add("relu" + number, Relu{});
  }
  void classifier(const std::string& number, std::size_t classes) {
    add("fc" + number, Dense{classes});
    add("prob", Softmax{});
  }

 private:
  [[nodiscard]] static std::size_t scaled(std::size_t channels, double width) {
    const double eighths = std::floor(static_cast<double>(channels) * width / 8.0 + 0.5);
    return std::max<std::size_t>(8, 8 * static_cast<std::size_t>(eighths));
  }

  std::vector<LayerSpec>& layers_;
  double width_;
  double dense_width_;
};

void keras(ModelSpec& spec, Chain chain) {
  spec.preprocessing = {.input = 227, .resize = 227, .fit = Fit::kStretch, .scale = 1.0f / 255.0f};
  chain.convolution("1", {.outputs = 96, .kernel = 11, .stride = 4});
  chain.add("pool1", kOverlappingPool);
  chain.convolution("2", {.outputs = 256, .kernel = 5, .padding = same_padding(2)});
  chain.add("pool2", kOverlappingPool);
  chain.convolution("3", {.outputs = 384, .kernel = 3, .padding = same_padding(1)});
  chain.convolution("4", {.outputs = 384, .kernel = 3, .padding = same_padding(1)});
  chain.convolution("5", {.outputs = 256, .kernel = 3, .padding = same_padding(1)});
  chain.add("pool5", kOverlappingPool);
  chain.hidden_dense("6", 4096);
  chain.hidden_dense("7", 4096);
  chain.hidden_dense("8", 1000);
  chain.classifier("9", spec.classes);
}

// The differences between `paper`, `caffe` and `caffenet`.
struct TwoTowers {
  LocalResponseNorm norm;
  MaxPool pool = kCaffePool;
  bool pool_first = false;
  Padding conv1_padding = {};
};

void two_towers(const ModelSpec& spec, Chain& chain, const TwoTowers& tower) {
  const auto reduce = [&](const std::string& number) {
    if (tower.pool_first) chain.add("pool" + number, tower.pool);
    chain.add("norm" + number, tower.norm);
    if (!tower.pool_first) chain.add("pool" + number, tower.pool);
  };
  chain.convolution("1", {.outputs = 96, .kernel = 11, .stride = 4, .padding = tower.conv1_padding});
  reduce("1");
  chain.convolution("2", {.outputs = 256, .kernel = 5, .padding = same_padding(2), .groups = 2});
  reduce("2");
  chain.convolution("3", {.outputs = 384, .kernel = 3, .padding = same_padding(1)});
  chain.convolution("4", {.outputs = 384, .kernel = 3, .padding = same_padding(1), .groups = 2});
  chain.convolution("5", {.outputs = 256, .kernel = 3, .padding = same_padding(1), .groups = 2});
  chain.add("pool5", tower.pool);
  chain.hidden_dense("6", 4096);
  chain.add("drop6", Dropout{0.5f});
  chain.hidden_dense("7", 4096);
  chain.add("drop7", Dropout{0.5f});
  chain.classifier("8", spec.classes);
}

void paper(ModelSpec& spec, Chain chain) {
  spec.preprocessing = {
      .input = 224, .resize = 256, .fit = Fit::kCrop, .scale = 1.0f, .mean = {kMeanRed, kMeanGreen, kMeanBlue}};
  // A kernel of 11 at a stride of 4 does not cover 224 pixels evenly. The original rounds the output size up to 55 and reads 3
  // zeros at the right and at the bottom.
  two_towers(spec, chain,
             {.norm = {.size = 5, .alpha = 1e-4f, .beta = 0.75f, .k = 2.0f},
              .pool = kOverlappingPool,
              .conv1_padding = {.bottom = 3, .right = 3}});
}

// Caffe divides alpha by the size of the window, and bvlc_alexnet keeps Caffe's default of k.
constexpr LocalResponseNorm kCaffeNorm = {.size = 5, .alpha = 1e-4f / 5.0f, .beta = 0.75f, .k = 1.0f};

void caffe_preprocessing(ModelSpec& spec) {
  spec.preprocessing = {.input = 227,
                        .resize = 256,
                        .fit = Fit::kStretch,
                        .order = ChannelOrder::kBgr,
                        .scale = 1.0f,
                        .mean = {kMeanBlue, kMeanGreen, kMeanRed}};
}

void caffe(ModelSpec& spec, Chain chain) {
  caffe_preprocessing(spec);
  two_towers(spec, chain, {.norm = kCaffeNorm});
}

void caffenet(ModelSpec& spec, Chain chain) {
  caffe_preprocessing(spec);
  two_towers(spec, chain, {.norm = kCaffeNorm, .pool_first = true});
}

void torchvision(ModelSpec& spec, Chain chain) {
  spec.preprocessing = {.input = 224,
                        .resize = 256,
                        .fit = Fit::kCrop,
                        .scale = 1.0f / 255.0f,
                        .mean = {0.485f, 0.456f, 0.406f},
                        .deviation = {0.229f, 0.224f, 0.225f}};
  chain.convolution("1", {.outputs = 64, .kernel = 11, .stride = 4, .padding = same_padding(2)});
  chain.add("pool1", kOverlappingPool);
  chain.convolution("2", {.outputs = 192, .kernel = 5, .padding = same_padding(2)});
  chain.add("pool2", kOverlappingPool);
  chain.convolution("3", {.outputs = 384, .kernel = 3, .padding = same_padding(1)});
  chain.convolution("4", {.outputs = 256, .kernel = 3, .padding = same_padding(1)});
  chain.convolution("5", {.outputs = 256, .kernel = 3, .padding = same_padding(1)});
  chain.add("pool5", kOverlappingPool);
  chain.add("avgpool", AdaptiveAveragePool{6});
  chain.add("drop6", Dropout{0.5f});
  chain.hidden_dense("6", 4096);
  chain.add("drop7", Dropout{0.5f});
  chain.hidden_dense("7", 4096);
  chain.classifier("8", spec.classes);
}

std::string known_variants() {
  std::string names;
  for (const std::string_view name : kVariants) names += (names.empty() ? "" : ", ") + std::string(name);
  return names;
}

Status check_width(const char* name, double width) {
  if (width > 0.0 && width <= 16.0) return {};
  return fail<msg::kModelWidth>(name, width);
}

}  // namespace

Result<ModelSpec> make_spec(std::string_view variant, const VariantOptions& options) {
  if (options.classes == 0 || options.classes > 1'000'000) return fail<msg::kModelClassCount>("classes", options.classes);
  ModelSpec spec{.variant = std::string(variant), .width = options.width, .classes = options.classes, .preprocessing = {}};
  spec.dense_width = options.dense_width.value_or(options.width);
  TRY(check_width("width", spec.width));
  TRY(check_width("dense width", spec.dense_width));
  const Chain chain(spec);
  if (variant == "keras") {
    keras(spec, chain);
  } else if (variant == "paper") {
    paper(spec, chain);
  } else if (variant == "caffe") {
    caffe(spec, chain);
  } else if (variant == "caffenet") {
    caffenet(spec, chain);
  } else if (variant == "torchvision") {
    torchvision(spec, chain);
  } else {
    return fail<msg::kModelUnknownVariant>("variant", variant, known_variants());
  }
  TRY(infer_shapes(spec));
  return spec;
}

}  // namespace alexnet
