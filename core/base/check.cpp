#include "base/check.h"

#include <cstdlib>
#include <iostream>

namespace alexnet {

void check_failed(const char* condition, const char* file, int line) {
  std::cerr << file << ':' << line << ": CHECK failed: " << condition << std::endl;
  std::abort();
}

}  // namespace alexnet
