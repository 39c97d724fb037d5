// write_events FOLDER: writes the event files of a run that was interrupted after step 5 and resumed at step 4, for
// check_events.py.
#include <cmath>
#include <cstdio>

#include "train/event_log.h"

namespace alexnet {
namespace {

constexpr double kStarted = 1700000000.5;

Image small_image() {
  Image image{5, 3, std::vector<std::uint8_t>(45)};
  for (std::size_t i = 0; i < 45; ++i) image.pixels[i] = static_cast<std::uint8_t>(i / 15 * 50 + i / 3 % 5 * 10 + i % 3);
  return image;
}

Status write_run(const std::string& folder) {
  TRY_VALUE(EventLog first, EventLog::open(folder, {.started = kStarted, .first_step = 0}));
  TRY(first.image("samples", 3, small_image(), kStarted));
  for (std::uint64_t step = 0; step <= 5; ++step)
    TRY(first.scalar("loss/train", step, std::ldexp(1.0, -static_cast<int>(step)), kStarted + static_cast<double>(step)));
  TRY_VALUE(EventLog second, EventLog::open(folder, {.started = kStarted + 100, .first_step = 4}));
  TRY(second.scalar("loss/train", 4, std::nan("")));
  return second.scalar("accuracy/größe", std::uint64_t{1} << 33, 0.75);
}

}  // namespace
}  // namespace alexnet

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const alexnet::Status written = alexnet::write_run(argv[1]);
  if (!written) std::fprintf(stderr, "%s\n", written.error().message().c_str());
  return written ? 0 : 1;
}
