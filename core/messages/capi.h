// The error messages of capi/.
#pragma once

#include "base/error.h"
#include "messages/app.h"  // kNoModelOpen

namespace alexnet::msg {

// ---- Arguments ----

inline constexpr ErrorMessage kNumberNegative{ErrorKind::kInvalidArgument, "number_negative",
                                              "0 or more is expected, found {found}"};
inline constexpr ErrorMessage kNumberNotPositive{ErrorKind::kInvalidArgument, "number_not_positive",
                                                 "1 or more is expected, found {found}"};
inline constexpr ErrorMessage kNumberOutOfRange{ErrorKind::kInvalidArgument, "number_out_of_range",
                                                "1 to {limit} is expected, found {found}"};
inline constexpr ErrorMessage kBatchResultMissing{ErrorKind::kInvalidArgument, "batch_result_missing",
                                                  "photo {found} was asked for, but the last batch has {count}"};
inline constexpr ErrorMessage kNamesNotJson{ErrorKind::kBadFormat, "names_not_json", "are not a JSON array of names"};
inline constexpr ErrorMessage kCountsNotJson{ErrorKind::kBadFormat, "counts_not_json", "are not a JSON array of whole numbers"};

// ---- Training ----

inline constexpr ErrorMessage kNoModelToStartFrom{ErrorKind::kInvalidArgument, "no_model_to_start_from",
                                                  "no model is open to start from"};
inline constexpr ErrorMessage kTrainingNotStarted{ErrorKind::kInvalidArgument, "training_not_started", "has not started"};
inline constexpr ErrorMessage kTrainingFinished{ErrorKind::kInvalidArgument, "training_finished", "is finished"};
inline constexpr ErrorMessage kTrainingHasStarted{ErrorKind::kInvalidArgument, "training_has_started",
                                                  "cannot be added: training has started"};
inline constexpr ErrorMessage kTooFewClasses{ErrorKind::kInvalidArgument, "too_few_classes",
                                             "at least two classes are needed, found {found}"};
inline constexpr ErrorMessage kClassNamedTwice{ErrorKind::kInvalidArgument, "class_named_twice",
                                               "two classes have the name \"{name}\""};
inline constexpr ErrorMessage kClassWithoutPhoto{ErrorKind::kInvalidArgument, "class_without_photo", "has no photo"};
inline constexpr ErrorMessage kHeldOutFraction{ErrorKind::kInvalidArgument, "held_out_fraction",
                                               "must be at least 0 and below 1, found {found}"};
inline constexpr ErrorMessage kTooFewPhotos{ErrorKind::kInvalidArgument, "too_few_photos",
                                            "at least two classes with a photo each are needed, found {classes} classes and "
                                            "{photos} photos"};
inline constexpr ErrorMessage kClassNotFound{ErrorKind::kInvalidArgument, "class_not_found",
                                             "a class with photos is expected, found class {found} of {classes}"};
inline constexpr ErrorMessage kTooManyPhotos{ErrorKind::kInvalidArgument, "too_many_photos",
                                             "there are more than {limit} photos"};
inline constexpr ErrorMessage kPreviewSize{
    ErrorKind::kInvalidArgument, "preview_size",
    "1 to {most} samples of 1 to {limit} pixels are expected, found {samples} of {side}"};

// ---- Inspection ----

inline constexpr ErrorMessage kNoPhoto{ErrorKind::kInvalidArgument, "no_photo", "there is no photo yet"};
inline constexpr ErrorMessage kRequestNotJson{ErrorKind::kBadFormat, "request_not_json", "the request is not a JSON object"};
inline constexpr ErrorMessage kMemberNotNumber{ErrorKind::kBadFormat, "member_not_number",
                                               "an integer, 0 or more, is expected, found {found}"};

}  // namespace alexnet::msg
