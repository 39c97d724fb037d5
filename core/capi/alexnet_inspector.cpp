#include <new>

#include "capi/handles.h"
#include "messages/app.h"

using alexnet::capi::fit_of;
using alexnet::capi::number;
using alexnet::capi::report;
using alexnet::capi::text_of;

alexnet_inspector* alexnet_inspector_create(alexnet_session* session) {
  const alexnet::Model* model = session->session.model();
  if (model == nullptr) return report(session, alexnet::fail<alexnet::msg::kNoModelOpen>("inspector").error()), nullptr;
  alexnet::Result<alexnet::Inspector> impl = alexnet::Inspector::create(*model, session->session.pool());
  if (!impl) return report(session, impl.error()), nullptr;
  return new (std::nothrow) alexnet_inspector{session, *std::move(impl), {}};
}

void alexnet_inspector_destroy(alexnet_inspector* inspector) { delete inspector; }

const char* alexnet_inspector_look_at(alexnet_inspector* inspector, const uint8_t* photo, size_t size, alexnet_fit fit) {
  return text_of(inspector->session, inspector->impl.set_photo({photo, size}, fit_of(fit)));
}

const char* alexnet_inspector_look_at_part(alexnet_inspector* inspector, double left, double top, double width, double height) {
  return text_of(inspector->session, inspector->impl.set_region({left, top, width, height}));
}

const char* alexnet_inspector_photo(alexnet_inspector* inspector, int32_t side) {
  return text_of(inspector->session, inspector->impl.photo(number(side)));
}

const char* alexnet_inspector_units(alexnet_inspector* inspector, const char* layer, const char* scale, int32_t side) {
  return text_of(inspector->session, inspector->impl.units(layer, scale, number(side)));
}

const char* alexnet_inspector_unit(alexnet_inspector* inspector, const char* layer, int32_t unit) {
  return text_of(inspector->session, inspector->impl.unit(layer, number(unit)));
}

const char* alexnet_inspector_value(alexnet_inspector* inspector, const char* layer, int32_t unit, int32_t y, int32_t x) {
  return text_of(inspector->session, inspector->impl.value(layer, number(unit), {number(y), number(x)}));
}

const char* alexnet_inspector_filters(alexnet_inspector* inspector) {
  return text_of(inspector->session, inspector->impl.filters());
}

const char* alexnet_inspector_explain(alexnet_inspector* inspector, const char* question) {
  return text_of(inspector->session, inspector->impl.explain(question));
}

const char* alexnet_inspector_go_on(alexnet_inspector* inspector) {
  return text_of(inspector->session, inspector->impl.explain_step());
}

const uint8_t* alexnet_inspector_picture(const alexnet_inspector* inspector, int32_t* width, int32_t* height) {
  const alexnet::RgbaImage& image = inspector->impl.image();
  *width = static_cast<int32_t>(image.width);
  *height = static_cast<int32_t>(image.height);
  return image.pixels.data();
}

const float* alexnet_inspector_numbers(const alexnet_inspector* inspector, int32_t* count) {
  *count = static_cast<int32_t>(inspector->impl.numbers().size());
  return inspector->impl.numbers().data();
}

const uint8_t* alexnet_inspector_colours(alexnet_inspector* inspector, int32_t is_signed) {
  inspector->color_table = alexnet::color_table(is_signed != 0);
  return inspector->color_table.data();
}
