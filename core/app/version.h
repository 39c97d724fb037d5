// Which build of the project this is: for `--version`, bug reports and host programs.
#pragma once

#include <span>
#include <string_view>

namespace alexnet {

struct Dependency {
  std::string_view name;     // "XNNPACK"
  std::string_view version;  // "3.11.2"; date and commit, "20241108.4ea82e5", of a project that makes no releases;
                             // what is missing, "not built in: AVIF is not read", of an optional library that this build lacks
};

// The project's version, "0.1.0"; a zero byte follows it.
std::string_view project_version();

// The commit that was built, abbreviated; "unknown" if the sources were no Git checkout. Only programs that link the library
// alexnet_commit may call it, so that a new commit relinks few of them.
std::string_view project_commit();

// The third-party libraries that this build was compiled with, and the optional ones that it lacks.
std::span<const Dependency> dependencies();

// The widest instruction set that both XNNPACK's kernels and this processor have, "AVX-512"; "scalar" if there is none.
std::string_view instruction_set();

}  // namespace alexnet
