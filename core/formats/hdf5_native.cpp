#include <hdf5.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "base/memory.h"
#include "base/out_of_memory.h"
#include "formats/hdf5.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxObjects = 20'000;
constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kGrowth = 16 << 20;         // of a file in memory, at a time
constexpr std::uint64_t kMaxDeflateRatio = 1100;  // 1032 is what deflate can reach

// One of libhdf5's handles, closed at the end.
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

// libhdf5 would print its errors, and load code that a file names.
void tame_library() {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  H5PLset_loading_state(0);
}

std::string joined(const std::string& group, const std::string& name) { return group.empty() ? name : text(group, '/', name); }

template <typename... Parts>
std::unexpected<Error> damaged(const std::string& path, const Parts&... what) {
  return fail(ErrorKind::kBadFormat, text("hdf5: \"", path, "\""), what...);
}

// The names of a group's members that are objects of this file.
struct Members {
  std::vector<std::string> names;
  bool too_many = false;
};
herr_t collect_member(hid_t, const char* name, const H5L_info_t* info, void* to) {
  auto& members = *static_cast<Members*>(to);
  if (info->type != H5L_TYPE_HARD) return 0;
  members.too_many = members.names.size() == kMaxObjects;
  if (members.too_many) return 1;
  members.names.emplace_back(name);
  return 0;
}
herr_t collect_attribute(hid_t, const char* name, const H5A_info_t*, void* to) {
  auto& members = *static_cast<Members*>(to);
  members.too_many = members.names.size() == kMaxObjects;
  if (!members.too_many) members.names.emplace_back(name);
  return members.too_many ? 1 : 0;
}

class Reader {
 public:
  explicit Reader(std::string ignored) : ignored_(std::move(ignored)) {}

  Result<Hdf5Contents> run(ByteSpan bytes) {
    tame_library();
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    // The library takes a copy of the bytes, and looks at no file: the name is never opened.
    if (!access || H5Pset_fapl_core(access.id(), 1 << 16, false) < 0 ||
        H5Pset_file_image(access.id(), const_cast<std::uint8_t*>(bytes.data()), bytes.size()) < 0)
      return fail(ErrorKind::kOutOfMemory, "hdf5", "no memory for ", bytes.size(), " bytes");
    const Handle file(H5Fopen("alexnet-memory.h5", H5F_ACC_RDONLY, access.id()), H5Fclose);
    if (!file) return fail(ErrorKind::kBadFormat, "hdf5", "is damaged: libhdf5 cannot open it");
    const Handle root(H5Gopen2(file.id(), "/", H5P_DEFAULT), H5Gclose);
    if (!root) return damaged("/", "cannot be opened");
    TRY(read_group(root.id(), "", 0));
    TRY(load());
    return std::move(result_);
  }

 private:
  struct Found {
    std::string path;
    Handle dataset;
    std::size_t bytes = 0;
    std::size_t at = 0;  // in the block
  };

  Status read_group(hid_t group, const std::string& path, std::size_t depth) {
    if (depth > kMaxDepth) return fail(ErrorKind::kTooLarge, "hdf5", "groups lie deeper than ", kMaxDepth);
    TRY(read_attributes(group, path));
    Members members;
    hsize_t position = 0;
    if (H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, &position, collect_member, &members) < 0)
      return damaged(path, "its members cannot be read");
    for (const std::string& name : members.names) {
      if (members.too_many || ++objects_ > kMaxObjects)
        return fail(ErrorKind::kTooLarge, "hdf5", "has more than ", kMaxObjects, " objects");
      if (depth == 0 && name == ignored_) continue;
      const Handle object(H5Oopen(group, name.c_str(), H5P_DEFAULT), H5Oclose);
      if (!object) return damaged(joined(path, name), "cannot be opened");
      const H5I_type_t type = H5Iget_type(object.id());
      if (type == H5I_GROUP) {
        TRY(read_group(object.id(), joined(path, name), depth + 1));
      } else if (type == H5I_DATASET) {
        TRY(find_dataset(group, joined(path, name), name));
      }
    }
    return {};
  }

  Status read_attributes(hid_t group, const std::string& path) {
    Hdf5Contents::Attributes& attributes = result_.groups[path];
    Members names;
    hsize_t position = 0;
    if (H5Aiterate2(group, H5_INDEX_NAME, H5_ITER_NATIVE, &position, collect_attribute, &names) < 0)
      return damaged(path, "its attributes cannot be read");
    if (names.too_many) return fail(ErrorKind::kTooLarge, "hdf5", "has more than ", kMaxObjects, " attributes");
    for (const std::string& name : names.names) {
      const Handle attribute(H5Aopen(group, name.c_str(), H5P_DEFAULT), H5Aclose);
      if (!attribute) return damaged(path, "attribute \"", name, "\" cannot be opened");
      const Handle type(H5Aget_type(attribute.id()), H5Tclose);
      if (!type || H5Tget_class(type.id()) != H5T_STRING) continue;
      Result<std::vector<std::string>> texts = read_texts(attribute.id(), type.id());
      if (!texts) return within(text("hdf5: \"", path, "\" attribute \"", name, "\""), std::move(texts).error());
      attributes[name] = std::move(*texts);
    }
    return {};
  }

  static Result<std::vector<std::string>> read_texts(hid_t attribute, hid_t type) {
    const Handle space(H5Aget_space(attribute), H5Sclose);
    const hssize_t count = space ? H5Sget_simple_extent_npoints(space.id()) : -1;
    if (count < 0) return fail(ErrorKind::kBadFormat, "", "has no size");
    const bool variable = H5Tis_variable_str(type) > 0;
    const std::size_t size = variable ? sizeof(char*) : H5Tget_size(type);
    if (size == 0 || static_cast<std::uint64_t>(count) > kMaxHdf5Text / size)
      return fail(ErrorKind::kTooLarge, "", "has more than ", kMaxHdf5Text, " bytes");
    std::vector<std::string> texts;
    if (variable) {
      std::vector<char*> found(static_cast<std::size_t>(count), nullptr);
      if (H5Aread(attribute, type, found.data()) < 0) return fail(ErrorKind::kBadFormat, "", "cannot be read");
      for (const char* one : found) texts.emplace_back(one == nullptr ? "" : one);
      H5Dvlen_reclaim(type, space.id(), H5P_DEFAULT, found.data());
      return texts;
    }
    std::string block(static_cast<std::size_t>(count) * size, '\0');
    if (H5Aread(attribute, type, block.data()) < 0) return fail(ErrorKind::kBadFormat, "", "cannot be read");
    for (std::size_t i = 0; i < block.size(); i += size) {
      const std::string one = block.substr(i, size);
      texts.push_back(one.substr(0, one.find('\0')));
    }
    return texts;
  }

  // Notes an array of floats and checks that its bytes can be there.
  Status find_dataset(hid_t group, const std::string& path, const std::string& name) {
    Handle dataset(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose);
    const Handle type(dataset ? H5Dget_type(dataset.id()) : H5I_INVALID_HID, H5Tclose);
    const Handle space(dataset ? H5Dget_space(dataset.id()) : H5I_INVALID_HID, H5Sclose);
    const Handle made(dataset ? H5Dget_create_plist(dataset.id()) : H5I_INVALID_HID, H5Pclose);
    if (!type || !space || !made) return damaged(path, "cannot be opened");
    if (H5Tget_class(type.id()) != H5T_FLOAT) return {};
    if (H5Pget_external_count(made.id()) != 0 || H5Pget_layout(made.id()) == H5D_VIRTUAL)
      return fail(ErrorKind::kUnsupported, text("hdf5: \"", path, "\""), "its numbers lie in another file");
    const bool half = H5Tget_size(type.id()) == 2;
    if (half && H5Tget_order(type.id()) != H5T_ORDER_LE)
      return fail(ErrorKind::kUnsupported, text("hdf5: \"", path, "\""), "big-endian halves are not supported");
    FileTensor tensor{.type = half ? ElementType::kF16 : ElementType::kF32, .shape = {}, .bytes = {}};
    TRY_VALUE(const std::size_t bytes, measure(space.id(), path, tensor));
    if (bytes / kMaxDeflateRatio > H5Dget_storage_size(dataset.id()))
      return fail(ErrorKind::kTooLarge, text("hdf5: \"", path, "\""), "claims ", bytes, " bytes, ",
                  H5Dget_storage_size(dataset.id()), " are in the file");
    result_.datasets.tensors.emplace(path, std::move(tensor));
    found_.push_back({.path = path, .dataset = std::move(dataset), .bytes = bytes, .at = total_});
    total_ += (bytes + kMemoryAlignment - 1) / kMemoryAlignment * kMemoryAlignment;
    return {};
  }

  static Result<std::size_t> measure(hid_t space, const std::string& path, FileTensor& tensor) {
    hsize_t lengths[H5S_MAX_RANK] = {};
    const int rank = H5Sget_simple_extent_dims(space, lengths, nullptr);
    if (rank < 0 || rank > 8) return damaged(path, "has ", rank, " axes, at most 8 are expected");
    std::uint64_t bytes = element_size(tensor.type);
    for (int axis = 0; axis < rank; ++axis) {
      if (lengths[axis] != 0 && bytes > (std::uint64_t{1} << 40) / lengths[axis])
        return fail(ErrorKind::kTooLarge, text("hdf5: \"", path, "\""), "is too large");
      bytes *= lengths[axis];
      tensor.shape.push_back(static_cast<std::size_t>(lengths[axis]));
    }
    return static_cast<std::size_t>(bytes);
  }

  // All arrays into one block.
  Status load() {
    auto* block = static_cast<std::uint8_t*>(allocate_memory(std::max<std::size_t>(total_, 1)));
    if (block == nullptr) return fail(ErrorKind::kOutOfMemory, "hdf5", "no memory for ", total_, " bytes");
    result_.datasets.storage = SharedBytes::adopt_memory(block, total_);
    for (const Found& one : found_) {
      FileTensor& tensor = result_.datasets.tensors.find(one.path)->second;
      const Handle stored(H5Dget_type(one.dataset.id()), H5Tclose);
      const hid_t wanted = tensor.type == ElementType::kF16 ? stored.id() : H5T_IEEE_F32LE;
      if (one.bytes > 0 && H5Dread(one.dataset.id(), wanted, H5S_ALL, H5S_ALL, H5P_DEFAULT, block + one.at) < 0)
        return damaged(one.path, "its numbers cannot be read");
      tensor.bytes = {block + one.at, one.bytes};
    }
    return {};
  }

  std::string ignored_;
  Hdf5Contents result_;
  std::vector<Found> found_;
  std::size_t total_ = 0;
  std::size_t objects_ = 0;
};

// Texts of a fixed length, as h5py writes a list of bytes; a single one of variable length, as it writes a str.
bool write_attribute(hid_t file, const Hdf5Text& attribute) {
  const Handle group(H5Gopen2(file, text('/', attribute.group).c_str(), H5P_DEFAULT), H5Gclose);
  const Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  std::size_t longest = 1;
  for (const std::string& one : attribute.texts) longest = std::max(longest, one.size());
  const bool list = attribute.list;
  const hsize_t count = attribute.texts.size();
  if (!type || H5Tset_size(type.id(), list ? longest : H5T_VARIABLE) < 0) return false;
  if (H5Tset_cset(type.id(), list ? H5T_CSET_ASCII : H5T_CSET_UTF8) < 0) return false;
  if (list && H5Tset_strpad(type.id(), H5T_STR_NULLPAD) < 0) return false;
  const Handle space(list ? H5Screate_simple(1, &count, nullptr) : H5Screate(H5S_SCALAR), H5Sclose);
  const Handle made(H5Acreate2(group.id(), attribute.name.c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  if (!made) return false;
  if (!list) {
    const char* pointer = attribute.texts.front().c_str();
    return H5Awrite(made.id(), type.id(), &pointer) >= 0;
  }
  std::string block;
  for (std::string one : attribute.texts) {
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
  if (!how || H5Pset_obj_track_times(how.id(), false) < 0) return false;  // the same model makes the same bytes
  const Handle made(H5Dcreate2(file, path.c_str(), H5T_IEEE_F32LE, space.id(), links.id(), how.id(), H5P_DEFAULT), H5Dclose);
  return made && H5Dwrite(made.id(), H5T_IEEE_F32LE, H5S_ALL, H5S_ALL, H5P_DEFAULT, tensor.bytes.data()) >= 0;
}

}  // namespace

Result<Hdf5Contents> read_hdf5(ByteSpan file, const std::string& ignored) {
  return or_out_of_memory("hdf5", [&] { return Reader(ignored).run(file); });
}

Result<SharedBytes> to_hdf5(const Hdf5Plan& plan) {
  tame_library();
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  if (!access || H5Pset_fapl_core(access.id(), kGrowth, false) < 0)
    return fail(ErrorKind::kOutOfMemory, "hdf5", "not enough memory");
  const Handle file(H5Fcreate("alexnet-memory.h5", H5F_ACC_TRUNC, H5P_DEFAULT, access.id()), H5Fclose);
  bool good{file};
  for (const std::string& group : plan.groups) {
    const Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
    H5Pset_create_intermediate_group(links.id(), 1);
    good = good && Handle(H5Gcreate2(file.id(), group.c_str(), links.id(), H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
  }
  for (const auto& [name, tensor] : plan.datasets->tensors) good = good && write_dataset(file.id(), name, tensor);
  for (const Hdf5Text& attribute : plan.attributes) good = good && write_attribute(file.id(), attribute);
  good = good && H5Fflush(file.id(), H5F_SCOPE_LOCAL) >= 0;
  const ssize_t size = good ? H5Fget_file_image(file.id(), nullptr, 0) : -1;
  auto* block = size < 0 ? nullptr : static_cast<std::uint8_t*>(allocate_memory(static_cast<std::size_t>(size)));
  if (block == nullptr) return fail(ErrorKind::kOutOfMemory, "hdf5", "libhdf5 cannot make the file: not enough memory");
  SharedBytes image = SharedBytes::adopt_memory(block, static_cast<std::size_t>(size));
  if (H5Fget_file_image(file.id(), block, static_cast<std::size_t>(size)) != size)
    return fail(ErrorKind::kOutOfMemory, "hdf5", "libhdf5 gives no image of the file");
  return image;
}

}  // namespace alexnet
