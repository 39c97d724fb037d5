// Utilities that a host program shares with the core: files, paths, JSON text, time and the thread pool. The command line and the
// viewer include this header instead of base/.
#pragma once

#include "base/csv_field.h"
#include "base/dump_json.h"
#include "base/file.h"
#include "base/path.h"
#include "base/stopwatch.h"
#include "base/thread_pool.h"
