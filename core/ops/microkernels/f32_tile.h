// A matrix product's innermost loops for XNNPACK: kRows rows by two vectors of columns at a time, as many accumulators as the
// registers hold. The contract is XNNPACK's (xnn_f32_gemm_minmax_ukernel_fn, xnn_f32_igemm_minmax_ukernel_fn in
// src/xnnpack/microfnptr.h); core/cmake/xnnpack_native.cmake puts the functions into its table.
//
// Included by a file for each instruction set, which says before what it has:
//   EACH_ROW(DO)                DO(0) DO(1) …; rows have names, not numbers: so each accumulator is sure to be a register
//   kRows, kLanes               how many rows, and numbers in a vector
//   Vector, SET, LOAD, MULTIPLY_ADD, MINIMUM, MAXIMUM
//   store(to, columns, vector)  the first `columns` numbers, or all of them
//   GEMM, IGEMM                 the functions' names
#include <stddef.h>
#include <stdint.h>

#define OFFSET(pointer, bytes) ((const float*)((uintptr_t)(pointer) + (uintptr_t)(bytes)))

// The weights begin with one bias a column.
#define START_ROW(r)        \
  Vector low##r = bias_low; \
  Vector high##r = bias_high;
#define MULTIPLY_ROW(r)                                   \
  {                                                       \
    const Vector value = SET(*OFFSET(a##r, k));           \
    low##r = MULTIPLY_ADD(value, weights_low, low##r);    \
    high##r = MULTIPLY_ADD(value, weights_high, high##r); \
  }
// The rows' pointers stand at the end of their values and k counts up to 0: one register is counter and offset for all.
#define MULTIPLY_ALL(w, kc)                                        \
  for (intptr_t k = -(intptr_t)(kc); k != 0; k += sizeof(float)) { \
    const Vector weights_low = LOAD(w);                            \
    const Vector weights_high = LOAD((w) + kLanes);                \
    (w) += 2 * kLanes;                                             \
    EACH_ROW(MULTIPLY_ROW)                                         \
  }
#define STORE_ROW(r)                                                                                 \
  if ((r) < mr) {                                                                                    \
    float* const row = (float*)OFFSET(c, (r) * cm_stride);                                           \
    store(row, nc, MINIMUM(largest, MAXIMUM(smallest, low##r)));                                     \
    if (nc > kLanes) store(row + kLanes, nc - kLanes, MINIMUM(largest, MAXIMUM(smallest, high##r))); \
  }

// y[mr][nc] = clamp(a[mr][kc] * w + bias); kc and the strides in bytes; params: the two limits.
void GEMM(size_t mr, size_t nc, size_t kc, const float* a, size_t a_stride, const float* w, float* c, size_t cm_stride,
          size_t cn_stride, const float* params) {
// A row that is not there repeats the last one that is.
#define POINT_AT_ROW(r) const float* const a##r = OFFSET(a, ((r) < mr ? (size_t)(r) : mr - 1) * a_stride + kc);
  EACH_ROW(POINT_AT_ROW)
  for (;;) {
    const Vector bias_low = LOAD(w), bias_high = LOAD(w + kLanes);
    w += 2 * kLanes;
    EACH_ROW(START_ROW)
    MULTIPLY_ALL(w, kc)
    const Vector smallest = SET(params[0]), largest = SET(params[1]);
    EACH_ROW(STORE_ROW)
    if (nc <= 2 * kLanes) return;
    nc -= 2 * kLanes;
    c = (float*)OFFSET(c, cn_stride);
  }
}

// The same with the rows scattered: a holds, for each of the kernel's positions, kRows pointers to kc bytes of values each;
// those that are not `zero` move by a_offset. ks is the size of that list in bytes.
void IGEMM(size_t mr, size_t nc, size_t kc, size_t ks, const float** a, const float* w, float* c, size_t cm_stride,
           size_t cn_stride, size_t a_offset, const float* zero, const float* params) {
  for (;;) {
    const Vector bias_low = LOAD(w), bias_high = LOAD(w + kLanes);
    w += 2 * kLanes;
    EACH_ROW(START_ROW)
    for (const float** position = a; position != a + ks / sizeof(float*); position += kRows) {
#define POINT_AT_PIXEL(r) const float* const a##r = OFFSET(position[r], (position[r] == zero ? 0 : a_offset) + kc);
      EACH_ROW(POINT_AT_PIXEL)
      MULTIPLY_ALL(w, kc)
    }
    const Vector smallest = SET(params[0]), largest = SET(params[1]);
    EACH_ROW(STORE_ROW)
    if (nc <= 2 * kLanes) return;
    nc -= 2 * kLanes;
    c = (float*)OFFSET(c, cn_stride);
  }
}
