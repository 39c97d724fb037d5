// A log for TensorBoard: a TFRecord file of Event messages (tensorflow/core/util/event.proto,
// tensorflow/core/framework/summary.proto). A record is its length (8 bytes), the masked CRC-32C of those, the message, and the
// masked CRC-32C of that, all little-endian. Each event is in the file when its function returns, so that TensorBoard can follow a
// run, and a run that is killed loses at most the event that it was writing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "base/stopwatch.h"
#include "image/image.h"

namespace alexnet {

class EventLog {
 public:
  struct Options {
    double started = wall_time();  // seconds since 1970; part of the file's name and of its first event
    // TensorBoard ignores what earlier files of the folder say about this step and later ones. A resumed run sets it.
    std::uint64_t first_step = 0;
  };
  // Creates the folder if necessary, and in it a new file `events.out.tfevents.SECONDS.HOST.PROCESS.MICROSECONDS`.
  // Errors: those of make_folder and AppendFile.
  [[nodiscard]] static Result<EventLog> open(const std::string& folder, const Options& options);
  [[nodiscard]] static Result<EventLog> open(const std::string& folder) { return open(folder, Options()); }

  // Appends one point of the curve `tag`; a slash in the tag makes groups (`loss/train`). `when` is in seconds since 1970. NaN and
  // infinity are written unchanged; TensorBoard marks them. Errors: those of AppendFile::append.
  [[nodiscard]] Status scalar(std::string_view tag, std::uint64_t step, double value, double when = wall_time());
  // Appends an image, encoded as PNG. Errors: also those of encode_png.
  [[nodiscard]] Status image(std::string_view tag, std::uint64_t step, const Image& image, double when = wall_time());

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  EventLog(AppendFile file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}
  [[nodiscard]] Status append_record(std::string_view message);

  AppendFile file_;
  std::string path_;
};

}  // namespace alexnet
