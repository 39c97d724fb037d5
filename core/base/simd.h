// ALEXNET_SIMD_CLONES before a function compiles it once per vector width on x86; the widest that the processor supports is
// selected when the program starts. It is for our own loops: XNNPACK selects its kernels itself. It is empty on targets with a
// single vector width (WebAssembly, Arm) and under the sanitizers, which do not support ifuncs.
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(ALEXNET_SANITIZED)
#define ALEXNET_SIMD_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ALEXNET_SIMD_CLONES
#endif
