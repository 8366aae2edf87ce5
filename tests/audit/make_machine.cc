// Writes the constructed computer of src/audit/testing (every value in it is invented) as a Windows
// tree, for the end-to-end test, or as seeds of the fuzz corpora.
//
//   audit_make_machine tree FOLDER
//   audit_make_machine five FOLDER           five drives whose facts are published (five_drives.h)
//   audit_make_machine linux FOLDER          a Linux tree, with the times that its logs have
//   audit_make_machine running FOLDER        what /sys, /proc and /run say there while it runs
//   audit_make_machine drives FOLDER LETTER=HEX ...   trees of its volumes, c and d (machine.h);
//   HEX:
//                                                    what MountedDevices has of the letter
//   audit_make_machine stick FOLDER
//   audit_make_machine seeds fuzz/corpus
#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "audit/hive.h"
#include "audit/key_tree.h"
#include "audit/source.h"
#include "audit/testing/five_drives.h"
#include "audit/testing/journal_builder.h"
#include "audit/testing/linux_machine.h"
#include "audit/testing/machine.h"
#include "audit/testing/traces.h"

namespace {

namespace fs = std::filesystem;
using namespace niem::audit;

void Write(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

void Tree(const fs::path& folder) {
  const fs::path system = folder / "Windows/System32";
  Write(system / "config/SYSTEM", ConstructedSystem());
  Write(system / "config/SOFTWARE", ConstructedSoftware());
  Write(folder / "Users/lan/NTUSER.DAT", ConstructedUser());
  Write(system / "winevt/Logs/System.evtx", ConstructedEvents());
  Write(folder / "Users/lan/AppData/Roaming/ZaloData/media/1/ZaloDownloads/a", "");
  const fs::path user = folder / "Users/lan/AppData";
  const BuiltDatabase history = ConstructedHistory();
  Write(user / "Local/CocCoc/Browser/User Data/Default/History", history.file);
  Write(user / "Local/CocCoc/Browser/User Data/Default/History-wal", history.log);
  Write(user / "Roaming/Mozilla/Firefox/Profiles/a1.default-release/places.sqlite",
        ConstructedPlaces().file);
  Write(user / "Local/Microsoft/Windows/UsrClass.dat", ConstructedShell());
  Write(folder / "Windows/AppCompat/Programs/Amcache.hve", ConstructedInventory());
  Write(folder / "Windows/Prefetch/KINGSTON.EXE-1A2B3C4D.pf", ConstructedPrefetch());
  Write(user /
            "Roaming/Microsoft/Windows/Recent/AutomaticDestinations/"
            "a7bd71699cd38d1c.automaticDestinations-ms",
        ConstructedJumpList());
  Write(folder / "Windows/INF/setupapi.dev.log",
        "[Device Install Log]\r\n>>>  [Device Install (Hardware initiated) - "
        "SWD\\WPDBUSENUM\\_??_USBSTOR#Disk&Ven_Kingston&Prod_DataTraveler_3.0&Rev_PMAP#"
        "E0D55EA573FCF3A0F8230A11&0#{53f56307-b6bf-11d0-94f2-00a0c91efb8b}]\r\n"
        ">>>  Section start 2026/04/01 08:02:05.123\r\n");
}

void Five(const fs::path& folder) {
  for (const auto& [path, bytes] : ConstructedFiveDrives()) Write(folder / path, bytes);
}

void Linux(const fs::path& folder) {
  for (const auto& [path, file] : ConstructedLinux()) {
    Write(folder / path, file.bytes);
    if (file.changed == 0) continue;
    timespec times[2] = {{file.changed, 0}, {file.changed, 0}};
    ::utimensat(AT_FDCWD, (folder / path).c_str(), times, 0);
  }
}

void Running(const fs::path& folder) {
  const BuiltRunning running = ConstructedRunning();
  for (const auto& [path, bytes] : running.files) Write(folder / path, bytes);
  for (const auto& [path, target] : running.links) {
    fs::create_directories((folder / path).parent_path());
    fs::create_symlink(target, folder / path);
  }
}

// A file's length, the file, what lies behind it.
std::string Seed(const std::string& file, const std::string& log) {
  std::string seed;
  for (int i = 0; i < 4; ++i) seed += static_cast<char>(file.size() >> (8 * i) & 0xFF);
  return seed + file + log;
}

void Sideload(const fs::path& folder) {
  Write(folder / "CEFHelper.exe", BuildProgram(false, true, {"KERNEL32.dll", "hex.dll"}));
  Write(folder / "hex.dll", BuildProgram(true, false, {"KERNEL32.dll"}));
  Write(folder / "adobeupdate.dat", Noise(120'000, 1));
}

std::string FromHex(const std::string& hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

// What is started from E: lies on the volume of the system, where nobody may look for it.
void Drives(const fs::path& folder, const std::vector<std::string>& letters) {
  std::map<std::string, std::string> values;
  for (const std::string& one : letters) values[one.substr(0, 1) + ":"] = FromHex(one.substr(2));
  const fs::path config = folder / "c/Windows/System32/config", user = folder / "d/Nguoi dung/lan";
  Write(config / "SYSTEM", ConstructedSystemOf(values));
  Write(config / "SOFTWARE", ConstructedSoftwareOfDrives());
  for (const char* with_program : {"c/Kho", "c/Lan", "d/App"}) Sideload(folder / with_program);
  Write(user / "NTUSER.DAT", ConstructedUserOfDrives());
  const BuiltDatabase history = ConstructedHistory();
  Write(user / "AppData/Local/CocCoc/Browser/User Data/Default/History", history.file);
  Write(user / "AppData/Local/CocCoc/Browser/User Data/Default/History-wal", history.log);
  Write(user / "AppData/Roaming/ZaloData/media/1/ZaloDownloads/a", "");
  // Another computer's, copied there.
  Write(folder / "d/sao luu/Users/cu/NTUSER.DAT", ConstructedUser());
}

// A USB drive as published of a worm: a link that passes for the drive, a hidden folder with a
// signed program, the library that it is made to load and a file of noise, stolen documents beside
// it.
void Stick(const fs::path& folder) {
  Sideload(folder / "\xC2\xA0/RECYCLER.BIN/1");
  const fs::path stolen = folder / "\xC2\xA0/RECYCLER.BIN/files";
  for (const char* name : {"QmFvIGNhbw==", "S2UgaG9hY2g=", "VG8gdHJpbmgg", "ZGFuaCBzYWNo"}) {
    Write(stolen / name, Noise(30'000, static_cast<uint32_t>(name[0])));
  }
  Write(folder / "KINGSTON.lnk", BuildDriveLink());
  Write(folder / "ho so/bao cao.docx", "PK");
}

std::string HiveSeed(char kind, const std::string& hive) {
  return kind + Seed(hive, "");
}

void Seeds(const fs::path& corpus) {
  Write(corpus / "audit_hive/system", HiveSeed('\0', ConstructedSystem()));
  const std::string hive = ConstructedSystem();
  const auto keys = Hive::Open(niem::AsBytes(hive));
  Write(corpus / "audit_hive/running_system",
        HiveSeed('\0', WriteKeyTree(**keys, KeysLookedAt(SourceKind::kSystemHive),
                                    [] { return KeyTreeCounts{}; })));
  const std::map<std::string, std::string> five = ConstructedFiveDrives();
  Write(corpus / "audit_hive/five_drives",
        HiveSeed('\0', five.at("Windows/System32/config/SYSTEM")));
  Write(corpus / "audit_hive/software", HiveSeed('\1', ConstructedSoftware()));
  Write(corpus / "audit_hive/software_drives", HiveSeed('\1', ConstructedSoftwareOfDrives()));
  Write(corpus / "audit_hive/user", HiveSeed('\2', ConstructedUser()));
  const std::vector<BuiltEntry> said = {
      KernelSays(1'777'814'130'000'000,
                 "usb 1-1: New USB device found, idVendor=0781, idProduct=5580, bcdDevice= 1.00, "
                 "and a text long enough to be compressed"),
      KernelSays(1'777'814'130'000'009, "usb 1-1: SerialNumber: AA0102"),
      ProgramSays(1'777'814'131'000'000, "NetworkManager",
                  "manager: NetworkManager state is now CONNECTED_GLOBAL")};
  for (const bool compact : {false, true}) {
    for (const auto& [name, packing] : {std::pair{"plain", FieldPacking::kNone},
                                        {"xz", FieldPacking::kXz},
                                        {"lz4", FieldPacking::kLz4},
                                        {"zstd", FieldPacking::kZstd}}) {
      Write(corpus / (std::string("audit_journal/") + name + (compact ? "_compact" : "")),
            BuildJournal(said, {compact, !compact, packing}));
    }
  }
  // Which byte stands for which file: fuzz/audit_linux_fuzz.cc.
  const std::map<std::string, BuiltFile> pc = ConstructedLinux();
  for (const auto& [number, path] : {std::pair{0, "var/log/kern.log.2.gz"},
                                     {1, "var/lib/NetworkManager/timestamps"},
                                     {2, "var/lib/NetworkManager/seen-bssids"},
                                     {7, "home/lan/.local/share/recently-used.xbel"},
                                     {11, "var/log/apt/history.log"},
                                     {12, "etc/usbguard/rules.conf"},
                                     {14, "etc/os-release"}}) {
    Write(corpus / ("audit_linux/" + std::to_string(number)),
          std::string(1, static_cast<char>(number)) + pc.at(path).bytes);
  }
  Write(corpus / "audit_hive/shell", HiveSeed('\3', ConstructedShell()));
  Write(corpus / "audit_hive/inventory", HiveSeed('\4', ConstructedInventory()));
  Write(corpus / "audit_traces/prefetch", '\0' + ConstructedPrefetch());
  Write(corpus / "audit_traces/prefetch_plain",
        '\0' + BuildPrefetch("\\A\\B.EXE", 0x3C6109A4, "2026-04-20T07:03:00", false));
  Write(corpus / "audit_traces/jump_list", '\1' + ConstructedJumpList());
  Write(corpus / "audit_traces/hosts",
        "\3{\"hosts\": [{\"host\": \"eoffice.*\", \"kind\": \"office\", \"name\": \"e\"}]}");
  Write(corpus / "audit_traces/program",
        '\4' + BuildProgram(false, true, {"KERNEL32.dll", "hex.dll"}));
  Write(corpus / "audit_traces/drive_link", '\5' + BuildDriveLink());
  const BuiltDatabase history = ConstructedHistory();
  Write(corpus / "audit_browser/chromium", Seed(history.file, history.log));
  Write(corpus / "audit_browser/firefox", Seed(ConstructedPlaces().file, ""));
  const std::string events = ConstructedEvents();
  Write(corpus / "audit_events/five", events.substr(0, 4096 + 12'000));
  const SourceId id{SourceKind::kSystemHive, {}, {}, {}};
  const std::string system = ConstructedSystem();
  Write(corpus / "audit_facts/system", WriteFacts(ReadSource(id, niem::AsBytes(system), {})));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const std::string what = argv[1];
  if (what == "drives") Drives(argv[2], {argv + 3, argv + argc});
  if (what == "tree") Tree(argv[2]);
  if (what == "five") Five(argv[2]);
  if (what == "linux") Linux(argv[2]);
  if (what == "running") Running(argv[2]);
  if (what == "stick") Stick(argv[2]);
  if (what == "seeds") Seeds(argv[2]);
  return 0;
}
