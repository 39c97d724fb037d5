#include "formats/torch_pickle.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

#include "base/catch_bad_alloc.h"
#include "formats/location.h"
#include "formats/pickle_machine.h"
#include "messages/formats.h"
#include "messages/torch.h"

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

// Returns whether `name` is `torch.`, a type of numbers and `suffix`, such as `torch.FloatStorage`.
bool is_numbers(std::string_view name, std::string_view suffix) {
  return std::ranges::any_of(kNumbers, [&](const auto& numbers) { return name == str_cat("torch.", numbers.first, suffix); });
}

bool is_known(std::string_view name) {
  return name == kDictionary || name == kSize || name == kTensor || name == kTensor2 || name == kParameter ||
         is_numbers(name, "Storage") || is_numbers(name, "Tensor");
}

// Executes the opcodes of a pickle. Errors of an operation get the position of its opcode.
class Unpickler : PickleMachine {
 public:
  explicit Unpickler(ByteSpan bytes) : PickleMachine(bytes) {}

  Result<Pickle> run() {
    while (!stopped_) {
      const std::size_t start = at_;
      Status step = next();
      if (!step) return with_context(str_cat("pickle: byte ", start), std::move(step).error());
      if (at_ > kMaxPickle) return fail<msg::kPickleTooLong>("pickle", kMaxPickle);
    }
    pickle_.size = at_;
    return std::move(pickle_);
  }

 private:
  using Operation = Status (Unpickler::*)();
  struct OpcodeHandler {
    std::uint8_t opcode;
    Operation operation;
  };
  static const std::array<OpcodeHandler, 55> kOperations;

  Status next() {
    TRY_VALUE(const std::uint64_t opcode, number(1));
    const auto row = std::ranges::find(kOperations, opcode, &OpcodeHandler::opcode);
    if (row == kOperations.end()) return fail<msg::kPickleOpcode>("", opcode);
    return (this->*row->operation)();
  }

  // A short pickle may copy the same key many times, so that its length is limited.
  Result<std::string> key_of(PickleRef ref) {
    TRY_VALUE(const std::string* key, value_at<std::string>(ref));
    if (key->size() > kMaxKey) return fail<msg::kPickleStorageKeyTooLong>("", key->size(), kMaxKey);
    return *key;
  }

  // --- The stack and the memo ---
  Status protocol() {
    TRY(number(1));
    return {};
  }
  Status frame() {
    TRY(number(8));
    return {};
  }
  Status stop() {
    TRY_VALUE(pickle_.root, pop());
    stopped_ = true;
    return {};
  }
  Status mark() {
    marks_.push_back(stack_.size());
    return {};
  }
  Status drop() {
    TRY(pop());
    return {};
  }
  Status drop_to_mark() {
    TRY(pop_to_mark());
    return {};
  }
  Status duplicate() {
    TRY_VALUE(const PickleRef ref, pop());
    stack_.insert(stack_.end(), {ref, ref});
    return {};
  }
  template <std::size_t kBytes>
  Status put() {
    TRY_VALUE(const std::uint64_t index, number(kBytes));
    return memo_put(index);
  }
  template <std::size_t kBytes>
  Status get() {
    TRY_VALUE(const std::uint64_t index, number(kBytes));
    return memo_get(index);
  }
  Status put_line() {
    TRY_VALUE(const std::int64_t index, decimal());
    return memo_put(static_cast<std::uint64_t>(index));
  }
  Status get_line() {
    TRY_VALUE(const std::int64_t index, decimal());
    return memo_get(static_cast<std::uint64_t>(index));
  }
  Status memoize() { return memo_put(memo_.size()); }

  // --- Plain values ---
  Status none() { return push(std::monostate{}); }
  Status push_true() { return push(true); }
  Status push_false() { return push(false); }
  template <std::size_t kBytes>
  Status push_integer() {
    TRY_VALUE(const std::uint64_t value, number(kBytes));
    return push(std::int64_t{kBytes == 4 ? static_cast<std::int32_t>(value) : static_cast<std::int64_t>(value)});
  }
  template <std::size_t kBytes>
  Status push_long() {
    TRY_VALUE(const std::uint64_t length, number(kBytes));
    if (length > 8) return fail<msg::kPickleLongTooLarge>("", length);
    TRY_VALUE(std::uint64_t value, number(static_cast<std::size_t>(length)));
    const auto unused = static_cast<int>(64 - 8 * length);  // the highest bit of the last byte is the sign
    if (unused < 64) value = static_cast<std::uint64_t>(static_cast<std::int64_t>(value << unused) >> unused);
    return push(static_cast<std::int64_t>(value));
  }
  Status push_integer_line() {
    TRY_VALUE(const std::int64_t value, decimal());
    return push(value);
  }
  // Reads a double, which is big-endian.
  Status real() {
    TRY_VALUE(const ByteSpan digits, take(8));
    std::uint64_t bits = 0;
    for (const std::uint8_t digit : digits) bits = bits << 8 | digit;
    return push(std::bit_cast<double>(bits));
  }
  template <std::size_t kBytes>
  Status string() {
    TRY_VALUE(const std::uint64_t length, number(kBytes));
    TRY_VALUE(std::string value, string_of(length));
    return push(std::move(value));
  }
  Status string_line() {
    TRY_VALUE(std::string value, line());
    return push(std::move(value));
  }
  // Reads a string in quotes. Escape sequences are kept as they are, since names of tensors contain none.
  Status quoted_line() {
    TRY_VALUE(std::string value, line());
    if (value.size() < 2 || value.front() != value.back()) return fail<msg::kPickleQuotedString>("");
    value.pop_back();
    value.erase(0, 1);
    return push(std::move(value));
  }

  // --- Lists, tuples and dictionaries ---
  Status empty_list() { return push(PickleList{}); }
  Status list() {
    TRY_VALUE(PickleList items, pop_to_mark());
    return push(std::move(items));
  }
  template <std::size_t kLength>
  Status tuple() {
    PickleList items(kLength);
    for (std::size_t i = kLength; i-- > 0;) {
      TRY_VALUE(items[i], pop());
    }
    return push(std::move(items));
  }
  Status append() {
    TRY_VALUE(const PickleRef item, pop());
    TRY_VALUE(PickleList * items, top<PickleList>());
    items->push_back(item);
    return {};
  }
  Status append_all() {
    TRY_VALUE(const PickleList more, pop_to_mark());
    TRY_VALUE(PickleList * items, top<PickleList>());
    items->insert(items->end(), more.begin(), more.end());
    return {};
  }
  Status empty_dictionary() { return push(PickleDict{}); }
  static Status add_pairs(PickleDict& dictionary, const PickleList& flat) {
    if (flat.size() % 2 != 0) return fail<msg::kPickleItemIncomplete>("");
    for (std::size_t i = 0; i < flat.size(); i += 2) dictionary.items.emplace_back(flat[i], flat[i + 1]);
    return {};
  }
  Status dictionary() {
    TRY_VALUE(const PickleList flat, pop_to_mark());
    PickleDict result;
    TRY(add_pairs(result, flat));
    return push(std::move(result));
  }
  Status set_item() {
    TRY_VALUE(const PickleRef value, pop());
    TRY_VALUE(const PickleRef name, pop());
    TRY_VALUE(PickleDict * items, top<PickleDict>());
    items->items.emplace_back(name, value);
    return {};
  }
  Status set_items() {
    TRY_VALUE(const PickleList flat, pop_to_mark());
    TRY_VALUE(PickleDict * items, top<PickleDict>());
    return add_pairs(*items, flat);
  }

  // --- Classes and the objects that they build ---
  Status push_class(const std::string& name) {
    if (!is_known(name)) return fail<msg::kPickleGlobal>("", quoted_name(name));
    return push(PickleClass{name});
  }
  Status global() {
    TRY_VALUE(const std::string module, line());
    TRY_VALUE(const std::string name, line());
    return push_class(module + '.' + name);
  }
  Status stack_global() {
    TRY_VALUE(const PickleRef name, pop());
    TRY_VALUE(const PickleRef module, pop());
    TRY_VALUE(const std::string* first, value_at<std::string>(module));
    TRY_VALUE(const std::string* second, value_at<std::string>(name));
    return push_class(*first + '.' + *second);
  }
  // The persistent id is ('storage', class, key, device, elements[, view]), or only the key.
  Status persistent() {
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
    TRY_VALUE(storage.type, storage_type(*type));
    TRY_VALUE(storage.key, key_of((*parts)[2]));
    TRY_VALUE(storage.elements, count((*parts)[4]));
    return push(std::move(storage));
  }
  Status persistent_line() {
    TRY_VALUE(std::string key, line());
    return push(PickleReference{std::move(key)});
  }
  Result<std::uint64_t> count(PickleRef ref) {
    TRY_VALUE(const std::int64_t* value, value_at<std::int64_t>(ref));
    if (*value < 0) return fail<msg::kPickleNegative>("", *value);
    return static_cast<std::uint64_t>(*value);
  }
  Result<std::vector<std::uint64_t>> counts(PickleRef ref) {
    TRY_VALUE(const PickleList* list, value_at<PickleList>(ref));
    if (list->size() > kMaxRank) return fail<msg::kTensorTooManyAxes>("", kMaxRank);
    std::vector<std::uint64_t> result;
    for (const PickleRef length : *list) {
      TRY_VALUE(const std::uint64_t value, count(length));
      result.push_back(value);
    }
    return result;
  }
  Status reduce() {
    TRY_VALUE(const PickleRef list, pop());
    TRY_VALUE(const PickleRef callee, pop());
    TRY_VALUE(const PickleClass* callable, value_at<PickleClass>(callee));
    TRY_VALUE(const PickleList* arguments, value_at<PickleList>(list));
    const std::string& name = callable->name;
    if (name == kDictionary) return make_dictionary(*arguments);
    if ((name == kTensor || name == kTensor2) && arguments->size() >= 4) return make_tensor(*arguments);
    if ((name == kParameter || name == kSize) && !arguments->empty()) {
      stack_.push_back(arguments->front());
      return {};
    }
    return fail<msg::kPickleArguments>("", name, arguments->size());
  }
  // Builds an empty dictionary, or, as Python 2 wrote it, one from a list of pairs.
  Status make_dictionary(const PickleList& arguments) {
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
  Status make_tensor(const PickleList& arguments) {
    PickleTensor tensor{.storage = arguments[0]};
    TRY(value_at<PickleStorage>(tensor.storage));
    TRY_VALUE(tensor.offset, count(arguments[1]));
    TRY_VALUE(tensor.shape, counts(arguments[2]));
    TRY_VALUE(tensor.strides, counts(arguments[3]));
    if (tensor.shape.size() != tensor.strides.size())
      return fail<msg::kPickleStrides>("", tensor.shape.size(), tensor.strides.size());
    return push(std::move(tensor));
  }
  // Drops the attributes of a dictionary, which weights do not need.
  Status build() {
    TRY(pop());
    TRY(top<PickleDict>());
    return {};
  }

  bool stopped_ = false;
  std::size_t copies_ = 0;  // items of dictionaries that were built from lists
};

// The comments are the names of the opcodes in pickletools.py.
constexpr std::array<Unpickler::OpcodeHandler, 55> Unpickler::kOperations{{
    {'(', &Unpickler::mark},               // MARK
    {'.', &Unpickler::stop},               // STOP
    {'0', &Unpickler::drop},               // POP
    {'1', &Unpickler::drop_to_mark},       // POP_MARK
    {'2', &Unpickler::duplicate},          // DUP
    {'p', &Unpickler::put_line},           // PUT
    {'q', &Unpickler::put<1>},             // BINPUT
    {'r', &Unpickler::put<4>},             // LONG_BINPUT
    {'g', &Unpickler::get_line},           // GET
    {'h', &Unpickler::get<1>},             // BINGET
    {'j', &Unpickler::get<4>},             // LONG_BINGET
    {0x94, &Unpickler::memoize},           // MEMOIZE
    {0x80, &Unpickler::protocol},          // PROTO
    {0x95, &Unpickler::frame},             // FRAME
    {'N', &Unpickler::none},               // NONE
    {0x88, &Unpickler::push_true},         // NEWTRUE
    {0x89, &Unpickler::push_false},        // NEWFALSE
    {'K', &Unpickler::push_integer<1>},    // BININT1
    {'M', &Unpickler::push_integer<2>},    // BININT2
    {'J', &Unpickler::push_integer<4>},    // BININT
    {0x8A, &Unpickler::push_long<1>},      // LONG1
    {0x8B, &Unpickler::push_long<4>},      // LONG4
    {'I', &Unpickler::push_integer_line},  // INT
    {'L', &Unpickler::push_integer_line},  // LONG
    {'G', &Unpickler::real},               // BINFLOAT
    {'U', &Unpickler::string<1>},          // SHORT_BINSTRING
    {'T', &Unpickler::string<4>},          // BINSTRING
    {0x8C, &Unpickler::string<1>},         // SHORT_BINUNICODE
    {'X', &Unpickler::string<4>},          // BINUNICODE
    {0x8D, &Unpickler::string<8>},         // BINUNICODE8
    {'C', &Unpickler::string<1>},          // SHORT_BINBYTES
    {'B', &Unpickler::string<4>},          // BINBYTES
    {0x8E, &Unpickler::string<8>},         // BINBYTES8
    {'V', &Unpickler::string_line},        // UNICODE
    {'S', &Unpickler::quoted_line},        // STRING
    {']', &Unpickler::empty_list},         // EMPTY_LIST
    {'l', &Unpickler::list},               // LIST
    {'a', &Unpickler::append},             // APPEND
    {'e', &Unpickler::append_all},         // APPENDS
    {')', &Unpickler::tuple<0>},           // EMPTY_TUPLE
    {0x85, &Unpickler::tuple<1>},          // TUPLE1
    {0x86, &Unpickler::tuple<2>},          // TUPLE2
    {0x87, &Unpickler::tuple<3>},          // TUPLE3
    {'t', &Unpickler::list},               // TUPLE
    {'}', &Unpickler::empty_dictionary},   // EMPTY_DICT
    {'d', &Unpickler::dictionary},         // DICT
    {'s', &Unpickler::set_item},           // SETITEM
    {'u', &Unpickler::set_items},          // SETITEMS
    {'c', &Unpickler::global},             // GLOBAL
    {0x93, &Unpickler::stack_global},      // STACK_GLOBAL
    {'Q', &Unpickler::persistent},         // BINPERSID
    {'P', &Unpickler::persistent_line},    // PERSID
    {'R', &Unpickler::reduce},             // REDUCE
    {0x81, &Unpickler::reduce},            // NEWOBJ
    {'b', &Unpickler::build},              // BUILD
}};

}  // namespace

Result<Pickle> read_pickle(ByteSpan bytes) {
  return catch_bad_alloc("pickle", [&] { return Unpickler(bytes).run(); });
}

Result<ElementType> storage_type(const PickleClass& storage) {
  for (const auto& [name, type] : kNumbers)
    if (storage.name == str_cat("torch.", name, "Storage")) return type;
  return fail<msg::kTorchStorageType>("", quoted_name(storage.name));
}

}  // namespace alexnet
