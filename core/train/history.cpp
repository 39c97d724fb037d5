#include "train/history.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "messages/train.h"

namespace alexnet {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr const char* kWhere = "history";

Status read_number(const OrderedJson& object, const char* key, std::optional<double>& value) {
  const auto found = object.find(key);
  if (found == object.end()) return {};
  if (found->is_null()) {
    value = std::numeric_limits<double>::quiet_NaN();
  } else if (found->is_number()) {
    value = found->get<double>();
  } else {
    return fail<msg::kHistoryNotANumber>(kWhere, key);
  }
  return {};
}

Status read_number(const OrderedJson& object, const char* key, double& value) {
  std::optional<double> found;
  TRY(read_number(object, key, found));
  value = found.value_or(value);
  return {};
}

Result<EpochRecord> read_record(const OrderedJson& object) {
  if (!object.is_object()) return fail<msg::kHistoryNotObjects>(kWhere);
  EpochRecord record;
  const auto epoch = object.find("epoch");
  if (epoch != object.end()) {
    if (!epoch->is_number_unsigned()) return fail<msg::kHistoryEpoch>(kWhere);
    record.epoch = epoch->get<std::size_t>();
  }
  TRY(read_number(object, "loss", record.loss));
  TRY(read_number(object, "accuracy", record.accuracy));
  TRY(read_number(object, "learning_rate", record.learning_rate));
  TRY(read_number(object, "val_loss", record.val_loss));
  TRY(read_number(object, "val_accuracy", record.val_accuracy));
  TRY(read_number(object, "images_per_second", record.images_per_second));
  TRY(read_number(object, "seconds", record.seconds));
  return record;
}

}  // namespace

std::string to_json(const History& history) {
  OrderedJson array = OrderedJson::array();
  for (const EpochRecord& record : history) {
    OrderedJson object = {
        {"epoch", record.epoch}, {"loss", record.loss}, {"accuracy", record.accuracy}, {"learning_rate", record.learning_rate}};
    if (record.val_loss) object["val_loss"] = *record.val_loss;
    if (record.val_accuracy) object["val_accuracy"] = *record.val_accuracy;
    object["images_per_second"] = record.images_per_second;
    object["seconds"] = record.seconds;
    array.push_back(std::move(object));
  }
  return array.dump();  // writes null for NaN and infinity
}

Result<History> history_from_json(std::string_view json) {
  const OrderedJson array = OrderedJson::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!array.is_array()) return fail<msg::kHistoryNotAnArray>(kWhere);
  History history;
  for (const OrderedJson& object : array) {
    TRY_VALUE(EpochRecord record, read_record(object));
    history.push_back(record);
  }
  return history;
}

}  // namespace alexnet
