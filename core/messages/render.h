// The error messages of render/.
#pragma once

#include "base/error.h"

namespace alexnet::msg {

inline constexpr ErrorMessage kContactSheetTooLarge{
    ErrorKind::kTooLarge, "contact_sheet_too_large",
    "of {rows} x {columns} samples of {side} pixels: the limit is {limit} pixels in total"};
inline constexpr ErrorMessage kContactSheetWithoutPhotos{ErrorKind::kInvalidArgument, "contact_sheet_without_photos",
                                                         "there are no photos"};
inline constexpr ErrorMessage kContactSheetSize{ErrorKind::kInvalidArgument, "contact_sheet_size",
                                                "1 or more samples in rows of 1 to 1000 are expected, found {count} in rows of "
                                                "{columns}"};
inline constexpr ErrorMessage kFiltersNeedRgbConvolution{
    ErrorKind::kWrongShape, "filters_need_rgb_convolution",
    "the first layer must be a convolution over three color channels to be drawn"};

}  // namespace alexnet::msg
