#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/process.h"

namespace alexnet {

ProcessName process_name() {
  std::array<char, 256> host{};
  // The last byte stays 0: a name that is cut short need not end in one.
  if (gethostname(host.data(), host.size() - 1) != 0 || host[0] == '\0')
    return {"localhost", static_cast<std::uint64_t>(getpid())};
  std::string name = host.data();
  std::ranges::replace(name, '/', '_');
  return {std::move(name), static_cast<std::uint64_t>(getpid())};
}

}  // namespace alexnet
