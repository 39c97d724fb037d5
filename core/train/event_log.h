// A run's numbers and pictures as TensorBoard reads them: a TFRecord file of Event messages (tensorflow/core/util/event.proto,
// tensorflow/core/framework/summary.proto). A record is its length (8 bytes), the masked CRC-32C of those, the message, and the
// masked CRC-32C of that, all little-endian. Every event is in the file when its function returns: a run that is killed keeps
// all of them but the one it was writing, and TensorBoard may look on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "base/stopwatch.h"
#include "data/image.h"

namespace alexnet {

class EventLog {
 public:
  struct Options {
    double started = wall_time();  // in the file's name and in its first event
    // What earlier files of the folder say of this step and later ones is forgotten by TensorBoard: a run that goes on says
    // where.
    std::uint64_t first_step = 0;
  };
  // Makes the folder where it is missing, and in it a new file `events.out.tfevents.SECONDS.HOST.PROCESS.MICROSECONDS`.
  // The errors of make_folder and AppendFile.
  [[nodiscard]] static Result<EventLog> open(const std::string& folder, const Options& options);
  [[nodiscard]] static Result<EventLog> open(const std::string& folder) { return open(folder, Options()); }

  // One point of the curve `tag`; a slash in it makes groups (`loss/train`). `when` is seconds since 1970. NaN and infinity
  // are written as they are: TensorBoard marks them. The errors of AppendFile::append.
  [[nodiscard]] Status scalar(std::string_view tag, std::uint64_t step, double value, double when = wall_time());
  // A image, as PNG. Also the errors of encode_png.
  [[nodiscard]] Status image(std::string_view tag, std::uint64_t step, const Image& image, double when = wall_time());

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  EventLog(AppendFile file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}
  [[nodiscard]] Status append_record(std::string_view message);

  AppendFile file_;
  std::string path_;
};

}  // namespace alexnet
