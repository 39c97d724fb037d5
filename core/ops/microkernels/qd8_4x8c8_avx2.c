// 8-bit convolutions on AVX2 without VNNI: 4 rows by 8 columns as XNNPACK's own tile, 8 values of each at a time, but
// multiplied as bytes (VPMADDUBSW), where XNNPACK widens all to 16 bits first and multiplies half as many. Two products of
// bytes are added up in 16 bits: they fit, as the activations have 7 bits (kSevenBits in ops/dynamic_quantizer.h), at most 2 *
// 127 * 128. The contract is XNNPACK's otherwise (xnn_qd8_f32_qc8w_igemm_ukernel_fn in src/xnnpack/microfnptr.h);
// core/cmake/xnnpack_native.cmake puts the function into its table.
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define EACH_ROW(DO) DO(0) DO(1) DO(2) DO(3)
enum { kRows = 4, kColumns = 8, kDepth = 8 };

struct quantization {
  int32_t zero_point;
  float scale;
};

static inline void store(float* to, size_t columns, __m256 vector) {
  static const int32_t masks[2 * kColumns] = {-1, -1, -1, -1, -1, -1, -1, -1};
  if (columns >= kColumns) {
    _mm256_storeu_ps(to, vector);
  } else {
    _mm256_maskstore_ps(to, _mm256_loadu_si256((const __m256i*)(masks + kColumns - columns)), vector);
  }
}

// Each accumulator holds two sums a column: `low` of columns 0 to 3, `high` of 4 to 7.
#define START_ROW(r)                       \
  __m256i low##r = _mm256_setzero_si256(); \
  __m256i high##r = _mm256_setzero_si256();
#define POINT_AT_PIXEL(r) const int8_t* const a##r = position[r] == zero ? zero_data : position[r] + a_offset;
#define MULTIPLY_ROW(r)                                                                                       \
  {                                                                                                           \
    const __m256i values = _mm256_broadcastq_epi64(_mm_loadl_epi64((const __m128i*)(a##r + k)));              \
    low##r = _mm256_add_epi32(low##r, _mm256_madd_epi16(_mm256_maddubs_epi16(values, weights_low), ones));    \
    high##r = _mm256_add_epi32(high##r, _mm256_madd_epi16(_mm256_maddubs_epi16(values, weights_high), ones)); \
  }
#define STORE_ROW(r)                                                                                            \
  if ((r) < mr) {                                                                                               \
    const __m256i sums = _mm256_permute4x64_epi64(_mm256_hadd_epi32(low##r, high##r), _MM_SHUFFLE(3, 1, 2, 0)); \
    const __m256 y = _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_add_epi32(sums, zeros)), scale);                   \
    store((float*)((uintptr_t)c + (r) * cm_stride), nc,                                                         \
          _mm256_min_ps(_mm256_max_ps(_mm256_fmadd_ps(y, channel_scales, bias), smallest), largest));           \
  }

// Packed for each 8 columns: minus the sum of each column's weights; the weights, 8 of each column, position by position; a
// scale and a bias for each column. a: for each position kRows pointers to kc values each; those that are not `zero` move by
// a_offset. ks is the size of that list in bytes.
void alexnet_qd8_f32_qc8w_igemm_minmax_ukernel_4x8c8__avx2(size_t mr, size_t nc, size_t kc, size_t ks, const int8_t** a,
                                                           const void* packed, float* c, size_t cm_stride, size_t cn_stride,
                                                           size_t a_offset, const int8_t* zero, const int8_t* zero_data,
                                                           const float* params, const struct quantization* quantization) {
  const int8_t* w = packed;
  const __m256i ones = _mm256_set1_epi16(1);
  const __m256 scale = _mm256_set1_ps(quantization->scale);
  const __m256 smallest = _mm256_set1_ps(params[0]), largest = _mm256_set1_ps(params[1]);
  for (;;) {
    const __m256i zeros =
        _mm256_mullo_epi32(_mm256_loadu_si256((const __m256i*)w), _mm256_set1_epi32(quantization->zero_point));
    w += kColumns * sizeof(int32_t);
    EACH_ROW(START_ROW)
    for (const int8_t** position = a; position != a + ks / sizeof(int8_t*); position += kRows) {
      EACH_ROW(POINT_AT_PIXEL)
      for (size_t k = 0; k < kc; k += kDepth) {
        const __m256i weights_low = _mm256_loadu_si256((const __m256i*)w);
        const __m256i weights_high = _mm256_loadu_si256((const __m256i*)(w + kColumns / 2 * kDepth));
        w += kColumns * kDepth;
        EACH_ROW(MULTIPLY_ROW)
      }
    }
    const __m256 channel_scales = _mm256_loadu_ps((const float*)w), bias = _mm256_loadu_ps((const float*)w + kColumns);
    w += 2 * kColumns * sizeof(float);
    EACH_ROW(STORE_ROW)
    if (nc <= kColumns) return;
    nc -= kColumns;
    c = (float*)((uintptr_t)c + cn_stride);
  }
}
