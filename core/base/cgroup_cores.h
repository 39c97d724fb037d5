// The share of the processors that Linux's control groups (containers, systemd units) leave to a process.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace alexnet {

// Returns how many cores' time the process may use, such as 1.5: the smallest quota of its groups and of those around them; nullopt
// if none has a quota. `root` is the folder where control groups are mounted (/sys/fs/cgroup), of version 1 or 2, and `groups`
// the content of /proc/self/cgroup, which names the groups of the process. What cannot be read limits nothing.
[[nodiscard]] std::optional<double> cgroup_cores(const std::string& root, std::string_view groups);

}  // namespace alexnet
