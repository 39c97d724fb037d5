// Arrays in pickles: np.save() of a dictionary, as Caffe's weights have been published for TensorFlow (bvlc_alexnet.npy).
#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "formats/location.h"
#include "formats/numpy/npy_array.h"
#include "formats/torch/pickle.h"
#include "messages/formats.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxPickleDepth = 8;  // of dictionaries and lists in one another

// The characters of UTF-8 text below 256 as bytes, in which Python 2's protocol stores bytes of Python 3.
std::optional<std::vector<std::uint8_t>> latin1_bytes(const std::string& text) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto first = static_cast<std::uint8_t>(text[i]);
    if (first < 0x80) {
      bytes.push_back(first);
      continue;
    }
    if ((first != 0xC2 && first != 0xC3) || ++i == text.size()) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>((first & 3) << 6 | (static_cast<std::uint8_t>(text[i]) & 0x3F)));
  }
  return bytes;
}

class ArrayFinder {
 public:
  ArrayFinder(const Pickle& pickle, const SharedBytes& file, TensorMap& map, std::vector<SharedBytes>& owners)
      : pickle_(pickle), file_(file), map_(map), owners_(owners) {}

  // Adds the arrays in a value whose name is `name`.
  Status add(PickleRef ref, const std::string& name, std::size_t depth) {
    if (depth > kMaxPickleDepth) return {};
    if (const auto* items = std::get_if<PickleDict>(&pickle_[ref])) {
      for (const auto& [key, value] : items->items) {
        const std::string inner = name_of(key);
        TRY(add(value, name.empty() ? inner : str_cat(name, '.', inner), depth + 1));
      }
      return {};
    }
    if (const auto* list = std::get_if<PickleList>(&pickle_[ref])) return add_list(*list, name, depth);
    const auto* object = std::get_if<PickleObject>(&pickle_[ref]);
    if (object == nullptr || !object->state || !object->type.ends_with("._reconstruct")) return {};
    return add_array(*object, name, depth);
  }

 private:
  [[nodiscard]] const PickleList* list_at(std::optional<PickleRef> ref) const {
    return ref ? std::get_if<PickleList>(&pickle_[*ref]) : nullptr;
  }
  [[nodiscard]] std::string name_of(PickleRef ref) const {
    if (const auto* text = std::get_if<std::string>(&pickle_[ref])) return *text;
    if (const auto* bytes = std::get_if<PickleBytes>(&pickle_[ref])) return {bytes->bytes.begin(), bytes->bytes.end()};
    if (const auto* number = std::get_if<std::int64_t>(&pickle_[ref])) return str_cat(*number);
    return "";
  }

  // A list [weights, biases] of a layer, or a list of layers.
  Status add_list(const PickleList& list, const std::string& name, std::size_t depth) {
    const bool pair = !name.empty() && list.size() == 2;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string inner = pair                              ? (i == 0 ? "weight" : "bias")
                                : name.empty() && list.size() > 1 ? str_cat("arr_", i)
                                                                  : str_cat(i);
      // The one value in an array of no axes.
      if (name.empty() && list.size() == 1) {
        TRY(add(list[i], "", depth + 1));
      } else {
        TRY(add(list[i], name.empty() ? inner : str_cat(name, '.', inner), depth + 1));
      }
    }
    return {};
  }

  // The state of an array is (version, shape, type, whether in Fortran order, data); the data of an array of objects is a list.
  Status add_array(const PickleObject& object, const std::string& name, std::size_t depth) {
    const PickleList* state = list_at(object.state);
    if (state == nullptr || state->size() < 5) return fail<msg::kNpyPickle>(location_in("npy", name));
    const PickleRef data = (*state)[4];
    if (std::holds_alternative<PickleList>(pickle_[data])) return add(data, name, depth + 1);
    NpyArray array;
    const PickleList* shape = list_at((*state)[1]);
    const auto* order = std::get_if<bool>(&pickle_[(*state)[3]]);
    if (shape == nullptr || shape->size() > kMaxRank || order == nullptr || !read_type((*state)[2], array.header))
      return fail<msg::kNpyPickle>(location_in("npy", name));
    array.header.fortran_order = *order;
    for (const PickleRef length : *shape) {
      const auto* number = std::get_if<std::int64_t>(&pickle_[length]);
      if (number == nullptr || *number < 0) return fail<msg::kNpyPickle>(location_in("npy", name));
      array.header.shape.push_back(static_cast<std::size_t>(*number));
    }
    TRY_VALUE(const SharedBytes owner, bytes_of(data, name));
    array.bytes = owner.bytes();
    if (Status size = check_npy_size(array); !size) return with_context(location_in("npy", name), std::move(size).error());
    TRY_VALUE(FileTensor tensor, tensor_of_npy(array, owner, owners_));
    if (!map_.tensors.emplace(name, std::move(tensor)).second) return fail<msg::kNameAppearsTwice>(location_in("npy", name));
    map_.order.push_back(name);
    return {};
  }

  // An element type is numpy.dtype('f4', ...) with the state (version, byte order, ...).
  bool read_type(PickleRef ref, NpyHeader& header) const {
    const auto* type = std::get_if<PickleObject>(&pickle_[ref]);
    const PickleList* arguments = type == nullptr ? nullptr : list_at(type->arguments);
    const PickleList* state = type == nullptr ? nullptr : list_at(type->state);
    if (arguments == nullptr || arguments->empty()) return false;
    const auto found =
        std::ranges::find(kNpyTypes, name_of(arguments->front()), [](const NpyType& t) { return std::string(t.code); });
    if (found == kNpyTypes.end()) return false;
    header.type = found->type;
    header.big_endian = state != nullptr && state->size() > 1 && name_of((*state)[1]) == ">";
    return true;
  }

  // The numbers of an array: bytes, the text of Python 2, or text that `_codecs.encode` turns into bytes.
  [[nodiscard]] Result<SharedBytes> bytes_of(PickleRef ref, const std::string& name) const {
    if (const auto* bytes = std::get_if<PickleBytes>(&pickle_[ref]))
      return SharedBytes(bytes->bytes, std::make_shared<const SharedBytes>(file_));
    if (const auto* text = std::get_if<std::string>(&pickle_[ref]))
      return SharedBytes(std::vector<std::uint8_t>(text->begin(), text->end()));
    const auto* object = std::get_if<PickleObject>(&pickle_[ref]);
    const PickleList* arguments = object == nullptr ? nullptr : list_at(object->arguments);
    const auto* text =
        arguments == nullptr || arguments->empty() ? nullptr : std::get_if<std::string>(&pickle_[arguments->front()]);
    auto bytes = text == nullptr ? std::nullopt : latin1_bytes(*text);
    if (!bytes) return fail<msg::kNpyPickle>(location_in("npy", name));
    return SharedBytes(std::move(*bytes));
  }

  const Pickle& pickle_;
  const SharedBytes& file_;
  TensorMap& map_;
  std::vector<SharedBytes>& owners_;
};

}  // namespace

Status add_pickled_arrays(ByteSpan bytes, const SharedBytes& file, TensorMap& map, std::vector<SharedBytes>& owners) {
  TRY_VALUE(const Pickle pickle, read_pickle(bytes, SIZE_MAX));
  const std::size_t before = map.tensors.size();
  TRY(ArrayFinder(pickle, file, map, owners).add(pickle.root, "", 0));
  if (map.tensors.size() == before) return fail<msg::kNpyPickleEmpty>("npy");
  return {};
}

}  // namespace alexnet
