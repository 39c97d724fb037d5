// The threads of a pthreadpool, in the place of its own src/pthreads.c and src/memory.c, whose functions these are: they create and
// end the threads, and run a call of pthreadpool_parallelize_…, whose pieces src/portable-api.c hands out.
//
// Two things differ, both for machines that have other work to do. The caller waits only for workers that have begun to help: it takes
// the pieces of those which the system has not run yet, so that a call takes no longer than on one thread alone. And a thread that
// waits spins for 50 µs, about what it costs to wake one, and not at all once the system has shown that it needs the core;
// pthreadpool's own threads spin a million times, which is milliseconds.
#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "system.h"
#include "threadpool-object.h"
#include "threadpool-utils.h"

enum {
  kSpinNanoseconds = 50 * 1000,
  kRestNanoseconds = 10 * 1000 * 1000,  // how long a thread that was preempted does not spin, but sleeps
  kReadsPerClock = 32,                  // a read and a pause take about 40 ns, as long as reading the clock
};
// The parts of `joined`.
#define OPEN 0x80000000u    // workers may join the call
#define NUMBER 0x7fff0000u  // of the call, modulo 2^15
#define COUNT 0x0000ffffu   // workers that have joined it and not left

// `pool` must come last: its threads follow it.
struct workers {
  alignas(PTHREADPOOL_CACHELINE_SIZE) atomic_uint call;  // counts the calls; workers sleep on it
  atomic_uint sleepers;                                  // workers that do
  atomic_bool stopped;
  // OPEN, NUMBER and COUNT of the current call. The caller sleeps on it.
  alignas(PTHREADPOOL_CACHELINE_SIZE) atomic_uint joined;
  atomic_bool caller_sleeps;
  alignas(PTHREADPOOL_CACHELINE_SIZE) struct pthreadpool pool;
};

static struct workers* workers_of(struct pthreadpool* pool) {
  return (struct workers*)((char*)pool - offsetof(struct workers, pool));
}

// ---- Waiting ---------------------------------------------------------------------------------------------------------------

// Of the calling thread, whichever pool it is in.
static _Thread_local int64_t last_times_preempted;
static _Thread_local int64_t rests_until;

static void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("yield");
#endif
}

// Returns whether more threads want to run than there are cores, as far as the calling thread has been told.
static bool machine_is_busy(int64_t now) {
  const int64_t times = times_preempted();
  if (times != last_times_preempted) rests_until = now + kRestNanoseconds;
  last_times_preempted = times;
  return now < rests_until;
}

// Reads *word again and again for a while. Returns whether it is no longer `value`.
static bool spin_for_change(atomic_uint* word, unsigned value) {
  const int64_t start = nanoseconds();
  if (machine_is_busy(start)) return false;
  for (int64_t now = start; now < start + kSpinNanoseconds;) {
    for (int read = 0; read < kReadsPerClock; ++read) {
      if (atomic_load_explicit(word, memory_order_acquire) != value) return true;
      relax();
    }
    const int64_t last = now;
    now = nanoseconds();
    // No core takes that long: another thread had it.
    if (now > last + kSpinNanoseconds) rests_until = now + kRestNanoseconds;
  }
  return false;
}

static unsigned wait_for_call(struct workers* workers, unsigned last_call) {
  if (!spin_for_change(&workers->call, last_call)) {
    atomic_fetch_add(&workers->sleepers, 1);
    while (atomic_load(&workers->call) == last_call) block_while(&workers->call, last_call);
    atomic_fetch_sub(&workers->sleepers, 1);
  }
  return atomic_load_explicit(&workers->call, memory_order_acquire);
}

// Waits until no worker is in the call. None may join it any more.
static void wait_for_workers(struct workers* workers) {
  unsigned joined;
  while ((joined = atomic_load_explicit(&workers->joined, memory_order_acquire)) & COUNT) {
    if (spin_for_change(&workers->joined, joined)) continue;
    atomic_store(&workers->caller_sleeps, true);
    while ((joined = atomic_load(&workers->joined)) & COUNT) block_while(&workers->joined, joined);
    atomic_store(&workers->caller_sleeps, false);
  }
}

// ---- Workers ---------------------------------------------------------------------------------------------------------------

// Joins the current call, unless it is closed or the thread has joined it before: pthreadpool counts on each thread asking for pieces
// once. `last` is the NUMBER of the call that the thread joined last.
static bool join(struct workers* workers, unsigned* last) {
  unsigned joined = atomic_load(&workers->joined);
  while ((joined & OPEN) && (joined & NUMBER) != *last) {
    if (!atomic_compare_exchange_weak(&workers->joined, &joined, joined + 1)) continue;
    *last = joined & NUMBER;
    return true;
  }
  return false;
}

static void leave(struct workers* workers) {
  const unsigned before = atomic_fetch_sub(&workers->joined, 1);
  if (!(before & OPEN) && (before & COUNT) == 1 && atomic_load(&workers->caller_sleeps)) wake(&workers->joined, 1);
}

static void run(struct pthreadpool* pool, struct thread_info* thread) {
  const thread_function_t function = (thread_function_t)pthreadpool_load_relaxed_void_p(&pool->thread_function);
  const bool without_denormals = pthreadpool_load_relaxed_uint32_t(&pool->flags) & PTHREADPOOL_FLAG_DISABLE_DENORMALS;
  const struct fpu_state saved = get_fpu_state();
  if (without_denormals) disable_fpu_denormals();
  function(pool, thread);
  if (without_denormals) set_fpu_state(saved);
}

static void* thread_main(void* argument) {
  struct thread_info* thread = argument;
  struct workers* workers = workers_of(thread->threadpool);
  leave(workers);                // has started
  unsigned last_joined = COUNT;  // no NUMBER
  for (unsigned last_call = 0;;) {
    last_call = wait_for_call(workers, last_call);
    if (atomic_load(&workers->stopped)) return NULL;
    if (!join(workers, &last_joined)) continue;
    run(&workers->pool, thread);
    leave(workers);
  }
}

static void begin_call(struct workers* workers, unsigned helpers) {
  atomic_fetch_add(&workers->call, 1);
  const unsigned sleepers = atomic_load(&workers->sleepers);
  if (sleepers > 0) wake(&workers->call, sleepers < helpers ? sleepers : helpers);
}

// ---- The functions of src/pthreads.c ---------------------------------------------------------------------------------------

struct pthreadpool* pthreadpool_create(size_t threads) {
  if (threads == 0) return NULL;
  struct workers* workers;
  const size_t size = sizeof(struct workers) + threads * sizeof(struct thread_info);
  if (posix_memalign((void**)&workers, PTHREADPOOL_CACHELINE_SIZE, size) != 0) return NULL;
  memset(workers, 0, size);
  struct pthreadpool* pool = &workers->pool;
  pthread_mutex_init(&pool->execution_mutex, NULL);
  size_t started = 1;  // the caller is the first
  for (; started < threads; ++started) {
    struct thread_info* thread = &pool->threads[started];
    thread->thread_number = started;
    thread->threadpool = pool;
    atomic_fetch_add(&workers->joined, 1);
    if (pthread_create(&thread->thread_object, NULL, thread_main, thread) == 0) continue;
    atomic_fetch_sub(&workers->joined, 1);
    break;
  }
  wait_for_workers(workers);  // Emscripten 3.1.69 may wait for ever for the end of a thread that has not begun yet
  pool->threads[0].threadpool = pool;
  pool->threads_count = fxdiv_init_size_t(started);
  return pool;
}

void pthreadpool_destroy(struct pthreadpool* pool) {
  if (pool == NULL) return;
  struct workers* workers = workers_of(pool);
  const size_t threads = pool->threads_count.value;
  atomic_store(&workers->stopped, true);
  begin_call(workers, (unsigned)threads);
  for (size_t i = 1; i < threads; ++i) pthread_join(pool->threads[i].thread_object, NULL);
  pthread_mutex_destroy(&pool->execution_mutex);
  free(workers);
}

static void share_range(struct pthreadpool* pool, size_t count) {
  const struct fxdiv_result_size_t share = fxdiv_divide_size_t(count, pool->threads_count);
  size_t begin = 0;
  for (size_t i = 0; i < pool->threads_count.value; ++i) {
    struct thread_info* thread = &pool->threads[i];
    const size_t length = share.quotient + (i < share.remainder ? 1 : 0);
    pthreadpool_store_relaxed_size_t(&thread->range_start, begin);
    pthreadpool_store_relaxed_size_t(&thread->range_end, begin + length);
    pthreadpool_store_relaxed_size_t(&thread->range_length, length);
    begin += length;
  }
}

PTHREADPOOL_INTERNAL void pthreadpool_parallelize(struct pthreadpool* pool, thread_function_t function, const void* params,
                                                  size_t params_size, void* task, void* context, size_t count, uint32_t flags) {
  struct workers* workers = workers_of(pool);
  pthread_mutex_lock(&pool->execution_mutex);
  pthreadpool_store_relaxed_void_p(&pool->thread_function, (void*)function);
  pthreadpool_store_relaxed_void_p(&pool->task, task);
  pthreadpool_store_relaxed_void_p(&pool->argument, context);
  pthreadpool_store_relaxed_uint32_t(&pool->flags, flags);
  if (params_size != 0) memcpy(&pool->params, params, params_size);
  share_range(pool, count);

  const size_t threads = pool->threads_count.value;
  // Open before it is told: a worker that still looks for the call before this one joins this one.
  atomic_store(&workers->joined, OPEN | ((atomic_load(&workers->call) + 1) << 16 & NUMBER));
  begin_call(workers, (unsigned)((count < threads ? count : threads) - 1));
  run(pool, &pool->threads[0]);
  atomic_fetch_and(&workers->joined, ~OPEN);
  wait_for_workers(workers);
  pthread_mutex_unlock(&pool->execution_mutex);
}
