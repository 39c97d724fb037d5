#include "formats/tensor_map.h"

#include <array>

namespace alexnet {
namespace {

struct TypeFacts {
  std::string_view name;
  std::size_t size;
};

// In the order of ElementType.
constexpr std::array<TypeFacts, 8> kTypes{{
    {"F32", 4},
    {"F16", 2},
    {"BF16", 2},
    {"I8", 1},
    {"U8", 1},
    {"I32", 4},
    {"I64", 8},
    {"F64", 8},
}};
static_assert(kTypes.size() == static_cast<std::size_t>(ElementType::kF64) + 1);

const TypeFacts& facts(ElementType type) { return kTypes[static_cast<std::size_t>(type)]; }

}  // namespace

std::size_t element_size(ElementType type) { return facts(type).size; }

std::string_view to_string(ElementType type) { return facts(type).name; }

std::size_t FileTensor::elements() const {
  std::size_t product = 1;
  for (const std::size_t length : shape) product *= length;
  return product;
}

}  // namespace alexnet
