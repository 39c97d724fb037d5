#include "base/check.h"

#include <cstdlib>
#include <iostream>

namespace alexnet {

void check_failed(const char* condition, const char* file, int line) {
  std::cerr << file << ':' << line << ": CHECK failed: " << condition << '\n';  // cerr is unbuffered
  std::abort();
}

}  // namespace alexnet
