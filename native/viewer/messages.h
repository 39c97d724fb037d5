// Messages of the viewer: actions with wrong arguments, settings and the window.
#pragma once

#include "base/error.h"

// clang-format off: one message a row
namespace alexnet::msg {

// ---- Actions ------------------------------------------------------------------------------------------------------------------
inline constexpr ErrorMessage kActionUnknown{ErrorKind::kInvalidArgument, "action_unknown", "there is no such action"};
inline constexpr ErrorMessage kActionTakesNoArgument{ErrorKind::kInvalidArgument, "action_takes_no_argument", "takes no argument, found \"{argument}\""};
inline constexpr ErrorMessage kActionArgumentMissing{ErrorKind::kInvalidArgument, "action_argument_missing", "an argument is missing"};
inline constexpr ErrorMessage kActionPercentExpected{ErrorKind::kInvalidArgument, "action_percent_expected", "a percentage above 0 is expected"};
inline constexpr ErrorMessage kActionNumberExpected{ErrorKind::kInvalidArgument, "action_number_expected", "expected a number"};
inline constexpr ErrorMessage kActionNumbersExpected{ErrorKind::kInvalidArgument, "action_numbers_expected", "expected {count} numbers separated by spaces"};
inline constexpr ErrorMessage kActionIndexExpected{ErrorKind::kInvalidArgument, "action_index_expected", "a number below {end} is expected"};
inline constexpr ErrorMessage kActionNameValueExpected{ErrorKind::kInvalidArgument, "action_name_value_expected", "NAME VALUE is expected"};
inline constexpr ErrorMessage kActionPathMissing{ErrorKind::kInvalidArgument, "action_path_missing", "a path is missing"};
inline constexpr ErrorMessage kActionNoSuchPhoto{ErrorKind::kNotFound, "action_no_such_photo", "no open photo has a path with this end"};
inline constexpr ErrorMessage kActionNoFolder{ErrorKind::kInvalidArgument, "action_no_folder", "open a folder of photos first"};
inline constexpr ErrorMessage kActionNoPhoto{ErrorKind::kInvalidArgument, "action_no_photo", "no photo is shown"};
inline constexpr ErrorMessage kActionNoModel{ErrorKind::kInvalidArgument, "action_no_model", "no model is open"};
inline constexpr ErrorMessage kActionNoLayer{ErrorKind::kInvalidArgument, "action_no_layer", "no layer is shown yet"};
inline constexpr ErrorMessage kActionUnknownLayer{ErrorKind::kInvalidArgument, "action_unknown_layer", "the model has no layer \"{name}\""};
inline constexpr ErrorMessage kActionActivations{ErrorKind::kInvalidArgument, "action_activations", "the Layers panel shows the activations"};
inline constexpr ErrorMessage kActionCropRange{ErrorKind::kInvalidArgument, "action_crop_range", "the crop must be inside the image of {width} x {height} pixels"};
inline constexpr ErrorMessage kActionNoImage{ErrorKind::kInvalidArgument, "action_no_image", "there is no such image yet"};
inline constexpr ErrorMessage kActionCellExpected{ErrorKind::kInvalidArgument, "action_cell_expected", "the numbers of two classes of an evaluation are expected"};
inline constexpr ErrorMessage kActionNotMeasuring{ErrorKind::kInvalidArgument, "action_not_measuring", "no frames are being measured: run `measure frames` first"};

inline constexpr ErrorMessage kClipboardNoImage{ErrorKind::kNotFound, "clipboard_no_image", "the clipboard holds neither an image nor the path of a file"};
inline constexpr ErrorMessage kClipboardPrograms{ErrorKind::kUnsupported, "clipboard_programs", "reading an image from the clipboard needs wl-paste (of the package wl-clipboard, for Wayland) or xclip (for X11), and neither is installed"};
inline constexpr ErrorMessage kPasteFolder{ErrorKind::kUnreadable, "paste_folder", "a folder for pasted images cannot be created: {reason}"};
inline constexpr ErrorMessage kClipboardUnsupported{ErrorKind::kUnsupported, "clipboard_unsupported", "reading an image from the clipboard is supported on Linux only; the path of a file can be pasted"};

// ---- Settings -----------------------------------------------------------------------------------------------------------------
inline constexpr ErrorMessage kViewerSettingsNotObject{ErrorKind::kBadFormat, "viewer_settings_not_object", "a JSON object is expected"};

// ---- Window -------------------------------------------------------------------------------------------------------------------
inline constexpr ErrorMessage kWindowUnavailable{ErrorKind::kUnsupported, "window_unavailable", "{reason}; {advice}"};

}  // namespace alexnet::msg
// clang-format on
