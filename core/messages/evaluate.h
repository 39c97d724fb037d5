// Messages of core/evaluate: evaluations and the classes that they compare.
#pragma once

#include "base/error.h"

// clang-format off: one message a row
namespace alexnet::msg {

inline constexpr ErrorMessage kEvaluateCropCount{ErrorKind::kInvalidArgument, "evaluate_crop_count", "must be 1 or 10, found {crops}"};
inline constexpr ErrorMessage kEvaluateNoPhotos{ErrorKind::kInvalidArgument, "evaluate_no_photos", "there are no photos"};
inline constexpr ErrorMessage kEvaluateNoReadablePhoto{ErrorKind::kInvalidArgument, "evaluate_no_readable_photo", "{reason}; none of {count} photos can be read"};
inline constexpr ErrorMessage kEvaluateScoresOverflow{ErrorKind::kWrongShape, "evaluate_scores_overflow", "the scores overflow: these weights do not fit this preprocessing"};
inline constexpr Message kPhotosSeenInTraining{"photos_seen_in_training", "the model learned from {seen} of {photos} of these photos: what is measured on them is better than on new photos"};
inline constexpr ErrorMessage kCalibrationAnswersNothing{ErrorKind::kInvalidArgument, "calibration_answers_nothing", "none of {photos} photos reaches the confidence threshold, {threshold} %: the model would answer \"not sure\" to everything, since it is as sure of images that belong to no class as of photos; train it with more varied photos, for more epochs, or with --outliers 0.05"};
inline constexpr ErrorMessage kClassCountMismatch{ErrorKind::kWrongShape, "class_count_mismatch", "the model has {model_classes} classes without names, the photos have {photo_classes}"};
inline constexpr ErrorMessage kClassNameAmbiguous{ErrorKind::kWrongShape, "class_name_ambiguous", "the model has {count} classes named \"{name}\""};
inline constexpr ErrorMessage kClassNamesUnknown{ErrorKind::kWrongShape, "class_names_unknown", "the model does not know {unknown}; it knows {known}"};

}  // namespace alexnet::msg
// clang-format on
