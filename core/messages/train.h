// The messages of train/: errors, and the diagnoses of a training run.
#pragma once

#include "base/error.h"

namespace alexnet::msg {

// ---- Options -------------------------------------------------------------------------------------------------------------------

inline constexpr ErrorMessage kEpochsZero{ErrorKind::kInvalidArgument, "epochs_zero", "expected at least 1 epoch"};
inline constexpr ErrorMessage kLearningRateOutOfRange{ErrorKind::kInvalidArgument, "learning_rate_out_of_range",
                                                      "expected a number above 0, found {found}"};
inline constexpr ErrorMessage kBiasLearningRateOutOfRange{ErrorKind::kInvalidArgument, "bias_learning_rate_out_of_range",
                                                          "expected 0 or more, found {found}"};
inline constexpr ErrorMessage kAccumulateZero{ErrorKind::kInvalidArgument, "accumulate_zero",
                                              "expected at least 1 batch per optimizer step"};
inline constexpr ErrorMessage kAccumulateTooMany{
    ErrorKind::kInvalidArgument, "accumulate_too_many",
    "an epoch has {batches} batches, fewer than the {accumulate} per optimizer step; lower --accumulate or --batch"};
inline constexpr ErrorMessage kLabelSmoothingOutOfRange{ErrorKind::kInvalidArgument, "label_smoothing_out_of_range",
                                                        "expected a number from 0 to below 1, found {found}"};
inline constexpr ErrorMessage kOptimizerOptionOutOfRange{ErrorKind::kInvalidArgument, "optimizer_option_out_of_range",
                                                         "expected a number from {low} to below {high}, found {found}"};
inline constexpr ErrorMessage kParameterGroupOverlap{
    ErrorKind::kWrongShape, "parameter_group_overlap",
    "a block of {parameters} values has {taken} values in groups already; a group of {count} does not fit at {offset}"};
inline constexpr ErrorMessage kScheduleUnknown{ErrorKind::kInvalidArgument, "schedule_unknown",
                                               "\"{schedule}\" is not a learning rate schedule; expected {forms}"};

// ---- Feature cache -------------------------------------------------------------------------------------------------------------

inline constexpr ErrorMessage kFeatureBatchZero{ErrorKind::kInvalidArgument, "feature_batch_zero", "must be at least 1"};
inline constexpr ErrorMessage kFeaturePhotosMissing{ErrorKind::kInvalidArgument, "feature_photos_missing", "there are none"};
inline constexpr ErrorMessage kFeaturesTooLarge{ErrorKind::kOutOfMemory, "features_too_large",
                                                "the features of so many photos do not fit in memory"};

// ---- Logs and checkpoints ------------------------------------------------------------------------------------------------------

inline constexpr ErrorMessage kLogRowWithoutEpoch{ErrorKind::kBadFormat, "log_row_without_epoch",
                                                  "expected rows that begin with an epoch, found \"{found}\""};
inline constexpr ErrorMessage kLogHeader{ErrorKind::kBadFormat, "log_header",
                                         "expected the header \"{expected}\", found \"{found}\""};
inline constexpr ErrorMessage kHistoryNotAnArray{ErrorKind::kBadFormat, "history_not_an_array", "expected a JSON array"};
inline constexpr ErrorMessage kHistoryNotObjects{ErrorKind::kBadFormat, "history_not_objects", "expected an array of objects"};
inline constexpr ErrorMessage kHistoryNotANumber{ErrorKind::kBadFormat, "history_not_a_number", "\"{key}\" is not a number"};
inline constexpr ErrorMessage kHistoryEpoch{ErrorKind::kBadFormat, "history_epoch", "\"epoch\" is not a whole number"};
inline constexpr ErrorMessage kRunNotAnObject{ErrorKind::kBadFormat, "run_not_an_object", "expected a JSON object"};
inline constexpr ErrorMessage kRunFieldMissing{ErrorKind::kBadFormat, "run_field_missing",
                                               "\"{field}\" is missing or not a number"};
inline constexpr ErrorMessage kNotACheckpoint{ErrorKind::kBadFormat, "not_a_checkpoint",
                                              "has no \"{key}\": the file is a model, not a checkpoint to resume from"};
inline constexpr ErrorMessage kOptimizerStateCount{
    ErrorKind::kWrongShape, "optimizer_state_count",
    "expected {expected} tensors of optimizer state, found {found}; was the optimizer another one?"};
inline constexpr ErrorMessage kOptimizerStateMissing{ErrorKind::kWrongShape, "optimizer_state_missing", "is missing"};
inline constexpr ErrorMessage kOptimizerStateShape{ErrorKind::kWrongShape, "optimizer_state_shape",
                                                   "expected {expected} values of type F32, found {found} of type {type}"};

// ---- Diagnoses: sentences that follow each other -------------------------------------------------------------------------------

inline constexpr Message kNotLearning{
    "not_learning",
    "Not learning: the mean loss of the epoch is {loss}, and guessing among {classes} classes "
    "gives {guessing}. The accuracy is {accuracy} %."};
inline constexpr Message kNotLearningRateSmall{"not_learning_rate_small", "The learning rate {rate} is small: try {higher}."};
inline constexpr Message kNotLearningRate{"not_learning_rate",
                                          "Try the learning rate {lower}; if the loss still does not fall, try {higher}."};
inline constexpr Message kNotLearningPaperBiases{
    "not_learning_paper_biases",
    "The initialization `paper` sets biases to 1, with which the loss often stays flat; `caffe` sets them to 0.1."};
inline constexpr Message kNotLearningInitialization{
    "not_learning_initialization", "Or try another initialization: `keras` (he_normal) learns faster at first."};
inline constexpr Message kNotLearningPhotos{"not_learning_photos",
                                            "If nothing helps, check that the photos are in the folders of their classes."};
inline constexpr Message kDivergedNotANumber{"diverged_not_a_number",
                                             "Diverged: the loss or its gradient is not a number at step {step}."};
inline constexpr Message kDivergedInfinite{"diverged_infinite",
                                           "Diverged: the loss or its gradient is infinite at step {step}."};
inline constexpr Message kDivergedAdvice{"diverged_advice",
                                         "Resume from the last checkpoint or start again with a lower learning rate ({lower} "
                                         "instead of {rate}), with gradient clipping "
                                         "or with a learning rate warmup."};

}  // namespace alexnet::msg
