// Messages of core/data: photo folders, preprocessing, augmentation and batches.
#pragma once

#include "base/error.h"

// clang-format off: one message a row
namespace alexnet::msg {

// ---- Preprocessing ------------------------------------------------------------------------------------------------------------
inline constexpr ErrorMessage kPreprocessingNotObject{ErrorKind::kBadFormat, "preprocessing_not_object", "must be a JSON object, found {found}"};
inline constexpr ErrorMessage kPreprocessingMissing{ErrorKind::kBadFormat, "preprocessing_missing", "\"{name}\" is missing"};
inline constexpr ErrorMessage kPreprocessingSide{ErrorKind::kBadFormat, "preprocessing_side", "\"{name}\" must be a whole number from 1 to {limit}, found {found}"};
inline constexpr ErrorMessage kPreprocessingResizeBelowInput{ErrorKind::kBadFormat, "preprocessing_resize_below_input", "\"resize\" ({resize}) is less than \"input\" ({input})"};
inline constexpr ErrorMessage kPreprocessingNotString{ErrorKind::kBadFormat, "preprocessing_not_string", "\"{name}\" must be a string, found {found}"};
inline constexpr ErrorMessage kPreprocessingNotPositive{ErrorKind::kBadFormat, "preprocessing_not_positive", "\"{name}\" must be a number above 0, found {found}"};
inline constexpr ErrorMessage kPreprocessingNotThreeNumbers{ErrorKind::kBadFormat, "preprocessing_not_three_numbers", "\"{name}\" must be three numbers, found {found}"};
inline constexpr ErrorMessage kPreprocessingNotThreePositive{ErrorKind::kBadFormat, "preprocessing_not_three_positive", "\"{name}\" must be three numbers above 0, found {found}"};
inline constexpr ErrorMessage kPreprocessingNameUnknown{ErrorKind::kInvalidArgument, "preprocessing_name_unknown", "expected one of {names}, a JSON object with fields of a preprocessing, or a file with that; found \"{found}\""};
inline constexpr ErrorMessage kPreprocessingFieldUnknown{ErrorKind::kInvalidArgument, "preprocessing_field_unknown", "\"{name}\" is not a known field; the fields are {fields}"};
inline constexpr ErrorMessage kMeanImageSize{ErrorKind::kInvalidArgument, "mean_image_size", "has {width} x {height} pixels; the side must be that of the resized photo ({resize}) or of the network input ({input})"};
inline constexpr ErrorMessage kMeanImageShape{ErrorKind::kUnsupported, "mean_image_shape", "is an array of shape {shape}; 3 channels of a square image are expected, or one number for each channel"};
inline constexpr ErrorMessage kMeanImageNotFinite{ErrorKind::kBadFormat, "mean_image_not_finite", "value {index} is {value}"};
inline constexpr ErrorMessage kFitUnknown{ErrorKind::kInvalidArgument, "fit_unknown", "must be crop or stretch, found \"{found}\""};
inline constexpr ErrorMessage kColorHandlingUnknown{ErrorKind::kInvalidArgument, "color_handling_unknown", "must be convert or ignore, found \"{found}\""};
inline constexpr ErrorMessage kInterpolationUnknown{ErrorKind::kInvalidArgument, "interpolation_unknown", "must be nearest, bilinear, bilinear_antialiased or bicubic, found \"{found}\""};
inline constexpr ErrorMessage kChannelOrderUnknown{ErrorKind::kInvalidArgument, "channel_order_unknown", "must be rgb or bgr, found \"{found}\""};
inline constexpr ErrorMessage kTenCropsTooLarge{ErrorKind::kInvalidArgument, "ten_crops_too_large", "a crop of {side} pixels a side cannot be cut from {width} x {height}"};
inline constexpr ErrorMessage kCropImpossible{ErrorKind::kInvalidArgument, "crop_impossible", "a crop of {input} pixels a side cannot be cut from {resize}: 1 <= input <= resize <= {limit} is required"};
inline constexpr ErrorMessage kCropEmptyImage{ErrorKind::kInvalidArgument, "crop_empty_image", "the image is empty"};

// ---- Augmentation -------------------------------------------------------------------------------------------------------------
inline constexpr ErrorMessage kAugmentationNotObject{ErrorKind::kBadFormat, "augmentation_not_object", "must be a JSON object, found {found}"};
inline constexpr ErrorMessage kAugmentationUnknownOption{ErrorKind::kBadFormat, "augmentation_unknown_option", "\"{name}\" is not a known option"};
inline constexpr ErrorMessage kAugmentationNotNumber{ErrorKind::kBadFormat, "augmentation_not_number", "\"{name}\" must be a number, found {found}"};
inline constexpr ErrorMessage kAugmentationNotBoolean{ErrorKind::kBadFormat, "augmentation_not_boolean", "\"{name}\" must be true or false, found {found}"};
inline constexpr ErrorMessage kAugmentationNotFillMode{ErrorKind::kBadFormat, "augmentation_not_fill_mode", "\"{name}\" must be \"nearest\", \"constant\", \"reflect\" or \"wrap\", found {found}"};
inline constexpr ErrorMessage kAugmentationNotConvention{ErrorKind::kBadFormat, "augmentation_not_convention", "\"{name}\" must be \"keras2\" or \"keras3\", found {found}"};
inline constexpr ErrorMessage kAugmentationNotNumbers{ErrorKind::kBadFormat, "augmentation_not_numbers", "\"{name}\" must be a list of {count} numbers, found {found}"};
inline constexpr ErrorMessage kAugmentationRange{ErrorKind::kInvalidArgument, "augmentation_range", "must be from {low} to {high}, found {found}"};
inline constexpr ErrorMessage kAugmentationPair{ErrorKind::kInvalidArgument, "augmentation_pair", "must be two numbers from {low} to {high}, the smaller one first, found {first} and {second}"};
inline constexpr ErrorMessage kAugmentationTwoCrops{ErrorKind::kInvalidArgument, "augmentation_two_crops", "random_crop and random_resized_crop exclude each other"};
inline constexpr ErrorMessage kFillModeUnknown{ErrorKind::kInvalidArgument, "fill_mode_unknown", "must be nearest, constant, reflect or wrap, found \"{found}\""};
inline constexpr ErrorMessage kConventionUnknown{ErrorKind::kInvalidArgument, "convention_unknown", "must be keras2 or keras3, found \"{found}\""};
inline constexpr ErrorMessage kMixingRange{ErrorKind::kInvalidArgument, "mixing_range", "a number from 0 to 1 is expected, found {found}"};
inline constexpr ErrorMessage kColorComponentsNoPhoto{ErrorKind::kInvalidArgument, "color_components_no_photo", "no photo could be loaded to compute the color components from"};

// ---- Batches and albums -------------------------------------------------------------------------------------------------------
inline constexpr ErrorMessage kBatchEmpty{ErrorKind::kInvalidArgument, "batch_empty", "must be at least 1"};
inline constexpr ErrorMessage kOutlierProbability{ErrorKind::kInvalidArgument, "outlier_probability", "a probability from 0 to below 1 is expected, found {found}"};
inline constexpr ErrorMessage kOutlierSourceMissing{ErrorKind::kInvalidArgument, "outlier_source_missing", "a source of outlier images is required"};
inline constexpr ErrorMessage kPhotosNone{ErrorKind::kInvalidArgument, "photos_none", "there are none"};
inline constexpr ErrorMessage kPhotosTooMany{ErrorKind::kInvalidArgument, "photos_too_many", "there are more than 2^32"};
inline constexpr ErrorMessage kLoaderCrop{ErrorKind::kInvalidArgument, "loader_crop", "a crop of {input} pixels a side cannot be cut from {resize}"};
inline constexpr ErrorMessage kClassUnreadable{ErrorKind::kInvalidArgument, "class_unreadable", "cannot be read, nor can any other photo of the class \"{class}\""};
inline constexpr ErrorMessage kAlbumUnknownLabel{ErrorKind::kInvalidArgument, "album_unknown_label", "there are {classes} classes, found label {label}"};

// ---- Photo folders ------------------------------------------------------------------------------------------------------------
inline constexpr ErrorMessage kValidationFraction{ErrorKind::kInvalidArgument, "validation_fraction", "must be from 0 to below 1, found {found}"};
inline constexpr ErrorMessage kPhotoFolderNoFolders{ErrorKind::kInvalidArgument, "photo_folder_no_folders", "holds no folders: a folder of photos for each class is expected, such as {first} and {second}"};
inline constexpr ErrorMessage kPhotoFolderNoPhoto{ErrorKind::kInvalidArgument, "photo_folder_no_photo", "holds no photo that can be read, in {folders} class folders"};
inline constexpr ErrorMessage kPhotoFolderNoPhotoRefused{ErrorKind::kInvalidArgument, "photo_folder_no_photo_refused", "holds no photo that can be read, in {folders} class folders; {refused} were skipped, the first one: {path}: {reason}"};
inline constexpr ErrorMessage kPhotoFolderOneClass{ErrorKind::kInvalidArgument, "photo_folder_one_class", "holds photos of one class only (\"{class}\"): two folders with photos are needed, one for each class"};
inline constexpr ErrorMessage kPhotoFolderOneClassRefused{ErrorKind::kInvalidArgument, "photo_folder_one_class_refused", "holds photos of one class only (\"{class}\"): two folders with photos are needed, one for each class; {refused} were skipped, the first one: {path}: {reason}"};
inline constexpr ErrorMessage kPhotoFolderSetTwice{ErrorKind::kInvalidArgument, "photo_folder_set_twice", "holds both {first} and {second}; which one is meant? Rename or remove one of them"};
inline constexpr ErrorMessage kPhotoFolderNoTraining{ErrorKind::kInvalidArgument, "photo_folder_no_training", "has no folder of training photos (such as train), only photos to evaluate with"};
inline constexpr ErrorMessage kValidationClassUnknown{ErrorKind::kInvalidArgument, "validation_class_unknown", "holds validation photos of the class \"{class}\", of which there is no training photo; rename or remove this folder. Classes with training photos only: {classes}"};
inline constexpr ErrorMessage kClassesDifferInCase{ErrorKind::kInvalidArgument, "classes_differ_in_case", "{first} and {second} differ in letter case alone; are they one class or two? Rename or join them"};

// Why a photo of a folder is skipped. A photo that does not decode has the message of the error instead.
inline constexpr Message kPhotoNotImageName{"photo_not_image_name", "its name does not end like that of an image (.jpg, .png, …)"};
inline constexpr Message kPhotoBrokenLink{"photo_broken_link", "is a link to a file that does not exist"};
inline constexpr Message kPhotoNotRegularFile{"photo_not_regular_file", "is not a regular file"};
inline constexpr Message kPhotoFolderLink{"photo_folder_link", "is a link to a folder, which is not followed inside a class folder"};
inline constexpr Message kPhotoOutsideClass{"photo_outside_class", "is next to the class folders, not in one of them"};
inline constexpr Message kPhotoOutsideSets{"photo_outside_sets", "is beside {sets} and not used"};
inline constexpr Message kSetWithoutClasses{"set_without_classes", "holds no class folders and is not used"};
inline constexpr Message kPhotoUnknownClass{"photo_unknown_class", "there is no training photo of the class \"{class}\", so nothing in this folder is used"};

// What a scan of a photo folder reports.
inline constexpr Message kPhotoSkipped{"photo_skipped", "left out: {path}: {reason}"};
inline constexpr Message kClassSkipped{"class_skipped", "left out: class {path} has no photo"};
inline constexpr Message kPhotoDuplicated{"photo_duplicated", "the same photo twice: {path} and {same_as}"};
inline constexpr Message kPhotoWarning{"photo_warning", "read despite a fault: {path}: {warning}"};
inline constexpr Message kPhotoWarningsMore{"photo_warnings_more", "and {count} more faults of photos that were read despite them"};
inline constexpr Message kPhotoInTwoSets{"photo_in_two_sets", "the same photo is used for training and for evaluation: {path} and {same_as}"};
inline constexpr Message kPhotoInTwoClasses{"photo_in_two_classes", "a contradiction: the same photo is in two classes: {path} and {same_as}"};
inline constexpr Message kCopiesMore{"copies_more", "and {count} more photos that are in two classes or sets"};
inline constexpr Message kPhotosSimilar{"photos_similar", "{count} pairs of photos look the same and stay in the same set where it is not given; {across_sets} of them are in two sets, {across_classes} in two classes"};
inline constexpr Message kPhotoSimilarInTwoSets{"photo_similar_in_two_sets", "nearly the same photo is used for training and for evaluation: {path} and {same_as}"};
inline constexpr Message kPhotoSimilarInTwoClasses{"photo_similar_in_two_classes", "nearly the same photo is in two classes: {path} and {same_as}"};
inline constexpr Message kPhotoFolderEntered{"photo_folder_entered", "the class folders are in {folder}, the only folder there"};
inline constexpr Message kLitterPassedOver{"litter_passed_over", "passed over: {count} folders {name}, in which a network storage keeps copies of photos"};
inline constexpr Message kClassFoldersMerged{"class_folders_merged", "one class \"{class}\": {first} and {second}"};
inline constexpr Message kClassSpelledDifferently{"class_spelled_differently", "{path} is taken for the class \"{class}\""};

// ---- Labels from a table --------------------------------------------------------------------------------------------------------
inline constexpr ErrorMessage kCsvQuoteOpen{ErrorKind::kBadFormat, "csv_quote_open", "the quote that opens in line {line} is not closed"};
inline constexpr ErrorMessage kLabelsNone{ErrorKind::kBadFormat, "labels_none", "holds no rows: a photo and its class are expected in each"};
inline constexpr ErrorMessage kLabelRowShort{ErrorKind::kBadFormat, "label_row_short", "line {line} has {columns} columns: a photo and its class are expected"};
inline constexpr ErrorMessage kNeitherFolderNorArchive{ErrorKind::kUnsupported, "neither_folder_nor_archive", "is neither a folder nor an archive that is read (.zip, .tar, .tar.gz)"};
inline constexpr ErrorMessage kLabelColumnsUnknown{ErrorKind::kBadFormat, "label_columns_unknown", "the header does not say which column is the photo and which its class: name them filename and label"};
inline constexpr Message kLabelPhotoUnknown{"label_photo_unknown", "no photo, or more than one, is called \"{photo}\""};
inline constexpr Message kLabelEmpty{"label_empty", "there is no class for \"{photo}\""};
inline constexpr Message kLabelContradiction{"label_contradiction", "a contradiction: \"{photo}\" is \"{label}\" here and \"{first_label}\" in row {first_row}"};
inline constexpr Message kPhotosWithoutLabel{"photos_without_label", "{count} photos have no row in {table} and are not used"};

// ---- Archives -------------------------------------------------------------------------------------------------------------------
inline constexpr ErrorMessage kTarHeaderDamaged{ErrorKind::kBadFormat, "tar_header_damaged", "is a damaged tar archive: the header at byte {offset} is not valid"};
inline constexpr ErrorMessage kTarCutShort{ErrorKind::kBadFormat, "tar_cut_short", "is a damaged tar archive: the member at byte {offset} should have {bytes} bytes, which are not all there"};

}  // namespace alexnet::msg
// clang-format on
