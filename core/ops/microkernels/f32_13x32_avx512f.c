// AVX-512: tiles of 13 rows by 32 columns; XNNPACK's own have 7 by 32. Each loaded weight takes part in nearly twice as many
// multiplications, so that weights may stream from the L2 cache (on a Sapphire Rapids core 184 instead of 163 GFLOP/s, and 152
// instead of 115 if they do not fit into it). 26 accumulators, two vectors of weights and a value nearly fill the 32 registers.
// A row of AlexNet's 13 x 13 maps is exactly one tile high.
#include <immintrin.h>
#include <stddef.h>

#define EACH_ROW(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11) DO(12)
enum { kRows = 13, kLanes = 16 };

typedef __m512 Vector;
#define SET _mm512_set1_ps
#define LOAD _mm512_load_ps
#define MULTIPLY_ADD _mm512_fmadd_ps
#define MINIMUM _mm512_min_ps
#define MAXIMUM _mm512_max_ps

static inline void store(float* to, size_t columns, Vector vector) {
  _mm512_mask_storeu_ps(to, columns >= kLanes ? 0xFFFF : (__mmask16)((1u << columns) - 1), vector);
}

#define GEMM alexnet_f32_gemm_minmax_ukernel_13x32__avx512f
#define IGEMM alexnet_f32_igemm_minmax_ukernel_13x32__avx512f
#include "f32_tile.h"
