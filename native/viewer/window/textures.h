// The textures of images. A texture is created when its image is first drawn, and freed when it has not been drawn for a while.
// UI thread only.
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
  ~Textures();  // requires that the window is still open

  // How an enlarged image is filtered. A reduced image is always averaged.
  enum class Filter { kNearest, kLinear };
  // Returns the texture of an image, valid in this frame.
  [[nodiscard]] ImTextureID of(const SharedImage& image, Filter filter = Filter::kNearest);
  // Frees unused textures. Call this at the end of each frame.
  void end_frame();

 private:
  struct Entry {
    SharedImage image;  // owned, so that no other image gets its address
    unsigned int name = 0;
    std::uint64_t last_used = 0;
  };
  std::map<std::pair<const Image*, Filter>, Entry> entries_;
  std::uint64_t frame_ = 0;
};

}  // namespace alexnet::viewer
