// The one place where stb_image's code is compiled. It is a system header to CMake, so its warnings are not shown.
#include <cstdlib>

// Memory that a damaged file leaves unwritten is black, not whatever lay there before.
#define STBI_MALLOC(size) std::calloc(1, size)
#define STBI_REALLOC(block, size) std::realloc(block, size)
#define STBI_FREE(block) std::free(block)
// A broken promise of stb's own must not end the process on somebody's photo.
#define STBI_ASSERT(condition) ((void)0)
// Long thin pictures are fine (decode.h limits the area); sides beyond this are nonsense.
#define STBI_MAX_DIMENSIONS (1 << 20)
#define STBI_NO_STDIO
#define STBI_NO_PIC
#define STB_IMAGE_IMPLEMENTATION
#include <stb/stb_image.h>
