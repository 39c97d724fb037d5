#include "render/rgba_image.h"

#include <nlohmann/json.hpp>

#include "data/compose.h"

namespace alexnet {

void show(const Image& image, RgbaPicture& picture) {
  picture.width = image.width;
  picture.height = image.height;
  to_rgba(image, picture.pixels);
}

void show_cells(const Image& grid, const UnitGridLayout& layout, std::size_t units, RgbaPicture& picture) {
  show(grid, picture);
  for (std::size_t i = 0; i < grid.width * grid.height; ++i) picture.pixels[4 * i + 3] = 0;
  for (std::size_t unit = 0; unit < units; ++unit) {
    const Rectangle place = layout.place(unit);
    for (std::size_t y = place.y; y < place.y + place.height; ++y)
      for (std::size_t x = place.x; x < place.x + place.width; ++x) picture.pixels[4 * (y * grid.width + x) + 3] = 255;
  }
}

std::string layout_json(const UnitGridLayout& l) {
  return nlohmann::json{{"columns", l.columns},       {"rows", l.rows}, {"map_width", l.map_width},
                        {"map_height", l.map_height}, {"zoom", l.zoom}, {"gap", l.gap}}
      .dump();
}

}  // namespace alexnet
