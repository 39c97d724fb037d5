#include "window/textures.h"

#define GL_GLEXT_PROTOTYPES
#include <GL/gl.h>
#include <GL/glext.h>

namespace alexnet::viewer {
namespace {

constexpr std::uint64_t kKept = 120;  // frames

unsigned int upload(const Image& image, Textures::Filter filter) {
  unsigned int name = 0;
  glGenTextures(1, &name);
  glBindTexture(GL_TEXTURE_2D, name);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, filter == Textures::Filter::kLinear ? GL_LINEAR : GL_NEAREST);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB8, static_cast<GLsizei>(image.width), static_cast<GLsizei>(image.height), 0, GL_RGB,
               GL_UNSIGNED_BYTE, image.pixels.data());
  glGenerateMipmap(GL_TEXTURE_2D);
  return name;
}

}  // namespace

Textures::~Textures() {
  for (const auto& [image, entry] : entries_) glDeleteTextures(1, &entry.name);
}

ImTextureID Textures::of(const SharedImage& image, Filter filter) {
  Entry& entry = entries_[{image.get(), filter}];
  if (!entry.image) entry = {image, upload(*image, filter), 0};
  entry.last_used = frame_;
  // A pointer or an integer, depending on the version of Dear ImGui.
  return (ImTextureID)(std::intptr_t)entry.name;  // NOLINT(performance-no-int-to-ptr)
}

void Textures::end_frame() {
  std::erase_if(entries_, [this](const auto& item) {
    const Entry& entry = item.second;
    if (entry.last_used + kKept > frame_) return false;
    glDeleteTextures(1, &entry.name);
    return true;
  });
  ++frame_;
}

}  // namespace alexnet::viewer
