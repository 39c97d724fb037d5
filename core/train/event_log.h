// A log for TensorBoard: a TFRecord file of Event messages (tensorflow/core/util/event.proto,
// tensorflow/core/framework/summary.proto). A record is its length (8 bytes), the masked CRC-32C of those, the message, and the
// masked CRC-32C of that, all little-endian. Each event is in the file when its function returns, so that TensorBoard can follow a
// run, and a run that is killed loses at most the event that it was writing.
//
// In every function, `when` is in seconds since 1970, a slash in a tag makes groups (`conv1/weight`), and the errors are those of
// AppendFile::append.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/stopwatch.h"
#include "image/image.h"

namespace alexnet {

// A node of the graph that TensorBoard draws.
struct GraphNode {
  std::string name;                        // slashes make groups: `conv1/weight`
  std::string operation;                   // `Conv2D`
  std::vector<std::string> inputs;         // the names of nodes
  std::vector<std::int64_t> output_shape;  // -1 for a length that varies; TensorBoard shows it at the edges
};

using Hyperparameter = std::pair<std::string, std::variant<bool, double, std::string>>;

class EventLog {
 public:
  struct Options {
    double started = wall_time();  // seconds since 1970; part of the file's name and of its first event
    // TensorBoard ignores what earlier files of the folder say about this step and later ones. A resumed run sets it. It counts
    // for every tag, so that curves that count steps differently need folders of their own.
    std::uint64_t first_step = 0;
  };
  // Creates the folder if necessary, and in it a new file `events.out.tfevents.SECONDS.HOST.PROCESS.MICROSECONDS`. TensorBoard
  // reads the files of a folder in the order of their names, so the seconds are later than those of the files that are there.
  // Errors: those of make_folder, list_folder and AppendFile.
  [[nodiscard]] static Result<EventLog> open(const std::string& folder, const Options& options);
  [[nodiscard]] static Result<EventLog> open(const std::string& folder) { return open(folder, Options()); }

  // Appends one point of the curve `tag`. NaN and infinity are written unchanged; TensorBoard marks them.
  [[nodiscard]] Status scalar(std::string_view tag, std::uint64_t step, double value, double when = wall_time());
  // Appends an image, encoded as PNG. Errors: also those of encode_png.
  [[nodiscard]] Status image(std::string_view tag, std::uint64_t step, const Image& image, double when = wall_time());
  // Appends the distribution of the values in kHistogramBuckets parts of equal width between the least and the largest. Values
  // that are not finite are left out.
  static constexpr std::size_t kHistogramBuckets = 30;
  [[nodiscard]] Status histogram(std::string_view tag, std::uint64_t step, std::span<const float> values,
                                 double when = wall_time());
  // Appends the graph. TensorBoard shows the last one of a folder and warns if there are several.
  [[nodiscard]] Status graph(std::span<const GraphNode> nodes, double when = wall_time());
  // Appends the values that TensorBoard's tab of hyperparameters shows beside the curves of this folder and its subfolders. `name`
  // distinguishes runs with the same values. The first ones of a folder count.
  [[nodiscard]] Status hyperparameters(std::span<const Hyperparameter> values, std::string_view name,
                                       double when = wall_time());

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  EventLog(AppendFile file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}
  [[nodiscard]] Status append_record(std::string_view message);

  AppendFile file_;
  std::string path_;
};

}  // namespace alexnet
