#include <emscripten/threading.h>
#include <math.h>
#include <time.h>

#include "system.h"

void block_while(atomic_uint* word, unsigned value) { emscripten_futex_wait(word, value, INFINITY); }

void wake(atomic_uint* word, unsigned threads) { emscripten_futex_wake(word, (int)threads); }

int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t times_preempted(void) { return 0; }
