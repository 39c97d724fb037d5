// libjpeg-turbo's decoder of progressive Huffman coding with another function for the scans that refine coefficients, which take more
// than half of the time of a progressive photo. Upstream's asks each of the 63 coefficients of a block whether it is zero, and branches
// on each bit. This one finds the others at once, in a mask with one bit for each coefficient in the order of the scan (zigzag order),
// and adds the bits to them at the end, without branches. The coefficients are the same.
//
// Upstream's function can start again at a block whose bytes are not there yet. This one cannot: the source must never suspend, that
// is, fill_input_buffer() returns TRUE always.
#define jinit_phuff_decoder upstream_jinit_phuff_decoder
#include "jdphuff.c"
#undef jinit_phuff_decoder

#include <stdint.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

typedef uint64_t Mask;  // bit k: the coefficient k in zigzag order; of nonzero_values(), in the order of the block

enum { kRows = DCTSIZE, kRowMasks = 1 << DCTSIZE };

// The entropy decoder. Upstream's functions know its first part only.
typedef struct {
  phuff_entropy_decoder upstream;
  void (*start_pass)(j_decompress_ptr info);  // upstream's
  Mask zigzag[kRows][kRowMasks];              // of the values of a row that are not zero
} Decoder;

void jinit_phuff_decoder(j_decompress_ptr info);

#if defined(__SSE2__)
// Packing with saturation keeps apart what is zero and what is not.
static inline Mask nonzero_values(const JCOEF* block) {
  Mask zeros = 0;
  for (int i = 0; i < DCTSIZE2; i += 16) {
    const __m128i first = _mm_loadu_si128((const __m128i*)(block + i)),
                  second = _mm_loadu_si128((const __m128i*)(block + i + 8));
    const __m128i equal = _mm_cmpeq_epi8(_mm_packs_epi16(first, second), _mm_setzero_si128());
    zeros |= (Mask)(unsigned int)_mm_movemask_epi8(equal) << i;
  }
  return ~zeros;
}
#else
static inline Mask nonzero_values(const JCOEF* block) {
  Mask mask = 0;
  for (int i = 0; i < DCTSIZE2; ++i) mask |= (Mask)(block[i] != 0) << i;
  return mask;
}
#endif

static inline Mask nonzero_in_zigzag(const Decoder* decoder, const JCOEF* block) {
  const Mask values = nonzero_values(block);
  Mask mask = 0;
  for (int row = 0; row < kRows; ++row) mask |= decoder->zigzag[row][values >> (row * DCTSIZE) & (kRowMasks - 1)];
  return mask;
}

// Adds bits to the absolute values of the coefficients of `mask`, where they do not have them yet. The lowest of `bits` belongs to the
// last coefficient in zigzag order.
static inline void refine(JCOEF* block, Mask mask, uint64_t bits, int low) {
  for (; mask != 0; bits >>= 1) {
    const int k = DCTSIZE2 - 1 - __builtin_clzll(mask);
    JCOEF* coefficient = block + jpeg_natural_order[k];
    const int value = *coefficient, sign = (value >> 15) | 1;
    *coefficient = (JCOEF)(value + sign * (((int)(bits & 1) << low) & ~value));
    mask ^= (Mask)1 << k;
  }
}

// Appends `count` bits of the file to `bits`.
#define APPEND_BITS(count)                         \
  for (int rest = (count); rest > 0;) {            \
    const int some = rest < 16 ? rest : 16;        \
    CHECK_BIT_BUFFER(br_state, some, return FALSE) \
    bits = bits << some | GET_BITS(some);          \
    rest -= some;                                  \
  }

// Returns the place of the zero that follows `count` others, or `end` if there are not so many, and removes all of them from `zeros`.
static inline int pass_zeros(Mask* zeros, int count, int end) {
  for (; count > 0; --count) *zeros &= *zeros - 1;
  if (*zeros == 0) return end;
  const int place = __builtin_ctzll(*zeros);
  *zeros &= *zeros - 1;
  return place;
}

// Decodes a block of a scan that refines AC coefficients (ITU-T T.81, G.1.2.3).
static boolean decode_block(j_decompress_ptr info, Decoder* decoder, JCOEF* block) {
  const int end = info->Se + 1;
  const Mask band = (~(Mask)0 >> (DCTSIZE2 - end)) & (~(Mask)0 << info->Ss);
  const Mask nonzero = nonzero_in_zigzag(decoder, block) & band;
  Mask zeros = ~nonzero & band;                          // from place k on
  uint64_t bits = 0;                                     // those read for coefficients that are not zero
  unsigned int to_end = decoder->upstream.saved.EOBRUN;  // blocks, from this one on, without new coefficients in the rest
  BITREAD_STATE_VARS;
  BITREAD_LOAD_STATE(info, decoder->upstream.bitstate);
  int k = info->Ss;
  while (to_end == 0 && k < end) {
    int symbol, value = 0;
    HUFF_DECODE(symbol, br_state, decoder->upstream.ac_derived_tbl, return FALSE, slow);
    const int run = symbol >> 4, size = symbol & 15;
    if (size != 0) {
      if (size != 1) WARNMS(info, JWRN_HUFF_BAD_CODE);
      CHECK_BIT_BUFFER(br_state, 1, return FALSE);
      value = (2 * GET_BITS(1) - 1) * (1 << info->Al);
    } else if (run != 15) {
      CHECK_BIT_BUFFER(br_state, run, return FALSE);
      to_end = (1u << run) + (unsigned int)GET_BITS(run);
      break;
    }
    const int place = pass_zeros(&zeros, run, end);
    APPEND_BITS(place < end ? place - k - run : __builtin_popcountll(nonzero >> k));
    if (value != 0) block[jpeg_natural_order[place]] = (JCOEF)value;
    k = place + 1;
  }
  if (to_end > 0) {
    if (k < end) APPEND_BITS(__builtin_popcountll(nonzero >> k));
    --to_end;
  }
  refine(block, nonzero, bits, info->Al);
  BITREAD_SAVE_STATE(info, decoder->upstream.bitstate);
  decoder->upstream.saved.EOBRUN = to_end;
  return TRUE;
}

// In the place of decode_mcu_AC_refine().
static boolean decode_refinement(j_decompress_ptr info, JBLOCKROW* blocks) {
  Decoder* decoder = (Decoder*)info->entropy;
  if (info->restart_interval && decoder->upstream.restarts_to_go == 0 && !process_restart(info)) return FALSE;
  if (!decoder->upstream.pub.insufficient_data && !decode_block(info, decoder, *blocks[0])) return FALSE;
  if (info->restart_interval) decoder->upstream.restarts_to_go--;
  return TRUE;
}

static void start_pass(j_decompress_ptr info) {
  Decoder* decoder = (Decoder*)info->entropy;
  decoder->start_pass(info);
  if (decoder->upstream.pub.decode_mcu == decode_mcu_AC_refine) decoder->upstream.pub.decode_mcu = decode_refinement;
}

static void fill_masks(Decoder* decoder) {
  for (int row = 0; row < kRows; ++row) decoder->zigzag[row][0] = 0;
  for (int k = 0; k < DCTSIZE2; ++k) {
    const int row = jpeg_natural_order[k] / DCTSIZE, bit = 1 << (jpeg_natural_order[k] % DCTSIZE);
    decoder->zigzag[row][bit] = (Mask)1 << k;
  }
  for (int row = 0; row < kRows; ++row) {
    Mask* of_row = decoder->zigzag[row];
    for (int values = 1; values < kRowMasks; ++values)
      of_row[values] = of_row[values & (values - 1)] | of_row[values & -values];
  }
}

void jinit_phuff_decoder(j_decompress_ptr info) {
  upstream_jinit_phuff_decoder(info);
  Decoder* decoder = (Decoder*)(*info->mem->alloc_large)((j_common_ptr)info, JPOOL_IMAGE, sizeof(Decoder));
  decoder->upstream = *(phuff_entropy_ptr)info->entropy;
  decoder->start_pass = decoder->upstream.pub.start_pass;
  decoder->upstream.pub.start_pass = start_pass;
  fill_masks(decoder);
  info->entropy = &decoder->upstream.pub;
}
