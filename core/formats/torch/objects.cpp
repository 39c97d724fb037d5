#include "formats/torch/objects.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "formats/location.h"
#include "messages/formats.h"
#include "messages/torch.h"
#include "tensor/shape.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxKey = 256;  // bytes of the key of a storage
// The limit of the items of all dictionaries that are built from lists: a short pickle may use the same list many times.
constexpr std::size_t kMaxCopies = std::size_t{1} << 22;

constexpr std::array<std::pair<std::string_view, ElementType>, 9> kNumbers{{{"Float", ElementType::kF32},
                                                                            {"Half", ElementType::kF16},
                                                                            {"BFloat16", ElementType::kBf16},
                                                                            {"Double", ElementType::kF64},
                                                                            {"Long", ElementType::kI64},
                                                                            {"Int", ElementType::kI32},
                                                                            {"Char", ElementType::kI8},
                                                                            {"Byte", ElementType::kU8},
                                                                            {"Bool", ElementType::kU8}}};

constexpr std::string_view kDictionary = "collections.OrderedDict";
constexpr std::string_view kSize = "torch.Size";
constexpr std::string_view kTensor = "torch._utils._rebuild_tensor";
constexpr std::string_view kTensor2 = "torch._utils._rebuild_tensor_v2";
constexpr std::string_view kParameter = "torch._utils._rebuild_parameter";

}  // namespace

// A short pickle may copy the same key many times, so that its length is limited.
Result<std::string> TorchObjects::key_of(PickleRef ref) {
  TRY_VALUE(const std::string* key, value_at<std::string>(ref));
  if (key->size() > kMaxKey) return fail<msg::kPickleStorageKeyTooLong>("", key->size(), kMaxKey);
  return *key;
}

Status TorchObjects::push_class(const std::string& name) { return push(PickleClass{name}); }

Status TorchObjects::global() {
  TRY_VALUE(const std::string module, line());
  TRY_VALUE(const std::string name, line());
  return push_class(module + '.' + name);
}

Status TorchObjects::stack_global() {
  TRY_VALUE(const PickleRef name, pop());
  TRY_VALUE(const PickleRef module, pop());
  TRY_VALUE(const std::string* first, value_at<std::string>(module));
  TRY_VALUE(const std::string* second, value_at<std::string>(name));
  return push_class(*first + '.' + *second);
}

// The persistent id is ('storage', class, key, device, elements[, view]), or only the key.
Status TorchObjects::persistent() {
  TRY_VALUE(const PickleRef id, pop());
  if (std::holds_alternative<std::string>(pickle_[id])) {
    TRY_VALUE(std::string key, key_of(id));
    return push(PickleReference{std::move(key)});
  }
  TRY_VALUE(const PickleList* parts, value_at<PickleList>(id));
  const auto* kind = parts->empty() ? nullptr : std::get_if<std::string>(&pickle_[parts->front()]);
  if (parts->size() < 5 || parts->size() > 6 || kind == nullptr || *kind != "storage")
    return fail<msg::kPicklePersistentId>("");
  if (parts->size() == 6 && !std::holds_alternative<std::monostate>(pickle_[parts->back()]))
    return fail<msg::kTorchStorageView>("");
  PickleStorage storage;
  TRY_VALUE(const PickleClass* type, value_at<PickleClass>((*parts)[1]));
  const Result<ElementType> numbers = storage_type(*type);
  if (!numbers) return push(PickleObject{.type = type->name, .arguments = {}, .state = {}});
  storage.type = *numbers;
  TRY_VALUE(storage.key, key_of((*parts)[2]));
  TRY_VALUE(storage.elements, count((*parts)[4]));
  return push(std::move(storage));
}

Status TorchObjects::persistent_line() {
  TRY_VALUE(std::string key, line());
  return push(PickleReference{std::move(key)});
}

Result<std::uint64_t> TorchObjects::count(PickleRef ref) {
  TRY_VALUE(const std::int64_t* value, value_at<std::int64_t>(ref));
  if (*value < 0) return fail<msg::kPickleNegative>("", *value);
  return static_cast<std::uint64_t>(*value);
}

Result<std::vector<std::uint64_t>> TorchObjects::counts(PickleRef ref) {
  TRY_VALUE(const PickleList* list, value_at<PickleList>(ref));
  if (list->size() > kMaxRank) return fail<msg::kTensorTooManyAxes>("", kMaxRank);
  std::vector<std::uint64_t> result;
  for (const PickleRef length : *list) {
    TRY_VALUE(const std::uint64_t value, count(length));
    result.push_back(value);
  }
  return result;
}

Status TorchObjects::reduce() {
  TRY_VALUE(const PickleRef list, pop());
  TRY_VALUE(const PickleRef callee, pop());
  const auto* callable = std::get_if<PickleClass>(&pickle_[callee]);
  // What an object builds, such as the function that functools.partial returns, is not known.
  if (std::holds_alternative<PickleObject>(pickle_[callee])) return push_object("", list);
  if (callable == nullptr) return fail<msg::kPickleType>("", kTypeName<PickleClass>);
  TRY_VALUE(const PickleList* arguments, value_at<PickleList>(list));
  const std::string& name = callable->name;
  if (name == kDictionary) return make_dictionary(*arguments);
  if ((name == kTensor || name == kTensor2) && arguments->size() >= 4) return make_tensor(*arguments);
  if ((name == kParameter || name == kSize) && !arguments->empty()) {
    stack_.push_back(arguments->front());
    return {};
  }
  if (name == kTensor || name == kTensor2 || name == kParameter || name == kSize)
    return fail<msg::kPickleArguments>("", name, arguments->size());
  return push_object(name, list);
}

// The name of a class is limited, since a short pickle may refer to one many times.
Status TorchObjects::push_object(const std::string& type, PickleRef arguments) {
  return push(PickleObject{.type = type.substr(0, kMaxKey), .arguments = arguments, .state = {}});
}

Status TorchObjects::reduce_keywords() {
  TRY(pop());
  return reduce();
}

Status TorchObjects::instance() {
  TRY_VALUE(PickleList parts, pop_to_mark());
  if (parts.empty()) return fail<msg::kPickleStackEmpty>("");
  TRY_VALUE(const PickleClass* type, value_at<PickleClass>(parts.front()));
  const std::string name = type->name;
  parts.erase(parts.begin());
  TRY(push(std::move(parts)));
  TRY_VALUE(const PickleRef arguments, pop());
  return push_object(name, arguments);
}

Status TorchObjects::instance_line() {
  TRY_VALUE(const std::string module, line());
  TRY_VALUE(const std::string name, line());
  TRY_VALUE(PickleList parts, pop_to_mark());
  TRY(push(std::move(parts)));
  TRY_VALUE(const PickleRef arguments, pop());
  return push_object(module + '.' + name, arguments);
}

// Builds an empty dictionary, or, as Python 2 wrote it, one from a list of pairs.
Status TorchObjects::make_dictionary(const PickleList& arguments) {
  PickleDict result;
  if (!arguments.empty()) {
    TRY_VALUE(const PickleList* pairs, value_at<PickleList>(arguments[0]));
    copies_ += pairs->size();
    if (copies_ > kMaxCopies) return fail<msg::kPickleTooManyCopies>("");
    for (const PickleRef ref : *pairs) {
      TRY_VALUE(const PickleList* pair, value_at<PickleList>(ref));
      if (pair->size() != 2) return fail<msg::kPicklePair>("", pair->size());
      result.items.emplace_back(pair->front(), pair->back());
    }
  }
  return push(std::move(result));
}

Status TorchObjects::make_tensor(const PickleList& arguments) {
  PickleTensor tensor{.storage = arguments[0]};
  if (const auto* other = std::get_if<PickleObject>(&pickle_[tensor.storage])) return push(PickleObject(*other));
  TRY(value_at<PickleStorage>(tensor.storage));
  TRY_VALUE(tensor.offset, count(arguments[1]));
  TRY_VALUE(tensor.shape, counts(arguments[2]));
  TRY_VALUE(tensor.strides, counts(arguments[3]));
  if (tensor.shape.size() != tensor.strides.size())
    return fail<msg::kPickleStrides>("", tensor.shape.size(), tensor.strides.size());
  return push(std::move(tensor));
}

Result<ElementType> storage_type(const PickleClass& storage) {
  for (const auto& [name, type] : kNumbers)
    if (storage.name == str_cat("torch.", name, "Storage")) return type;
  return fail<msg::kTorchStorageType>("", quoted_name(storage.name));
}

}  // namespace alexnet
