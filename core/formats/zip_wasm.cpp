// The browser's build has no libzip: an archive is told from other files, and refused with the way around it.
#include "formats/zip.h"

namespace alexnet {
namespace {

std::unexpected<Error> no_archives() {
  return fail(ErrorKind::kUnsupported, "zip",
              "this build reads no archives; `alexnet convert IN model.safetensors` turns the file into one that it reads");
}

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
