// A sealed stream, changed at will by who has not its key: a reader gives back what was written, or
// a beginning of it and then an error; never another byte.
#include <cstdlib>

#include "base/file.h"
#include "memory_file.h"
#include "store/sealed_stream.h"

namespace {

using namespace niem;

struct Written {
  std::string plain;
  std::string sealed;
};

const store::StoreKey& Key() {
  static const store::StoreKey key =
      *store::StoreKey::FromBytes(AsBytes("0123456789abcdef0123456789abcdef"));
  return key;
}

const Written& Honest() {
  static const Written written = [] {
    const std::string path = MemoryFolder() + "/stream";
    Written made;
    for (int i = 0; i < 30'000; ++i) made.plain += "dòng " + std::to_string(i) + "\n";
    auto writer = store::SealedWriter::Create(path, Key());
    if (!writer.ok() || !writer->Write(made.plain).ok() || !writer->Finish().ok()) std::abort();
    made.sealed = *ReadWholeFile(path);
    return made;
  }();
  return written;
}

// Each eight bytes: what to do, where, with what.
std::string Tamper(std::string bytes, const uint8_t* data, size_t size) {
  for (; size >= 8; data += 8, size -= 8) {
    const size_t where =
        (size_t{data[1]} << 16 | size_t{data[2]} << 8 | data[3]) % (bytes.size() + 1);
    const size_t count = (size_t{data[4]} << 8 | data[5]) % 5000;
    switch (data[0] % 5) {
      case 0:
        if (where < bytes.size()) bytes[where] = static_cast<char>(bytes[where] ^ data[6]);
        break;
      case 1:
        bytes.resize(where);
        break;
      case 2:
        bytes.erase(where, count);
        break;
      case 3:
        bytes.insert(where, bytes.substr(bytes.size() / 2, count));
        break;
      default:
        bytes.append(count, static_cast<char>(data[6]));
    }
    if (bytes.size() > (2U << 20)) break;
  }
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static MemoryFile file;
  const std::string bytes = Tamper(Honest().sealed, data, size);
  file.Set(bytes);
  auto reader = store::SealedReader::Open(file.path(), Key());
  if (!reader.ok()) return 0;
  std::string read;
  while (true) {
    const auto chunk = reader->Next();
    if (!chunk.ok()) break;
    if (chunk->empty()) {
      if (read != Honest().plain) std::abort();
      break;
    }
    read += *chunk;
    if (!Honest().plain.starts_with(read)) std::abort();
  }
  return 0;
}
