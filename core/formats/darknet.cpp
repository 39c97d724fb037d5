#include "formats/darknet.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/catch_bad_alloc.h"
#include "formats/location.h"
#include "messages/darknet.h"

namespace alexnet {
namespace {

constexpr const char* kDarknet = "darknet";
constexpr std::size_t kMaxDarknetOption = 1 << 20;
constexpr std::size_t kMaxDarknetLayers = 1000;
constexpr std::size_t kHeaderSize = 12;  // three integers: the major and minor version, and the revision

// A part of a .cfg file: the name in brackets and the options below it.
struct Section {
  std::string name;
  std::map<std::string, std::string, std::less<>> options;

  [[nodiscard]] std::string text(std::string_view option, std::string_view otherwise) const {
    const auto found = options.find(option);
    return found == options.end() ? std::string(otherwise) : found->second;
  }
  [[nodiscard]] Result<std::size_t> number(std::string_view option, std::size_t otherwise, std::size_t least = 0) const {
    const auto found = options.find(option);
    std::size_t value = otherwise;
    if (found != options.end()) {
      const std::string& digits = found->second;
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
      if (error != std::errc() || end != digits.data() + digits.size()) value = kMaxDarknetOption + 1;
    }
    if (value < least || value > kMaxDarknetOption) return fail<msg::kDarknetOption>("", option);
    return value;
  }
};

std::string without_spaces(std::string_view line) {
  std::string result;
  for (const char letter : line)
    if (letter != ' ' && letter != '\t' && letter != '\r') result += letter;
  return result;
}

Result<std::vector<Section>> read_config(ByteSpan bytes) {
  const std::string_view text = as_text(bytes);
  std::vector<Section> sections;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = without_spaces(text.substr(begin, end - begin));
    begin = end + 1;
    ++number;
    if (line.empty() || line[0] == '#' || line[0] == ';') continue;
    const std::size_t equals = line.find('=');
    if (line[0] == '[' && line.ends_with(']')) {
      sections.push_back({line.substr(1, line.size() - 2), {}});
    } else if (equals != std::string::npos && !sections.empty()) {
      sections.back().options[line.substr(0, equals)] = line.substr(equals + 1);
    } else {
      return fail<msg::kDarknetConfig>(kDarknet, number);
    }
    if (sections.size() > kMaxDarknetLayers) return fail<msg::kDarknetConfig>(kDarknet, number);
  }
  return sections;
}

class DarknetReader {
 public:
  DarknetReader(const SharedBytes& file, const std::vector<Section>& sections) : bytes_(file.bytes()), sections_(sections) {
    network_.format = "Darknet";
    network_.tensors.storage = file;
  }

  Result<ForeignNetwork> run() {
    if (sections_.empty() || (sections_[0].name != "net" && sections_[0].name != "network"))
      return fail<msg::kDarknetNoNet>(kDarknet);
    for (const auto& [option, axis] : {std::pair{"height", 0}, std::pair{"width", 1}, std::pair{"channels", 2}}) {
      const auto length = sections_[0].number(option, axis == 2 ? 3 : 0, 1);
      if (!length) return fail<msg::kDarknetNoNet>(kDarknet);
      shape_[static_cast<std::size_t>(axis)] = *length;
    }
    network_.input = shape_;
    const std::uint32_t major = little_endian<std::uint32_t>(bytes_, 0), minor = little_endian<std::uint32_t>(bytes_, 4);
    // The number of photos seen in training, which has 64 bits since version 0.2.
    at_ = kHeaderSize + (major * 10 + minor >= 2 ? 8 : 4);
    for (std::size_t i = 1; i < sections_.size(); ++i) {
      const std::string name = str_cat(sections_[i].name, i - 1);
      if (Status read = layer(sections_[i], {.name = name, .type = sections_[i].name}); !read)
        return with_context(location_in(kDarknet, name), std::move(read).error());
    }
    if (at_ != bytes_.size()) return fail<msg::kDarknetSize>(kDarknet, at_ / 4, bytes_.size() / 4);
    return std::move(network_);
  }

 private:
  Status layer(const Section& section, ForeignLayer layer) {
    const std::string& type = section.name;
    if (type == "convolutional" || type == "conv") return convolution(section, std::move(layer));
    if (type == "connected" || type == "conn") return connected(section, std::move(layer));
    if (type == "maxpool" || type == "max") return max_pool(section, std::move(layer));
    if (type == "avgpool" || type == "avg") return average_pool(std::move(layer));
    if (type == "dropout") return network_.add(std::move(layer), ForeignKind::kDropout);
    if (type == "softmax" || type == "soft") return network_.add(std::move(layer), ForeignKind::kSoftmax);
    if (type == "cost") return {};
    return network_.add_other(std::move(layer), fail<msg::kDarknetLayer>("", shortened(type)));
  }

  // Takes the next numbers of the file as a tensor. Returns its name.
  Result<std::string> tensor(const std::string& name, std::vector<std::size_t> shape) {
    std::uint64_t count = 1;
    for (const std::size_t length : shape) {
      count *= length;
      if (count > bytes_.size()) break;
    }
    if (at_ > bytes_.size() || count > (bytes_.size() - at_) / 4)
      return fail<msg::kDarknetSize>("", (at_ + count * 4) / 4, bytes_.size() / 4);
    network_.tensors.tensors[name] = {ElementType::kF32, std::move(shape),
                                      bytes_.subspan(at_, static_cast<std::size_t>(count) * 4)};
    at_ += static_cast<std::size_t>(count) * 4;
    return name;
  }

  Status norm_tensors(ForeignLayer& norm, std::size_t outputs) {
    TRY_VALUE(norm.gamma, tensor(norm.name + ".scales", {outputs}));
    TRY_VALUE(norm.mean, tensor(norm.name + ".rolling_mean", {outputs}));
    TRY_VALUE(norm.variance, tensor(norm.name + ".rolling_variance", {outputs}));
    return {};
  }

  // Adds a layer with weights, its batch normalization, whose offset is the bias of the layer, and its activation.
  Status add_weighted(const Section& section, ForeignLayer layer, ForeignKind kind, ForeignLayer norm) {
    if (!norm.gamma.empty()) {
      norm.beta = std::exchange(layer.bias, "");
      norm.epsilon = 1e-6f;
      TRY(network_.add(layer, kind));
      TRY(network_.add(std::move(norm), ForeignKind::kBatchNorm));
    } else {
      TRY(network_.add(layer, kind));
    }
    const std::string activation = section.text("activation", "logistic");
    ForeignLayer added{.name = layer.name + "_activation", .type = activation};
    if (activation == "linear") return {};
    if (activation == "relu") return network_.add(std::move(added), ForeignKind::kRelu);
    return network_.add_other(std::move(added), fail<msg::kDarknetActivation>("", shortened(activation)));
  }

  Status convolution(const Section& section, ForeignLayer layer) {
    TRY_VALUE(const std::size_t outputs, section.number("filters", 1, 1));
    TRY_VALUE(const std::size_t side, section.number("size", 1, 1));
    TRY_VALUE(const std::size_t stride, section.number("stride", 1, 1));
    TRY_VALUE(layer.groups, section.number("groups", 1, 1));
    TRY_VALUE(const std::size_t pads, section.number("pad", 0));
    TRY_VALUE(const std::size_t padding, section.number("padding", 0));
    TRY_VALUE(const std::size_t is_normalized, section.number("batch_normalize", 0));
    if (is_flat_ || shape_[2] % layer.groups != 0) return fail<msg::kDarknetOption>("", "groups");
    const std::size_t added = pads != 0 ? side / 2 : padding;
    layer.window.kernel = {side, side};
    layer.window.stride = {stride, stride};
    layer.window.padding = {added, added, added, added};
    TRY_VALUE(layer.bias, tensor(layer.name + ".biases", {outputs}));
    ForeignLayer norm{.name = layer.name + "_norm", .type = "batch_normalize"};
    if (is_normalized != 0) TRY(norm_tensors(norm, outputs));
    TRY_VALUE(layer.weight, tensor(layer.name + ".weights", {outputs, shape_[2] / layer.groups, side, side}));
    layer.order = WeightOrder::kOutInYX;
    TRY(move_window(side, stride, 2 * added));
    shape_[2] = outputs;
    return add_weighted(section, std::move(layer), ForeignKind::kConvolution, std::move(norm));
  }

  Status connected(const Section& section, ForeignLayer layer) {
    TRY_VALUE(const std::size_t outputs, section.number("output", 1, 1));
    TRY_VALUE(const std::size_t is_normalized, section.number("batch_normalize", 0));
    const std::uint64_t inputs = std::uint64_t{shape_[0]} * shape_[1] * shape_[2];
    if (inputs > bytes_.size()) return fail<msg::kDarknetSize>("", inputs, bytes_.size() / 4);
    if (!is_flat_)
      TRY(network_.add({.name = layer.name + "_flatten", .type = "connected", .channels_first = true}, ForeignKind::kFlatten));
    TRY_VALUE(layer.bias, tensor(layer.name + ".biases", {outputs}));
    TRY_VALUE(layer.weight, tensor(layer.name + ".weights", {outputs, static_cast<std::size_t>(inputs)}));
    layer.order = WeightOrder::kOutIn;
    ForeignLayer norm{.name = layer.name + "_norm", .type = "batch_normalize"};
    if (is_normalized != 0) TRY(norm_tensors(norm, outputs));
    flatten(outputs);
    return add_weighted(section, std::move(layer), ForeignKind::kDense, std::move(norm));
  }

  Status max_pool(const Section& section, ForeignLayer layer) {
    TRY_VALUE(const std::size_t stride, section.number("stride", 1, 1));
    TRY_VALUE(const std::size_t side, section.number("size", stride, 1));
    TRY_VALUE(const std::size_t padding, section.number("padding", side - 1));
    layer.window.kernel = {side, side};
    layer.window.stride = {stride, stride};
    layer.window.padding = {padding / 2, padding / 2, padding - padding / 2, padding - padding / 2};
    TRY(move_window(side, stride, padding));
    return network_.add(std::move(layer), ForeignKind::kMaxPool);
  }

  Status average_pool(ForeignLayer layer) {
    const std::string name = layer.name;
    TRY(network_.add(std::move(layer), ForeignKind::kGlobalAveragePool));
    flatten(shape_[2]);
    return network_.add({.name = name + "_flatten", .type = "avgpool"}, ForeignKind::kFlatten);
  }

  // The shape after a window has moved over an image with `padding` rows and columns added.
  Status move_window(std::size_t side, std::size_t stride, std::size_t padding) {
    for (std::size_t axis = 0; axis < 2; ++axis) {
      if (is_flat_ || shape_[axis] + padding < side) return fail<msg::kDarknetOption>("", "size");
      shape_[axis] = (shape_[axis] + padding - side) / stride + 1;
    }
    return {};
  }
  void flatten(std::size_t outputs) {
    shape_ = {1, 1, outputs};
    is_flat_ = true;
  }

  ByteSpan bytes_;
  const std::vector<Section>& sections_;
  std::array<std::size_t, 3> shape_{};  // rows, columns, channels of the value that the next layer reads
  bool is_flat_ = false;
  std::size_t at_ = 0;
  ForeignNetwork network_;
};

}  // namespace

bool is_darknet_weights(ByteSpan bytes) {
  return bytes.size() > kHeaderSize + 8 && bytes.size() % 4 == 0 && little_endian<std::uint32_t>(bytes, 0) == 0 &&
         little_endian<std::uint32_t>(bytes, 4) >= 1 && little_endian<std::uint32_t>(bytes, 4) <= 9 &&
         little_endian<std::uint32_t>(bytes, 8) <= 9;
}

Result<ForeignNetwork> read_darknet(SharedBytes file, const CompanionFiles& companions) {
  return catch_bad_alloc(kDarknet, [&]() -> Result<ForeignNetwork> {
    if (!is_darknet_weights(file.bytes())) return fail<msg::kDarknetSize>(kDarknet, kHeaderSize / 4, file.bytes().size() / 4);
    TRY_VALUE(const SharedBytes config, companions.open_by_ending(".cfg"));
    TRY_VALUE(const std::vector<Section> sections, read_config(config.bytes()));
    return DarknetReader(file, sections).run();
  });
}

}  // namespace alexnet
