// A store's file and its log, changed at will by who has not their key, and opened as niem-verify
// opens them: rows are those that were written, or there is an error.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/file.h"
#include "memory_file.h"
#include "store/snapshot.h"
#include "store/sql.h"

namespace {

using namespace niem;

const store::Sql kMake("fuzz.make", "CREATE TABLE t (id BIGINT PRIMARY KEY, x TEXT NOT NULL)");
const store::Sql kAdd("fuzz.add", "INSERT INTO t (id, x) VALUES ($1, $2)");

constexpr int kRows = 40;

const store::StoreKey& Key() {
  static const store::StoreKey key =
      *store::StoreKey::FromBytes(AsBytes("0123456789abcdef0123456789abcdef"));
  return key;
}

std::string TextOf(int64_t id) {
  return "dòng " + std::to_string(id) + std::string(300, 'x');
}

struct Files {
  std::string store;
  std::string log;
};

// One half of the rows in the file, the other in the log.
const Files& Honest() {
  static const Files files = [] {
    const std::string path = MemoryFolder() + "/kho";
    Files made;
    const auto fill = [&](int from, int to) {
      store::EmbeddedOptions options;
      options.path = path;
      options.create = true;
      auto opened = store::Store::OpenEmbedded(options, Key());
      if (!opened.ok()) std::abort();
      for (int id = from; id < to; ++id) {
        const Status done = (*opened)->Write([&](store::Transaction& tx) -> Status {
          if (id == 0) TRY(tx.Execute(kMake, {}));
          TRY(tx.Execute(kAdd, {id, TextOf(id)}));
          return Ok();
        });
        if (!done.ok()) std::abort();
      }
      made.store = *ReadWholeFile(path);
      if (to == kRows) made.log = *ReadWholeFile(path + "-wal");
    };
    fill(0, kRows / 2);
    fill(kRows / 2, kRows);
    return made;
  }();
  return files;
}

void WriteTo(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<long>(bytes.size()));
}

Status ReadAll(const std::string& path) {
  TRY_ASSIGN(const auto snapshot, store::Snapshot::OfEmbedded(path, Key()));
  TRY_ASSIGN(const auto cursor, snapshot->Read({"t", {"id", "x"}, {"id"}, "", 0}));
  while (true) {
    TRY_ASSIGN(const store::Rows* rows, cursor->Next());
    if (rows->size() == 0) return snapshot->CheckIntegrity();
    for (const store::Row row : *rows) {
      if (row.Text(1) != TextOf(row.Int(0))) std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Files files = Honest();
  for (; size >= 8; data += 8, size -= 8) {
    std::string& bytes = (data[0] & 1) != 0 ? files.log : files.store;
    const size_t where =
        (size_t{data[1]} << 16 | size_t{data[2]} << 8 | data[3]) % (bytes.size() + 1);
    const size_t other = (size_t{data[4]} << 8 | data[5]) * 64 % (bytes.size() + 1);
    if ((data[0] & 6) == 0 && where < bytes.size())
      bytes[where] = static_cast<char>(bytes[where] ^ data[6]);
    if ((data[0] & 6) == 2) bytes.resize(where);
    if ((data[0] & 6) == 4) bytes.replace(where, 4096, bytes.substr(other, 4096));
    if ((data[0] & 6) == 6) bytes.append(data[6], static_cast<char>(data[7]));
  }
  static const std::string path = MemoryFolder() + "/bent";
  WriteTo(path, files.store);
  WriteTo(path + "-wal", files.log);
  (void)ReadAll(path);
  return 0;
}
