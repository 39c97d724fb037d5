// A JPEG file behind libjpeg-turbo: its header, then its rows from top to bottom.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "image/reader.h"
#include "image/readers/jpeg_scale.h"

namespace alexnet {

// What the header says.
struct JpegFrame {
  std::size_t width = 0;
  std::size_t height = 0;
  PixelFormat format = PixelFormat::kRgb;  // kGray, kRgb or kCmyk
  bool lossless = false;                   // can only be decoded at its full size
  std::vector<JpegSampling> components;
  std::uint64_t coefficient_bytes = 0;  // memory for the coefficients of the whole image; 0 if its rows are decoded one by one
};

// The library reports an error by a jump out of its functions, which ends here: no error of a file ends the process or leaves a
// function other than as a value. Not thread-safe; two decoders are independent. Errors, without a location: kBadFormat,
// kUnsupported (by the name of what the file uses) and kOutOfMemory.
class JpegDecoder {
 public:
  // Reads the header. `bytes` must outlive the decoder.
  [[nodiscard]] static Result<JpegDecoder> open(ByteSpan bytes);

  [[nodiscard]] const JpegFrame& frame() const;
  // Returns the ICC profile, or nothing if there is none or a part of it is missing.
  [[nodiscard]] std::vector<std::uint8_t> icc_profile();

  // Begins with the rows at 1 / (scale.divisor / scale.box) of the size; reads the coefficients if they are not in the order of rows.
  [[nodiscard]] Status start(const JpegScale& scale);
  // The size of what read_row() returns; valid after start().
  [[nodiscard]] std::size_t row_width() const;
  [[nodiscard]] std::size_t row_count() const;
  // Writes the next row, row_width() pixels of frame().format. Samples of another depth than 8 bits are scaled to it and rounded.
  // A row of which data are missing or damaged is an error.
  [[nodiscard]] Status read_row(std::uint8_t* to);
  // Reads what follows the last row. What is wrong with it is a warning, because every pixel is there.
  [[nodiscard]] std::vector<Notice> finish();

  struct State;  // holds the library's structures

 private:
  struct Destroy {
    void operator()(State* state) const;
  };
  explicit JpegDecoder(std::unique_ptr<State, Destroy> state);

  std::unique_ptr<State, Destroy> state_;
};

}  // namespace alexnet
