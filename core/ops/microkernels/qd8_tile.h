// The innermost loops of XNNPACK's 8-bit matrix product: tiles of kRows rows by kColumns columns, kDepth values of each at a
// time, multiplied as bytes. Without VNNI, XNNPACK's own kernels widen all values to 16 bits first and multiply half as many at
// once. Here two products are added in 16 bits: their sum is at most 2 * 127 * 128, as activations have 7 bits
// (ops/dynamic_quantizer.h). Otherwise the contract is that of XNNPACK (xnn_qd8_f32_qc8w_gemm_ukernel_fn,
// xnn_qd8_f32_qc8w_igemm_ukernel_fn in src/xnnpack/microfnptr.h); core/cmake enters the functions into XNNPACK's table.
//
// One source file per instruction set includes this file, after defining:
//   EACH_ROW(DO), kRows, kColumns
//   Integers, Floats            vectors of kColumns 32-bit values
//   SET_INTEGER, LOAD_INTEGERS, ADD, MULTIPLY, TO_FLOATS, SET, LOAD, MULTIPLY_FLOATS, MULTIPLY_ADD, MINIMUM, MAXIMUM
//   REPEAT(bytes)               a vector that repeats kDepth bytes
//   DOT(sums, activations, weights)  adds four products of bytes to each sum; two sums per column, for half of the columns
//   ADD_PAIRS(low, high)        the sums of all columns, in order, from those of each half
//   UNROLL                      a pragma that unrolls the following loop, or nothing
//   store(to, columns, floats)  stores the first `columns` floats, at most all of them
//   GEMM, IGEMM                 the names of the functions
#ifndef ALEXNET_QD8_TILE  // the part that follows may be included several times
#define ALEXNET_QD8_TILE
#include <stddef.h>
#include <stdint.h>

enum { kDepth = 8 };

struct quantization {
  int32_t zero_point;
  float scale;
};
#endif

#define OFFSET(pointer, bytes) ((const int8_t*)((uintptr_t)(pointer) + (uintptr_t)(bytes)))

// `low` has the sums of the first half of the columns, `high` those of the second.
#define START_ROW(r)                \
  Integers low##r = SET_INTEGER(0); \
  Integers high##r = SET_INTEGER(0);
#define MULTIPLY_ROW(r)                           \
  {                                               \
    const Integers values = REPEAT(a##r + k);     \
    low##r = DOT(low##r, values, weights_low);    \
    high##r = DOT(high##r, values, weights_high); \
  }
#define MULTIPLY_ALL(w, kc)                                                   \
  UNROLL for (size_t k = 0; k < (kc); k += kDepth) {                          \
    const Integers weights_low = LOAD_INTEGERS(w);                            \
    const Integers weights_high = LOAD_INTEGERS((w) + kColumns / 2 * kDepth); \
    (w) += kColumns * kDepth;                                                 \
    EACH_ROW(MULTIPLY_ROW)                                                    \
  }
// The `quantization` of row r is q##r.
#define STORE_ROW(r)                                                                                             \
  if ((r) < mr) {                                                                                                \
    const Integers sums = ADD(ADD_PAIRS(low##r, high##r), MULTIPLY(weight_sums, SET_INTEGER(q##r->zero_point))); \
    const Floats y = MULTIPLY_ADD(MULTIPLY_FLOATS(TO_FLOATS(sums), SET(q##r->scale)), channel_scales, bias);     \
    store((float*)OFFSET(c, (r) * cm_stride), nc, MINIMUM(MAXIMUM(y, SET(params[0])), SET(params[1])));          \
  }
// The packed weights have, for each kColumns columns: the negative sum of each column's weights; the weights, kDepth of each
// column alternating; a scale and a bias per column.
#define FINISH_COLUMNS(w)                                                                           \
  const Floats channel_scales = LOAD((const float*)(w)), bias = LOAD((const float*)(w) + kColumns); \
  (w) += 2 * kColumns * sizeof(float);                                                              \
  EACH_ROW(STORE_ROW)                                                                               \
  if (nc <= kColumns) return;                                                                       \
  nc -= kColumns;                                                                                   \
  c = (float*)OFFSET(c, cn_stride);

// y[mr][nc] = clamp(scale * channel scale * (a[mr][kc] - zero) * w + bias). kc and the strides are in bytes; params has the two
// limits; each row has its quantization.
void GEMM(size_t mr, size_t nc, size_t kc, const int8_t* a, size_t a_stride, const void* packed, float* c, size_t cm_stride,
          size_t cn_stride, const float* params, const struct quantization* quantization) {
  const int8_t* w = packed;
// A row beyond `mr` repeats the last row.
#define POINT_AT_ROW(r)                                                \
  const int8_t* const a##r = a + ((r) < mr ? (r) : mr - 1) * a_stride; \
  const struct quantization* const q##r = quantization + ((r) < mr ? (r) : mr - 1);
  EACH_ROW(POINT_AT_ROW)
  for (;;) {
    const Integers weight_sums = LOAD_INTEGERS(w);
    w += kColumns * sizeof(int32_t);
    EACH_ROW(START_ROW)
    MULTIPLY_ALL(w, kc)
    FINISH_COLUMNS(w)
  }
}

// The same for a convolution, with one quantization for all rows: `a` has, for each kernel position, kRows pointers to kc
// values each. a_offset is added to those that are not `zero`; `zero` is replaced by zero_data. ks is the size of `a` in bytes.
void IGEMM(size_t mr, size_t nc, size_t kc, size_t ks, const int8_t** a, const void* packed, float* c, size_t cm_stride,
           size_t cn_stride, size_t a_offset, const int8_t* zero, const int8_t* zero_data, const float* params,
           const struct quantization* quantization) {
  const int8_t* w = packed;
#define POINT_AT_QUANTIZATION(r) const struct quantization* const q##r = quantization;
  EACH_ROW(POINT_AT_QUANTIZATION)
  for (;;) {
    const Integers weight_sums = LOAD_INTEGERS(w);
    w += kColumns * sizeof(int32_t);
    EACH_ROW(START_ROW)
    for (const int8_t** position = a; position != a + ks / sizeof(int8_t*); position += kRows) {
#define POINT_AT_PIXEL(r) const int8_t* const a##r = position[r] == zero ? zero_data : position[r] + a_offset;
      EACH_ROW(POINT_AT_PIXEL)
      MULTIPLY_ALL(w, kc)
    }
    FINISH_COLUMNS(w)
  }
}

// So that this file can be included for another number of rows.
#undef EACH_ROW
#undef GEMM
#undef IGEMM
