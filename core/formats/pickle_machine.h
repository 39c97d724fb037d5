// The stack, the memo and the input of the machine that executes a pickle; used only by formats/torch/objects.h
// and formats/torch/pickle.cpp, whose class Unpickler has the operations. Errors have no location: the caller adds the position of the opcode.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/torch/pickle.h"
#include "messages/torch.h"

namespace alexnet {

// The names of the Python types of values, for messages.
template <typename T>
inline constexpr const char* kTypeName = nullptr;
template <>
inline constexpr const char* kTypeName<std::string> = "str";
template <>
inline constexpr const char* kTypeName<std::int64_t> = "int";
template <>
inline constexpr const char* kTypeName<PickleClass> = "type";
template <>
inline constexpr const char* kTypeName<PickleList> = "list";
template <>
inline constexpr const char* kTypeName<PickleDict> = "dict";
template <>
inline constexpr const char* kTypeName<PickleObject> = "object";
template <>
inline constexpr const char* kTypeName<PickleStorage> = "torch.Storage";

class PickleMachine {
 protected:
  explicit PickleMachine(ByteSpan bytes) : bytes_(bytes) {}

  // --- The input ---
  // Reads `count` bytes.
  Result<ByteSpan> take(std::uint64_t count) {
    if (count > bytes_.size() - at_) return fail<msg::kPickleTruncated>("", count);
    const ByteSpan taken = bytes_.subspan(at_, static_cast<std::size_t>(count));
    at_ += taken.size();
    return taken;
  }
  // Reads an unsigned little-endian number.
  Result<std::uint64_t> number(std::size_t length) {
    TRY_VALUE(const ByteSpan digits, take(length));
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < length; ++i) value |= std::uint64_t{digits[i]} << (8 * i);
    return value;
  }
  Result<std::string> string_of(std::uint64_t length) {
    TRY_VALUE(const ByteSpan letters, take(length));
    return std::string(letters.begin(), letters.end());
  }
  // Reads up to the next newline, which is dropped.
  Result<std::string> line() {
    const auto rest = bytes_.subspan(at_);
    const auto end = std::ranges::find(rest, '\n');
    if (end == rest.end()) return fail<msg::kPickleLineTruncated>("");
    TRY_VALUE(std::string result, string_of(static_cast<std::uint64_t>(end - rest.begin())));
    ++at_;
    return result;
  }
  // Reads a line with a decimal integer, which may end in L.
  Result<std::int64_t> decimal() {
    TRY_VALUE(std::string digits, line());
    if (digits.ends_with('L')) digits.pop_back();
    const bool negative = digits.starts_with('-');
    std::int64_t value = 0;
    if (digits.size() <= std::size_t{negative} || digits.size() > 18) return fail<msg::kPickleInteger>("");
    for (const char digit : std::string_view(digits).substr(negative)) {
      if (digit < '0' || digit > '9') return fail<msg::kPickleInteger>("");
      value = 10 * value + (digit - '0');
    }
    return negative ? -value : value;
  }

  // --- The stack ---
  Status push(PickleValue value) {
    pickle_.values.push_back(std::move(value));
    stack_.push_back(static_cast<PickleRef>(pickle_.values.size() - 1));
    return {};
  }
  Result<PickleRef> pop() {
    if (stack_.size() <= stack_bottom()) return fail<msg::kPickleStackEmpty>("");
    const PickleRef top = stack_.back();
    stack_.pop_back();
    return top;
  }
  // Only the values above the last mark may be taken.
  [[nodiscard]] std::size_t stack_bottom() const { return marks_.empty() ? 0 : marks_.back(); }
  // Takes the values above the last mark, and the mark.
  Result<PickleList> pop_to_mark() {
    if (marks_.empty()) return fail<msg::kPickleMarkMissing>("");
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    PickleList taken(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    marks_.pop_back();
    return taken;
  }
  // Returns the top of the stack, which must be a T.
  template <typename T>
  Result<T*> top() {
    if (stack_.size() <= stack_bottom()) return fail<msg::kPickleStackEmpty>("");
    T* value = std::get_if<T>(&pickle_.values[stack_.back()]);
    if (value == nullptr) return fail<msg::kPickleStackType>("", kTypeName<T>);
    return value;
  }
  // Returns a value, which must be a T. The pointer is valid until the next push().
  template <typename T>
  Result<const T*> value_at(PickleRef ref) {
    const T* value = std::get_if<T>(&pickle_.values[ref]);
    if (value == nullptr) return fail<msg::kPickleType>("", kTypeName<T>);
    return value;
  }

  // --- The memo ---
  // Stores the top of the stack in the memo.
  Status memo_put(std::uint64_t index) {
    if (stack_.size() <= stack_bottom()) return fail<msg::kPickleStackEmpty>("");
    memo_[index] = stack_.back();
    return {};
  }
  // Pushes an entry of the memo.
  Status memo_get(std::uint64_t index) {
    const auto found = memo_.find(index);
    if (found == memo_.end()) return fail<msg::kPickleMemoMissing>("", index);
    stack_.push_back(found->second);
    return {};
  }

  ByteSpan bytes_;
  std::size_t at_ = 0;  // the position in `bytes_`
  Pickle pickle_;
  std::vector<PickleRef> stack_;
  std::vector<std::size_t> marks_;  // the sizes of the stack at the marks
  std::map<std::uint64_t, PickleRef> memo_;
};

}  // namespace alexnet
