// RGBA images, the format that a browser's canvas and graphics APIs take.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "image/image.h"
#include "render/unit_grid.h"

namespace alexnet {

struct RgbaImage {
  std::size_t width = 0;
  std::size_t height = 0;
  std::vector<std::uint8_t> pixels;  // [height][width][4]
};

// Converts an image to opaque RGBA. Reuses the memory of `rgba`.
void write_rgba(const Image& image, RgbaImage& rgba);
// Converts the grid of `units` units to RGBA in which everything but its cells is transparent.
void write_rgba_cells(const Image& grid, const UnitGridLayout& layout, std::size_t units, RgbaImage& rgba);
// Returns the layout as JSON: {"columns","rows","map_width","map_height","zoom","gap"}
[[nodiscard]] std::string layout_json(const UnitGridLayout& layout);

}  // namespace alexnet
