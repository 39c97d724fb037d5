// An 8-bit matrix product's innermost loops for XNNPACK: kRows rows by kColumns columns, kDepth values of each at a time,
// multiplied as bytes. XNNPACK's own, where there is no VNNI, widen all to 16 bits first and multiply half as many. Two
// products are added up in 16 bits: they fit, as the activations have 7 bits (ops/dynamic_quantizer.h), at most 2 * 127 * 128.
// The contract is XNNPACK's otherwise (xnn_qd8_f32_qc8w_gemm_ukernel_fn, xnn_qd8_f32_qc8w_igemm_ukernel_fn in
// src/xnnpack/microfnptr.h); core/cmake puts the functions into its table.
//
// Included by a file for each instruction set, which says before what it has:
//   EACH_ROW(DO), kRows, kColumns
//   Integers, Floats            vectors of kColumns 32-bit numbers
//   SET_INTEGER, LOAD_INTEGERS, ADD, MULTIPLY, TO_FLOATS, SET, LOAD, MULTIPLY_FLOATS, MULTIPLY_ADD, MINIMUM, MAXIMUM
//   REPEAT(bytes)               kDepth bytes, over and over
//   DOT(sums, activations, weights)  adds to each sum four products of bytes: two sums a column, half the columns
//   ADD_PAIRS(low, high)        the sums of all columns, in order, of those of each half
//   UNROLL                      what stands before a loop that shall be unrolled
//   store(to, columns, floats)  the first `columns` numbers, or all of them
//   GEMM, IGEMM                 the functions' names
#ifndef ALEXNET_QD8_TILE  // the rest may be included several times
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
// A row's `quantization` is q##r.
#define STORE_ROW(r)                                                                                             \
  if ((r) < mr) {                                                                                                \
    const Integers sums = ADD(ADD_PAIRS(low##r, high##r), MULTIPLY(weight_sums, SET_INTEGER(q##r->zero_point))); \
    const Floats y = MULTIPLY_ADD(MULTIPLY_FLOATS(TO_FLOATS(sums), SET(q##r->scale)), channel_scales, bias);     \
    store((float*)OFFSET(c, (r) * cm_stride), nc, MINIMUM(MAXIMUM(y, SET(params[0])), SET(params[1])));          \
  }
// Packed for each kColumns: minus the sum of each column's weights; the weights, kDepth of each column, position by position; a
// scale and a bias for each column.
#define FINISH_COLUMNS(w)                                                                           \
  const Floats channel_scales = LOAD((const float*)(w)), bias = LOAD((const float*)(w) + kColumns); \
  (w) += 2 * kColumns * sizeof(float);                                                              \
  EACH_ROW(STORE_ROW)                                                                               \
  if (nc <= kColumns) return;                                                                       \
  nc -= kColumns;                                                                                   \
  c = (float*)OFFSET(c, cn_stride);

// y[mr][nc] = clamp(scale * channel scale * (a[mr][kc] - zero) * w + bias); kc and the strides in bytes; params: the two
// limits; one quantization a row.
void GEMM(size_t mr, size_t nc, size_t kc, const int8_t* a, size_t a_stride, const void* packed, float* c, size_t cm_stride,
          size_t cn_stride, const float* params, const struct quantization* quantization) {
  const int8_t* w = packed;
// A row that is not there repeats the last one that is.
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

// The same with the rows scattered and one quantization for all: a holds, for each of the kernel's positions, kRows pointers to
// kc values each; those that are not `zero` move by a_offset, that one stands for zero_data. ks is the size of that list in
// bytes.
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

// For another number of rows.
#undef EACH_ROW
#undef GEMM
#undef IGEMM
