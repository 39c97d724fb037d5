#include "formats/onnx/patterns.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "formats/onnx/values.h"

namespace alexnet {
namespace {

// Recognizes the group of nodes that ends in a given node, from its end to its beginning.
class PatternReader {
 public:
  explicit PatternReader(const OnnxGraph& graph) : graph_(graph), producers_(graph) {}

  [[nodiscard]] std::optional<OnnxNode> local_response_norm(const OnnxNode& division) const {
    if (division.type != "Div" || division.outputs.empty()) return std::nullopt;
    const std::string_view x = division.input(0);
    std::string_view value = division.input(1);
    Norm norm;
    if (const OnnxNode* root = producers_.of(value, "Sqrt")) {
      norm.beta = 0.5;
      value = root->input(0);
    } else if (const OnnxNode* power = producers_.of(value, "Pow")) {
      const auto exponent = constant_number(graph_, power->input(1));
      if (!exponent) return std::nullopt;
      norm.beta = *exponent;
      value = power->input(0);
    }
    value = without_operand(value, "Add", norm.bias);
    value = without_operand(value, "Mul", norm.alpha);
    if (!averages_squares(value, x, norm)) return std::nullopt;
    OnnxNode found{.name = division.name,
                   .type = "LRN",
                   .domain = {},
                   .inputs = {std::string(x)},
                   .outputs = division.outputs,
                   .attributes = {}};
    found.attributes["size"].integer = norm.size;
    found.attributes["alpha"].real = static_cast<float>(norm.alpha);
    found.attributes["beta"].real = static_cast<float>(norm.beta);
    found.attributes["bias"].real = static_cast<float>(norm.bias);
    return found;
  }

  [[nodiscard]] std::optional<OnnxNode> adaptive_average_pool(const OnnxNode& end) const {
    std::optional<Windows> windows;
    if (end.type == "ReduceMean" && averages_last_windows(end)) windows = copied_windows(end.input(0));
    if (end.type == "Div") windows = divided_sums(end);
    if (!windows || end.outputs.empty()) return std::nullopt;
    OnnxNode found{.name = end.name,
                   .type = kAdaptiveAveragePoolType,
                   .domain = {},
                   .inputs = {windows->image},
                   .outputs = end.outputs,
                   .attributes = {}};
    found.attributes["rows"].integer = windows->lengths[0];
    found.attributes["columns"].integer = windows->lengths[1];
    found.attributes["side"].integer = windows->side;
    return found;
  }

 private:
  struct Norm {
    double alpha = 1, beta = 1, bias = 0;
    std::int64_t size = 0;
  };
  using Integers = std::vector<std::int64_t>;

  // The other operand of an Add or Mul by one number, which is stored in `number`; `value` itself if it is not computed so.
  std::string_view without_operand(std::string_view value, std::string_view type, double& number) const {
    const OnnxNode* node = producers_.of(value, type);
    if (node == nullptr) return value;
    for (const std::size_t i : {0, 1})
      if (const auto constant = constant_number(graph_, node->input(i))) {
        number = *constant;
        return node->input(1 - i);
      }
    return value;
  }

  // Integers that are an attribute in old opsets and an input in new ones.
  [[nodiscard]] Integers integers(const OnnxNode& node, std::string_view attribute, std::size_t index) const {
    return constant_integers(graph_, node.input(index)).value_or(node.integers(attribute));
  }

  // Whether `value` is the average of x^2 over `norm.size` channels: x^2, with an axis before the channels and zeros around them,
  // pooled along the channels.
  bool averages_squares(std::string_view value, std::string_view x, Norm& norm) const {
    constexpr int kMaxNodes = 32;  // of the group
    std::int64_t before = 0, behind = 0;
    const OnnxNode* node = producers_.of(value);
    for (int i = 0; node != nullptr && i < kMaxNodes; ++i, node = producers_.of(node->input(0))) {
      const bool moves = node->type == "Reshape" || node->type == "Squeeze" || node->type == "Unsqueeze" ||
                         node->type == "If" || node->type == "Identity" || node->type == "Cast";
      if (node->type == "AveragePool") {
        if (norm.size != 0 || !pools_channels(*node, norm.size)) return false;
      } else if (node->type == "Pad") {
        if (!pads_channels(*node, before, behind)) return false;
      } else if (!moves) {
        // PyTorch has one more channel before than behind for an even size, other than ONNX; only odd sizes mean the same.
        return squares(*node, x) && norm.size % 2 == 1 && before == norm.size / 2 && behind == norm.size / 2;
      }
    }
    return false;
  }
  bool squares(const OnnxNode& node, std::string_view x) const {
    if (node.type == "Pow") return node.input(0) == x && constant_number(graph_, node.input(1)) == 2;
    return node.type == "Mul" && node.input(0) == x && node.input(1) == x;
  }
  static bool pools_channels(const OnnxNode& node, std::int64_t& size) {
    const Integers kernel = node.integers("kernel_shape"), strides = node.integers("strides"), pads = node.integers("pads");
    const bool is_plain = std::ranges::all_of(strides, [](std::int64_t stride) { return stride == 1; }) &&
                          std::ranges::all_of(pads, [](std::int64_t pad) { return pad == 0; });
    if (kernel.size() < 2 || kernel[1] != 1 || kernel.back() != 1 || !is_plain || kernel[0] < 1) return false;
    size = kernel[0];
    return true;
  }
  // Adds the zeros before and behind axis 2 of five, or axis 1 of three or four; other axes must have none.
  bool pads_channels(const OnnxNode& node, std::int64_t& before, std::int64_t& behind) const {
    const Integers pads = integers(node, "pads", 1);
    if (pads.size() != 10 || !node.input(3).empty() || constant_number(graph_, node.input(2)).value_or(0) != 0) return false;
    for (std::size_t i = 0; i < pads.size(); ++i)
      if (i % 5 != 2 && pads[i] != 0) return false;
    before += pads[2];
    behind += pads[7];
    return true;
  }

  struct Windows {
    std::string image;
    std::int64_t lengths[2] = {0, 0};  // rows and columns of the image
    std::int64_t side = 0;             // windows in a row and in a column
    Integers sizes[2];                 // rows and columns of each window
  };

  // Whether the node averages axes 3 and 5 of [n, c, window row, row, window column, column].
  bool averages_last_windows(const OnnxNode& node) const {
    Integers axes = integers(node, "axes", 1);
    for (std::int64_t& axis : axes) axis += axis < 0 ? 6 : 0;
    std::ranges::sort(axes);
    return axes == Integers{3, 5} && node.integer("keepdims", 1) == 0;
  }

  // The windows of an image that transposing, GatherND and transposing back have copied to
  // [n, c, window row, row, window column, column]. All windows have as many rows and columns as the largest.
  std::optional<Windows> copied_windows(std::string_view value) const {
    const OnnxNode* back = producers_.of(value, "Transpose");
    const OnnxNode* gather = back == nullptr ? nullptr : producers_.of(back->input(0), "GatherND");
    const OnnxNode* there = gather == nullptr ? nullptr : producers_.of(gather->input(0), "Transpose");
    if (there == nullptr || back->integers("perm") != Integers{4, 5, 0, 1, 2, 3} ||
        there->integers("perm") != Integers{2, 3, 0, 1} || gather->integer("batch_dims", 0) != 0)
      return std::nullopt;
    const auto indices = graph_.tensors.tensors.find(gather->input(1));
    if (indices == graph_.tensors.tensors.end() || indices->second.shape.size() != 5 || indices->second.shape[4] != 2)
      return std::nullopt;
    const auto values = constant_integers(graph_, gather->input(1));
    return values ? windows_of(std::string(there->input(0)), indices->second.shape, *values) : std::nullopt;
  }

  // Window i of adaptive pooling begins at floor(i * length / side) and ends at ceil((i + 1) * length / side). What a shorter window
  // copies behind its end does not matter, except that it is within the image.
  static std::optional<Windows> windows_of(std::string image, const Lengths& shape, const Integers& indices) {
    const std::int64_t side = static_cast<std::int64_t>(shape[0]);
    if (shape[0] != shape[2] || indices.empty()) return std::nullopt;
    Windows found{.image = std::move(image), .lengths = {0, 0}, .side = side, .sizes = {}};
    for (std::size_t i = 0; i < indices.size(); ++i) found.lengths[i % 2] = std::max(found.lengths[i % 2], indices[i] + 1);
    for (std::size_t axis = 0; axis < 2; ++axis)
      for (std::int64_t i = 0; i < side; ++i) {
        const std::int64_t length = found.lengths[axis];
        if (length < 1 || length > (1 << 16) || side > (1 << 16)) return std::nullopt;
        found.sizes[axis].push_back(((i + 1) * length + side - 1) / side - i * length / side);
      }
    std::size_t at = 0;
    for (std::size_t i = 0; i < shape[0]; ++i)
      for (std::size_t y = 0; y < shape[1]; ++y)
        for (std::size_t j = 0; j < shape[2]; ++j)
          for (std::size_t x = 0; x < shape[3]; ++x, at += 2)
            if (!is_in_place(found, 0, i, y, indices[at]) || !is_in_place(found, 1, j, x, indices[at + 1])) return std::nullopt;
    const bool whole = static_cast<std::int64_t>(shape[1]) == std::ranges::max(found.sizes[0]) &&
                       static_cast<std::int64_t>(shape[3]) == std::ranges::max(found.sizes[1]);
    return whole ? std::optional(std::move(found)) : std::nullopt;
  }
  static bool is_in_place(const Windows& windows, std::size_t axis, std::size_t window, std::size_t at, std::int64_t index) {
    const auto i = static_cast<std::int64_t>(window), within = static_cast<std::int64_t>(at);
    if (within >= windows.sizes[axis][window]) return index >= 0 && index < windows.lengths[axis];
    return index == i * windows.lengths[axis] / windows.side + within;
  }

  // Windows of different sizes: what is behind the end of a window is replaced by zeros, all values of a window are added one after
  // the other, and the sum is divided by the size of the window, which shows that the zeros are where they should be: a sum of other
  // values would not be an average.
  std::optional<Windows> divided_sums(const OnnxNode& division) const {
    const auto divisors = constant_integers_of_numbers(division.input(1));
    if (!divisors) return std::nullopt;
    std::set<std::string_view> seen;
    std::vector<std::string_view> open{division.input(0)};
    std::optional<std::string_view> copied;
    std::size_t additions = 0, masks = 0;
    while (!open.empty()) {
      const std::string_view value = open.back();
      open.pop_back();
      if (!seen.insert(value).second) continue;
      const OnnxNode* node = producers_.of(value);
      if (node == nullptr || seen.size() > 2000) return std::nullopt;
      if (node->type == "Transpose") {
        copied = value;
      } else if (node->type == "Where" && constant_number(graph_, node->input(1)) == 0) {
        ++masks;
        open.push_back(node->input(2));
      } else if (node->type == "Gather") {
        open.push_back(node->input(0));
      } else if (node->type == "Add") {
        ++additions;
        open.insert(open.end(), {node->input(0), node->input(1)});
      } else {
        return std::nullopt;
      }
    }
    std::optional<Windows> windows = copied ? copied_windows(*copied) : std::nullopt;
    if (!windows || masks == 0 || masks > 2) return std::nullopt;
    const std::int64_t largest = std::ranges::max(windows->sizes[0]) * std::ranges::max(windows->sizes[1]);
    Integers areas;
    for (const std::int64_t rows : windows->sizes[0])
      for (const std::int64_t columns : windows->sizes[1]) areas.push_back(rows * columns);
    return areas == *divisors && static_cast<std::int64_t>(additions) == largest - 1 ? windows : std::nullopt;
  }
  std::optional<Integers> constant_integers_of_numbers(std::string_view name) const {
    const auto numbers = constant_numbers(graph_, name, 1 << 16);
    if (!numbers) return std::nullopt;
    Integers whole;
    for (const double number : *numbers) {
      if (!(std::abs(number) < 1e9) || number != std::floor(number)) return std::nullopt;
      whole.push_back(static_cast<std::int64_t>(number));
    }
    return whole;
  }

  const OnnxGraph& graph_;
  OnnxProducers producers_;
};

}  // namespace

void replace_patterns(OnnxGraph& graph) {
  std::vector<std::pair<std::size_t, OnnxNode>> replacements;
  const PatternReader reader(graph);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    std::optional<OnnxNode> found = reader.local_response_norm(graph.nodes[i]);
    if (!found) found = reader.adaptive_average_pool(graph.nodes[i]);
    if (found) replacements.emplace_back(i, std::move(*found));
  }
  for (auto& [index, node] : replacements) graph.nodes[index] = std::move(node);
}

void remove_unused_nodes(OnnxGraph& graph) {
  const OnnxProducers producers(graph);
  std::set<const OnnxNode*> used;
  std::vector<std::string_view> open(graph.outputs.begin(), graph.outputs.end());
  while (!open.empty()) {
    const OnnxNode* node = producers.of(open.back());
    open.pop_back();
    if (node == nullptr || !used.insert(node).second) continue;
    open.insert(open.end(), node->inputs.begin(), node->inputs.end());
  }
  std::vector<OnnxNode> kept;
  for (OnnxNode& node : graph.nodes)
    if (used.contains(&node)) kept.push_back(std::move(node));
  graph.nodes = std::move(kept);
}

}  // namespace alexnet
