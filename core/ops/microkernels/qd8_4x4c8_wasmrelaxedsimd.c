// 8-bit products in WebAssembly with relaxed SIMD, on machines whose byte dot product is exact for 7-bit activations only (x86
// without VNNI): tiles of 4 rows by 4 columns, whose sums fit into 16 registers, and of 1 row, for the dense layers of a single
// image.
#include <wasm_simd128.h>

enum { kColumns = 4 };

typedef v128_t Integers;
typedef v128_t Floats;
#define SET_INTEGER wasm_i32x4_splat
#define LOAD_INTEGERS(from) wasm_v128_load(from)
#define ADD wasm_i32x4_add
#define MULTIPLY wasm_i32x4_mul
#define TO_FLOATS wasm_f32x4_convert_i32x4
#define SET wasm_f32x4_splat
#define LOAD wasm_v128_load
#define MULTIPLY_FLOATS wasm_f32x4_mul
#define MULTIPLY_ADD wasm_f32x4_relaxed_madd
#define MINIMUM wasm_f32x4_pmin
#define MAXIMUM wasm_f32x4_pmax
#define REPEAT(bytes) wasm_v128_load64_splat(bytes)
// wasm_i32x4_relaxed_dot_i8x16_i7x16_add is not used: V8's baseline compiler (in node 20) adds to the wrong register, and its
// optimizing compiler creates a vector of ones for every call.
#define DOT(sums, activations, weights) \
  wasm_i32x4_add(sums, wasm_i32x4_extadd_pairwise_i16x8(wasm_i16x8_relaxed_dot_i8x16_i7x16(weights, activations)))
#define ADD_PAIRS(low, high) \
  wasm_i32x4_add(wasm_i32x4_shuffle(low, high, 0, 2, 4, 6), wasm_i32x4_shuffle(low, high, 1, 3, 5, 7))
#define UNROLL _Pragma("clang loop unroll_count(2)")  // a fifth faster

static inline void store(float* to, unsigned long columns, Floats vector) {
  if (columns >= kColumns) {
    wasm_v128_store(to, vector);
    return;
  }
  for (unsigned long i = 0; i < columns; ++i, vector = wasm_i32x4_shuffle(vector, vector, 1, 2, 3, 0))
    to[i] = wasm_f32x4_extract_lane(vector, 0);
}

#define EACH_ROW(DO) DO(0) DO(1) DO(2) DO(3)
#define GEMM alexnet_qd8_f32_qc8w_gemm_minmax_ukernel_4x4c8__wasmrelaxedsimd
#define IGEMM alexnet_qd8_f32_qc8w_igemm_minmax_ukernel_4x4c8__wasmrelaxedsimd
#define kRows 4
#include "qd8_tile.h"
#undef kRows

#define EACH_ROW(DO) DO(0)
#define GEMM alexnet_qd8_f32_qc8w_gemm_minmax_ukernel_1x4c8__wasmrelaxedsimd
#define IGEMM alexnet_qd8_f32_qc8w_igemm_minmax_ukernel_1x4c8__wasmrelaxedsimd
#define kRows 1
#include "qd8_tile.h"
