#include "base/cgroup_cores.h"

#include <algorithm>
#include <fstream>

namespace alexnet {
namespace {

// Returns quota / period; nullopt if either is missing, not a number (version 2 writes `max`) or not positive (version 1, -1).
std::optional<double> ratio(std::istream&& quota, std::istream&& period) {
  double most = 0, of = 0;
  if (!(quota >> most) || !(period >> of) || most <= 0 || of <= 0) return std::nullopt;
  return most / of;
}

std::optional<double> quota_of(const std::string& folder) {
  std::ifstream both(folder + "/cpu.max");  // version 2: `150000 100000`
  if (double most = 0, of = 0; both >> most >> of && most > 0 && of > 0) return most / of;
  return ratio(std::ifstream(folder + "/cpu.cfs_quota_us"), std::ifstream(folder + "/cpu.cfs_period_us"));
}

// Of the group at `path` below `mount` and of all around it. A container sees its own group as the root, under whose path there is
// then nothing.
std::optional<double> smallest_quota(const std::string& mount, std::string path) {
  std::optional<double> smallest;
  for (;;) {
    if (const std::optional<double> quota = quota_of(mount + path)) smallest = std::min(smallest.value_or(*quota), *quota);
    if (path.empty()) return smallest;
    path.erase(path.rfind('/'));
  }
}

}  // namespace

std::optional<double> cgroup_cores(const std::string& root, std::string_view groups) {
  std::optional<double> smallest;
  while (!groups.empty()) {
    // A line is `number:controllers:path`; version 2 has no controllers.
    const std::string_view line = groups.substr(0, groups.find('\n'));
    groups.remove_prefix(std::min(groups.size(), line.size() + 1));
    const std::size_t first = line.find(':');
    const std::size_t second = first == line.npos ? line.npos : line.find(':', first + 1);
    if (second == line.npos) continue;
    const std::string controllers(line.substr(first + 1, second - first - 1));
    std::string path(line.substr(second + 1));
    if (path.empty() || path.front() != '/') continue;
    if (path == "/") path.clear();
    if (!controllers.empty() && (',' + controllers + ',').find(",cpu,") == std::string::npos) continue;
    const std::optional<double> quota =
        smallest_quota(controllers.empty() ? root : std::string(root).append("/").append(controllers), path);
    if (quota) smallest = std::min(smallest.value_or(*quota), *quota);
  }
  return smallest;
}

}  // namespace alexnet
