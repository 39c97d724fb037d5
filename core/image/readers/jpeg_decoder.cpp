#include "image/readers/jpeg_decoder.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <utility>

// jpeglib.h needs what <cstdio> declares, and jerror.h what jpeglib.h defines.
#include <jpeglib.h>

#include <jerror.h>

#include "messages/image.h"

namespace alexnet {

namespace {

enum class Fault : std::uint8_t { kNone, kLibrary, kEnd, kScans };  // an error of the library, missing data, too many scans

constexpr std::uint8_t kEndMarker[] = {0xFF, JPEG_EOI};

}  // namespace

struct JpegDecoder::State {
  jpeg_decompress_struct info = {};
  jpeg_error_mgr errors = {};
  jpeg_source_mgr source = {};
  jpeg_progress_mgr progress = {};
  std::jmp_buf escape = {};  // where a function of the library continues after an error
  ByteSpan file;
  JpegFrame frame;
  Fault fault = Fault::kNone;
  bool created = false;
  bool in_image = false;               // after the header
  bool ran_out = false;                // more bytes were requested than there are
  std::vector<std::int16_t> deep_row;  // one row of samples of more than 8 bits
};

namespace {

using State = JpegDecoder::State;

State& state_of(j_common_ptr info) { return *static_cast<State*>(info->client_data); }
State& state_of(j_decompress_ptr info) { return *static_cast<State*>(info->client_data); }

[[noreturn]] void escape(State& state, Fault fault) {
  state.fault = fault;
  std::longjmp(state.escape, 1);
}

// ---- What the library calls -------------------------------------------------------------------------------------------------

void on_error(j_common_ptr info) { escape(state_of(info), Fault::kLibrary); }

// A warning after which pixels would be wrong is an error; the others, as of bytes between segments, are of no interest.
void on_message(j_common_ptr info, int level) {
  if (level >= 0) return;  // a trace
  State& state = state_of(info);
  switch (info->err->msg_code) {
    case JWRN_HIT_MARKER:
      escape(state, state.ran_out ? Fault::kEnd : Fault::kLibrary);
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
      escape(state, Fault::kLibrary);
    default:
      break;
  }
}

void print_nothing(j_common_ptr) {}

void begin_source(j_decompress_ptr) {}

// The library is given an end marker where the file ends. Arithmetic coding takes zeros for what is missing behind a marker without a
// warning, and may look ahead by the length of the last rows.
boolean on_end_of_file(j_decompress_ptr info) {
  State& state = state_of(info);
  state.ran_out = true;
  if (info->arith_code && state.in_image && info->input_iMCU_row + 1 < info->total_iMCU_rows) escape(state, Fault::kEnd);
  info->src->next_input_byte = kEndMarker;
  info->src->bytes_in_buffer = sizeof kEndMarker;
  return TRUE;
}

void skip_bytes(j_decompress_ptr info, long count) {
  if (count <= 0) return;
  if (static_cast<std::size_t>(count) > info->src->bytes_in_buffer) {
    on_end_of_file(info);
    return;
  }
  info->src->next_input_byte += count;
  info->src->bytes_in_buffer -= static_cast<std::size_t>(count);
}

// Each scan visits every pixel, though it may have a few bytes: their number is limited so that a small file costs seconds at most.
void on_progress(j_common_ptr info) {
  constexpr std::uint64_t kMinScans = 32, kMaxScans = 500, kMaxVisits = 1'000'000'000;
  State& state = state_of(info);
  const std::uint64_t pixels = std::uint64_t{state.info.image_width} * state.info.image_height;
  const std::uint64_t limit = std::clamp(kMaxVisits / std::max<std::uint64_t>(pixels, 1), kMinScans, kMaxScans);
  if (static_cast<std::uint64_t>(state.info.input_scan_number) > limit) escape(state, Fault::kScans);
}

// ---- Calls of the library ---------------------------------------------------------------------------------------------------

// Returns whether `call` returned, not jumped out. It must hold nothing that has a destructor.
template <typename Call>
[[gnu::noinline]] bool returns(State& state, const Call& call) {
  if (setjmp(state.escape) != 0) return false;
  call(state.info);
  return true;
}

// Does the same, but passes over markers of an unknown kind between and after scans, as of cameras that write their own; the library
// continues where it was interrupted. Each takes at least two bytes of the file.
template <typename Call>
bool completes(State& state, const Call& call) {
  while (!returns(state, call)) {
    if (state.fault != Fault::kLibrary || state.errors.msg_code != JERR_UNKNOWN_MARKER || !state.in_image) return false;
    state.fault = Fault::kNone;
    state.info.unread_marker = 0;
  }
  return true;
}

// ---- Errors -----------------------------------------------------------------------------------------------------------------

std::unexpected<Error> cut_short(const State& state) {
  const jpeg_decompress_struct& info = state.info;
  if (!state.in_image) return fail<msg::kImageTruncated>("", "JPEG", state.file.size());
  if (info.input_scan_number > 1) return fail<msg::kJpegScansMissing>("", state.file.size(), info.input_scan_number);
  const std::size_t row = static_cast<std::size_t>(info.max_v_samp_factor) * (state.frame.lossless ? 1 : DCTSIZE);
  const std::size_t rows = std::min<std::size_t>(info.input_iMCU_row * row, info.image_height);
  return fail<msg::kJpegRowsMissing>("", state.file.size(), rows, info.image_height);
}

std::unexpected<Error> library_error(State& state) {
  const int number = state.errors.msg_parm.i[0];
  switch (state.errors.msg_code) {
    case JERR_OUT_OF_MEMORY:
      return fail<msg::kImageDecodeMemory>("", "JPEG");
    case JERR_UNKNOWN_MARKER:
      if (number == 0xF7) return fail<msg::kJpegKind>("", "JPEG-LS");
      break;
    case JERR_SOF_UNSUPPORTED:
      return fail<msg::kJpegKind>("", "hierarchical JPEG");
    case JERR_BAD_PRECISION:
      return fail<msg::kJpegKind>("", str_cat("JPEG of ", number, " bits"));
    case JERR_CONVERSION_NOTIMPL:
      return fail<msg::kJpegKind>("", "lossless JPEG of another color space than RGB");
    default:
      break;
  }
  char text[JMSG_LENGTH_MAX];
  state.errors.format_message(reinterpret_cast<j_common_ptr>(&state.info), text);
  return fail<msg::kImageDamaged>("", "JPEG", text);
}

std::unexpected<Error> error_of(State& state) {
  if (state.fault == Fault::kScans) return fail<msg::kJpegScans>("", state.info.input_scan_number);
  if (state.fault == Fault::kEnd || state.ran_out) return cut_short(state);
  return library_error(state);
}

// ---- The header -------------------------------------------------------------------------------------------------------------

void create(State& state, ByteSpan bytes) {
  jpeg_decompress_struct& info = state.info;
  state.file = bytes;
  info.err = jpeg_std_error(&state.errors);
  info.client_data = &state;
  state.errors.error_exit = on_error;
  state.errors.emit_message = on_message;
  state.errors.output_message = print_nothing;
  state.source.next_input_byte = bytes.data();
  state.source.bytes_in_buffer = bytes.size();
  state.source.init_source = begin_source;
  state.source.fill_input_buffer = on_end_of_file;
  state.source.skip_input_data = skip_bytes;
  state.source.resync_to_restart = jpeg_resync_to_restart;
  state.source.term_source = begin_source;
  state.progress.progress_monitor = on_progress;
}

bool read_header(State& state) {
  return returns(state, [&state](jpeg_decompress_struct& info) {
    jpeg_create_decompress(&info);
    state.created = true;
    info.src = &state.source;
    info.progress = &state.progress;
    jpeg_save_markers(&info, JPEG_APP0 + 2, 0xFFFF);  // ICC profiles
    jpeg_read_header(&info, TRUE);
  });
}

// Of lossless images, a unit is a sample; else it is a block of coefficients. A row and a column of units may be added to complete others.
std::uint64_t coefficient_bytes(jpeg_decompress_struct& info, bool lossless) {
  if (!jpeg_has_multiple_scans(&info)) return 0;
  std::uint64_t units = 0;
  for (int i = 0; i < info.num_components; ++i) {
    const jpeg_component_info& component = info.comp_info[i];
    units += std::uint64_t{component.width_in_blocks + 4} * (component.height_in_blocks + 4);
  }
  return units * (lossless ? sizeof(J16SAMPLE) : DCTSIZE2 * sizeof(JCOEF));
}

Status fill_frame(State& state) {
  jpeg_decompress_struct& info = state.info;
  JpegFrame& frame = state.frame;
  frame.width = info.image_width;
  frame.height = info.image_height;
  frame.lossless = info.comp_info[0].DCT_scaled_size == 1;  // no transform
  frame.coefficient_bytes = coefficient_bytes(info, frame.lossless);
  for (int i = 0; i < info.num_components; ++i) {
    frame.components.push_back({info.comp_info[i].h_samp_factor, info.comp_info[i].v_samp_factor});
  }
  switch (info.num_components) {
    case 1:
      frame.format = PixelFormat::kGray;
      return {};
    case 3:
      frame.format = PixelFormat::kRgb;
      return {};
    case 4:
      frame.format = PixelFormat::kCmyk;
      return {};
    default:
      return fail<msg::kJpegKind>("", str_cat("JPEG of ", info.num_components, " components"));
  }
}

// ---- The rows ---------------------------------------------------------------------------------------------------------------

// Returns whether the coefficients of every component were read to their last bit.
bool has_every_scan(const jpeg_decompress_struct& info) {
  for (int i = 0; i < info.num_components; ++i) {
    if (info.comp_info[i].quant_table == nullptr) return false;  // taken from the first scan of the component
    if (!info.progressive_mode) continue;
    if (!std::all_of(info.coef_bits[i], info.coef_bits[i] + DCTSIZE2, [](int missing_bits) { return missing_bits == 0; }))
      return false;
  }
  return true;
}

std::uint8_t to_8_bits(int sample, int largest) { return static_cast<std::uint8_t>((sample * 255 + largest / 2) / largest); }

void read_deep_row(State& state, jpeg_decompress_struct& info) {
  if (info.data_precision <= 12) {
    J12SAMPROW row = state.deep_row.data();
    jpeg12_read_scanlines(&info, &row, 1);
  } else {
    J16SAMPROW row = reinterpret_cast<J16SAMPROW>(state.deep_row.data());
    jpeg16_read_scanlines(&info, &row, 1);
  }
}

}  // namespace

void JpegDecoder::Destroy::operator()(State* state) const {
  if (state->created) jpeg_destroy_decompress(&state->info);
  delete state;
}

JpegDecoder::JpegDecoder(std::unique_ptr<State, Destroy> state) : state_(std::move(state)) {}

Result<JpegDecoder> JpegDecoder::open(ByteSpan bytes) {
  std::unique_ptr<State, Destroy> state(new State);
  create(*state, bytes);
  if (!read_header(*state)) return error_of(*state);
  TRY(fill_frame(*state));
  return JpegDecoder(std::move(state));
}

const JpegFrame& JpegDecoder::frame() const { return state_->frame; }

std::vector<std::uint8_t> JpegDecoder::icc_profile() {
  JOCTET* data = nullptr;
  unsigned int size = 0;
  std::vector<std::uint8_t> profile;
  if (returns(*state_, [&](jpeg_decompress_struct& info) { jpeg_read_icc_profile(&info, &data, &size); }) && data != nullptr) {
    profile.assign(data, data + size);
    std::free(data);
  }
  return profile;
}

Status JpegDecoder::start(const JpegScale& scale) {
  jpeg_decompress_struct& info = state_->info;
  info.scale_num = 1;
  info.scale_denom = static_cast<unsigned int>(scale.divisor / scale.box);
  info.dct_method = JDCT_ISLOW;
  info.do_fancy_upsampling = scale.smooth ? TRUE : FALSE;
  state_->in_image = true;
  if (!completes(*state_, [](jpeg_decompress_struct& begun) { jpeg_start_decompress(&begun); })) return error_of(*state_);
  if (state_->ran_out && !state_->frame.lossless && !has_every_scan(info)) return cut_short(*state_);
  if (info.data_precision > 8)
    state_->deep_row.resize(std::size_t{info.output_width} * static_cast<std::size_t>(info.output_components));
  return {};
}

std::size_t JpegDecoder::row_width() const { return state_->info.output_width; }
std::size_t JpegDecoder::row_count() const { return state_->info.output_height; }

Status JpegDecoder::read_row(std::uint8_t* to) {
  State& state = *state_;
  const auto read = [&state, to](jpeg_decompress_struct& info) {
    JSAMPROW row = to;
    if (info.data_precision > 8) {
      read_deep_row(state, info);
    } else {
      jpeg_read_scanlines(&info, &row, 1);
    }
  };
  if (!returns(state, read)) return error_of(state);
  const std::size_t count = row_width() * channels_of(state.frame.format);
  const int bits = state.info.data_precision, largest = (1 << bits) - 1;
  if (bits > 8) {
    std::transform(state.deep_row.begin(), state.deep_row.end(), to,
                   [largest](std::int16_t sample) { return to_8_bits(static_cast<std::uint16_t>(sample), largest); });
  } else if (bits < 8) {
    std::transform(to, to + count, to, [largest](std::uint8_t sample) { return to_8_bits(sample, largest); });
  }
  // Adobe's programs store 255 for no ink, and others do as they do.
  if (state.frame.format == PixelFormat::kCmyk)
    std::transform(to, to + count, to, [](std::uint8_t sample) { return static_cast<std::uint8_t>(255 - sample); });
  return {};
}

std::vector<Notice> JpegDecoder::finish() {
  std::vector<Notice> warnings;
  completes(*state_, [](jpeg_decompress_struct& info) { jpeg_finish_decompress(&info); });
  if (state_->ran_out) warnings.push_back(make_notice<msg::kJpegEndMissing>());
  return warnings;
}

}  // namespace alexnet
