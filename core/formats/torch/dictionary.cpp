#include "formats/torch/dictionary.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <set>
#include <string_view>

#include "formats/location.h"
#include "messages/torch.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxModuleDepth = 12;   // of dictionaries and modules in one another
constexpr std::size_t kMaxVisited = 1 << 16;  // dictionaries and objects that are searched
constexpr std::size_t kMaxListed = 12;        // names in a message
constexpr std::string_view kScriptPrefix = "__torch__.";
// The names under which training programs store weights, in the order in which they are preferred.
constexpr std::array<std::string_view, 10> kUsualNames = {"state_dict", "model",          "model_state_dict", "model_state",
                                                          "net",        "net_state_dict", "network",          "weights",
                                                          "params",     "module"};

// What is found at one place of the pickle.
struct Candidate {
  std::vector<std::string> path;  // the keys that lead to it
  TorchDictionary content;
  bool has_convolutions = false;
  bool has_dense = false;
};

class Finder {
 public:
  explicit Finder(const Pickle& pickle) : pickle_(pickle) {}

  Result<TorchDictionary> run() {
    search(pickle_.root, {});
    std::vector<Candidate*> complete, partial;
    for (Candidate& candidate : candidates_)
      (candidate.has_convolutions && candidate.has_dense ? complete : partial).push_back(&candidate);
    if (complete.empty() && !partial.empty()) {
      const auto tensors = [](const Candidate* candidate) { return candidate->content.tensors.size(); };
      return std::move((*std::ranges::max_element(partial, {}, tensors))->content);
    }
    if (complete.empty()) return nothing_found();
    if (complete.size() == 1) return std::move(complete.front()->content);
    return choose(complete);
  }

 private:
  [[nodiscard]] const std::string* text(PickleRef ref) const { return std::get_if<std::string>(&pickle_[ref]); }
  [[nodiscard]] bool is_tensor(PickleRef ref) const {
    return std::holds_alternative<PickleTensor>(pickle_[ref]) || std::holds_alternative<PickleReference>(pickle_[ref]);
  }
  [[nodiscard]] const PickleDict* dictionary(PickleRef ref) const { return std::get_if<PickleDict>(&pickle_[ref]); }
  // The value of a key, or null.
  [[nodiscard]] const PickleRef* value_of(const PickleDict& items, std::string_view key) const {
    for (const auto& [name, value] : items.items)
      if (const std::string* found = text(name); found != nullptr && *found == key) return &value;
    return nullptr;
  }

  Result<TorchDictionary> nothing_found() const {
    std::string names;
    std::size_t count = 0;
    if (const PickleDict* root = dictionary(pickle_.root))
      for (const auto& [key, value] : root->items)
        if (const std::string* name = text(key); name != nullptr && count++ < kMaxListed)
          names += str_cat(names.empty() ? "" : ", ", quoted_name(*name));
    if (names.empty()) return fail<msg::kTorchNoStateDict>("pth");
    return fail<msg::kTorchNoTensors>("pth", names);
  }

  static Result<TorchDictionary> choose(const std::vector<Candidate*>& complete) {
    for (const std::string_view name : kUsualNames)
      for (Candidate* candidate : complete)
        if (!candidate->path.empty() && candidate->path.back() == name) return std::move(candidate->content);
    std::string names;
    for (std::size_t i = 0; i < complete.size() && i < kMaxListed; ++i) {
      std::string path;
      for (const std::string& key : complete[i]->path) path += str_cat(path.empty() ? "" : ".", key);
      names += str_cat(names.empty() ? "" : ", ", quoted_name(path));
    }
    return fail<msg::kTorchSeveralDictionaries>("pth", names);
  }

  void search(PickleRef ref, const std::vector<std::string>& path) {
    if (path.size() > kMaxModuleDepth || visited_.size() > kMaxVisited || !visited_.insert(ref).second) return;
    if (const auto* object = std::get_if<PickleObject>(&pickle_[ref])) {
      const PickleDict* state = object->state ? dictionary(*object->state) : nullptr;
      if (state == nullptr) return;
      if (value_of(*state, "_modules") != nullptr || object->type.starts_with(kScriptPrefix)) return add_model(ref, path);
      return search_items(*state, path);
    }
    if (const auto* list = std::get_if<PickleList>(&pickle_[ref])) return add_list(*list, path);
    if (const PickleDict* items = dictionary(ref)) {
      add_dictionary(*items, path);
      search_items(*items, path);
    }
  }

  void search_items(const PickleDict& items, const std::vector<std::string>& path) {
    for (const auto& [key, value] : items.items) {
      std::vector<std::string> inner = path;
      const std::string* name = text(key);
      inner.push_back(name == nullptr ? "" : *name);
      search(value, inner);
    }
  }

  void add_dictionary(const PickleDict& items, const std::vector<std::string>& path) {
    Candidate candidate{.path = path, .content = {}};
    for (const auto& [key, value] : items.items)
      if (const std::string* name = text(key); name != nullptr) add_tensor(candidate, *name, value);
    const PickleDict* attributes = items.attributes ? dictionary(*items.attributes) : nullptr;
    const PickleRef* metadata = attributes == nullptr ? nullptr : value_of(*attributes, "_metadata");
    const PickleDict* layers = metadata == nullptr ? nullptr : dictionary(*metadata);
    if (layers != nullptr)
      for (const auto& [key, version] : layers->items)
        if (const std::string* name = text(key); name != nullptr && !name->empty())
          candidate.content.layers.push_back({.name = *name, .type = "", .options = {}});
    if (!candidate.content.tensors.empty()) candidates_.push_back(std::move(candidate));
  }

  // A list of tensors, in which they have no names.
  void add_list(const PickleList& list, const std::vector<std::string>& path) {
    Candidate candidate{.path = path, .content = {}};
    for (std::size_t i = 0; i < list.size() && i < kMaxVisited; ++i) add_tensor(candidate, str_cat("arr_", i), list[i]);
    if (candidate.has_convolutions) candidates_.push_back(std::move(candidate));
  }

  void add_tensor(Candidate& to, const std::string& name, PickleRef ref) const {
    if (!is_tensor(ref)) return;
    to.content.tensors.emplace_back(name, ref);
    const auto* tensor = std::get_if<PickleTensor>(&pickle_[ref]);
    if (tensor == nullptr || tensor->shape.size() == 4) to.has_convolutions = true;
    if (tensor == nullptr || tensor->shape.size() == 2) to.has_dense = true;
  }

  void add_model(PickleRef ref, const std::vector<std::string>& path) {
    Candidate candidate{.path = path, .content = {}};
    add_module(candidate, ref, "", 0);
    if (!candidate.content.tensors.empty()) candidates_.push_back(std::move(candidate));
  }

  // Adds the tensors and layers of a module: the attributes `_parameters`, `_buffers` and `_modules` of PyTorch, or all attributes
  // of one of TorchScript.
  void add_module(Candidate& to, PickleRef ref, const std::string& prefix, std::size_t depth) {
    const auto* object = std::get_if<PickleObject>(&pickle_[ref]);
    const PickleDict* state = object == nullptr || !object->state ? nullptr : dictionary(*object->state);
    if (state == nullptr || depth > kMaxModuleDepth || ++modules_ > kMaxVisited) return;
    const std::string inside = prefix.empty() ? "" : prefix + '.';
    if (!prefix.empty())
      to.content.layers.push_back(
          {.name = prefix, .type = object->type.substr(object->type.rfind('.') + 1), .options = options_of(*state)});
    const auto add_all = [&](const PickleDict& items) {
      for (const auto& [key, value] : items.items) {
        const std::string* name = text(key);
        if (name == nullptr) continue;
        add_tensor(to, inside + *name, value);
        add_module(to, value, inside + *name, depth + 1);
      }
    };
    if (value_of(*state, "_modules") == nullptr) return add_all(*state);
    for (const char* kind : {"_parameters", "_buffers", "_modules"})
      if (const PickleRef* items = value_of(*state, kind); items != nullptr)
        if (const PickleDict* found = dictionary(*items)) add_all(*found);
  }

  // The numbers among the attributes of a module, and the pairs of equal numbers, such as its stride.
  [[nodiscard]] std::map<std::string, double, std::less<>> options_of(const PickleDict& state) const {
    std::map<std::string, double, std::less<>> options;
    for (const auto& [key, value] : state.items) {
      const std::string* name = text(key);
      if (name == nullptr || name->starts_with('_')) continue;
      if (const std::optional<double> number = number_of(value)) options.emplace(*name, *number);
      const auto* list = std::get_if<PickleList>(&pickle_[value]);
      if (list == nullptr || list->empty()) continue;
      std::optional<double> all = number_of(list->front());
      for (const PickleRef item : *list)
        if (all && number_of(item) != all) all = std::numeric_limits<double>::quiet_NaN();
      if (all) options.emplace(*name, *all);
    }
    return options;
  }
  [[nodiscard]] std::optional<double> number_of(PickleRef ref) const {
    const PickleValue& value = pickle_[ref];
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
    if (const auto* real = std::get_if<double>(&value)) return *real;
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? 1.0 : 0.0;
    return std::nullopt;
  }

  const Pickle& pickle_;
  std::set<PickleRef> visited_;
  std::size_t modules_ = 0;
  std::vector<Candidate> candidates_;
};

}  // namespace

Result<TorchDictionary> find_torch_dictionary(const Pickle& pickle) { return Finder(pickle).run(); }

}  // namespace alexnet
