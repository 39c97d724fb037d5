// The error messages of base/. They are here and not in messages/, whose tables include base/error.h; messages/base.h includes
// this file, so that messages/ is complete.
#pragma once

#include "base/error.h"

namespace alexnet::msg {

// ---- Memory -----------------------------------------------------------------------------------------------------------------

inline constexpr ErrorMessage kNotEnoughMemory{ErrorKind::kOutOfMemory, "not_enough_memory", "not enough memory"};

// ---- Files and folders; `reason` is the operating system's text. The kind of those with a reason depends on it. -------------

inline constexpr ErrorMessage kFileNotOpened{ErrorKind::kUnreadable, "file_not_opened", "cannot be opened: {reason}"};
inline constexpr ErrorMessage kFileNotExamined{ErrorKind::kUnreadable, "file_not_examined", "cannot be examined: {reason}"};
inline constexpr ErrorMessage kFileNotRead{ErrorKind::kUnreadable, "file_not_read", "cannot be read: {reason}"};
inline constexpr ErrorMessage kFileNotMapped{ErrorKind::kUnreadable, "file_not_mapped", "cannot be mapped: {reason}"};
inline constexpr ErrorMessage kFileNotCreated{ErrorKind::kUnreadable, "file_not_created", "cannot be created: {reason}"};
inline constexpr ErrorMessage kFileNotWritten{ErrorKind::kUnreadable, "file_not_written", "cannot be written: {reason}"};
inline constexpr ErrorMessage kFileNotFlushed{ErrorKind::kUnreadable, "file_not_flushed",
                                              "cannot be flushed to the disk: {reason}"};
inline constexpr ErrorMessage kFileNotClosed{ErrorKind::kUnreadable, "file_not_closed", "cannot be closed: {reason}"};
inline constexpr ErrorMessage kFileNotReplaced{ErrorKind::kUnreadable, "file_not_replaced", "cannot be replaced: {reason}"};
inline constexpr ErrorMessage kFileNotRemoved{ErrorKind::kUnreadable, "file_not_removed", "cannot be removed: {reason}"};
inline constexpr ErrorMessage kFileIsFolder{ErrorKind::kUnreadable, "file_is_folder", "is a folder, not a file"};
inline constexpr ErrorMessage kFileNotRegular{ErrorKind::kUnreadable, "file_not_regular", "is not a regular file"};
inline constexpr ErrorMessage kWriteToFolder{ErrorKind::kUnreadable, "write_to_folder", "cannot be written: it is a folder"};
inline constexpr ErrorMessage kWriteToNonRegularFile{ErrorKind::kUnreadable, "write_to_non_regular_file",
                                                     "cannot be written: it is not a regular file"};
inline constexpr ErrorMessage kFileTooLarge{ErrorKind::kTooLarge, "file_too_large", "has {bytes} bytes, the limit is {limit}"};
inline constexpr ErrorMessage kFilesUnsupported{ErrorKind::kUnsupported, "files_unsupported",
                                                "there are no files in WebAssembly: pass the bytes of the file instead"};
inline constexpr ErrorMessage kNotAFolder{ErrorKind::kUnreadable, "not_a_folder", "is not a folder"};
inline constexpr ErrorMessage kFolderNotListed{ErrorKind::kUnreadable, "folder_not_listed", "cannot be listed: {reason}"};
inline constexpr ErrorMessage kFolderNotCreated{ErrorKind::kUnreadable, "folder_not_created",
                                                "the folder cannot be created: {reason}"};
inline constexpr ErrorMessage kFolderLocked{ErrorKind::kUnreadable, "folder_locked",
                                            "is in use: process {process} writes to this folder"};
inline constexpr ErrorMessage kFolderNameTaken{ErrorKind::kUnreadable, "folder_name_taken",
                                               "the folder cannot be created: a file of that name exists"};

}  // namespace alexnet::msg
