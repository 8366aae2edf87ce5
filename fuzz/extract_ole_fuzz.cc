// Hostile compound files through the reader that Identify() would choose: doc, xls, ppt, msg, any
// other.
//
// Mutating a compound file mostly breaks its tables, which are libgsf's to read; inputs that are no
// such file are a plain list of "storage/name \0 length (16 bits) content" and packed first, so
// that mutations land in what our own readers parse.
#include <gsf/gsf-outfile-msole.h>
#include <gsf/gsf-output-memory.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "extract/formats.h"
#include "no_members.h"

namespace {

using namespace niem;           // NOLINT(google-build-using-namespace)
using namespace niem::extract;  // NOLINT(google-build-using-namespace)

constexpr size_t kMaxStreams = 24;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};

// Children of one storage, by name; closed before their parent.
class Packer {
 public:
  Packer() : memory_(gsf_output_memory_new()) {
    root_.reset(reinterpret_cast<GsfOutput*>(gsf_outfile_msole_new(memory_.get())));
  }

  void Put(const std::string& path, Bytes content) {
    GsfOutfile* folder = GSF_OUTFILE(root_.get());
    size_t begin = 0;
    for (size_t end; (end = path.find('/', begin)) != std::string::npos; begin = end + 1)
      folder = Storage(folder, path.substr(0, end), path.substr(begin, end - begin));
    const std::unique_ptr<GsfOutput, Unref> stream(
        gsf_outfile_new_child(folder, path.c_str() + begin, FALSE));
    if (stream == nullptr) return;
    gsf_output_write(stream.get(), content.size(), content.data());
    gsf_output_close(stream.get());
  }

  std::vector<uint8_t> Close() {
    for (auto at = storages_.rbegin(); at != storages_.rend(); ++at)
      gsf_output_close(at->second.get());
    gsf_output_close(root_.get());
    const guint8* bytes = gsf_output_memory_get_bytes(GSF_OUTPUT_MEMORY(memory_.get()));
    if (bytes == nullptr) return {};
    return {bytes, bytes + gsf_output_size(memory_.get())};
  }

 private:
  GsfOutfile* Storage(GsfOutfile* parent, const std::string& path, const std::string& name) {
    auto& storage = storages_[path];
    if (storage == nullptr) storage.reset(gsf_outfile_new_child(parent, name.c_str(), TRUE));
    return storage == nullptr ? parent : GSF_OUTFILE(storage.get());
  }

  std::unique_ptr<GsfOutput, Unref> memory_, root_;
  std::map<std::string, std::unique_ptr<GsfOutput, Unref>> storages_;
};

std::vector<uint8_t> Pack(Bytes list) {
  Packer packer;
  ByteReader in(list);
  for (size_t i = 0; i < kMaxStreams && in.remaining() > 3; ++i) {
    std::string name;
    for (uint8_t c = in.U8(); in.ok() && c != 0; c = in.U8()) name += static_cast<char>(c);
    const size_t size = in.U16();
    if (!in.ok()) break;
    const Bytes content = in.Take(std::min(size, in.remaining()));
    if (!name.empty() && g_utf8_validate(name.c_str(), -1, nullptr)) packer.Put(name, content);
  }
  return packer.Close();
}

void Read(Bytes file) {
  const Limits limits;
  const std::vector<std::string> passwords;  // none: key stretching would only slow the search
  NoMembers sink;
  NoPictures pictures;
  Budget budget;
  Context context{limits, budget, passwords, sink};
  context.pictures = &pictures;
  const Input input{file, "fuzz"};
  switch (Identify(input)) {
    case Format::kDoc:
      (void)ExtractDoc(input, context);
      break;
    case Format::kXls:
      (void)ExtractXls(input, context);
      break;
    case Format::kPpt:
      (void)ExtractPpt(input, context);
      break;
    case Format::kMsg:
      (void)ExtractMsg(input, context);
      break;
    default:
      (void)ExtractOle(input, context);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Bytes bytes(data, size);
  if (AsText(bytes).starts_with("\xD0\xCF\x11\xE0")) {
    Read(bytes);
  } else if (const std::vector<uint8_t> file = Pack(bytes); !file.empty()) {
    Read(file);
  }
  return 0;
}
