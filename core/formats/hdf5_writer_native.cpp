#include <hdf5.h>

#include <algorithm>
#include <utility>

#include "base/memory.h"
#include "formats/hdf5.h"
#include "messages/hdf5.h"

namespace alexnet {
namespace {

constexpr std::size_t kGrowth = 16 << 20;  // the step, in bytes, in which libhdf5 enlarges the file in memory

// Owns a handle of libhdf5.
class Handle {
 public:
  Handle() = default;
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  [[nodiscard]] hid_t id() const { return id_; }
  explicit operator bool() const { return id_ >= 0; }

 private:
  hid_t id_ = H5I_INVALID_HID;
  herr_t (*close_)(hid_t) = nullptr;
};

// Keeps libhdf5 from printing its errors.
void silence_library_errors() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

// Writes a list as strings of a fixed length, as h5py writes a list of bytes, and a single string as one of variable length, as
// h5py writes a str.
bool write_attribute(hid_t file, const Hdf5StringAttribute& attribute) {
  const Handle group(H5Gopen2(file, str_cat('/', attribute.group).c_str(), H5P_DEFAULT), H5Gclose);
  const Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  std::size_t longest = 1;
  for (const std::string& one : attribute.strings) longest = std::max(longest, one.size());
  const bool list = attribute.list;
  const hsize_t count = attribute.strings.size();
  if (!type || H5Tset_size(type.id(), list ? longest : H5T_VARIABLE) < 0) return false;
  if (H5Tset_cset(type.id(), list ? H5T_CSET_ASCII : H5T_CSET_UTF8) < 0) return false;
  if (list && H5Tset_strpad(type.id(), H5T_STR_NULLPAD) < 0) return false;
  const Handle space(list ? H5Screate_simple(1, &count, nullptr) : H5Screate(H5S_SCALAR), H5Sclose);
  const Handle made(H5Acreate2(group.id(), attribute.name.c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  if (!made) return false;
  if (!list) {
    const char* pointer = attribute.strings.front().c_str();
    return H5Awrite(made.id(), type.id(), static_cast<const void*>(&pointer)) >= 0;
  }
  std::string block;
  for (std::string one : attribute.strings) {
    one.resize(longest, '\0');
    block += one;
  }
  block.resize(std::max<std::size_t>(block.size(), 1));
  return H5Awrite(made.id(), type.id(), block.data()) >= 0;
}

bool write_dataset(hid_t file, const std::string& path, const FileTensor& tensor) {
  const Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  if (!links || H5Pset_create_intermediate_group(links.id(), 1) < 0) return false;
  const std::vector<hsize_t> lengths(tensor.shape.begin(), tensor.shape.end());
  const Handle space(H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(), nullptr), H5Sclose);
  const Handle how(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  if (!how || H5Pset_obj_track_times(how.id(), false) < 0) return false;  // times would make equal models differ in their bytes
  const Handle made(H5Dcreate2(file, path.c_str(), H5T_IEEE_F32LE, space.id(), links.id(), how.id(), H5P_DEFAULT), H5Dclose);
  return made && H5Dwrite(made.id(), H5T_IEEE_F32LE, H5S_ALL, H5S_ALL, H5P_DEFAULT, tensor.bytes.data()) >= 0;
}

}  // namespace

Result<SharedBytes> to_hdf5(const Hdf5FileLayout& layout) {
  silence_library_errors();
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  if (!access || H5Pset_fapl_core(access.id(), kGrowth, false) < 0) return fail<msg::kHdf5WriteFailed>("hdf5");
  const Handle file(H5Fcreate("alexnet-memory.h5", H5F_ACC_TRUNC, H5P_DEFAULT, access.id()), H5Fclose);
  bool good{file};
  for (const std::string& group : layout.groups) {
    const Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
    H5Pset_create_intermediate_group(links.id(), 1);
    good = good && Handle(H5Gcreate2(file.id(), group.c_str(), links.id(), H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
  }
  for (const auto& [name, tensor] : layout.datasets->tensors) good = good && write_dataset(file.id(), name, tensor);
  for (const Hdf5StringAttribute& attribute : layout.attributes) good = good && write_attribute(file.id(), attribute);
  good = good && H5Fflush(file.id(), H5F_SCOPE_LOCAL) >= 0;
  const ssize_t size = good ? H5Fget_file_image(file.id(), nullptr, 0) : -1;
  auto* block = size < 0 ? nullptr : static_cast<std::uint8_t*>(allocate_memory(static_cast<std::size_t>(size)));
  if (block == nullptr) return fail<msg::kHdf5WriteFailed>("hdf5");
  SharedBytes image = SharedBytes::from_allocation(block, static_cast<std::size_t>(size));
  if (H5Fget_file_image(file.id(), block, static_cast<std::size_t>(size)) != size) return fail<msg::kHdf5WriteFailed>("hdf5");
  return image;
}

}  // namespace alexnet
