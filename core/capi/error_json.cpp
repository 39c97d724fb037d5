#include "capi/error_json.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/dump_json.h"

namespace alexnet::capi {
namespace {

// The names of ErrorKind in JSON, those of alexnet_status in lower case.
constexpr std::array kKindNames = {"ok",          "not_found",     "unreadable",       "bad_format",  "too_large",
                                   "wrong_shape", "out_of_memory", "invalid_argument", "unsupported", "internal"};

}  // namespace

std::string error_json(const Error& error) {
  using Json = nlohmann::ordered_json;
  return dump_json(Json{{"code", error.code},
                        {"kind", kKindNames[static_cast<std::size_t>(error.kind)]},
                        {"where", error.where},
                        {"message", error.message()},
                        {"args", arguments_json<Json>(error.arguments)}});
}

}  // namespace alexnet::capi
