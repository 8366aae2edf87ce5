#include "store/aead_vfs.h"

#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <new>

#include "store/sealed_file.h"

namespace niem::store {

namespace {

// What a registered VFS carries in pAppData.
struct Context {
  sqlite3_vfs* below = nullptr;
  FileKeys keys;
  // Temporary files live no longer than the process; nobody keeps their key.
  FileKeys temporary;
  VfsUse use = VfsUse::kShared;
};

Context& ContextOf(sqlite3_vfs* vfs) {
  return *static_cast<Context*>(vfs->pAppData);
}

sqlite3_vfs* Below(sqlite3_vfs* vfs) {
  return ContextOf(vfs).below;
}

// What SQLite allocates for us; the file below follows it in the same memory.
struct VfsFile {
  sqlite3_file base;
  SealedFile* sealed;  // owned: made in Open, ended in Close
  bool still;          // VfsUse::kStill
  bool alone;          // and no log beside it: the file is all there is
};

SealedFile& SealedOf(sqlite3_file* file) {
  return *reinterpret_cast<VfsFile*>(file)->sealed;
}

sqlite3_file* BelowOf(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<VfsFile*>(file) + 1);
}

// Calls a method of the file below.
#define NIEM_BELOW(file, method, ...) \
  BelowOf(file)->pMethods->method(BelowOf(file) __VA_OPT__(, ) __VA_ARGS__)

int Close(sqlite3_file* file) {
  const std::unique_ptr<SealedFile> ended(reinterpret_cast<VfsFile*>(file)->sealed);
  reinterpret_cast<VfsFile*>(file)->sealed = nullptr;
  return NIEM_BELOW(file, xClose);
}

int Read(sqlite3_file* file, void* out, int count, sqlite3_int64 offset) {
  return SealedOf(file).Read({static_cast<uint8_t*>(out), static_cast<size_t>(count)}, offset);
}

int Write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  return SealedOf(file).Write({static_cast<const uint8_t*>(bytes), static_cast<size_t>(count)},
                              offset);
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  return SealedOf(file).Truncate(size);
}

int Sync(sqlite3_file* file, int flags) {
  return NIEM_BELOW(file, xSync, flags);
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  int64_t value = 0;
  const int rc = SealedOf(file).Size(&value);
  *size = value;
  return rc;
}

bool IsStill(sqlite3_file* file) {
  return reinterpret_cast<VfsFile*>(file)->still;
}

int Lock(sqlite3_file* file, int level) {
  if (IsStill(file)) return SQLITE_OK;
  return NIEM_BELOW(file, xLock, level);
}

int Unlock(sqlite3_file* file, int level) {
  if (IsStill(file)) return SQLITE_OK;
  return NIEM_BELOW(file, xUnlock, level);
}

int CheckReservedLock(sqlite3_file* file, int* held) {
  *held = 0;
  if (IsStill(file)) return SQLITE_OK;
  return NIEM_BELOW(file, xCheckReservedLock, held);
}

int FileControl(sqlite3_file* file, int operation, void* argument) {
  switch (operation) {
    // Hints in logical sizes, which the file below would take for its own.
    case SQLITE_FCNTL_SIZE_HINT:
    case SQLITE_FCNTL_CHUNK_SIZE:
      return SQLITE_OK;
    // Never mapped: the file holds ciphertext.
    case SQLITE_FCNTL_MMAP_SIZE:
      *static_cast<sqlite3_int64*>(argument) = 0;
      return SQLITE_OK;
    default:
      return NIEM_BELOW(file, xFileControl, operation, argument);
  }
}

int SectorSize(sqlite3_file*) {
  return static_cast<int>(kPageBytes);
}

int DeviceCharacteristics(sqlite3_file* file) {
  const bool alone = reinterpret_cast<VfsFile*>(file)->alone;
  return SealedOf(file).Characteristics() | (alone ? SQLITE_IOCAP_IMMUTABLE : 0);
}

int ShmMap(sqlite3_file* file, int region, int size, int extend, volatile void** out) {
  return NIEM_BELOW(file, xShmMap, region, size, extend, out);
}

int ShmLock(sqlite3_file* file, int offset, int count, int flags) {
  return NIEM_BELOW(file, xShmLock, offset, count, flags);
}

void ShmBarrier(sqlite3_file* file) {
  NIEM_BELOW(file, xShmBarrier);
}

int ShmUnmap(sqlite3_file* file, int remove) {
  return NIEM_BELOW(file, xShmUnmap, remove);
}

#undef NIEM_BELOW

// Version 2: without xFetch, so SQLite cannot map the file.
const sqlite3_io_methods kMethods = {2,
                                     Close,
                                     Read,
                                     Write,
                                     Truncate,
                                     Sync,
                                     FileSize,
                                     Lock,
                                     Unlock,
                                     CheckReservedLock,
                                     FileControl,
                                     SectorSize,
                                     DeviceCharacteristics,
                                     ShmMap,
                                     ShmLock,
                                     ShmBarrier,
                                     ShmUnmap,
                                     nullptr,
                                     nullptr};

constexpr int kTemporary = SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_TRANSIENT_DB |
                           SQLITE_OPEN_TEMP_JOURNAL | SQLITE_OPEN_SUBJOURNAL;
constexpr int kKnown =
    kTemporary | SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL;

std::unique_ptr<SealedFile> MakeSealed(sqlite3_vfs* vfs, sqlite3_file* below, int flags) {
  const Context& context = ContextOf(vfs);
  const FileKeys& keys = (flags & kTemporary) != 0 ? context.temporary : context.keys;
  Result<Aead> aead = Aead::Create(keys.data_key.bytes());
  if (!aead.ok()) return nullptr;
  if ((flags & SQLITE_OPEN_MAIN_DB) != 0)
    return MakePageFile(below, std::move(aead).value(), keys.id);
  if ((flags & SQLITE_OPEN_WAL) != 0) return MakeWalFile(below, std::move(aead).value(), keys.id);
  return MakeBlockFile(below, std::move(aead).value(), keys.id);
}

bool HasLog(sqlite3_vfs* vfs, const char* name) {
  int has = 0;
  const std::string log = std::string(name) + "-wal";
  return Below(vfs)->xAccess(Below(vfs), log.c_str(), SQLITE_ACCESS_EXISTS, &has) != SQLITE_OK ||
         has != 0;
}

int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  // Super-journals would come from ATTACH, which the engine does not use.
  if ((flags & kKnown) == 0) return SQLITE_CANTOPEN;
  auto* mine = new (file) VfsFile{};
  mine->still = ContextOf(vfs).use == VfsUse::kStill && (flags & kTemporary) == 0;
  mine->alone = mine->still && (flags & SQLITE_OPEN_MAIN_DB) != 0 && !HasLog(vfs, name);
  if (mine->still) {
    flags &= ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    flags |= SQLITE_OPEN_READONLY;
  }
  sqlite3_file* below = BelowOf(file);
  below->pMethods = nullptr;
  const int rc = Below(vfs)->xOpen(Below(vfs), name, below, flags, out_flags);
  if (rc != SQLITE_OK) {
    if (below->pMethods != nullptr) below->pMethods->xClose(below);
    return rc;
  }
  try {
    mine->sealed = MakeSealed(vfs, below, flags).release();
  } catch (const std::bad_alloc&) {
    mine->sealed = nullptr;
  }
  if (mine->sealed == nullptr) {
    below->pMethods->xClose(below);
    return SQLITE_NOMEM;
  }
  mine->base.pMethods = &kMethods;
  return SQLITE_OK;
}

int Delete(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  return Below(vfs)->xDelete(Below(vfs), name, sync_folder);
}

int Access(sqlite3_vfs* vfs, const char* name, int flags, int* out) {
  return Below(vfs)->xAccess(Below(vfs), name, flags, out);
}

int FullPathname(sqlite3_vfs* vfs, const char* name, int size, char* out) {
  return Below(vfs)->xFullPathname(Below(vfs), name, size, out);
}

int Randomness(sqlite3_vfs* vfs, int size, char* out) {
  return Below(vfs)->xRandomness(Below(vfs), size, out);
}

int Sleep(sqlite3_vfs* vfs, int microseconds) {
  return Below(vfs)->xSleep(Below(vfs), microseconds);
}

int CurrentTime(sqlite3_vfs* vfs, double* out) {
  return Below(vfs)->xCurrentTime(Below(vfs), out);
}

int LastError(sqlite3_vfs* vfs, int size, char* out) {
  return Below(vfs)->xGetLastError == nullptr ? 0
                                              : Below(vfs)->xGetLastError(Below(vfs), size, out);
}

int CurrentTimeInt64(sqlite3_vfs* vfs, sqlite3_int64* out) {
  return Below(vfs)->xCurrentTimeInt64(Below(vfs), out);
}

}  // namespace

struct AeadVfs::State {
  sqlite3_vfs vfs{};
  std::string name;
  Context context;
};

Result<std::unique_ptr<AeadVfs>> AeadVfs::Register(FileKeys keys, const std::string& base_vfs,
                                                   VfsUse use) {
  auto state = std::make_unique<State>();
  Context& context = state->context;
  sqlite3_vfs* below = sqlite3_vfs_find(base_vfs.empty() ? nullptr : base_vfs.c_str());
  if (below == nullptr || below->iVersion < 2) {
    return Error(ErrorCode::kInternal,
                 {"SQLite không có lớp tệp " + base_vfs, "SQLite has no file layer " + base_vfs});
  }
  context.below = below;
  context.use = use;
  context.keys = std::move(keys);
  RandomBytes(context.temporary.id);
  TRY_ASSIGN(context.temporary.data_key, SecretBuffer::Random(kAeadKeySize));
  static std::atomic<uint64_t> count{0};
  state->name = "niem-" + std::to_string(++count);
  sqlite3_vfs& vfs = state->vfs;
  vfs.iVersion = 2;
  vfs.szOsFile = static_cast<int>(sizeof(VfsFile)) + below->szOsFile;
  vfs.mxPathname = below->mxPathname;
  vfs.zName = state->name.c_str();
  vfs.pAppData = &context;
  vfs.xOpen = Open;
  vfs.xDelete = Delete;
  vfs.xAccess = Access;
  vfs.xFullPathname = FullPathname;
  vfs.xRandomness = Randomness;
  vfs.xSleep = Sleep;
  vfs.xCurrentTime = CurrentTime;
  vfs.xGetLastError = LastError;
  vfs.xCurrentTimeInt64 = CurrentTimeInt64;
  if (sqlite3_vfs_register(&vfs, /*makeDflt=*/0) != SQLITE_OK) {
    return Error(ErrorCode::kInternal,
                 {"không đăng ký được lớp tệp mã hóa", "cannot register the encrypting VFS"});
  }
  return std::unique_ptr<AeadVfs>(new AeadVfs(std::move(state)));
}

AeadVfs::AeadVfs(std::unique_ptr<State> state) : state_(std::move(state)) {}

AeadVfs::~AeadVfs() {
  sqlite3_vfs_unregister(&state_->vfs);
}

const std::string& AeadVfs::name() const {
  return state_->name;
}

}  // namespace niem::store
