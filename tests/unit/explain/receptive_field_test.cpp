#include "explain/receptive_field.h"

#include <gtest/gtest.h>

#include "support/narrow_probe.h"

namespace alexnet {
namespace {

// Returns the rows (or columns) of the input that change a unit of a layer at a position if they are negated.
class Perturbation {
 public:
  Perturbation(NarrowProbe& narrow, std::string_view layer, Position at)
      : narrow_(narrow), step_(narrow.step(layer)), at_(at), before_(values(narrow.image)) {}

  [[nodiscard]] bool changes(std::size_t line, bool is_row) {
    Image changed = narrow_.image;
    for (std::size_t i = 0; i < changed.width; ++i)
      for (std::size_t c = 0; c < 3; ++c) {
        std::uint8_t& pixel = is_row ? changed.row(line)[i * 3 + c] : changed.row(i)[line * 3 + c];
        pixel = static_cast<std::uint8_t>(255 - pixel);
      }
    return values(changed) != before_;
  }

 private:
  std::vector<float> values(const Image& image) {
    narrow_.show(image);
    EXPECT_TRUE(narrow_.probe->forward(step_));
    const ConstTensorView output = narrow_.probe->output(step_);
    const std::size_t channels = output.shape[2];
    const float* first = output.data + (at_.y * output.shape[1] + at_.x) * channels;
    return {first, first + channels};
  }

  NarrowProbe& narrow_;
  std::size_t step_;
  Position at_;
  std::vector<float> before_;
};

struct Case {
  std::string_view variant;
  std::string_view layer;
  Position at;
};

// Covers every kind of layer: padding on one side and on all sides, pooling that extends past the end, normalization, averages.
// A maximum may ignore pixels inside of a receptive field, so only its edges are tested, and that no pixel outside of it has an
// effect.
TEST(ReceptiveField, ContainsExactlyThePixelsThatAffectTheValue) {
  const std::vector<Case> cases = {{"keras", "conv1", {3, 50}},       {"paper", "conv1", {54, 20}},
                                   {"torchvision", "conv1", {0, 54}}, {"caffe", "norm1", {7, 7}},
                                   {"caffe", "conv2", {0, 13}},       {"caffenet", "conv2", {26, 10}},
                                   {"torchvision", "conv2", {13, 0}}};
  for (const Case& one : cases) {
    NarrowProbe narrow(one.variant);
    const auto field = receptive_field(narrow.probe->model().spec, narrow.probe->steps()[narrow.step(one.layer)].first, one.at);
    ASSERT_TRUE(field);
    Perturbation perturbation(narrow, one.layer, one.at);
    for (const bool is_row : {true, false}) {
      const std::size_t first = is_row ? field->y : field->x, count = is_row ? field->height : field->width;
      for (std::size_t line = 0; line < narrow.image.width; ++line) {
        const bool inside = line >= first && line < first + count;
        const bool near_edge = line + 1 >= first && line <= first + count;
        const bool is_edge = line == first || line == first + count - 1;
        if (inside ? !is_edge : !near_edge && line % 16 != 0) continue;
        EXPECT_EQ(perturbation.changes(line, is_row), inside) << one.variant << ' ' << one.layer << " line " << line;
      }
    }
  }
}

// Known sizes: conv1 11, pool1 19, conv2 51, pool2 67, conv3 99, conv4 131, conv5 163, pool5 195 (Keras' and Caffe's AlexNet).
TEST(ReceptiveField, HasTheKnownSizesAwayFromTheEdges) {
  const auto spec = make_spec("keras", {.classes = 2});
  const std::vector<std::pair<std::string_view, std::size_t>> sizes = {
      {"relu1", 11}, {"pool1", 19}, {"conv2", 51}, {"pool2", 67}, {"conv3", 99}, {"conv4", 131}, {"relu5", 163}};
  for (const auto& [name, size] : sizes) {
    const auto shapes = infer_shapes(*spec);
    std::size_t layer = 0;
    while (spec->layers[layer].name != name) ++layer;
    const Shape& output = (*shapes)[layer].output;
    const auto field = receptive_field(*spec, layer, {output[0] / 2, output[1] / 2});
    ASSERT_TRUE(field);
    EXPECT_EQ(field->width, size) << name;
    EXPECT_EQ(field->height, size) << name;
  }
}

TEST(ReceptiveField, OfADenseLayerIsTheWholeInput) {
  const auto spec = make_spec("keras", {.classes = 2});
  const auto field = receptive_field(*spec, spec->layers.size() - 1, {0, 0});
  ASSERT_TRUE(field);
  EXPECT_EQ(field->x, 0u);
  EXPECT_EQ(field->width, 227u);
  EXPECT_EQ(field->height, 227u);
}

}  // namespace
}  // namespace alexnet
