#include "audit/testing/traces.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "audit/testing/hive_builder.h"

namespace niem::audit {
namespace {

namespace fs = std::filesystem;

void Put(std::string& out, uint64_t value, int width) {
  for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

void PutAt(std::string& out, size_t at, uint64_t value, int width) {
  std::string bytes;
  Put(bytes, value, width);
  out.replace(at, bytes.size(), bytes);
}

std::string WholeFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Microseconds since 1601 and since 1970.
std::string Chromium(std::string_view iso) {
  return std::to_string(FileTimeOf(iso) / 10);
}

std::string Unix(std::string_view iso) {
  return std::to_string(FileTimeOf(iso) / 10 - 11'644'473'600'000'000);
}

constexpr uint32_t kEnd = 0xFFFFFFFE, kFree = 0xFFFFFFFF, kTable = 0xFFFFFFFD;
constexpr size_t kSector = 512, kMini = 64, kCutoff = 4096;

class CompoundBuilder {
 public:
  std::string Build(const std::vector<std::pair<std::string, std::string>>& streams) {
    std::string minis, entries;
    std::vector<uint32_t> mini_next;
    Entry(entries, "Root Entry", 5, kFree, 1, 0, 0);  // written again below
    for (size_t i = 0; i < streams.size(); ++i) {
      const auto& [name, bytes] = streams[i];
      uint32_t first = kEnd;
      if (bytes.size() < kCutoff) {
        first = static_cast<uint32_t>(minis.size() / kMini);
        const size_t count = (bytes.size() + kMini - 1) / kMini;
        for (size_t k = 0; k < count; ++k)
          mini_next.push_back(k + 1 < count ? first + static_cast<uint32_t>(k) + 1 : kEnd);
        minis += bytes;
        minis.resize((minis.size() + kMini - 1) / kMini * kMini);
        if (count == 0) first = kEnd;
      } else {
        first = Sectors(bytes);
      }
      const auto right = i + 1 < streams.size() ? static_cast<uint32_t>(i + 2) : kFree;
      Entry(entries, name, 2, right, kFree, first, bytes.size());
    }
    std::string table;
    for (const uint32_t next : mini_next) Put(table, next, 4);
    table.resize((table.size() + kSector - 1) / kSector * kSector, '\xFF');
    const uint32_t mini_table = table.empty() ? kEnd : Sectors(table);
    const uint32_t mini_stream = minis.empty() ? kEnd : Sectors(minis);
    std::string root;
    Entry(root, "Root Entry", 5, kFree, streams.empty() ? kFree : 1, mini_stream, minis.size());
    entries.replace(0, root.size(), root);
    entries.resize((entries.size() + kSector - 1) / kSector * kSector);
    return Header(Sectors(entries), mini_table, table.size() / kSector) + sectors_;
  }

 private:
  // The number of the first.
  uint32_t Sectors(const std::string& bytes) {
    const auto first = static_cast<uint32_t>(sectors_.size() / kSector);
    const size_t count = (bytes.size() + kSector - 1) / kSector;
    for (size_t i = 0; i < count; ++i)
      next_.push_back(i + 1 < count ? first + static_cast<uint32_t>(i) + 1 : kEnd);
    sectors_ += bytes;
    sectors_.resize((first + count) * kSector);
    return first;
  }

  static void Entry(std::string& out, std::string_view name, int type, uint32_t right,
                    uint32_t child, uint32_t first, uint64_t size) {
    const std::string wide = Wide(name);
    std::string entry = wide;
    entry.resize(64);
    Put(entry, wide.size(), 2), Put(entry, static_cast<uint64_t>(type), 1), Put(entry, 1, 1);
    Put(entry, kFree, 4), Put(entry, right, 4), Put(entry, child, 4);
    entry.resize(0x74);
    Put(entry, first, 4), Put(entry, size, 8);
    out += entry;
  }

  // Writes the table of sectors behind everything, which must fit the header's 109 numbers.
  std::string Header(uint32_t directory, uint32_t mini_table, size_t mini_count) {
    const size_t per = kSector / 4;
    size_t tables = 1;
    while (tables * per < next_.size() + tables) ++tables;
    const auto begin = static_cast<uint32_t>(next_.size());
    next_.resize(next_.size() + tables, kTable);
    next_.resize(tables * per, kFree);
    for (const uint32_t next : next_) Put(sectors_, next, 4);
    std::string header("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    header.resize(kSector, '\0');
    PutAt(header, 0x18, 0x3E, 2), PutAt(header, 0x1A, 3, 2), PutAt(header, 0x1C, 0xFFFE, 2);
    PutAt(header, 0x1E, 9, 2), PutAt(header, 0x20, 6, 2), PutAt(header, 0x2C, tables, 4);
    PutAt(header, 0x30, directory, 4), PutAt(header, 0x38, kCutoff, 4);
    PutAt(header, 0x3C, mini_table, 4), PutAt(header, 0x40, mini_count, 4);
    PutAt(header, 0x44, kEnd, 4);
    for (size_t i = 0; i < 109; ++i) PutAt(header, 0x4C + i * 4, i < tables ? begin + i : kFree, 4);
    return header;
  }

  std::string sectors_;
  std::vector<uint32_t> next_;
};

// Every byte as a code of eight bits: lengths in halves of bytes, then words of 16 bits.
std::string Packed(const std::string& plain) {
  std::string out = "MAM\x04";
  Put(out, plain.size(), 4);
  out += std::string(128, '\x88') + std::string(128, '\0');
  for (size_t i = 0; i < plain.size(); i += 2) {
    out += i + 1 < plain.size() ? plain[i + 1] : '\0';
    out += plain[i];
  }
  return out + std::string(4, '\0');
}

// An item of a shell's list, its length in front.
std::string Item(const std::string& content) {
  std::string item;
  Put(item, content.size() + 2, 2);
  return item + content;
}

std::string Order(uint32_t count) {
  std::string order;
  for (uint32_t i = 0; i < count; ++i) Put(order, i, 4);
  Put(order, 0xFFFFFFFF, 4);
  return order;
}

}  // namespace

BuiltDatabase BuildDatabase(const std::string& statements, const std::string& later) {
  std::string folder = (fs::temp_directory_path() / "niem-audit-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return {};
  const fs::path path = fs::path(folder) / "db";
  BuiltDatabase built;
  sqlite3* handle = nullptr;
  const auto run = [&](const std::string& sql) {
    return sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  };
  const std::string mode = later.empty() ? "DELETE" : "WAL";
  const bool done = sqlite3_open(path.c_str(), &handle) == SQLITE_OK &&
                    run("PRAGMA journal_mode=" + mode + "; PRAGMA wal_autocheckpoint=0;") &&
                    run(statements) && run("PRAGMA wal_checkpoint(TRUNCATE);") && run(later);
  if (done) {
    built.file = WholeFile(path);
    built.log = WholeFile(path.string() + "-wal");
  }
  sqlite3_close(handle);
  fs::remove_all(folder);
  return built;
}

std::string BuildCompound(const std::vector<std::pair<std::string, std::string>>& streams) {
  return CompoundBuilder().Build(streams);
}

std::string BuildLink(std::string_view path, const BuiltVolume& on) {
  std::string link("\x4C\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46", 20);
  Put(link, 0x2, 4), Put(link, 0x20, 4);
  for (int i = 0; i < 3; ++i) Put(link, FileTimeOf(on.when), 8);
  link.resize(76, '\0');
  std::string volume;
  Put(volume, 17 + on.label.size(), 4), Put(volume, on.drive, 4), Put(volume, on.serial, 4);
  Put(volume, 16, 4);
  volume += std::string(on.label) + '\0';
  const std::string base = std::string(path) + '\0';
  Put(link, 28 + volume.size() + base.size() + 1, 4), Put(link, 28, 4), Put(link, 1, 4);
  Put(link, 28, 4), Put(link, 28 + volume.size(), 4), Put(link, 0, 4);
  Put(link, 28 + volume.size() + base.size(), 4);
  return link + volume + base + std::string(1, '\0');
}

std::string BuildDriveLink() {
  std::string link = BuildLink("C:\\Windows\\System32\\cmd.exe", {0x11112222});
  PutAt(link, 20, 0x2 | 0x20 | 0x40 | 0x80, 4), PutAt(link, 56, 8, 4);
  for (const std::string_view text :
       {std::string_view("/q /c \"\\RECYCLER.BIN\\1\\CEFHelper.exe 147 52\""),
        std::string_view("%SystemRoot%\\System32\\shell32.dll")}) {
    Put(link, text.size(), 2);
    link += Wide(text).substr(0, text.size() * 2);
  }
  return link;
}

std::string BuildPrefetch(std::string_view path, uint32_t volume_serial, std::string_view when,
                          bool packed) {
  const std::string device = "\\VOLUME{01dcc1a2b3c4d5e6-3c6109a4}";
  const std::string names =
      Wide("\\VOLUME{01d9000000000000-11112222}\\WINDOWS\\SYSTEM32\\NTDLL.DLL") +
      Wide(device + std::string(path));
  const std::string_view name = path.substr(path.rfind('\\') + 1);
  constexpr size_t kInfo = 304, kVolume = 96;
  std::string file;
  Put(file, 30, 4);
  file += "SCCA";
  file.resize(16);
  file += Wide(name.substr(0, 29));
  file.resize(kInfo);
  const size_t volumes = file.size() + names.size();
  std::string block;
  Put(block, kVolume, 4), Put(block, device.size(), 4);
  Put(block, FileTimeOf("2026-03-30T00:00:00"), 8), Put(block, volume_serial, 4);
  block.resize(kVolume);
  block += Wide(device);
  PutAt(file, 0x54, kInfo, 4), PutAt(file, 0x64, file.size(), 4),
      PutAt(file, 0x68, names.size(), 4);
  PutAt(file, 0x6C, volumes, 4), PutAt(file, 0x70, 1, 4), PutAt(file, 0x74, block.size(), 4);
  PutAt(file, 0x80, FileTimeOf(when), 8);
  PutAt(file, 0x88, FileTimeOf("2026-04-01T01:05:00"), 8);
  PutAt(file, 0xD0, 2, 4);
  file += names + block;
  return packed ? Packed(file) : file;
}

std::string BuildProgram(bool library, bool with_signature,
                         const std::vector<std::string>& imports) {
  constexpr size_t kHead = 0x80, kOptional = 240, kRaw = 0x400;
  constexpr uint32_t kAddress = 0x1000;
  std::string names, table;
  const size_t after = (imports.size() + 1) * 20;
  for (const std::string& name : imports) {
    for (int i = 0; i < 3; ++i) Put(table, 0, 4);
    Put(table, kAddress + after + names.size(), 4), Put(table, 0, 4);
    names += name + '\0';
  }
  table.resize(after);
  std::string file = "MZ";
  file.resize(0x3C);
  Put(file, kHead, 4);
  file.resize(kHead);
  file += std::string("PE\0\0", 4);
  Put(file, 0x8664, 2), Put(file, 1, 2), Put(file, 0, 8), Put(file, 0, 4), Put(file, kOptional, 2);
  Put(file, library ? 0x2022 : 0x22, 2);
  std::string optional;
  Put(optional, 0x20B, 2);
  optional.resize(108);
  Put(optional, 16, 4);
  optional.resize(kOptional);
  PutAt(optional, 112 + 8, imports.empty() ? 0 : kAddress, 4);
  PutAt(optional, 112 + 12, imports.empty() ? 0 : table.size(), 4);
  if (with_signature) PutAt(optional, 112 + 32, 0x800, 4), PutAt(optional, 112 + 36, 0x500, 4);
  file += optional + ".rdata" + std::string(2, '\0');
  Put(file, 0x1000, 4), Put(file, kAddress, 4), Put(file, 0x400, 4), Put(file, kRaw, 4);
  file.resize(kRaw);
  return file + table + names + std::string(1'024, '\0');
}

std::string Noise(size_t size, uint32_t seed) {
  std::string out;
  uint64_t state = seed * 2'862'933'555'777'941'757u + 3'037'000'493u;
  while (out.size() < size) {
    state = state * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u;
    out += static_cast<char>(state >> 56);
  }
  return out;
}

BuiltDatabase ConstructedHistory() {
  const std::string at = Chromium("2026-05-03T13:20:00"), later = Chromium("2026-05-03T13:30:00");
  const std::string last = Chromium("2026-05-05T02:00:00");
  return BuildDatabase(
      "CREATE TABLE urls(id INTEGER PRIMARY KEY, url LONGVARCHAR, title LONGVARCHAR, visit_count "
      "INTEGER, typed_count INTEGER, last_visit_time INTEGER, hidden INTEGER);"
      "CREATE TABLE visits(id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER, from_visit "
      "INTEGER, transition INTEGER, originator_cache_guid TEXT);"
      "CREATE TABLE visit_source(id INTEGER PRIMARY KEY, source INTEGER);"
      "CREATE TABLE downloads(id INTEGER PRIMARY KEY, current_path LONGVARCHAR, target_path "
      "LONGVARCHAR, start_time INTEGER, tab_url VARCHAR);"
      "CREATE TABLE downloads_url_chains(id INTEGER, chain_index INTEGER, url LONGVARCHAR);"
      "INSERT INTO urls VALUES"
      "(1,'https://mail.google.com/mail/u/0/#inbox/bi-mat','Tieu de bi mat',2,0," +
          later +
          ",0),"
          "(2,'https://bao.example.vn/tin?q=rieng-tu','Bao',1,0," +
          at +
          ",0),"
          "(3,'http://10.0.0.5/noi-bo','Noi bo',1,0," +
          at +
          ",0),"
          "(4,'https://dien-thoai.example.com/','Tu dien thoai',1,0," +
          at +
          ",0),"
          "(5,'chrome://settings','',9,0," +
          at +
          ",0),"
          "(6,'http://localhost:8080/','',9,0," +
          at +
          ",0);"
          "INSERT INTO visits VALUES(1,1," +
          at + ",0,0,''),(2,1," + later + ",0,0,''),(3,2," + at + ",0,0,''),(4,3," + at +
          ",0,0,''),(5,4," + at + ",0,0,'may-khac'),(6,5," + at + ",0,0,''),(7,6," + at +
          ",0,0,'');"
          "INSERT INTO downloads VALUES(1,'C:\\t\\a.crdownload','C:\\Users\\lan\\Downloads\\Du "
          "thao.docx'," +
          later + ",''),(2,'','C:\\Users\\lan\\Downloads\\trinh-dieu-khien.exe'," + later +
          ",'');"
          "INSERT INTO downloads_url_chains VALUES(1,0,'https://mail.google.com/dl?id=bi-mat'),"
          "(1,1,'blob:https://mail.google.com/77'),(2,0,'https://example.com/x.exe');",
      // What the browser had not yet written back.
      "INSERT INTO urls VALUES(7,'https://eoffice.tinh.gov.vn/van-ban/123','VB',1,0," + last +
          ",0); INSERT INTO visits VALUES(8,7," + last + ",0,0,'');");
}

BuiltDatabase ConstructedPlaces() {
  const std::string at = Unix("2026-05-06T01:00:00");
  return BuildDatabase(
      "CREATE TABLE moz_places(id INTEGER PRIMARY KEY, url LONGVARCHAR, title LONGVARCHAR, "
      "visit_count INTEGER, last_visit_date INTEGER);"
      "CREATE TABLE moz_historyvisits(id INTEGER PRIMARY KEY, from_visit INTEGER, place_id "
      "INTEGER, visit_date INTEGER, visit_type INTEGER);"
      "CREATE TABLE moz_anno_attributes(id INTEGER PRIMARY KEY, name VARCHAR);"
      "CREATE TABLE moz_annos(id INTEGER PRIMARY KEY, place_id INTEGER, anno_attribute_id INTEGER, "
      "content LONGVARCHAR, dateAdded INTEGER);"
      "INSERT INTO moz_places VALUES(1,'https://drive.google.com/file/d/rieng','T',1," +
      at +
      "),(2,'https://dau-trang.example.vn/','chua mo',0,NULL);"
      "INSERT INTO moz_historyvisits VALUES(1,0,1," +
      at +
      ",1);"
      "INSERT INTO moz_anno_attributes VALUES(3,'downloads/destinationFileURI');"
      "INSERT INTO moz_annos VALUES(1,1,3,'file:///C:/Users/lan/T%C3%A0i%20li%E1%BB%87u.pdf'," +
      at + ");");
}

std::string ConstructedShell() {
  BuiltKey root("S-1-5-21-1_Classes");
  root.written = FileTimeOf("2026-05-02T03:06:00");
  BuiltKey& bags = root.At("Local Settings\\Software\\Microsoft\\Windows\\Shell\\BagMRU");
  // This PC: E:, a phone with storage in it.
  bags.Binary("0",
              Item(std::string("\x1F\x50\xE0\x4F\xD0\x20\xEA\x3A\x69\x10\xA2\xD8\x08\x00\x2B\x30"
                               "\x30\x9D\0\0",
                               20)));
  bags.Binary("1", Item(std::string("\xC3\x01\x81\\\\KHO-SO\\VanBan\0Microsoft Network\0\0", 38)));
  bags.Binary("MRUListEx", Order(2));
  BuiltKey& computer = bags.At("0");
  computer.Binary("0", Item(std::string("\x2F"
                                        "E:\\\0",
                                        5) +
                            std::string(18, '\0')));
  const std::string phone = std::string("\x2E\0", 2) + std::string(14, '\0') + Wide("Galaxy A12") +
                            Wide(
                                "\\\\?\\usb#vid_04e8&pid_6860#r58m123abcd#{6ac27878-a6fa-4155-ba85-"
                                "f98f491d4f33}");
  computer.Binary("1", Item(phone));
  computer.Binary("MRUListEx", Order(2));
  computer.At("0");
  std::string storage("\0\0\x40\0\x05\x20\x31\x10", 8);
  storage.resize(0x34);
  computer.At("1").Binary("0", Item(storage + Wide("Internal storage") + Wide("SID-{10001,,1}")));
  bags.At("1");
  return BuildHive(root);
}

std::string ConstructedInventory() {
  BuiltKey root("{11517b7c-e79d-4e20-961b-75a811715add}");
  root.written = FileTimeOf("2026-05-02T04:00:00");
  BuiltKey& devices = root.At("Root\\InventoryDevicePnp");
  const auto device = [&](const std::string& name) -> BuiltKey& {
    devices.keys.emplace_back(name).written = root.written;
    return devices.keys.back();
  };
  device("usb/vid_0951&pid_1666/e0d55ea573fcf3a0f8230a11")
      .Text("Class", "usb")
      .Text("Service", "usbstor")
      .Text("ContainerId", "{0b7a1c22-0000-5000-8000-000000000001}")
      .Text("FirstInstallDate", "04-01-2026");
  device("usbstor/disk&ven_kingston&prod_datatraveler_3.0&rev_pmap/e0d55ea573fcf3a0f8230a11&0")
      .Text("Class", "diskdrive")
      .Text("ContainerId", "{0b7a1c22-0000-5000-8000-000000000001}")
      .Text("FirstInstallDate", "04-01-2026");
  device("usb/vid_04e8&pid_6860/r58m123abcd")
      .Text("Class", "wpd")
      .Text("Service", "wudfwpdmtp")
      .Text("COMPID", "usb\\ms_comp_mtp,usb\\class_06&subclass_01&prot_01")
      .Text("ContainerId", "{0b7a1c22-0000-5000-8000-000000000002}")
      .Text("FirstInstallDate", "05-02-2026");
  root.At("Root\\InventoryDeviceContainer\\{0b7a1c22-0000-5000-8000-000000000002}")
      .Text("FriendlyName", "Galaxy A12");
  root.At("Root\\InventoryApplicationFile\\kingston.exe|1122334455667788")
      .Text("LowerCaseLongPath", "e:\\recycler.bin\\1\\cefhelper.exe")
      .Text("Name", "CEFHelper.exe");
  return BuildHive(root);
}

std::string ConstructedPrefetch() {
  return BuildPrefetch("\\TAI LIEU\\KINGSTON.EXE", 0x3C6109A4, "2026-04-20T07:03:00", true);
}

std::string ConstructedJumpList() {
  std::string list;
  Put(list, 4, 4), Put(list, 2, 4), Put(list, 0, 4);
  list.resize(32);
  const auto entry = [&](uint32_t number, std::string_view path, std::string_view when) {
    std::string one(72, '\0');
    one += "soan-thao-01";
    one.resize(88);
    Put(one, number, 4);
    one.resize(100);
    Put(one, FileTimeOf(when), 8), Put(one, 0xFFFFFFFF, 4), Put(one, 0xFFFFFFFF, 4);
    Put(one, 3, 4), Put(one, 0, 8);
    Put(one, path.size(), 2);
    one += Wide(path).substr(0, path.size() * 2) + std::string(4, '\0');
    list += one;
  };
  entry(0x1A, "E:\\du thao.docx", "2026-04-20T07:05:00");
  entry(2, "F:\\da xoa.docx", "2026-04-21T01:00:00");
  return BuildCompound({{"DestList", list},
                        {"1a", BuildLink("E:\\du thao.docx", {0x3C6109A4})},
                        {"large", std::string(5'000, 'x')}});
}

}  // namespace niem::audit
