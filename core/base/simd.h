// ALEXNET_SIMD_CLONES before a function: on x86 it is compiled once for each width of vectors and the widest that the processor
// has is chosen when the program starts. For our own loops; XNNPACK chooses for itself. Elsewhere (WebAssembly, Arm) it means
// nothing, as there is one width; nor under the sanitizers, which cannot see through the choice.
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(ALEXNET_SANITIZED)
#define ALEXNET_SIMD_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ALEXNET_SIMD_CLONES
#endif
