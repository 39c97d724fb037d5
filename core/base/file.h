// Files as bytes. With POSIX: file_posix.cpp. WebAssembly has no files (file_wasm.cpp): every function that takes a path fails
// with kUnsupported, and the host passes bytes instead. Errors of these functions have the path in Error::where.
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

// Returns the content of a file. kNotFound if it does not exist, kUnreadable if it is a folder or cannot be read, kTooLarge if
// it has more than `limit` bytes, kOutOfMemory if it does not fit into memory.
[[nodiscard]] Result<std::vector<std::uint8_t>> read_file(const std::string& path, std::size_t limit = SIZE_MAX);

// Writes the concatenation of `parts` to a file, atomically: it writes a temporary file in the same folder, flushes it to the
// disk and renames it. Whatever happens (a full disk, a killed process), `path` has either its old content or all of the new
// one. kUnreadable if the file cannot be written or `path` is a folder or a device, kNotFound if its folder does not exist.
[[nodiscard]] Status write_file(const std::string& path, std::span<const ByteSpan> parts);

// Removes the temporary files of write_file() that processes which no longer run have left in `folder`. kUnreadable if one
// cannot be removed.
[[nodiscard]] Status remove_unfinished_files(const std::string& folder);

// A file that grows at its end, such as a log. The operating system has all appended bytes when append() returns, so that they
// are kept if the process is killed.
class AppendFile {
 public:
  // Creates the file if it does not exist. Errors as for write_file().
  [[nodiscard]] static Result<AppendFile> open(const std::string& path);
  AppendFile(AppendFile&&) noexcept;
  AppendFile& operator=(AppendFile&&) noexcept;
  ~AppendFile();

  // Appends all of `bytes`. If that fails (a full disk), the file is as it was before.
  [[nodiscard]] Status append(ByteSpan bytes);

 private:
  struct State;
  explicit AppendFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Creates a folder and its missing parents. Does nothing if it exists. kUnreadable if that is not permitted or a file of that
// name exists.
[[nodiscard]] Status make_folder(const std::string& path);

// Removes a file. Does nothing if it does not exist. kUnreadable if it cannot be removed or is a folder.
[[nodiscard]] Status remove_file(const std::string& path);

// Read-only bytes with shared ownership: a mapped file or a block of memory. Copies share the bytes, which stay valid and at
// the same address while a copy exists.
class SharedBytes {
 public:
  SharedBytes() = default;
  SharedBytes(ByteSpan bytes, std::shared_ptr<const void> owner) : bytes_(bytes), owner_(std::move(owner)) {}
  explicit SharedBytes(std::vector<std::uint8_t> bytes);
  // Takes ownership of a block of allocate_memory() (base/memory.h).
  static SharedBytes from_allocation(void* block, std::size_t size);

  [[nodiscard]] ByteSpan bytes() const { return bytes_; }

 private:
  ByteSpan bytes_;
  std::shared_ptr<const void> owner_;
};

// Maps a file into memory; a page is read from the disk when it is first accessed. Errors as for read_file().
[[nodiscard]] Result<SharedBytes> map_file(const std::string& path);

// Gives the memory of the pages within `bytes` back to the system, as far as they belong to files of map_file(). They stay valid: the
// next access reads them again, mostly from the system's cache of files. Does nothing to other bytes. Thread-safe.
void release_mapped_pages(ByteSpan bytes);

struct FolderEntry {
  enum class Kind { kFile, kFolder, kOther };  // of a link's target; kOther: a device, a pipe, a link without a target
  std::string name;                            // without the folder's path
  Kind kind = Kind::kFile;
  bool is_link = false;
};

// Returns the entries of a folder, hidden ones included but not "." and "..", sorted by the bytes of their names. kNotFound if
// it does not exist, kUnreadable if it is not a folder or cannot be read.
[[nodiscard]] Result<std::vector<FolderEntry>> list_folder(const std::string& path);

}  // namespace alexnet
