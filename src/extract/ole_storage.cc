// An object that is a storage of a compound file; apart from ole_objects.cc because it needs the
// library that reads those.
#include "extract/ole_objects.h"

namespace niem::extract {

void GiveStorage(std::string_view name, const CfbStorage& storage, Context& context) {
  for (const char* part : {"Package", "EmbeddedOdf"}) {
    const CfbStream stream = storage.Read(part);
    if (stream.bytes.empty()) continue;
    GiveMember(name, stream.bytes, stream.bytes.size(), context);
    return;
  }
  const CfbStream native = storage.Read("\x01Ole10Native");
  if (!native.bytes.empty() && GiveOle10Native(name, native.bytes, context)) return;
  auto file = storage.AsFile(context.limits.max_file_bytes);
  if (!file.ok()) {
    context.members.OnBadMember(name, file.error(), context);
    return;
  }
  GiveMember(name, *file, file->size(), context);
}

}  // namespace niem::extract
