// The identity of this process, and the folder of its program.
#pragma once

#include <cstdint>
#include <string>

namespace alexnet {

// Identifies this process among all that may write to the same folder; for use in file names.
struct ProcessName {
  std::string host;  // not empty, without slashes
  std::uint64_t number = 0;
};
[[nodiscard]] ProcessName process_name();

// Returns the folder of the running program, without a slash at its end; an empty string if the system does not report it.
[[nodiscard]] std::string program_folder();

}  // namespace alexnet
