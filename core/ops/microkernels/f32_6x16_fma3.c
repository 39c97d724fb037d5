// FMA3 without AVX-512, as in most of today's laptops: tiles of 6 rows by 16 columns; XNNPACK's own have 5 by 16. 12
// accumulators, two vectors of weights and a value fit into the 16 registers. For XNNPACK's kernel GCC keeps one accumulator in
// memory, which costs more than half of the speed.
#include <immintrin.h>

#include "store_avx.h"

#define EACH_ROW(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5)
enum { kRows = 6, kLanes = 8 };

typedef __m256 Vector;
#define SET _mm256_set1_ps
#define LOAD _mm256_load_ps
#define MULTIPLY_ADD _mm256_fmadd_ps
#define MINIMUM _mm256_min_ps
#define MAXIMUM _mm256_max_ps

#define GEMM alexnet_f32_gemm_minmax_ukernel_6x16__fma3
#define IGEMM alexnet_f32_igemm_minmax_ukernel_6x16__fma3
#include "f32_tile.h"
