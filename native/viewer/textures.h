// Pictures on the graphics card: made when they are first drawn, freed when they have not been for a while.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <map>

#include "state.h"

namespace alexnet::viewer {

class Textures {
 public:
  Textures() = default;
  Textures(const Textures&) = delete;
  Textures& operator=(const Textures&) = delete;
  ~Textures();  // while the window is open

  // Enlarged pixels stay squares or flow into each other; reduced ones are averaged.
  enum class Enlarged { kSquares, kSmooth };
  [[nodiscard]] ImTextureID of(const Picture& picture, Enlarged enlarged = Enlarged::kSquares);
  // Once a frame.
  void end_frame();

 private:
  struct Entry {
    Picture picture;  // keeps its address from being used again
    unsigned int name = 0;
    std::uint64_t last_used = 0;
  };
  std::map<std::pair<const Image*, Enlarged>, Entry> entries_;
  std::uint64_t frame_ = 0;
};

}  // namespace alexnet::viewer
