// Files as bytes. Native: file_native.cpp. In the browser there are none (file_wasm.cpp): the page hands bytes over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"

namespace alexnet {

using ByteSpan = std::span<const std::uint8_t>;

// The whole file, up to `limit` bytes (kTooLarge beyond). A folder, a missing or an unreadable file is told apart;
// kOutOfMemory where it does not fit.
[[nodiscard]] Result<std::vector<std::uint8_t>> read_file(const std::string& path, std::size_t limit = SIZE_MAX);

// Writes to a temporary name beside `path`, flushes it to the disk and renames it: whatever happens (disk full, a killed
// process), `path` holds either what it held or all of `parts`, one after the other. A folder or a device is refused.
[[nodiscard]] Status write_file(const std::string& path, std::span<const ByteSpan> parts);

// Removes what killed processes left in `folder` of files that they were writing. kUnreadable where it may not be removed.
[[nodiscard]] Status remove_unfinished_files(const std::string& folder);

// A file that grows at its end. What was appended is in the file when append() returns: a process that is killed loses nothing.
class AppendFile {
 public:
  // Creates the file where there is none. The errors of write_file.
  [[nodiscard]] static Result<AppendFile> open(const std::string& path);
  AppendFile(AppendFile&&) noexcept;
  AppendFile& operator=(AppendFile&&) noexcept;
  ~AppendFile();

  // All of `bytes`, or an error and the file as it was before (a full disk leaves no half of them behind).
  [[nodiscard]] Status append(ByteSpan bytes);

 private:
  struct State;
  explicit AppendFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Makes the folder and those it lies in, where they are missing. kUnreadable where that is not allowed or a file is in the way.
[[nodiscard]] Status make_folder(const std::string& path);

// Nothing happens where there is none. kUnreadable where it may not be removed, or is a folder.
[[nodiscard]] Status remove_file(const std::string& path);

// Bytes that stay where they are for as long as somebody holds them: a mapped file, or a block of memory that was taken over.
class SharedBytes {
 public:
  SharedBytes() = default;
  SharedBytes(ByteSpan bytes, std::shared_ptr<const void> owner) : bytes_(bytes), owner_(std::move(owner)) {}
  explicit SharedBytes(std::vector<std::uint8_t> bytes);
  // Takes over a block of allocate_memory (base/memory.h).
  static SharedBytes from_allocation(void* block, std::size_t size);

  [[nodiscard]] ByteSpan bytes() const { return bytes_; }

 private:
  ByteSpan bytes_;
  std::shared_ptr<const void> owner_;
};

// Maps a file for reading; its pages are read when they are touched.
[[nodiscard]] Result<SharedBytes> map_file(const std::string& path);

struct FolderEntry {
  enum class Kind { kFile, kFolder, kOther };  // of what a link points to; kOther: a device, a pipe, a link to nothing
  std::string name;                            // without the folder's path
  Kind kind = Kind::kFile;
  bool is_link = false;
};

// What lies in a folder, hidden entries too but not "." and "..", in the order of the names' bytes. A missing folder and what
// is no folder are told apart.
[[nodiscard]] Result<std::vector<FolderEntry>> list_folder(const std::string& path);

}  // namespace alexnet
