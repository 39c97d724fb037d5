// Compiles the implementation of stb_image_write. CMake treats it as a system header, so that its warnings are not shown.
#define STBIW_ASSERT(condition) ((void)0)
#define STBI_WRITE_NO_STDIO
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb/stb_image_write.h>
