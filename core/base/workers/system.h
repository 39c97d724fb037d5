/* What the threads of core/base/workers/workers.c ask of the operating system: one source file per system. */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

/* Blocks while *word is `value`, until a call of wake(). May return earlier. */
void block_while(atomic_uint* word, unsigned value);
/* Ends block_while() of `threads` threads, or of more. */
void wake(atomic_uint* word, unsigned threads);

/* Nanoseconds of a clock that only goes forward. */
int64_t nanoseconds(void);
/* How often another thread was given the core of the calling thread while it could have gone on; 0 where the system does not tell. */
int64_t times_preempted(void);
