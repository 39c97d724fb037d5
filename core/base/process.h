// Which machine and which process this is, and where its program lies.
#pragma once

#include <cstdint>
#include <string>

namespace alexnet {

// For names of files that several may write side by side.
struct ProcessName {
  std::string host;  // never empty, without a slash
  std::uint64_t number = 0;
};
[[nodiscard]] ProcessName process_name();

// The folder of the running program, without a slash at its end; empty where the system does not tell.
[[nodiscard]] std::string program_folder();

}  // namespace alexnet
