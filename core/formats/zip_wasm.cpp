// The WebAssembly build has no libzip: is_zip() recognizes an archive, and every other function returns an error that says how to
// convert the file.
#include "formats/zip.h"
#include "messages/formats.h"

namespace alexnet {
namespace {

std::unexpected<Error> no_archives() { return fail<msg::kZipNotInBrowser>("zip"); }

}  // namespace

struct ZipArchive::State {};

ZipArchive::ZipArchive(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZipArchive::ZipArchive(ZipArchive&&) noexcept = default;
ZipArchive& ZipArchive::operator=(ZipArchive&&) noexcept = default;
ZipArchive::~ZipArchive() = default;

Result<ZipArchive> ZipArchive::open(SharedBytes) { return no_archives(); }
std::span<const ZipEntry> ZipArchive::entries() const { return {}; }
bool ZipArchive::contains(std::string_view) const { return false; }
Result<SharedBytes> ZipArchive::read(std::string_view, std::uint64_t) const { return no_archives(); }
Result<SharedBytes> to_zip(std::span<const ZipMember>) { return no_archives(); }

}  // namespace alexnet
