// Messages of core/image: image files that cannot be read or written, and resizing.
#pragma once

#include "base/error.h"

// clang-format off: one message a row
namespace alexnet::msg {

// ---- Decoding and encoding ----------------------------------------------------------------------------------------------------
inline constexpr ErrorMessage kImageEmptyFile{ErrorKind::kBadFormat, "image_empty_file", "is empty"};
inline constexpr ErrorMessage kImageFileTooLarge{ErrorKind::kTooLarge, "image_file_too_large", "has {bytes} bytes; the limit is {limit}"};
inline constexpr ErrorMessage kImageUnsupportedFormat{ErrorKind::kUnsupported, "image_unsupported_format", "looks like {format}, which is not supported; {supported} are"};
inline constexpr ErrorMessage kImageFormatNotBuilt{ErrorKind::kUnsupported, "image_format_not_built", "looks like {format}, which this build cannot read, because it lacks {library}; it reads {supported}"};
inline constexpr ErrorMessage kImageReadersNotLoaded{ErrorKind::kUnsupported, "image_readers_not_loaded", "cannot be loaded, which reads photos of this format: {reason}"};
inline constexpr ErrorMessage kImageOtherFile{ErrorKind::kUnsupported, "image_other_file", "looks like {kind}, not an image"};
inline constexpr ErrorMessage kImageCompressed{ErrorKind::kUnsupported, "image_compressed", "looks like {content} compressed with gzip; decompress it first (gunzip)"};
inline constexpr ErrorMessage kImageLfsPointer{ErrorKind::kUnsupported, "image_lfs_pointer", "looks like a Git LFS pointer in place of a file; fetch the file (git lfs pull)"};
inline constexpr ErrorMessage kImageUnknownFormat{ErrorKind::kBadFormat, "image_unknown_format", "is not an image: it begins with {first_bytes}"};
inline constexpr ErrorMessage kImageTruncated{ErrorKind::kBadFormat, "image_truncated", "is a {format} that is cut short: its end is missing after {bytes} bytes"};
inline constexpr ErrorMessage kImageHeaderUnreadable{ErrorKind::kBadFormat, "image_header_unreadable", "is a {format} whose header cannot be read: it is damaged or of a rare kind"};
inline constexpr ErrorMessage kImageDamaged{ErrorKind::kBadFormat, "image_damaged", "is a damaged {format}: {reason}"};
inline constexpr ErrorMessage kImageNoPixels{ErrorKind::kBadFormat, "image_no_pixels", "is a {format} of {width} x {height} pixels"};
inline constexpr ErrorMessage kImageTooFewBytes{ErrorKind::kTooLarge, "image_too_few_bytes", "is a {format} of {bytes} bytes, too few for the {width} x {height} pixels of its header"};
inline constexpr ErrorMessage kImageNeedsMemory{ErrorKind::kTooLarge, "image_needs_memory", "is a {format} of {width} x {height} pixels, which takes {needed} MB of memory; there are {available} MB"};
inline constexpr ErrorMessage kImageSideTooLong{ErrorKind::kTooLarge, "image_side_too_long", "is a {format} with a side that is too long"};
inline constexpr ErrorMessage kImageDecodeMemory{ErrorKind::kOutOfMemory, "image_decode_memory", "not enough memory to decode a {format}"};
inline constexpr ErrorMessage kPngNoHeaderChunk{ErrorKind::kBadFormat, "png_no_header_chunk", "is a damaged PNG: it does not begin with an IHDR chunk"};
inline constexpr ErrorMessage kPngOfApple{ErrorKind::kUnsupported, "png_of_apple", "is a PNG of Apple's development tools (CgBI), which only they can read; convert it with pngcrush -revert-iphone-optimizations"};
inline constexpr ErrorMessage kPngChecksum{ErrorKind::kBadFormat, "png_checksum", "is a damaged PNG: the checksum of the {bytes} bytes at byte {offset} is wrong"};
inline constexpr ErrorMessage kPngPalette{ErrorKind::kBadFormat, "png_palette", "is a damaged PNG: its palette has {bytes} bytes"};
inline constexpr ErrorMessage kPngUnknownChunk{ErrorKind::kUnsupported, "png_unknown_chunk", "is a PNG with a {chunk} chunk, which is not supported"};
inline constexpr ErrorMessage kPngPixelData{ErrorKind::kBadFormat, "png_pixel_data", "is a damaged PNG: its compressed pixels are invalid"};
inline constexpr ErrorMessage kPngPixelsMissing{ErrorKind::kBadFormat, "png_pixels_missing", "is a PNG that is cut short: some of its pixels are missing"};
inline constexpr ErrorMessage kBmpKind{ErrorKind::kUnsupported, "bmp_kind", "is a BMP of a rare kind: compression {number} with {bits} bits a pixel"};
inline constexpr ErrorMessage kPsdKind{ErrorKind::kUnsupported, "psd_kind", "is a PSD in the color mode {mode} with {bits} bits a sample; RGB with 8 or 16 bits is supported"};
inline constexpr ErrorMessage kPamChannels{ErrorKind::kUnsupported, "pam_channels", "is a PAM with {channels} channels; 1 to 4 are supported"};
inline constexpr ErrorMessage kJpegRowsMissing{ErrorKind::kBadFormat, "jpeg_rows_missing", "is a JPEG that is cut short after {bytes} bytes: {rows} of its {height} rows are there"};
inline constexpr ErrorMessage kJpegScansMissing{ErrorKind::kBadFormat, "jpeg_scans_missing", "is a JPEG that is cut short after {bytes} bytes, in scan {scan}: its rows are incomplete"};
inline constexpr ErrorMessage kJpegKind{ErrorKind::kUnsupported, "jpeg_kind", "is a {kind}, which is not supported"};
inline constexpr ErrorMessage kJpegScans{ErrorKind::kBadFormat, "jpeg_scans", "is a damaged JPEG: it has {scans} scans or more"};
inline constexpr Message kJpegEndMissing{"jpeg_end_missing", "The end marker of the JPEG is missing; its pixels are all there."};
inline constexpr ErrorMessage kImageMemory{ErrorKind::kOutOfMemory, "image_memory", "not enough memory for an image of {width} x {height} pixels"};
inline constexpr ErrorMessage kEncodeEmptyImage{ErrorKind::kInvalidArgument, "encode_empty_image", "the image is empty"};
inline constexpr ErrorMessage kEncodeTooManyPixels{ErrorKind::kTooLarge, "encode_too_many_pixels", "the image has {width} x {height} pixels; the limit is {limit} in total"};
inline constexpr ErrorMessage kEncodeMemory{ErrorKind::kOutOfMemory, "encode_memory", "not enough memory to encode {width} x {height} pixels"};
inline constexpr ErrorMessage kEncodeQuality{ErrorKind::kInvalidArgument, "encode_quality", "the quality must be from 1 to 100, found {quality}"};
inline constexpr ErrorMessage kEncodeJpegSide{ErrorKind::kInvalidArgument, "encode_jpeg_side", "a side of a JPEG is at most {limit} pixels long, found {width} x {height}"};

// ---- Color profiles -------------------------------------------------------------------------------------------------------------
inline constexpr Message kColorProfileDamaged{"color_profile_damaged", "the color profile in the file is damaged and was ignored: the colors may be off"};
inline constexpr Message kColorProfileKind{"color_profile_kind", "the color profile in the file, \"{profile}\", is not for {kind} and was ignored: the colors may be off"};

// ---- Faults despite which an image was read -----------------------------------------------------------------------------------
inline constexpr Message kGifFrameOutside{"gif_frame_outside", "has a first frame that is larger than its screen; the image was enlarged"};
inline constexpr Message kBmpPaddingMissing{"bmp_padding_missing", "lacks the last bytes, which fill up its last row; all of its pixels are there"};
inline constexpr Message kPngNoEnd{"png_no_end", "has no valid end (IEND chunk); all of its pixels are there"};
inline constexpr Message kPngChunkIgnored{"png_chunk_ignored", "has a wrong checksum in a {chunk} chunk, which was ignored"};
inline constexpr Message kPngTransparencyTwice{"png_transparency_twice", "has a tRNS chunk beside its opacity, which was ignored"};
inline constexpr Message kPngTransparencyTooLong{"png_transparency_too_long", "has {entries} opacities for the {colors} colors of its palette; the rest was ignored"};
inline constexpr Message kPngTransparencyIgnored{"png_transparency_ignored", "has a tRNS chunk of a wrong length or in a wrong place, which was ignored"};

// ---- Resizing and cropping ----------------------------------------------------------------------------------------------------
inline constexpr ErrorMessage kResizeSide{ErrorKind::kInvalidArgument, "resize_side", "from {width} x {height} to {new_width} x {new_height} pixels: a side must be from 1 to {limit}"};
inline constexpr ErrorMessage kResizeRegion{ErrorKind::kInvalidArgument, "resize_region", "the region {width} x {height} at {left}, {top} is not inside an image of {image_width} x {image_height}"};
inline constexpr ErrorMessage kResizeWindow{ErrorKind::kInvalidArgument, "resize_window", "the window {width} x {height} at {x}, {y} is not inside a result of {result_width} x {result_height}"};
inline constexpr ErrorMessage kResizeWeightsMemory{ErrorKind::kOutOfMemory, "resize_weights_memory", "not enough memory for the weights of {outputs} x {taps} pixels"};
inline constexpr ErrorMessage kResizeRowMemory{ErrorKind::kOutOfMemory, "resize_row_memory", "not enough memory for a row of {numbers} numbers"};

}  // namespace alexnet::msg
// clang-format on
