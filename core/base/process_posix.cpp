#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/process.h"

namespace alexnet {

ProcessName process_name() {
  std::array<char, 256> host{};
  // The last byte stays 0, as gethostname() does not terminate a name that it truncates.
  if (gethostname(host.data(), host.size() - 1) != 0 || host[0] == '\0')
    return {"localhost", static_cast<std::uint64_t>(getpid())};
  std::string name = host.data();
  std::ranges::replace(name, '/', '_');
  return {std::move(name), static_cast<std::uint64_t>(getpid())};
}

std::string program_folder() {
  std::string path(4096, '\0');
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  if (length <= 0 || static_cast<std::size_t>(length) >= path.size()) return {};
  path.resize(static_cast<std::size_t>(length));
  return path.substr(0, path.rfind('/'));
}

}  // namespace alexnet
