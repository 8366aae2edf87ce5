#include "recording_vfs.h"

#include <sqlite3.h>

#include <memory>
#include <new>

namespace niem::harness {

const char* const kRecordingVfs = "niem-recording";

Recording& TheRecording() {
  static Recording recording;
  return recording;
}

namespace {

using Kind = Operation::Kind;

// The file below follows in the same memory.
struct RecordedFile {
  sqlite3_file base;
  std::string* name;
};

sqlite3_file* Below(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<RecordedFile*>(file) + 1);
}

sqlite3_vfs* System() {
  static sqlite3_vfs* const system = sqlite3_vfs_find("unix");
  return system;
}

std::string BaseName(const char* path) {
  const std::string name = path == nullptr ? "(temporary)" : path;
  const size_t slash = name.rfind('/');
  return slash == std::string::npos ? name : name.substr(slash + 1);
}

bool Fails(Fault fault) {
  Recording& recording = TheRecording();
  if (recording.fault != fault) return false;
  ++recording.calls;
  return recording.calls == recording.fault_at ||
         (recording.fault_stays && recording.calls > recording.fault_at);
}

void Record(Kind kind, const std::string& file, int64_t offset = 0, std::string bytes = {}) {
  if (TheRecording().on)
    TheRecording().operations.push_back({kind, file, offset, std::move(bytes)});
}

const std::string& NameOf(sqlite3_file* file) {
  return *reinterpret_cast<RecordedFile*>(file)->name;
}

#define NIEM_BELOW(file, method, ...) \
  Below(file)->pMethods->method(Below(file) __VA_OPT__(, ) __VA_ARGS__)

int Close(sqlite3_file* file) {
  const std::unique_ptr<std::string> name(reinterpret_cast<RecordedFile*>(file)->name);
  return NIEM_BELOW(file, xClose);
}

int Read(sqlite3_file* file, void* out, int count, sqlite3_int64 offset) {
  if (Fails(Fault::kRead)) return SQLITE_IOERR_READ;
  return NIEM_BELOW(file, xRead, out, count, offset);
}

int Write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  if (Fails(Fault::kWrite)) {
    // A full disk takes a part.
    const int part = count / 2;
    NIEM_BELOW(file, xWrite, bytes, part, offset);
    return TheRecording().fault_at % 2 == 0 ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  }
  const int rc = NIEM_BELOW(file, xWrite, bytes, count, offset);
  if (rc == SQLITE_OK) {
    Record(Kind::kWrite, NameOf(file), offset,
           std::string(static_cast<const char*>(bytes), static_cast<size_t>(count)));
  }
  return rc;
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (Fails(Fault::kTruncate)) return SQLITE_IOERR_TRUNCATE;
  const int rc = NIEM_BELOW(file, xTruncate, size);
  if (rc == SQLITE_OK) Record(Kind::kTruncate, NameOf(file), size);
  return rc;
}

int Sync(sqlite3_file* file, int flags) {
  if (Fails(Fault::kSync)) return SQLITE_IOERR_FSYNC;
  const int rc = NIEM_BELOW(file, xSync, flags);
  if (rc == SQLITE_OK) Record(Kind::kSync, NameOf(file));
  return rc;
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  return NIEM_BELOW(file, xFileSize, size);
}

int Lock(sqlite3_file* file, int level) {
  return NIEM_BELOW(file, xLock, level);
}

int Unlock(sqlite3_file* file, int level) {
  return NIEM_BELOW(file, xUnlock, level);
}

int CheckReservedLock(sqlite3_file* file, int* held) {
  return NIEM_BELOW(file, xCheckReservedLock, held);
}

int FileControl(sqlite3_file* file, int operation, void* argument) {
  return NIEM_BELOW(file, xFileControl, operation, argument);
}

int SectorSize(sqlite3_file* file) {
  return NIEM_BELOW(file, xSectorSize);
}

int DeviceCharacteristics(sqlite3_file* file) {
  return NIEM_BELOW(file, xDeviceCharacteristics);
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

int Open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  auto* mine = new (file) RecordedFile{};
  int known = 0;
  if (path != nullptr) System()->xAccess(System(), path, SQLITE_ACCESS_EXISTS, &known);
  const int rc = System()->xOpen(System(), path, Below(file), flags, out_flags);
  if (rc != SQLITE_OK) return rc;
  mine->name = std::make_unique<std::string>(BaseName(path)).release();
  mine->base.pMethods = &kMethods;
  if (known == 0) Record(Kind::kCreate, *mine->name);
  return SQLITE_OK;
}

int Delete(sqlite3_vfs*, const char* path, int sync_folder) {
  if (Fails(Fault::kDelete)) return SQLITE_IOERR_DELETE;
  const int rc = System()->xDelete(System(), path, sync_folder);
  if (rc == SQLITE_OK) Record(Kind::kDelete, BaseName(path), sync_folder);
  return rc;
}

}  // namespace

void RegisterRecordingVfs() {
  static sqlite3_vfs vfs = *System();
  vfs.iVersion = 2;
  vfs.zName = kRecordingVfs;
  vfs.pNext = nullptr;
  vfs.szOsFile = static_cast<int>(sizeof(RecordedFile)) + System()->szOsFile;
  vfs.xOpen = Open;
  vfs.xDelete = Delete;
  sqlite3_vfs_register(&vfs, /*makeDflt=*/0);
}

}  // namespace niem::harness
