// Compiles the implementation of stb_image. CMake treats it as a system header, so that its warnings are not shown.
#include <cstdlib>

// Zeroed memory makes pixels that a damaged file leaves unwritten black instead of random.
#define STBI_MALLOC(size) std::calloc(1, size)
#define STBI_REALLOC(block, size) std::realloc(block, size)
#define STBI_FREE(block) std::free(block)
// A failed assertion of stb_image must not end the process.
#define STBI_ASSERT(condition) ((void)0)
// decode.h limits the area of an image; no real image has a longer side than this.
#define STBI_MAX_DIMENSIONS (1 << 20)
#define STBI_NO_STDIO
#define STBI_ONLY_GIF
#define STBI_ONLY_HDR
#define STBI_ONLY_PSD
#define STB_IMAGE_IMPLEMENTATION
#include <stb/stb_image.h>
