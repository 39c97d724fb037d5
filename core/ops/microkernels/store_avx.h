// Stores the first `columns` of 8 floats, or all of them. Requires <immintrin.h> to be included before.
#include <stddef.h>
#include <stdint.h>

static inline void store(float* to, size_t columns, __m256 vector) {
  static const int32_t masks[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
  if (columns >= 8) {
    _mm256_storeu_ps(to, vector);
  } else {
    _mm256_maskstore_ps(to, _mm256_loadu_si256((const __m256i*)(masks + 8 - columns)), vector);
  }
}
