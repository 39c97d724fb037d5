#include "render/rgba_image.h"

#include <nlohmann/json.hpp>

#include "data/compose.h"

namespace alexnet {

void write_rgba(const Image& image, RgbaImage& rgba) {
  rgba.width = image.width;
  rgba.height = image.height;
  to_rgba(image, rgba.pixels);
}

void write_rgba_cells(const Image& grid, const UnitGridLayout& layout, std::size_t units, RgbaImage& rgba) {
  write_rgba(grid, rgba);
  for (std::size_t i = 0; i < grid.width * grid.height; ++i) rgba.pixels[4 * i + 3] = 0;
  for (std::size_t unit = 0; unit < units; ++unit) {
    const Rectangle cell = layout.cell(unit);
    for (std::size_t y = cell.y; y < cell.y + cell.height; ++y)
      for (std::size_t x = cell.x; x < cell.x + cell.width; ++x) rgba.pixels[4 * (y * grid.width + x) + 3] = 255;
  }
}

std::string layout_json(const UnitGridLayout& l) {
  return nlohmann::json{{"columns", l.columns},       {"rows", l.rows}, {"map_width", l.map_width},
                        {"map_height", l.map_height}, {"zoom", l.zoom}, {"gap", l.gap}}
      .dump();
}

}  // namespace alexnet
