#include "base/cgroup_cores.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace alexnet {
namespace {

class CgroupCores : public ::testing::Test {
 protected:
  CgroupCores() { std::filesystem::remove_all(root_); }
  ~CgroupCores() override { std::filesystem::remove_all(root_); }

  void write(const std::string& name, const std::string& text) {
    const std::filesystem::path path = root_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text << '\n';
  }
  std::optional<double> cores(std::string_view groups) { return cgroup_cores(root_.string(), groups); }

 private:
  std::filesystem::path root_ = std::filesystem::path(::testing::TempDir()) / "cgroup_cores_test";
};

TEST_F(CgroupCores, HaveNoLimitWhereThereAreNoGroups) {
  EXPECT_EQ(cores(""), std::nullopt);
  EXPECT_EQ(cores("0::/\n"), std::nullopt);
}

TEST_F(CgroupCores, AreTheQuotaOfVersion2) {
  write("app/cpu.max", "150000 100000");
  EXPECT_EQ(cores("0::/app\n"), 1.5);
  write("app/cpu.max", "max 100000");
  EXPECT_EQ(cores("0::/app\n"), std::nullopt);
}

TEST_F(CgroupCores, AreLimitedByGroupsAroundTheOwn) {
  write("slice/cpu.max", "100000 100000");
  write("slice/app/cpu.max", "400000 100000");
  write("slice/app/inner/cpu.max", "max 100000");
  EXPECT_EQ(cores("0::/slice/app/inner"), 1.0);
}

TEST_F(CgroupCores, AreThoseOfTheRootInAContainer) {
  write("cpu.max", "200000 100000");
  EXPECT_EQ(cores("0::/../of/the/host\n"), 2.0);
}

TEST_F(CgroupCores, AreTheQuotaOfVersion1) {
  write("cpu,cpuacct/app/cpu.cfs_quota_us", "50000");
  write("cpu,cpuacct/app/cpu.cfs_period_us", "100000");
  EXPECT_EQ(cores("12:memory:/app\n4:cpu,cpuacct:/app\n3:cpuset:/\n0::/\n"), 0.5);
  write("cpu,cpuacct/app/cpu.cfs_quota_us", "-1");
  EXPECT_EQ(cores("4:cpu,cpuacct:/app\n"), std::nullopt);
}

TEST_F(CgroupCores, AreNotReadFromOtherControllers) {
  write("cpuset/app/cpu.max", "100000 100000");
  EXPECT_EQ(cores("3:cpuset:/app\n"), std::nullopt);
}

TEST_F(CgroupCores, IgnoreWhatIsDamaged) {
  write("app/cpu.max", "many cores");
  EXPECT_EQ(cores("0::/app"), std::nullopt);
  write("app/cpu.max", "100000 0");
  EXPECT_EQ(cores("0::/app"), std::nullopt);
  EXPECT_EQ(cores(":::\nno colons\n1:cpu\n0::relative\n"), std::nullopt);
}

}  // namespace
}  // namespace alexnet
