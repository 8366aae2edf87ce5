#include "extract/glib_util.h"

#include <mutex>

namespace niem::extract {
namespace {

void Ignore(const char*, GLogLevelFlags, const char*, void*) {}

GLogWriterOutput IgnoreFields(GLogLevelFlags, const GLogField*, gsize, void*) {
  return G_LOG_WRITER_HANDLED;
}

}  // namespace

void SilenceGlib() {
  static std::once_flag once;
  std::call_once(once, [] {
    g_log_set_default_handler(Ignore, nullptr);
    // Libraries that log structured fields pass the default handler by.
    g_log_set_writer_func(IgnoreFields, nullptr, nullptr);
  });
}

}  // namespace niem::extract
