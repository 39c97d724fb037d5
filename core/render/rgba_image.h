// A picture for a host that draws for itself, as canvases take it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/image.h"
#include "render/unit_grid.h"

namespace alexnet {

struct RgbaImage {
  std::size_t width = 0;
  std::size_t height = 0;
  std::vector<std::uint8_t> pixels;  // [height][width][4]
};

// Opaque; into memory that may be used again.
void write_rgba(const Image& image, RgbaImage& picture);
// A grid of so many units, with nothing (alpha 0) between its cells.
void write_rgba_cells(const Image& grid, const UnitGridLayout& layout, std::size_t units, RgbaImage& picture);
// {"columns","rows","map_width","map_height","zoom","gap"}
[[nodiscard]] std::string layout_json(const UnitGridLayout& layout);

}  // namespace alexnet
