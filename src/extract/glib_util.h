// What the readers built on GLib (PDF by poppler, mail by GMime) share: owned pointers, and
// silence.
//
// GLib libraries print to standard error when they meet hostile bytes; a library of ours prints
// nothing and a worker's standard error is read by people. SilenceGlib() sends their messages
// nowhere, for the whole process, which is right only because they are about the bytes of a
// document that we report on ourselves.
//
// Ownership: GPtr owns one reference and drops it with g_object_unref, GStr owns g_malloc'ed text.
// Thread-safety: SilenceGlib may be called from any thread, any number of times.
#pragma once

#include <glib-object.h>
#include <glib.h>

#include <memory>
#include <string>
#include <string_view>

namespace niem::extract {

struct GObjectDrop {
  void operator()(void* object) const { g_object_unref(object); }
};

template <typename T>
using GPtr = std::unique_ptr<T, GObjectDrop>;

struct GFreeDrop {
  void operator()(void* memory) const { g_free(memory); }
};

using GStr = std::unique_ptr<char, GFreeDrop>;

struct GErrorDrop {
  void operator()(GError* error) const { g_error_free(error); }
};

using GErrorPtr = std::unique_ptr<GError, GErrorDrop>;

// Null counts as empty.
inline std::string_view View(const char* text) {
  return text ? std::string_view(text) : "";
}

inline std::string_view View(const GStr& text) {
  return View(text.get());
}

void SilenceGlib();

}  // namespace niem::extract
