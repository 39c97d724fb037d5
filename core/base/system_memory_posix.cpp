#include <algorithm>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include "base/memory.h"

namespace alexnet {
namespace {

// Returns the number that follows `name` and blanks in a file of lines of names and numbers, such as `MemTotal:  2048 kB`.
std::optional<std::uint64_t> number_in(const char* path, std::string_view name) {
  std::ifstream file(path);
  std::string word;
  for (std::uint64_t number; file >> word;) {
    if (word == name && file >> number) return number;
    file.clear();
  }
  return std::nullopt;
}

std::optional<std::uint64_t> number_in(const char* path) {
  std::ifstream file(path);
  std::uint64_t number = 0;
  if (file >> number) return number;
  return std::nullopt;  // no such file, or `max`
}

// Pages of files that were read count as used, but are given up when memory is short.
void limit_by_control_group(SystemMemory& memory) {
  const auto limit = number_in("/sys/fs/cgroup/memory.max"), used = number_in("/sys/fs/cgroup/memory.current");
  if (!limit || !used) return;
  const std::uint64_t files = std::min(*used, number_in("/sys/fs/cgroup/memory.stat", "inactive_file").value_or(0));
  memory.total = std::min(memory.total, *limit);
  memory.available = std::min(memory.available, *limit - std::min(*limit, *used - files));
}

}  // namespace

SystemMemory system_memory() {
  SystemMemory memory;
  constexpr std::uint64_t kKilobyte = 1024;
  if (const auto total = number_in("/proc/meminfo", "MemTotal:")) memory.total = *total * kKilobyte;
  if (const auto available = number_in("/proc/meminfo", "MemAvailable:")) memory.available = *available * kKilobyte;
  limit_by_control_group(memory);
  return memory;
}

}  // namespace alexnet
