// The one place where stb_image_write's code is compiled. It is a system header to CMake, so its warnings are not shown.
#define STBIW_ASSERT(condition) ((void)0)
#define STBI_WRITE_NO_STDIO
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb/stb_image_write.h>
