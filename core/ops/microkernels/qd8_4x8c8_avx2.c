// 8-bit products with AVX2 without VNNI: tiles of 4 rows by 8 columns, like XNNPACK's own.
#include <immintrin.h>

#include "store_avx.h"

#define EACH_ROW(DO) DO(0) DO(1) DO(2) DO(3)
enum { kRows = 4, kColumns = 8 };

typedef __m256i Integers;
typedef __m256 Floats;
#define SET_INTEGER _mm256_set1_epi32
#define LOAD_INTEGERS(from) _mm256_loadu_si256((const __m256i*)(from))
#define ADD _mm256_add_epi32
#define MULTIPLY _mm256_mullo_epi32
#define TO_FLOATS _mm256_cvtepi32_ps
#define SET _mm256_set1_ps
#define LOAD _mm256_loadu_ps
#define MULTIPLY_FLOATS _mm256_mul_ps
#define MULTIPLY_ADD _mm256_fmadd_ps
#define MINIMUM _mm256_min_ps
#define MAXIMUM _mm256_max_ps
#define REPEAT(bytes) _mm256_broadcastq_epi64(_mm_loadl_epi64((const __m128i*)(bytes)))
#define DOT(sums, activations, weights) \
  _mm256_add_epi32(sums, _mm256_madd_epi16(_mm256_maddubs_epi16(activations, weights), _mm256_set1_epi16(1)))
#define ADD_PAIRS(low, high) _mm256_permute4x64_epi64(_mm256_hadd_epi32(low, high), _MM_SHUFFLE(3, 1, 2, 0))
#define UNROLL

#define GEMM alexnet_qd8_f32_qc8w_gemm_minmax_ukernel_4x8c8__avx2
#define IGEMM alexnet_qd8_f32_qc8w_igemm_minmax_ukernel_4x8c8__avx2
#include "qd8_tile.h"
