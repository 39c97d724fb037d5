// A picture for a host that draws for itself, as canvases take it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/image.h"
#include "render/unit_grid.h"

namespace alexnet {

struct RgbaPicture {
  std::size_t width = 0;
  std::size_t height = 0;
  std::vector<std::uint8_t> pixels;  // [height][width][4]
};

// Opaque; into memory that may be used again.
void show(const Image& image, RgbaPicture& picture);
// A grid of so many units, with nothing (alpha 0) between its cells.
void show_cells(const Image& grid, const UnitGridLayout& layout, std::size_t units, RgbaPicture& picture);
// {"columns","rows","map_width","map_height","zoom","gap"}
[[nodiscard]] std::string layout_json(const UnitGridLayout& layout);

}  // namespace alexnet
