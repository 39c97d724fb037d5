#include "formats/torch/pickle.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

#include "base/catch_bad_alloc.h"
#include "formats/location.h"
#include "formats/torch/objects.h"
#include "messages/formats.h"
#include "messages/torch.h"

namespace alexnet {
namespace {

// Executes the opcodes of a pickle. Errors of an operation get the position of its opcode.
class Unpickler : TorchObjects {
 public:
  Unpickler(ByteSpan bytes, std::size_t limit) : TorchObjects(bytes), limit_(limit) {}

  Result<Pickle> run() {
    while (!stopped_) {
      const std::size_t start = at_;
      Status step = next();
      if (!step) return with_context(str_cat("pickle: byte ", start), std::move(step).error());
      if (at_ > limit_) return fail<msg::kPickleTooLong>("pickle", limit_);
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
  static const std::array<OpcodeHandler, 63> kOperations;

  Status next() {
    TRY_VALUE(const std::uint64_t opcode, number(1));
    const auto row = std::ranges::find(kOperations, opcode, &OpcodeHandler::opcode);
    if (row == kOperations.end()) return fail<msg::kPickleOpcode>("", opcode);
    return (this->*row->operation)();
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
    if (length > 8) {  // the state of a random number generator, for example, which weights do not need
      TRY(take(length));
      return none();
    }
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
  template <std::size_t kBytes>
  Status binary() {
    TRY_VALUE(const std::uint64_t length, number(kBytes));
    TRY_VALUE(const ByteSpan bytes, take(length));
    return push(PickleBytes{bytes});
  }
  // A real number as a line of text; no tensor needs its value.
  Status real_line() {
    TRY(line());
    return push(0.0);
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
    if (top_is_object()) return {};
    TRY_VALUE(PickleList * items, top<PickleList>());
    items->push_back(item);
    return {};
  }
  Status append_all() {
    TRY_VALUE(const PickleList more, pop_to_mark());
    if (top_is_object()) return {};
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
    if (top_is_object()) return {};
    TRY_VALUE(PickleDict * items, top<PickleDict>());
    items->items.emplace_back(name, value);
    return {};
  }
  Status set_items() {
    TRY_VALUE(const PickleList flat, pop_to_mark());
    if (top_is_object()) return {};
    TRY_VALUE(PickleDict * items, top<PickleDict>());
    return add_pairs(*items, flat);
  }

  // What is appended to an object of another class, such as a collections.deque, is dropped.
  bool top_is_object() {
    return stack_.size() > stack_bottom() && std::holds_alternative<PickleObject>(pickle_.values[stack_.back()]);
  }

  // Keeps the state of an object and the attributes of a dictionary; other values have none that weights need.
  Status build() {
    TRY_VALUE(const PickleRef state, pop());
    if (stack_.size() <= stack_bottom()) return fail<msg::kPickleStackEmpty>("");
    PickleValue& value = pickle_.values[stack_.back()];
    if (auto* object = std::get_if<PickleObject>(&value)) object->state = state;
    if (auto* dictionary = std::get_if<PickleDict>(&value)) dictionary->attributes = state;
    return {};
  }

  std::size_t limit_;
  bool stopped_ = false;
};

// The comments are the names of the opcodes in pickletools.py.
constexpr std::array<Unpickler::OpcodeHandler, 63> Unpickler::kOperations{{
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
    {'T', &Unpickler::binary<4>},          // BINSTRING
    {0x8C, &Unpickler::string<1>},         // SHORT_BINUNICODE
    {'X', &Unpickler::string<4>},          // BINUNICODE
    {0x8D, &Unpickler::string<8>},         // BINUNICODE8
    {'C', &Unpickler::binary<1>},          // SHORT_BINBYTES
    {'B', &Unpickler::binary<4>},          // BINBYTES
    {0x8E, &Unpickler::binary<8>},         // BINBYTES8
    {0x96, &Unpickler::binary<8>},         // BYTEARRAY8
    {'F', &Unpickler::real_line},          // FLOAT
    {'V', &Unpickler::string_line},        // UNICODE
    {'S', &Unpickler::quoted_line},        // STRING
    {']', &Unpickler::empty_list},         // EMPTY_LIST
    {'l', &Unpickler::list},               // LIST
    {0x8F, &Unpickler::empty_list},        // EMPTY_SET
    {0x90, &Unpickler::append_all},        // ADDITEMS
    {0x91, &Unpickler::list},              // FROZENSET
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
    {0x92, &Unpickler::reduce_keywords},   // NEWOBJ_EX
    {'i', &Unpickler::instance_line},      // INST
    {'o', &Unpickler::instance},           // OBJ
    {'b', &Unpickler::build},              // BUILD
}};

}  // namespace

Result<Pickle> read_pickle(ByteSpan bytes, std::size_t limit) {
  return catch_bad_alloc("pickle", [&] { return Unpickler(bytes, limit).run(); });
}

}  // namespace alexnet
