// Copies a folder into an NTFS image that mkntfs made, for the tests of `niem audit --image`: no
// mounting, no rights.
//
//   audit_make_ntfs IMAGE FOLDER [EXTRAS]
//
// EXTRAS: lines "path<TAB>stream<TAB>text" give a file a named stream ("\n" in text is a new line),
// "path<TAB>hidden" the attributes hidden and system.
#include <sys/stat.h>

#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

// What the library's headers ask of the configuration that it was built with.
#define HAVE_TIME_H 1
#define HAVE_STDINT_H 1
#define HAVE_SYS_STAT_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_STDIO_H 1
#define HAVE_STDLIB_H 1
#define HAVE_STDDEF_H 1
#define HAVE_STDBOOL_H 1
extern "C" {
#include <ntfs-3g/attrib.h>
#include <ntfs-3g/dir.h>
#include <ntfs-3g/inode.h>
#include <ntfs-3g/unistr.h>
#include <ntfs-3g/volume.h>
}

namespace {

namespace fs = std::filesystem;

[[noreturn]] void Fail(const std::string& what) {
  std::cerr << "audit_make_ntfs: " << what << "\n";
  std::exit(1);
}

struct Name {
  explicit Name(const std::string& text) : size(ntfs_mbstoucs(text.c_str(), &units)) {
    if (size <= 0) Fail("name: " + text);
  }

  ~Name() { std::free(units); }

  Name(const Name&) = delete;
  Name& operator=(const Name&) = delete;

  ntfschar* units = nullptr;
  int size;
};

void WriteData(ntfs_inode* inode, ntfschar* name, unsigned length, const std::string& bytes) {
  if (length > 0 && ntfs_attr_add(inode, AT_DATA, name, static_cast<u8>(length), nullptr, 0) != 0) {
    Fail("stream");
  }
  ntfs_attr* data = ntfs_attr_open(inode, AT_DATA, name, length);
  if (data == nullptr) Fail("data");
  for (size_t at = 0; at < bytes.size();) {
    const auto put = ntfs_attr_pwrite(data, static_cast<s64>(at),
                                      static_cast<s64>(bytes.size() - at), bytes.data() + at);
    if (put <= 0) Fail("write");
    at += static_cast<size_t>(put);
  }
  ntfs_attr_close(data);
}

std::string BytesOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void Copy(ntfs_inode* folder, const fs::path& from) {
  for (const fs::directory_entry& entry : fs::directory_iterator(from)) {
    const Name name(entry.path().filename().string());
    const bool is_folder = entry.is_directory();
    ntfs_inode* made = ntfs_create(folder, const_cpu_to_le32(0), name.units,
                                   static_cast<u8>(name.size), is_folder ? S_IFDIR : S_IFREG);
    if (made == nullptr) Fail("create: " + entry.path().string());
    if (is_folder)
      Copy(made, entry.path());
    else
      WriteData(made, AT_UNNAMED, 0, BytesOf(entry.path()));
    if (ntfs_inode_close_in_dir(made, folder) != 0) Fail("close: " + entry.path().string());
  }
}

std::string Unescaped(std::string text) {
  for (size_t at = 0; (at = text.find("\\n", at)) != std::string::npos;) {
    text.replace(at, 2, "\r\n");
  }
  return text;
}

void AddExtra(ntfs_volume* volume, const std::string& line) {
  const size_t tab = line.find('\t');
  if (tab == std::string::npos) Fail("extra: " + line);
  ntfs_inode* inode = ntfs_pathname_to_inode(volume, nullptr, line.substr(0, tab).c_str());
  if (inode == nullptr) Fail("not there: " + line);
  const std::string what = line.substr(tab + 1);
  const size_t second = what.find('\t');
  if (second == std::string::npos) {
    inode->flags = static_cast<FILE_ATTR_FLAGS>(inode->flags | FILE_ATTR_HIDDEN | FILE_ATTR_SYSTEM);
    NInoFileNameSetDirty(inode);
    NInoSetDirty(inode);
  } else {
    const Name stream(what.substr(0, second));
    WriteData(inode, stream.units, static_cast<unsigned>(stream.size),
              Unescaped(what.substr(second + 1)));
  }
  if (ntfs_inode_close(inode) != 0) Fail("close: " + line);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  ntfs_set_char_encoding("C.UTF-8");
  ntfs_volume* volume = ntfs_mount(argv[1], NTFS_MNT_NONE);
  if (volume == nullptr) Fail("mount");
  ntfs_inode* root = ntfs_inode_open(volume, FILE_root);
  if (root == nullptr) Fail("root");
  Copy(root, argv[2]);
  if (ntfs_inode_close(root) != 0) Fail("root");
  if (argc > 3) {
    std::ifstream extras(argv[3]);
    for (std::string line; std::getline(extras, line);) AddExtra(volume, line);
  }
  return ntfs_umount(volume, FALSE) == 0 ? 0 : 1;
}
