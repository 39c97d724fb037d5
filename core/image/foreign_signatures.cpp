#include "image/foreign_signatures.h"

namespace alexnet {
namespace {

using namespace std::string_view_literals;

constexpr ForeignFormat image(std::string_view name) { return {ForeignKind::kImage, name, {}}; }
constexpr ForeignFormat other(std::string_view name) { return {ForeignKind::kOther, name, {}}; }
constexpr ForeignFormat built_with(std::string_view library, std::string_view name) {
  return {ForeignKind::kLibrary, name, library};
}

constexpr ForeignFormat kTiff = built_with("libtiff", "TIFF"), kBigTiff = built_with("libtiff", "BigTIFF"),
                        kJpegXl = built_with("libjxl", "JPEG XL"), kJpeg2000 = built_with("OpenJPEG", "JPEG 2000"),
                        kRaw = built_with("LibRaw", "a camera's raw file"), kZip = other("a ZIP archive"),
                        kVideo = other("a video"), kArchive = other("an archive");

// clang-format off: one signature a row
constexpr ForeignSignature kSignatures[] = {
    // Formats that are read where their library is built in. Raw files are TIFF files, too, and come first.
    {built_with("libwebp", "WebP"), 8, "WEBP"},
    {kRaw, 0, "FUJIFILMCCD-RAW"},
    {kRaw, 8, "CR\2\0"sv},
    {kRaw, 0, "IIRO"},
    {kRaw, 0, "IIRS"},
    {kRaw, 0, "MMOR"},
    {kRaw, 0, "IIU\0"sv},
    {kRaw, 0, "FOVb"},
    {kRaw, 0, "\0MRM"sv},
    {kTiff, 0, "II*\0"sv},
    {kTiff, 0, "MM\0*"sv},
    {kBigTiff, 0, "II+\0"sv},
    {kBigTiff, 0, "MM\0+"sv},
    {kJpegXl, 0, "\xFF\x0A"},
    {kJpegXl, 4, "JXL \r\n"},
    {kJpeg2000, 4, "jP  \r\n"},
    {kJpeg2000, 0, "\xFF\x4F\xFF\x51"},

    // Image formats that are not read.
    {image("QOI"), 0, "qoif"},
    {image("farbfeld"), 0, "farbfeld"},
    {image("Photoshop's large format (PSB)"), 0, "8BPS\0\2"sv},
    {image("OpenEXR"), 0, "\x76\x2F\x31\x01"},
    {image("JPEG XR"), 0, "II\xBC"},
    {image("DDS"), 0, "DDS "},
    {image("FITS"), 0, "SIMPLE  ="},
    {image("DICOM"), 128, "DICM"},
    {image("NIfTI"), 344, "n+1\0"sv},
    {image("NIfTI"), 344, "ni1\0"sv},
    {image("NIfTI"), 4, "n+2\0"sv},
    {image("a GIMP image (XCF)"), 0, "gimp xcf"},
    {image("DjVu"), 0, "AT&TFORM"},
    {image("EPS"), 0, "%!PS"},
    {image("EPS"), 0, "\xC5\xD0\xD3\xC6"},
    {image("WMF"), 0, "\xD7\xCD\xC6\x9A"},
    {image("WMF"), 0, "\1\0\x09\0\0\3"sv},
    {image("EMF"), 40, " EMF"},
    {image("PFM"), 0, "PF\n"},
    {image("PFM"), 0, "Pf\n"},
    {image("an Apple icon (ICNS)"), 0, "icns"},
    {image("BPG"), 0, "BPG\xFB"},
    {image("FLIF"), 0, "FLIF"},
    {image("KTX"), 0, "\xABKTX "},
    {image("SGI"), 0, "\x01\xDA\0\1"sv},
    {image("SGI"), 0, "\x01\xDA\1\1"},
    {image("Sun raster"), 0, "\x59\xA6\x6A\x95"},
    {image("PCX"), 0, "\x0A\5\1\1"},
    {image("PCX"), 0, "\x0A\5\1\2"},
    {image("PCX"), 0, "\x0A\5\1\4"},
    {image("PCX"), 0, "\x0A\5\1\x08"},
    {image("X pixmap (XPM)"), 0, "/* XPM"},

    // Documents, archives, videos, and what lies in folders beside photos.
    {{ForeignKind::kLfsPointer, "a Git LFS pointer", {}}, 0, "version https://git-lfs"},
    {other("PDF"), 0, "%PDF"},
    {kZip, 0, "PK\3\4"},
    {kZip, 0, "PK\5\6"},
    {kZip, 0, "PK\7\x08"},
    {other("a 7z archive"), 0, "7z\xBC\xAF\x27\x1C"},
    {other("a RAR archive"), 0, "Rar!\x1A\7"},
    {other("a tar archive"), 257, "ustar"},
    {kArchive, 0, "BZh"},
    {kArchive, 0, "\xFD" "7zXZ"},
    {kArchive, 0, "\x28\xB5\x2F\xFD"},
    {other("AppleDouble, metadata of macOS"), 0, "\0\5\x16\7"sv},
    {other("AppleSingle, metadata of macOS"), 0, "\0\5\x16\0"sv},
    {other("a folder's settings of macOS (.DS_Store)"), 0, "\0\0\0\1Bud1"sv},
    {other("a document or thumbnails of Windows (OLE)"), 0, "\xD0\xCF\x11\xE0"},
    {kVideo, 0, "\x1A\x45\xDF\xA3"},                // Matroska, WebM
    {kVideo, 8, "AVI "},
    {kVideo, 0, "\0\0\1\xBA"sv},                    // MPEG
    {kVideo, 0, "\0\0\1\xB3"sv},
    {kVideo, 0, "FLV\1"},
    {kVideo, 0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"},  // WMV
    {kVideo, 4, "moov"},                            // QuickTime without a brand
    {kVideo, 4, "mdat"},
    {kVideo, 4, "wide"},
    {other("a video or a sound file"), 0, "OggS"},
    {other("a sound file"), 0, "ID3"},
    {other("a sound file"), 8, "WAVE"},
    {other("a sound file"), 0, "fLaC"},
    {other("a NumPy array"), 0, "\x93NUMPY"},
    {other("HDF5"), 0, "\x89HDF\r\n\x1A\n"},
    {other("a MATLAB file"), 0, "MATLAB 5.0"},
    {other("a database (SQLite)"), 0, "SQLite format 3"},
    {other("a program"), 0, "\x7F" "ELF"},
    {other("a program"), 0, "MZ\x90\0"sv},
    {other("RTF"), 0, "{\\rtf"},
};
// clang-format on

}  // namespace

std::span<const ForeignSignature> foreign_signatures() { return kSignatures; }

}  // namespace alexnet
