// Writes the constructed computer of src/audit/testing (every value in it is invented) as a Windows
// tree, for the end-to-end test, or as seeds of the fuzz corpora.
//
//   audit_make_machine tree FOLDER
//   audit_make_machine seeds fuzz/corpus
#include <filesystem>
#include <fstream>
#include <string>

#include "audit/source.h"
#include "audit/testing/machine.h"

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
  Write(folder / "Windows/INF/setupapi.dev.log",
        "[Device Install Log]\r\n>>>  [Device Install (Hardware initiated) - "
        "SWD\\WPDBUSENUM\\_??_USBSTOR#Disk&Ven_Kingston&Prod_DataTraveler_3.0&Rev_PMAP#"
        "E0D55EA573FCF3A0F8230A11&0#{53f56307-b6bf-11d0-94f2-00a0c91efb8b}]\r\n"
        ">>>  Section start 2026/04/01 08:02:05.123\r\n");
}

std::string HiveSeed(char kind, const std::string& hive) {
  std::string seed(1, kind);
  for (int i = 0; i < 4; ++i) seed += static_cast<char>(hive.size() >> (8 * i) & 0xFF);
  return seed + hive;
}

void Seeds(const fs::path& corpus) {
  Write(corpus / "audit_hive/system", HiveSeed('\0', ConstructedSystem()));
  Write(corpus / "audit_hive/software", HiveSeed('\1', ConstructedSoftware()));
  Write(corpus / "audit_hive/user", HiveSeed('\2', ConstructedUser()));
  const std::string events = ConstructedEvents();
  Write(corpus / "audit_events/five", events.substr(0, 4096 + 12'000));
  const SourceId id{SourceKind::kSystemHive, {}, {}, {}};
  const std::string system = ConstructedSystem();
  Write(corpus / "audit_facts/system", WriteFacts(ReadSource(id, niem::AsBytes(system), {})));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::string(argv[1]) == "tree" ? Tree(argv[2]) : Seeds(argv[2]);
  return 0;
}
