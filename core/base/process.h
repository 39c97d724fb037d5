// Which machine and which process this is, for names of files that several may write side by side.
#pragma once

#include <cstdint>
#include <string>

namespace alexnet {

struct ProcessName {
  std::string host;  // never empty, without a slash
  std::uint64_t number = 0;
};
[[nodiscard]] ProcessName process_name();

}  // namespace alexnet
