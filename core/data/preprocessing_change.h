// What a person says about the preprocessing of a model: the name of a convention, or values that replace those of the model.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "data/preprocess.h"

namespace alexnet {

// The conventions by name:
//   imagenet  torchvision's and most of PyTorch's: RGB / 255, ImageNet's mean and deviation, subtracted and divided; the shorter side
//             resized with antialiasing to 256, or for inputs other than 224 and 227 to 256 / 224 of the input, then the center
//   caffe     Caffe's: BGR in 0..255 less ImageNet's mean color; the photo stretched without antialiasing to 256, or for
//             other inputs to 256 / 227 of the input, then the center
//   0..1, 0..255, -1..1   RGB / 255, RGB, and RGB / 127.5 - 1; photos are resized as the model says
inline constexpr std::array<std::string_view, 5> kPreprocessingNames = {"imagenet", "caffe", "0..1", "0..255", "-1..1"};

// Returns the preprocessing of a convention for the input size of `model`, with the model's handling of color profiles.
// kInvalidArgument for another name.
[[nodiscard]] Result<Preprocessing> named_preprocessing(std::string_view name, const Preprocessing& model);

// Returns the convention whose values a preprocessing computes (channel order, scale, mean and deviation); "" for none.
[[nodiscard]] std::string_view name_of(const Preprocessing& preprocessing);

// A change of a preprocessing.
struct PreprocessingChange {
  // One of the names, or a JSON object with some of the fields of to_json(Preprocessing), and `base`, a name whose values stand for
  // the fields that are missing. `mean` and `deviation` may be one number for all channels. Empty for no change of values.
  std::string text;
  std::shared_ptr<const MeanImage> mean_image;  // replaces `mean`; null for none

  [[nodiscard]] bool is_empty() const { return text.empty() && !mean_image; }
};

// What a change says, for files of which that part cannot be guessed.
struct StatedPreprocessing {
  std::optional<std::size_t> input;  // the side of the network input in pixels
  bool colors = false;               // the order of the channels: by a name, as `base` or as `order`
  bool values = false;               // anything but the side of the input
};
[[nodiscard]] StatedPreprocessing stated_by(const PreprocessingChange& change);

// Returns the preprocessing of a model with a change. A field that is not changed keeps its value, but:
//   where `input` is changed alone, `resize` changes in proportion;
//   where `order` is changed alone, the mean and the deviation keep their colors;
//   a mean image that is larger than the input sets `resize`, unless that is changed too.
// kInvalidArgument for a text that is neither a name nor a JSON object, an unknown field, and a mean image whose size is neither that of
// the input nor `resize`; kBadFormat for values that no preprocessing may have.
[[nodiscard]] Result<Preprocessing> changed_preprocessing(const PreprocessingChange& change, const Preprocessing& model);

// Reads a mean image: Caffe's mean.binaryproto, or an array of NumPy (.npy) of the shape [c][y][x], [1][c][y][x] or [y][x][c], in the
// channel order of the network. A mean color, of the shape [c], becomes an image of one pixel, which changed_preprocessing() accepts.
// kUnsupported for other shapes; kBadFormat for values that are not finite; the errors of the formats.
[[nodiscard]] Result<std::shared_ptr<const MeanImage>> read_mean_image(SharedBytes file);

// Describes a preprocessing on one line: "imagenet: RGB / 255, mean 0.485 0.456 0.406, deviation 0.229 0.224 0.225; crop 256 to 224,
// bilinear_antialiased".
[[nodiscard]] std::string describe(const Preprocessing& preprocessing);

}  // namespace alexnet
