#include "capi/error_json.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/dump_json.h"

namespace alexnet::capi {
namespace {

// The names of ErrorKind in JSON, those of alexnet_status in lower case.
constexpr std::array kKindNames = {"ok",          "not_found",     "unreadable",       "bad_format",  "too_large",
                                   "wrong_shape", "out_of_memory", "invalid_argument", "unsupported", "internal"};

}  // namespace

std::string error_json(const Error& error) {
  nlohmann::ordered_json args = nlohmann::ordered_json::object();
  for (const auto& [name, value] : error.arguments) args[name] = value;
  return dump_json(nlohmann::ordered_json{{"code", error.code},
                                          {"kind", kKindNames[static_cast<std::size_t>(error.kind)]},
                                          {"where", error.where},
                                          {"message", error.message()},
                                          {"args", std::move(args)}});
}

}  // namespace alexnet::capi
