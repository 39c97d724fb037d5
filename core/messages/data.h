// Messages of core/data: photos that cannot be read, photo folders, preprocessing, augmentation and batches.
#pragma once

#include "base/error.h"

// clang-format off: one message a row
namespace alexnet::msg {

// ---- Decoding and encoding ----------------------------------------------------------------------------------------------------
inline constexpr ErrorMessage kImageEmptyFile{ErrorKind::kBadFormat, "image_empty_file", "is empty"};
inline constexpr ErrorMessage kImageFileTooLarge{ErrorKind::kTooLarge, "image_file_too_large", "has {bytes} bytes; the limit is {limit}"};
inline constexpr ErrorMessage kImageUnsupportedFormat{ErrorKind::kUnsupported, "image_unsupported_format", "looks like {format}, which is not supported; JPEG, PNG, BMP, GIF, PSD, TGA, PNM and HDR are"};
inline constexpr ErrorMessage kImageUnknownFormat{ErrorKind::kBadFormat, "image_unknown_format", "is not an image: it begins with {first_bytes}"};
inline constexpr ErrorMessage kImageTruncated{ErrorKind::kBadFormat, "image_truncated", "is a {format} that is cut short: its end is missing after {bytes} bytes"};
inline constexpr ErrorMessage kImageHeaderUnreadable{ErrorKind::kBadFormat, "image_header_unreadable", "is a {format} whose header cannot be read: it is damaged or of a rare kind"};
inline constexpr ErrorMessage kImageDamaged{ErrorKind::kBadFormat, "image_damaged", "is a damaged {format}: {reason}"};
inline constexpr ErrorMessage kImageNoPixels{ErrorKind::kBadFormat, "image_no_pixels", "is a {format} of {width} x {height} pixels"};
inline constexpr ErrorMessage kImageTooManyPixels{ErrorKind::kTooLarge, "image_too_many_pixels", "has {width} x {height} pixels; the limit is {limit} in total"};
inline constexpr ErrorMessage kImageSideTooLong{ErrorKind::kTooLarge, "image_side_too_long", "is a {format} with a side that is too long"};
inline constexpr ErrorMessage kImageDecodeMemory{ErrorKind::kOutOfMemory, "image_decode_memory", "not enough memory to decode a {format}"};
inline constexpr ErrorMessage kPngNoHeaderChunk{ErrorKind::kBadFormat, "png_no_header_chunk", "is a damaged PNG: it does not begin with an IHDR chunk"};
inline constexpr ErrorMessage kPngChecksum{ErrorKind::kBadFormat, "png_checksum", "is a damaged PNG: the checksum of the {bytes} bytes at byte {offset} is wrong"};
inline constexpr ErrorMessage kJpegHuffmanTable{ErrorKind::kBadFormat, "jpeg_huffman_table", "is a damaged JPEG: the Huffman table at byte {offset} has {codes} codes"};
inline constexpr ErrorMessage kImageMemory{ErrorKind::kOutOfMemory, "image_memory", "not enough memory for an image of {width} x {height} pixels"};
inline constexpr ErrorMessage kEncodeEmptyImage{ErrorKind::kInvalidArgument, "encode_empty_image", "the image is empty"};
inline constexpr ErrorMessage kEncodeTooManyPixels{ErrorKind::kTooLarge, "encode_too_many_pixels", "the image has {width} x {height} pixels; the limit is {limit} in total"};
inline constexpr ErrorMessage kEncodeMemory{ErrorKind::kOutOfMemory, "encode_memory", "not enough memory to encode {width} x {height} pixels"};
inline constexpr ErrorMessage kEncodeQuality{ErrorKind::kInvalidArgument, "encode_quality", "the quality must be from 1 to 100, found {quality}"};
inline constexpr ErrorMessage kEncodeJpegSide{ErrorKind::kInvalidArgument, "encode_jpeg_side", "a side of a JPEG is at most {limit} pixels long, found {width} x {height}"};

// ---- Resizing and cropping ----------------------------------------------------------------------------------------------------
inline constexpr ErrorMessage kResizeSide{ErrorKind::kInvalidArgument, "resize_side", "from {width} x {height} to {new_width} x {new_height} pixels: a side must be from 1 to {limit}"};
inline constexpr ErrorMessage kResizeRegion{ErrorKind::kInvalidArgument, "resize_region", "the region {width} x {height} at {left}, {top} is not inside an image of {image_width} x {image_height}"};
inline constexpr ErrorMessage kResizeWindow{ErrorKind::kInvalidArgument, "resize_window", "the window {width} x {height} at {x}, {y} is not inside a result of {result_width} x {result_height}"};
inline constexpr ErrorMessage kResizeWeightsMemory{ErrorKind::kOutOfMemory, "resize_weights_memory", "not enough memory for the weights of {outputs} x {taps} pixels"};
inline constexpr ErrorMessage kResizeRowMemory{ErrorKind::kOutOfMemory, "resize_row_memory", "not enough memory for a row of {numbers} numbers"};
inline constexpr ErrorMessage kTenCropsTooLarge{ErrorKind::kInvalidArgument, "ten_crops_too_large", "a crop of {side} pixels a side cannot be cut from {width} x {height}"};

// ---- Preprocessing ------------------------------------------------------------------------------------------------------------
inline constexpr ErrorMessage kPreprocessingNotObject{ErrorKind::kBadFormat, "preprocessing_not_object", "must be a JSON object, found {found}"};
inline constexpr ErrorMessage kPreprocessingMissing{ErrorKind::kBadFormat, "preprocessing_missing", "\"{name}\" is missing"};
inline constexpr ErrorMessage kPreprocessingSide{ErrorKind::kBadFormat, "preprocessing_side", "\"{name}\" must be a whole number from 1 to {limit}, found {found}"};
inline constexpr ErrorMessage kPreprocessingResizeBelowInput{ErrorKind::kBadFormat, "preprocessing_resize_below_input", "\"resize\" ({resize}) is less than \"input\" ({input})"};
inline constexpr ErrorMessage kPreprocessingNotString{ErrorKind::kBadFormat, "preprocessing_not_string", "\"{name}\" must be a string, found {found}"};
inline constexpr ErrorMessage kPreprocessingNotPositive{ErrorKind::kBadFormat, "preprocessing_not_positive", "\"{name}\" must be a number above 0, found {found}"};
inline constexpr ErrorMessage kPreprocessingNotThreeNumbers{ErrorKind::kBadFormat, "preprocessing_not_three_numbers", "\"{name}\" must be three numbers, found {found}"};
inline constexpr ErrorMessage kPreprocessingNotThreePositive{ErrorKind::kBadFormat, "preprocessing_not_three_positive", "\"{name}\" must be three numbers above 0, found {found}"};
inline constexpr ErrorMessage kFitUnknown{ErrorKind::kInvalidArgument, "fit_unknown", "must be crop or stretch, found \"{found}\""};
inline constexpr ErrorMessage kChannelOrderUnknown{ErrorKind::kInvalidArgument, "channel_order_unknown", "must be rgb or bgr, found \"{found}\""};
inline constexpr ErrorMessage kCropImpossible{ErrorKind::kInvalidArgument, "crop_impossible", "a crop of {input} pixels a side cannot be cut from {resize}: 1 <= input <= resize <= {limit} is required"};
inline constexpr ErrorMessage kCropEmptyImage{ErrorKind::kInvalidArgument, "crop_empty_image", "the image is empty"};

// ---- Augmentation -------------------------------------------------------------------------------------------------------------
inline constexpr ErrorMessage kAugmentationNotObject{ErrorKind::kBadFormat, "augmentation_not_object", "must be a JSON object, found {found}"};
inline constexpr ErrorMessage kAugmentationUnknownOption{ErrorKind::kBadFormat, "augmentation_unknown_option", "\"{name}\" is not a known option"};
inline constexpr ErrorMessage kAugmentationNotNumber{ErrorKind::kBadFormat, "augmentation_not_number", "\"{name}\" must be a number, found {found}"};
inline constexpr ErrorMessage kAugmentationNotBoolean{ErrorKind::kBadFormat, "augmentation_not_boolean", "\"{name}\" must be true or false, found {found}"};
inline constexpr ErrorMessage kAugmentationNotFillMode{ErrorKind::kBadFormat, "augmentation_not_fill_mode", "\"{name}\" must be \"nearest\", \"constant\", \"reflect\" or \"wrap\", found {found}"};
inline constexpr ErrorMessage kAugmentationNotNumbers{ErrorKind::kBadFormat, "augmentation_not_numbers", "\"{name}\" must be a list of {count} numbers, found {found}"};
inline constexpr ErrorMessage kAugmentationRange{ErrorKind::kInvalidArgument, "augmentation_range", "must be from {low} to {high}, found {found}"};
inline constexpr ErrorMessage kAugmentationPair{ErrorKind::kInvalidArgument, "augmentation_pair", "must be two numbers from {low} to {high}, the smaller one first, found {first} and {second}"};
inline constexpr ErrorMessage kAugmentationTwoCrops{ErrorKind::kInvalidArgument, "augmentation_two_crops", "random_crop and random_resized_crop exclude each other"};
inline constexpr ErrorMessage kFillModeUnknown{ErrorKind::kInvalidArgument, "fill_mode_unknown", "must be nearest, constant, reflect or wrap, found \"{found}\""};
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

// Why a photo of a folder is skipped. A photo that does not decode has the message of the error instead.
inline constexpr Message kPhotoNotImageName{"photo_not_image_name", "its name does not end like that of an image (.jpg, .png, …)"};
inline constexpr Message kPhotoBrokenLink{"photo_broken_link", "is a link to a file that does not exist"};
inline constexpr Message kPhotoNotRegularFile{"photo_not_regular_file", "is not a regular file"};
inline constexpr Message kPhotoFolderLink{"photo_folder_link", "is a link to a folder, which is not followed inside a class folder"};
inline constexpr Message kPhotoOutsideClass{"photo_outside_class", "is next to the class folders, not in one of them"};
inline constexpr Message kPhotoUnknownClass{"photo_unknown_class", "there is no training photo of the class \"{class}\", so nothing in this folder is used"};

// What a scan of a photo folder reports.
inline constexpr Message kPhotoSkipped{"photo_skipped", "left out: {path}: {reason}"};
inline constexpr Message kClassSkipped{"class_skipped", "left out: class {path} has no photo"};
inline constexpr Message kPhotoDuplicated{"photo_duplicated", "the same photo twice: {path} and {same_as}"};
inline constexpr Message kPhotoInTwoSets{"photo_in_two_sets", "the same photo is used for training and for evaluation: {path} and {same_as}"};

}  // namespace alexnet::msg
// clang-format on
