// The messages of app/: errors and notices of the use cases.
#pragma once

#include "base/error.h"

namespace alexnet::msg {

// ---- Training settings ---------------------------------------------------------------------------------------------------------

inline constexpr ErrorMessage kOptimizerUnknown{ErrorKind::kInvalidArgument, "optimizer_unknown",
                                                "\"{name}\" is not an optimizer; expected adam, adamw or sgd"};
inline constexpr ErrorMessage kRecipeUnknown{ErrorKind::kInvalidArgument, "recipe_unknown",
                                             "\"{name}\" is not a recipe; expected tutorial or paper"};
inline constexpr ErrorMessage kSettingsNotAnObject{ErrorKind::kBadFormat, "settings_not_an_object", "expected a JSON object"};
inline constexpr ErrorMessage kSettingsValueType{ErrorKind::kBadFormat, "settings_value_type",
                                                 "the value of \"{name}\" has the wrong type"};
inline constexpr ErrorMessage kSettingsNameUnknown{ErrorKind::kBadFormat, "settings_name_unknown",
                                                   "\"{name}\" is not a setting"};
inline constexpr ErrorMessage kSettingUnknown{ErrorKind::kInvalidArgument, "setting_unknown", "there is no such setting"};
inline constexpr ErrorMessage kSettingNotBoolean{ErrorKind::kInvalidArgument, "setting_not_boolean",
                                                 "expected true or false, found \"{value}\""};
inline constexpr ErrorMessage kSettingNotNumber{ErrorKind::kInvalidArgument, "setting_not_number",
                                                "expected a number, found \"{value}\""};
inline constexpr ErrorMessage kResizeOutOfRange{
    ErrorKind::kInvalidArgument, "resize_out_of_range",
    "expected a side from that of the network input, {input}, to 4096, found {found}"};
inline constexpr ErrorMessage kInputTooSmall{ErrorKind::kInvalidArgument, "input_too_small",
                                             "expected a side of at least {smallest} pixels for this network, found {found}"};
inline constexpr ErrorMessage kOutputName{ErrorKind::kInvalidArgument, "output_name",
                                          "expected a file name that ends with {ending}, found {found}"};
inline constexpr ErrorMessage kDropoutOutOfRange{ErrorKind::kInvalidArgument, "dropout_out_of_range",
                                                 "expected a rate below 1, found {found}"};
inline constexpr ErrorMessage kFreezeTooMany{ErrorKind::kInvalidArgument, "freeze_too_many",
                                             "expected fewer than the {layers} layers with weights, found {found}"};
inline constexpr ErrorMessage kFreezeEverything{ErrorKind::kInvalidArgument, "freeze_everything",
                                                "every layer with weights is frozen; leave at least one to train"};

// ---- Training runs -------------------------------------------------------------------------------------------------------------

inline constexpr ErrorMessage kTrainingDataMissing{ErrorKind::kInvalidArgument, "training_data_missing",
                                                   "expected a folder of photos, or `{synthetic}` for synthetic images"};
inline constexpr ErrorMessage kInitFileWithoutMatch{ErrorKind::kWrongShape, "init_file_without_match",
                                                    "holds no tensor that fits this network"};
inline constexpr ErrorMessage kRunExists{ErrorKind::kInvalidArgument, "run_exists",
                                         "holds a run already: resume it, or choose another folder for a new run"};
inline constexpr ErrorMessage kResumeNoCheckpoint{
    ErrorKind::kNotFound, "resume_no_checkpoint",
    "holds no run to resume: there is no last.safetensors, which is first written at the end of an epoch; start a new run"};
inline constexpr ErrorMessage kResumeOtherClasses{ErrorKind::kInvalidArgument, "resume_other_classes",
                                                  "has other classes than when the run was started"};
inline constexpr ErrorMessage kResumeEpochsDone{
    ErrorKind::kInvalidArgument, "resume_epochs_done",
    "expected at least the {done} epochs that the run has completed, found {found}"};
inline constexpr ErrorMessage kRunLogNotANumber{ErrorKind::kBadFormat, "run_log_not_a_number", "\"{found}\" is not a number"};
inline constexpr ErrorMessage kRunLogFields{ErrorKind::kBadFormat, "run_log_fields",
                                            "expected {expected} fields in each row, found {found}"};
inline constexpr ErrorMessage kRunLogEpoch{ErrorKind::kBadFormat, "run_log_epoch", "\"{found}\" is not an epoch"};
inline constexpr ErrorMessage kRunLogFirstColumn{ErrorKind::kBadFormat, "run_log_first_column",
                                                 "the first column is not \"epoch\""};
inline constexpr ErrorMessage kRunLogEmpty{ErrorKind::kBadFormat, "run_log_empty", "the file is empty"};

// ---- What an evaluation or a calibration judges by -------------------------------------------------------------------------------

inline constexpr Message kEvaluationOfTrainingPhotos{
    "evaluation_of_training_photos",
    "These are the training photos of {data}: a model that was trained on them gets more of them right than of new photos."};
inline constexpr Message kEvaluationWithoutSets{"evaluation_without_sets",
                                                "{data} has no folder of photos for validation or test: if the model was "
                                                "trained on these photos, it gets more of them right "
                                                "than of new ones."};
inline constexpr Message kEvaluationHeldOut{
    "evaluation_held_out",
    "{data} has no validation photos: these are the ones that `train` holds out with --validation-fraction 0.2 and --seed 0. A "
    "model trained with other values was trained on some of them."};

// ---- Notices of training runs --------------------------------------------------------------------------------------------------

inline constexpr Message kTensorLoaded{"tensor_loaded", "loaded: {name}: {how}"};
inline constexpr Message kTensorSkipped{"tensor_skipped", "not loaded: {name}: {how}"};
inline constexpr Message kFeaturesCached{"features_cached",
                                         "The features of the frozen layers are computed once and kept in memory."};
inline constexpr Message kRunResumed{"run_resumed", "The run resumes after epoch {epoch}."};
inline constexpr Message kRunComplete{
    "run_complete", "The run is complete after epoch {epochs}: nothing was trained. A higher number of epochs continues it."};
inline constexpr Message kResumedWithOtherPhotos{"resumed_with_other_photos",
                                                 "The photos are not those that the run began with ({training} for training "
                                                 "and {validation} for validation then): the result "
                                                 "differs from that of a run without a pause."};
inline constexpr Message kBatchReduced{"batch_reduced",
                                       "There are fewer photos than the batch size {batch}: each batch has {used} photos."};
inline constexpr Message kClassesNotValidated{
    "classes_not_validated", "The validation accuracy says nothing about classes without validation photos: {classes}."};
inline constexpr Message kMoreDuplicates{"more_duplicates", "and {count} more photos that are there twice"};
inline constexpr Message kMoreRefused{"more_refused", "and {count} more files or folders that are left out"};
inline constexpr Message kMoreEmptyClasses{"more_empty_classes", "and {count} more classes without a photo"};
inline constexpr Message kStoppedEarly{"stopped_early", "Stopped early: no lower validation loss for {patience} epochs."};
inline constexpr Message kPhotoUnreadable{"photo_unreadable", "could not be read: {reason}"};

// ---- Photos --------------------------------------------------------------------------------------------------------------------

inline constexpr ErrorMessage kSplitUnknown{ErrorKind::kInvalidArgument, "split_unknown",
                                            "\"{name}\" is not a split; expected train, validation or test"};
inline constexpr ErrorMessage kSplitEmpty{ErrorKind::kInvalidArgument, "split_empty", "holds no photos for {split}"};
inline constexpr ErrorMessage kSyntheticFolderEmpty{ErrorKind::kInvalidArgument, "synthetic_folder_empty",
                                                    "expected at least one photo and a side of at least one pixel"};
inline constexpr ErrorMessage kSyntheticLabel{ErrorKind::kInvalidArgument, "synthetic_label",
                                              "expected a label from 0 to {last}, found {found}"};
inline constexpr ErrorMessage kSyntheticSide{ErrorKind::kInvalidArgument, "synthetic_side",
                                             "expected a side from 8 to 4096 pixels, found {found}"};

inline constexpr ErrorMessage kFolderWithoutPhoto{ErrorKind::kNotFound, "folder_without_photo", "holds no photo"};
inline constexpr ErrorMessage kPatternWithoutPhoto{ErrorKind::kNotFound, "pattern_without_photo", "matches no photo"};

// ---- Models --------------------------------------------------------------------------------------------------------------------

inline constexpr ErrorMessage kNoModelOpen{ErrorKind::kInvalidArgument, "no_model_open", "no model is open"};
inline constexpr ErrorMessage kScoresOverflow{ErrorKind::kWrongShape, "scores_overflow",
                                              "the scores overflow: these weights do not fit this preprocessing"};
inline constexpr ErrorMessage kDefaultModelNotFound{
    ErrorKind::kNotFound, "default_model_not_found",
    "is in no folder share/alexnet or assets/models in or above {folder}: name a model with --model FILE"};
inline constexpr Message kQuantizedAsFloats{
    "quantized_as_floats",
    "the {quantization} weights were written as floats, because only .safetensors files of "
    "this program hold others: the file is larger, and its probabilities differ a little"};
inline constexpr ErrorMessage kQuantizedFormat{
    ErrorKind::kInvalidArgument, "quantized_format",
    "cannot store {quantization} weights: only files named .safetensors with this program's tensor names can"};
inline constexpr ErrorMessage kQuantizationUnknown{ErrorKind::kInvalidArgument, "quantization_unknown",
                                                   "\"{name}\" is not a quantization; expected int8 or int4"};

// ---- Explanations --------------------------------------------------------------------------------------------------------------

inline constexpr ErrorMessage kExplainNameUnknown{ErrorKind::kInvalidArgument, "explain_name_unknown",
                                                  "\"{name}\" is none of {known}"};
inline constexpr ErrorMessage kExplainPhotoMissing{ErrorKind::kInvalidArgument, "explain_photo_missing", "a photo is required"};
inline constexpr ErrorMessage kExplainTargetMissing{ErrorKind::kInvalidArgument, "explain_target_missing",
                                                    "without a photo, a class or a unit is required"};
inline constexpr ErrorMessage kExplainNotStarted{ErrorKind::kInvalidArgument, "explain_not_started",
                                                 "no explanation is in progress"};
inline constexpr ErrorMessage kOpacityOutOfRange{ErrorKind::kInvalidArgument, "opacity_out_of_range",
                                                 "expected a number from 0 to 1, found {found}"};

}  // namespace alexnet::msg
