#include "formats/caffemodel.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/catch_bad_alloc.h"
#include "formats/location.h"
#include "formats/protobuf.h"
#include "messages/formats.h"
#include "tensor/shape.h"

namespace alexnet {
namespace {

using BlobWire = ProtobufField::Wire;

// The field numbers of caffe.proto.
namespace net {
enum : std::uint32_t { kName = 1, kOldLayers = 2, kLayer = 100 };
}
struct LayerFields {
  std::uint32_t name, type, blobs;
};
constexpr LayerFields kNewLayer = {.name = 1, .type = 2, .blobs = 7};
constexpr LayerFields kOldLayer = {.name = 4, .type = 5, .blobs = 6};
namespace blob {
enum : std::uint32_t { kNumber = 1, kWidth = 4, kData = 5, kShape = 7, kDoubles = 8 };
}

// The values of V1LayerParameter.LayerType that occur in an AlexNet.
struct OldType {
  std::uint64_t number;
  std::string_view name;
};
constexpr std::array<OldType, 7> kOldTypes{
    {{4, "Convolution"}, {6, "Dropout"}, {14, "InnerProduct"}, {15, "LRN"}, {17, "Pooling"}, {18, "ReLU"}, {20, "Softmax"}}};

struct Blob {
  std::vector<std::size_t> shape;
  std::array<std::size_t, 4> old_shape = {};
  bool is_old = false;
  ElementType type = ElementType::kF32;
  ByteSpan bytes;
};

struct Layer {
  std::string name;
  std::string type;
  std::vector<Blob> blobs;
};

Status read_shape(ByteSpan message, Blob& to) {
  std::vector<std::int64_t> lengths;
  TRY(for_each_field(message, [&](const ProtobufField& field) -> Status {
    return field.number == 1 ? append_integers(field, lengths) : Status{};
  }));
  if (lengths.size() > kMaxRank) return fail<msg::kTensorTooManyAxes>("", kMaxRank);
  to.shape.clear();
  for (const std::int64_t length : lengths) {
    if (length < 0 || static_cast<std::uint64_t>(length) > SIZE_MAX) return fail<msg::kCaffeLength>("", length);
    to.shape.push_back(static_cast<std::size_t>(length));
  }
  return {};
}

// Reads the values of a blob. Every version of Caffe writes them as one packed list.
Status read_numbers(const ProtobufField& field, ElementType type, Blob& to) {
  if (field.wire != BlobWire::kBytes || !to.bytes.empty()) return fail<msg::kCaffeNotPacked>("");
  to.type = type;
  to.bytes = field.bytes;
  return {};
}

Status check_size(Blob& blob) {
  if (blob.shape.empty() && blob.is_old) blob.shape.assign(blob.old_shape.begin(), blob.old_shape.end());
  std::size_t bytes = element_size(blob.type);
  for (const std::size_t length : blob.shape)
    if (__builtin_mul_overflow(bytes, length, &bytes)) return fail<msg::kTensorShapeTooLarge>("", format_shape(blob.shape));
  if (bytes != blob.bytes.size())
    return fail<msg::kTensorSizeMismatch>("", blob.bytes.size(), to_string(blob.type), format_shape(blob.shape), bytes);
  return {};
}

Result<Blob> read_blob(ByteSpan message) {
  Blob result;
  TRY(for_each_field(message, [&](const ProtobufField& field) -> Status {
    if (field.number == blob::kData) return read_numbers(field, ElementType::kF32, result);
    if (field.number == blob::kDoubles) return read_numbers(field, ElementType::kF64, result);
    if (field.number == blob::kShape) return read_shape(field.bytes, result);
    if (field.number >= blob::kNumber && field.number <= blob::kWidth) {
      result.is_old = true;
      result.old_shape[field.number - blob::kNumber] =
          static_cast<std::size_t>(std::min<std::uint64_t>(field.value, INT32_MAX));
    }
    return {};
  }));
  TRY(check_size(result));
  return result;
}

std::string old_type(std::uint64_t number) {
  const auto known = std::ranges::find(kOldTypes, number, &OldType::number);
  return known == kOldTypes.end() ? str_cat("type ", number) : std::string(known->name);
}

Result<Layer> read_layer(ByteSpan message, const LayerFields& fields) {
  Layer layer;
  TRY(for_each_field(message, [&](const ProtobufField& field) -> Status {
    if (field.number == fields.name) {
      layer.name = field.text();
    } else if (field.number == fields.type) {
      layer.type = field.wire == BlobWire::kVarint ? old_type(field.value) : std::string(field.text());
    } else if (field.number == fields.blobs) {
      Result<Blob> blob = read_blob(field.bytes);
      if (!blob) return with_context(location_in("caffemodel", layer.name), std::move(blob).error());
      layer.blobs.push_back(std::move(*blob));
    }
    return {};
  }));
  return layer;
}

// Drops the leading ones of the shape of an inner product [1, 1, out, in] or of a bias [1, 1, 1, out] from an older file.
void drop_ones(const Blob& blob, std::size_t rank, std::vector<std::size_t>& shape) {
  while (blob.is_old && shape.size() > rank && shape.front() == 1) shape.erase(shape.begin());
}

Status add_layer(const Layer& layer, TensorMap& map) {
  const bool dense = layer.type == "InnerProduct";
  const bool weighted = dense || layer.type == "Convolution";
  for (std::size_t i = 0; i < layer.blobs.size(); ++i) {
    const Blob& blob = layer.blobs[i];
    FileTensor tensor{.type = blob.type, .shape = blob.shape, .bytes = blob.bytes};
    if (weighted && (dense || i == 1)) drop_ones(blob, i == 0 ? 2 : 1, tensor.shape);
    std::string name = layer.name + (!weighted || i > 1 ? str_cat(".blob", i) : i == 0 ? ".weight" : ".bias");
    if (!map.tensors.emplace(std::move(name), std::move(tensor)).second)
      return fail<msg::kNameAppearsTwice>(location_in("caffemodel", layer.name));
  }
  map.metadata["caffe_layers"] += layer.type + '\n';
  return {};
}

Result<TensorMap> read_net(ByteSpan bytes) {
  TensorMap map;
  map.metadata["format"] = "Caffe";
  TRY(for_each_field(bytes, [&](const ProtobufField& field) -> Status {
    if (field.number == net::kName) map.metadata["net"] = field.text();
    if (field.number != net::kLayer && field.number != net::kOldLayers) return {};
    TRY_VALUE(const Layer layer, read_layer(field.bytes, field.number == net::kLayer ? kNewLayer : kOldLayer));
    return add_layer(layer, map);
  }));
  if (map.tensors.empty()) return fail<msg::kCaffeNoWeights>("caffemodel");
  return map;
}

}  // namespace

bool is_caffemodel(ByteSpan bytes) {
  constexpr std::uint8_t kName = net::kName << 3 | 2;
  constexpr std::uint8_t kOldLayers = net::kOldLayers << 3 | 2;
  constexpr std::array<std::uint8_t, 2> kLayer = {(net::kLayer << 3 & 0x7F) | 2 | 0x80, net::kLayer >> 4};
  if (bytes.size() < 8) return false;
  return bytes[0] == kName || bytes[0] == kOldLayers || std::ranges::equal(bytes.first(2), kLayer);
}

Result<TensorMap> read_caffemodel(SharedBytes file) {
  return catch_bad_alloc("caffemodel", [&]() -> Result<TensorMap> {
    Result<TensorMap> map = read_net(file.bytes());
    if (map) map->storage = std::move(file);
    return map;
  });
}

Result<TensorMap> read_mean_binaryproto(SharedBytes file) {
  return catch_bad_alloc("binaryproto", [&]() -> Result<TensorMap> {
    Result<Blob> blob = read_blob(file.bytes());
    if (!blob) return with_context("binaryproto", std::move(blob).error());
    TensorMap map;
    map.metadata["format"] = "Caffe";
    map.tensors["mean"] = {.type = blob->type, .shape = blob->shape, .bytes = blob->bytes};
    map.storage = std::move(file);
    return map;
  });
}

}  // namespace alexnet
