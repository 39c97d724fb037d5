#include <utf8proc.h>

#include <cstdlib>
#include <memory>

#include "base/check.h"
#include "data/unicode.h"

namespace alexnet {
namespace {

struct Free {
  void operator()(utf8proc_uint8_t* text) const { std::free(text); }
};

std::string mapped(std::string_view text, int options) {
  utf8proc_uint8_t* result = nullptr;
  const utf8proc_ssize_t length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()), &result,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | options));
  const std::unique_ptr<utf8proc_uint8_t, Free> owner(result);
  CHECK(length >= 0);  // it fails for invalid UTF-8 only
  return {reinterpret_cast<const char*>(result), static_cast<std::size_t>(length)};
}

}  // namespace

std::string to_composed(std::string_view text) { return mapped(text, 0); }

std::string to_case_folded(std::string_view text) { return mapped(text, UTF8PROC_CASEFOLD); }

}  // namespace alexnet
