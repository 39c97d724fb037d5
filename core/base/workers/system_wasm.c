#include <emscripten/threading.h>
#include <limits.h>
#include <math.h>
#include <time.h>

#include "system.h"

void block_while(atomic_uint* word, unsigned value) { emscripten_futex_wait(word, value, INFINITY); }

// All of them: in node 20 a wake of one is now and then said to have woken one, and the only thread that waits sleeps on.
void wake(atomic_uint* word, unsigned threads) {
  (void)threads;
  emscripten_futex_wake(word, INT_MAX);
}

int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t times_preempted(void) { return 0; }
