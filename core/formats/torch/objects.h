// The objects that PyTorch's pickles describe: storages, tensors and dictionaries, built without looking up or calling a name from
// the file. Used only by formats/torch/pickle.cpp, whose class Unpickler has the other operations. Errors have no location: the
// caller adds the position of the opcode.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "formats/pickle_machine.h"
#include "formats/torch/pickle.h"

namespace alexnet {

class TorchObjects : protected PickleMachine {
 protected:
  using PickleMachine::PickleMachine;

  // Push the class that the input or the stack names.
  Status global();
  Status stack_global();
  // Push what a persistent id refers to. It is ('storage', class, key, device, elements[, view]), or only the key.
  Status persistent();
  Status persistent_line();
  // Replaces a class or function and its arguments on the stack by what they describe: a dictionary, a size, a tensor or a
  // parameter, or else a PickleObject.
  Status reduce();
  // The same with additional named arguments, which are dropped.
  Status reduce_keywords();
  // Replaces what is above the last mark, a class and its arguments, by an object. The class may be named by the input.
  Status instance();
  Status instance_line();

 private:
  Status push_class(const std::string& name);
  Status push_object(const std::string& type, PickleRef arguments);
  Result<std::string> key_of(PickleRef ref);
  Result<std::uint64_t> count(PickleRef ref);
  Result<std::vector<std::uint64_t>> counts(PickleRef ref);
  Status make_dictionary(const PickleList& arguments);
  Status make_tensor(const PickleList& arguments);

  std::size_t copies_ = 0;  // items of dictionaries that were built from lists
};

}  // namespace alexnet
