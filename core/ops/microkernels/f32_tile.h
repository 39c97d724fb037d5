// The innermost loops of XNNPACK's float32 matrix product: tiles of kRows rows by two vectors of columns, with as many
// accumulators as fit into registers. The contract is that of XNNPACK (xnn_f32_gemm_minmax_ukernel_fn,
// xnn_f32_igemm_minmax_ukernel_fn in src/xnnpack/microfnptr.h); core/cmake/xnnpack_native.cmake enters the functions into
// XNNPACK's table.
//
// One source file per instruction set includes this file, after defining:
//   EACH_ROW(DO)                DO(0) DO(1) …; rows are variables, not array elements, so that every accumulator is a register
//   kRows, kLanes               the number of rows, and of floats per vector
//   Vector, SET, LOAD, MULTIPLY_ADD, MINIMUM, MAXIMUM
//   store(to, columns, vector)  stores the first `columns` floats, at most all of them
//   GEMM, IGEMM                 the names of the functions
#include <stddef.h>
#include <stdint.h>

#define OFFSET(pointer, bytes) ((const float*)((uintptr_t)(pointer) + (uintptr_t)(bytes)))

// The packed weights begin with one bias per column.
#define START_ROW(r)        \
  Vector low##r = bias_low; \
  Vector high##r = bias_high;
#define MULTIPLY_ROW(r)                                   \
  {                                                       \
    const Vector value = SET(*OFFSET(a##r, k));           \
    low##r = MULTIPLY_ADD(value, weights_low, low##r);    \
    high##r = MULTIPLY_ADD(value, weights_high, high##r); \
  }
// The row pointers point to the end of their values and k counts up to 0, so that one register is the counter and the offset of
// all rows.
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
// A row beyond `mr` repeats the last row.
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

// The same for a convolution: `a` has, for each kernel position, kRows pointers to kc bytes of values each. a_offset is added
// to those that are not `zero`. ks is the size of `a` in bytes.
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
