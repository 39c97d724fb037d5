// A matrix product's innermost loops for XNNPACK on AVX-512: 13 rows by 32 columns at a time, where XNNPACK's own do 7 by 32.
// Each weight that is loaded serves nearly twice as many multiplications, so that weights may stream from the second cache (a
// Sapphire Rapids core: 184 instead of 163 GFLOP/s, and 152 instead of 115 where they overflow it); 26 accumulators are what 32
// registers hold beside two weights and a value. AlexNet's 13 x 13 pictures are 13 such rows exactly.
// The contract is XNNPACK's (xnn_f32_gemm_minmax_ukernel_fn, xnn_f32_igemm_minmax_ukernel_fn in src/xnnpack/microfnptr.h);
// core/cmake/xnnpack_native.cmake puts the two functions into its table.
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

// Rows have names, not numbers: so each accumulator is sure to be a register.
#define EACH_ROW(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11) DO(12)
enum { kRows = 13, kColumns = 32 };

#define OFFSET(pointer, bytes) ((const float*)((uintptr_t)(pointer) + (uintptr_t)(bytes)))

// The weights begin with one bias a column.
#define START_ROW(r)        \
  __m512 low##r = bias_low; \
  __m512 high##r = bias_high;
#define MULTIPLY_ROW(r)                                      \
  {                                                          \
    const __m512 value = _mm512_set1_ps(*OFFSET(a##r, k));   \
    low##r = _mm512_fmadd_ps(value, weights_low, low##r);    \
    high##r = _mm512_fmadd_ps(value, weights_high, high##r); \
  }
// The rows' pointers stand at the end of their values and k counts up to 0: one register is counter and offset for all.
#define MULTIPLY_ALL(w, kc)                                        \
  for (intptr_t k = -(intptr_t)(kc); k != 0; k += sizeof(float)) { \
    const __m512 weights_low = _mm512_load_ps(w);                  \
    const __m512 weights_high = _mm512_load_ps((w) + 16);          \
    (w) += kColumns;                                               \
    EACH_ROW(MULTIPLY_ROW)                                         \
  }
#define STORE_ROW(r)                                                                                      \
  if ((r) < mr) {                                                                                         \
    float* const row = (float*)OFFSET(c, (r) * cm_stride);                                                \
    _mm512_mask_storeu_ps(row, mask_low, _mm512_min_ps(largest, _mm512_max_ps(smallest, low##r)));        \
    _mm512_mask_storeu_ps(row + 16, mask_high, _mm512_min_ps(largest, _mm512_max_ps(smallest, high##r))); \
  }

// Which of the next 16 columns there are.
static inline __mmask16 mask_of(size_t columns) { return columns >= 16 ? 0xFFFF : (__mmask16)((1u << columns) - 1); }

// y[mr][nc] = clamp(a[mr][kc] * w + bias); kc and the strides in bytes; params: the two limits.
void alexnet_f32_gemm_minmax_ukernel_13x32__avx512f(size_t mr, size_t nc, size_t kc, const float* a, size_t a_stride,
                                                    const float* w, float* c, size_t cm_stride, size_t cn_stride,
                                                    const float* params) {
  const __m512 smallest = _mm512_set1_ps(params[0]);
  const __m512 largest = _mm512_set1_ps(params[1]);
// A row that is not there repeats the last one that is.
#define POINT_AT_ROW(r) const float* const a##r = OFFSET(a, ((r) < mr ? (size_t)(r) : mr - 1) * a_stride + kc);
  EACH_ROW(POINT_AT_ROW)
  for (;;) {
    const __m512 bias_low = _mm512_load_ps(w);
    const __m512 bias_high = _mm512_load_ps(w + 16);
    w += kColumns;
    EACH_ROW(START_ROW)
    MULTIPLY_ALL(w, kc)
    const __mmask16 mask_low = mask_of(nc);
    const __mmask16 mask_high = mask_of(nc > 16 ? nc - 16 : 0);
    EACH_ROW(STORE_ROW)
    if (nc <= kColumns) return;
    nc -= kColumns;
    c = (float*)OFFSET(c, cn_stride);
  }
}

// The same with the rows scattered: a holds, for each of the kernel's positions, 13 pointers to kc bytes of values each; those
// that are not `zero` move by a_offset. ks is the size of that list in bytes.
void alexnet_f32_igemm_minmax_ukernel_13x32__avx512f(size_t mr, size_t nc, size_t kc, size_t ks, const float** a,
                                                     const float* w, float* c, size_t cm_stride, size_t cn_stride,
                                                     size_t a_offset, const float* zero, const float* params) {
  const __m512 smallest = _mm512_set1_ps(params[0]);
  const __m512 largest = _mm512_set1_ps(params[1]);
  for (;;) {
    const __m512 bias_low = _mm512_load_ps(w);
    const __m512 bias_high = _mm512_load_ps(w + 16);
    w += kColumns;
    EACH_ROW(START_ROW)
    for (const float** position = a; position != a + ks / sizeof(float*); position += kRows) {
#define POINT_AT_PIXEL(r) const float* const a##r = OFFSET(position[r], (position[r] == zero ? 0 : a_offset) + kc);
      EACH_ROW(POINT_AT_PIXEL)
      MULTIPLY_ALL(w, kc)
    }
    const __mmask16 mask_low = mask_of(nc);
    const __mmask16 mask_high = mask_of(nc > 16 ? nc - 16 : 0);
    EACH_ROW(STORE_ROW)
    if (nc <= kColumns) return;
    nc -= kColumns;
    c = (float*)OFFSET(c, cn_stride);
  }
}
