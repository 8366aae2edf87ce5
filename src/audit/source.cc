#include "audit/source.h"

#include "audit/browser.h"
#include "audit/event_facts.h"
#include "audit/hive.h"
#include "audit/hive_facts.h"
#include "audit/hive_log.h"
#include "audit/journal_facts.h"
#include "audit/key_tree.h"
#include "audit/link.h"
#include "audit/linux_log.h"
#include "audit/linux_state.h"
#include "audit/live.h"
#include "audit/prefetch.h"
#include "audit/program_folder.h"
#include "audit/setupapi.h"
#include "audit/small_files.h"
#include "audit/tasks.h"
#include "audit/traffic.h"
#include "audit/zone.h"

namespace niem::audit {
namespace {

// The same keys, of the running system.
SourceFacts ReadTree(Bytes bytes, void (*read)(const KeySource& keys, SourceFacts& facts)) {
  SourceFacts facts;
  const auto tree = KeyTree::Open(bytes);
  if (!tree.ok()) {
    facts.notes.push_back(tree.error().message());
    facts.failed = true;
    return facts;
  }
  facts.Note("đọc từ registry của máy đang chạy, qua hàm của Windows; sha256 là của bản đọc được",
             "read from the running system's registry, through Windows; the sha256 is of what was "
             "read");
  read(**tree, facts);
  if ((*tree)->counts().dated > 0) {
    const std::string count = std::to_string((*tree)->counts().dated);
    facts.Note("ngày của " + count + " thiết bị do SetupAPI trả lời",
               "the dates of " + count + " devices are SetupAPI's answers");
  }
  if ((*tree)->counts().denied > 0) {
    const std::string count = std::to_string((*tree)->counts().denied);
    facts.Note(count + " khoá không mở được: chạy bằng quyền quản trị để đọc đủ",
               count + " keys could not be opened: run as administrator to read them all");
  }
  if ((*tree)->cut()) {
    facts.Note("registry quá lớn: phần còn lại không được đọc",
               "the registry is too large: the rest was not read");
  }
  return facts;
}

SourceFacts ReadHive(Bytes bytes, const std::vector<Bytes>& logs,
                     void (*read)(const KeySource& hive, SourceFacts& facts)) {
  if (KeyTree::IsOne(bytes)) return ReadTree(bytes, read);
  SourceFacts facts;
  const Replayed replayed = ReplayLogs(bytes, logs);
  if (!replayed.note.vi.empty()) facts.notes.push_back(replayed.note);
  const auto hive = Hive::Open(replayed.bytes.empty() ? bytes : Bytes(replayed.bytes));
  if (!hive.ok()) {
    facts.notes.push_back(hive.error().message());
    facts.failed = true;
    return facts;
  }
  read(**hive, facts);
  if (!(*hive)->header().checksum_right && replayed.pages == 0) {
    facts.Note("tổng kiểm tra phần đầu tệp registry sai", "the hive's header has a wrong checksum");
  }
  if ((*hive)->damage() > 0) {
    const std::string count = std::to_string((*hive)->damage());
    facts.Lack("tệp registry hỏng một phần: " + count + " chỗ đã bỏ qua",
               "the hive is damaged in part: " + count + " places were passed over");
  }
  return facts;
}

SourceFacts ReadHistory(const SourceId& id, Bytes bytes, const std::vector<Bytes>& logs,
                        const ReadSettings& settings) {
  static const HostList built_in = [] {
    auto list = HostList::BuiltIn();
    return list.ok() ? *list : HostList();
  }();
  return ReadBrowserHistory(id.path, bytes, logs.empty() ? Bytes() : logs[0],
                            settings.hosts != nullptr ? *settings.hosts : built_in);
}

// Links in a root are those of a USB drive, or copies that somebody made.
SourceFacts ReadLinkAt(const SourceId& id, Bytes bytes) {
  SourceFacts facts = ReadLink(bytes);
  if (!id.path.empty() && id.path.find('/') == std::string::npos) {
    for (Fact& fact : facts.facts) fact.Set("where", std::string("root"));
  }
  return facts;
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
std::string_view SourceKindName(SourceKind kind) {
  switch (kind) {
    case SourceKind::kSystemHive:
      return "system_hive";
    case SourceKind::kSoftwareHive:
      return "software_hive";
    case SourceKind::kUserHive:
      return "user_hive";
    case SourceKind::kSetupLog:
      return "setup_log";
    case SourceKind::kEventLog:
      return "event_log";
    case SourceKind::kWifiProfile:
      return "wifi_profile";
    case SourceKind::kPhoneBook:
      return "phone_book";
    case SourceKind::kHosts:
      return "hosts";
    case SourceKind::kPlaces:
      return "places";
    case SourceKind::kKernelLog:
      return "kernel_log";
    case SourceKind::kConnection:
      return "connection";
    case SourceKind::kPackageList:
      return "package_list";
    case SourceKind::kLink:
      return "link";
    case SourceKind::kJumpList:
      return "jump_list";
    case SourceKind::kJournal:
      return "journal";
    case SourceKind::kNetworkState:
      return "network_state";
    case SourceKind::kRecentFiles:
      return "recent_files";
    case SourceKind::kVolumes:
      return "volumes";
    case SourceKind::kPackageLog:
      return "package_log";
    case SourceKind::kUsbPolicy:
      return "usb_policy";
    case SourceKind::kAntivirusData:
      return "antivirus_data";
    case SourceKind::kSystemNames:
      return "system_names";
    case SourceKind::kSystemRelease:
      return "system_release";
    case SourceKind::kLiveDevices:
      return "live_devices";
    case SourceKind::kLiveMounts:
      return "live_mounts";
    case SourceKind::kLiveNetwork:
      return "live_network";
    case SourceKind::kLiveProcesses:
      return "live_processes";
    case SourceKind::kLiveMachine:
      return "live_machine";
    case SourceKind::kTasks:
      return "tasks";
    case SourceKind::kLiveMutexes:
      return "live_mutexes";
    case SourceKind::kTree:
      return "tree";
    case SourceKind::kZones:
      return "zones";
    case SourceKind::kBrowserHistory:
      return "browser_history";
    case SourceKind::kTraffic:
      return "traffic";
    case SourceKind::kShellHive:
      return "shell_hive";
    case SourceKind::kInventoryHive:
      return "inventory_hive";
    case SourceKind::kPrefetch:
      return "prefetch";
    case SourceKind::kProgramFolder:
      return "program_folder";
    case SourceKind::kYaraRules:
      return "yara_rules";
  }
  return "places";
}

// NOLINTNEXTLINE(readability-function-size): a table
StaticText SourceKindTitle(SourceKind kind) {
  switch (kind) {
    case SourceKind::kSystemHive:
      return {"registry SYSTEM", "SYSTEM hive"};
    case SourceKind::kSoftwareHive:
      return {"registry SOFTWARE", "SOFTWARE hive"};
    case SourceKind::kUserHive:
      return {"registry người dùng", "user hive"};
    case SourceKind::kSetupLog:
      return {"nhật ký cài thiết bị", "device installation log"};
    case SourceKind::kEventLog:
      return {"nhật ký sự kiện", "event log"};
    case SourceKind::kWifiProfile:
      return {"hồ sơ Wi-Fi", "Wi-Fi profile"};
    case SourceKind::kPhoneBook:
      return {"danh bạ quay số, VPN", "dial-up and VPN phone book"};
    case SourceKind::kHosts:
      return {"tệp hosts", "hosts file"};
    case SourceKind::kPlaces:
      return {"thư mục và tệp có mặt", "folders and files present"};
    case SourceKind::kKernelLog:
      return {"nhật ký nhân Linux", "Linux kernel log"};
    case SourceKind::kConnection:
      return {"kết nối mạng đã lưu", "saved connection"};
    case SourceKind::kPackageList:
      return {"danh sách phần mềm", "list of packages"};
    case SourceKind::kLink:
      return {"liên kết tài liệu gần đây", "link of a recent document"};
    case SourceKind::kJumpList:
      return {"danh sách nhảy", "jump list"};
    case SourceKind::kJournal:
      return {"nhật ký systemd", "systemd journal"};
    case SourceKind::kNetworkState:
      return {"trạng thái mạng đã lưu", "saved state of networks"};
    case SourceKind::kRecentFiles:
      return {"danh sách tài liệu gần đây", "list of recent documents"};
    case SourceKind::kVolumes:
      return {"ổ đĩa đã gắn", "volumes mounted"};
    case SourceKind::kPackageLog:
      return {"nhật ký cài phần mềm", "history of packages"};
    case SourceKind::kUsbPolicy:
      return {"quy tắc cho phép USB", "USB policy"};
    case SourceKind::kAntivirusData:
      return {"dữ liệu chống mã độc", "antivirus data"};
    case SourceKind::kSystemNames:
      return {"tên máy, mã cài đặt", "names of computer and installation"};
    case SourceKind::kSystemRelease:
      return {"tên và bản hệ điều hành", "name and release of the system"};
    case SourceKind::kLiveDevices:
      return {"thiết bị đang cắm", "devices attached now"};
    case SourceKind::kLiveMounts:
      return {"ổ đang gắn", "drives mounted now"};
    case SourceKind::kLiveNetwork:
      return {"mạng đang nối", "network now"};
    case SourceKind::kLiveProcesses:
      return {"chương trình đang chạy", "programs running now"};
    case SourceKind::kLiveMachine:
      return {"máy đang chạy", "the running computer"};
    case SourceKind::kTasks:
      return {"tác vụ đặt lịch", "scheduled tasks"};
    case SourceKind::kLiveMutexes:
      return {"khoá tên (mutex) của chương trình đang chạy", "mutexes of programs running now"};
    case SourceKind::kTree:
      return {"cách đặt thư mục và tệp", "layout of folders and files"};
    case SourceKind::kZones:
      return {"dấu nguồn gốc của tài liệu (Zone.Identifier)",
              "marks of origin of documents (Zone.Identifier)"};
    case SourceKind::kBrowserHistory:
      return {"lịch sử trình duyệt", "browser history"};
    case SourceKind::kTraffic:
      return {"lưu lượng mạng (SRUM)", "network traffic (SRUM)"};
    case SourceKind::kShellHive:
      return {"registry thư mục đã mở (UsrClass)", "hive of opened folders (UsrClass)"};
    case SourceKind::kInventoryHive:
      return {"kiểm kê thiết bị, chương trình (Amcache)",
              "inventory of devices and programs (Amcache)"};
    case SourceKind::kPrefetch:
      return {"chương trình đã chạy (Prefetch)", "program that ran (Prefetch)"};
    case SourceKind::kProgramFolder:
      return {"thư mục có chương trình", "folder with programs"};
    case SourceKind::kYaraRules:
      return {"quy tắc YARA do cơ quan đưa vào", "YARA rules that the agency brought"};
  }
  return {"", ""};
}

bool SourceKindDated(SourceKind kind) {
  return kind == SourceKind::kKernelLog || kind == SourceKind::kNetworkState ||
         kind == SourceKind::kRecentFiles || kind == SourceKind::kVolumes;
}

SourceFacts ReadSource(const SourceId& id, Bytes bytes, const std::vector<Bytes>& logs,
                       const ReadSettings& settings) {
  switch (id.kind) {
    case SourceKind::kSystemHive:
      return ReadHive(bytes, logs, ReadSystemHive);
    case SourceKind::kSoftwareHive:
      return ReadHive(bytes, logs, ReadSoftwareHive);
    case SourceKind::kUserHive:
      return ReadHive(bytes, logs, ReadUserHive);
    case SourceKind::kSetupLog:
      return ReadSetupLog(bytes);
    case SourceKind::kEventLog:
      return ReadEvents(bytes);
    case SourceKind::kWifiProfile:
      return ReadWifiProfile(bytes);
    case SourceKind::kPhoneBook:
      return ReadPhoneBook(bytes);
    case SourceKind::kHosts:
      return ReadHosts(bytes);
    case SourceKind::kKernelLog:
      return ReadKernelLog(bytes, id.changed);
    case SourceKind::kConnection:
      return ReadConnection(bytes);
    case SourceKind::kPackageList:
      return ReadPackageList(bytes);
    case SourceKind::kLink:
      return ReadLinkAt(id, bytes);
    case SourceKind::kJumpList:
      return ReadJumpList(bytes);
    case SourceKind::kJournal:
      return ReadJournal(bytes);
    case SourceKind::kNetworkState:
      return ReadNetworkState(id, bytes);
    case SourceKind::kRecentFiles:
      return ReadRecentFiles(id, bytes);
    case SourceKind::kVolumes:
      return ReadVolumes(id, bytes);
    case SourceKind::kPackageLog:
      return ReadPackageLog(bytes);
    case SourceKind::kUsbPolicy:
      return ReadUsbPolicy(bytes);
    case SourceKind::kAntivirusData:
      return ReadAntivirusData(bytes);
    case SourceKind::kSystemNames:
      return ReadSystemNames(id, bytes);
    case SourceKind::kSystemRelease:
      return ReadSystemRelease(bytes);
    case SourceKind::kLiveDevices:
    case SourceKind::kLiveMounts:
    case SourceKind::kLiveNetwork:
    case SourceKind::kLiveProcesses:
    case SourceKind::kLiveMachine:
    case SourceKind::kLiveMutexes:
      return ReadSnapshot(bytes);
    case SourceKind::kTasks:
      return ReadTasks(bytes);
    case SourceKind::kTree:
      return ReadDesktopFiles(bytes);
    case SourceKind::kZones:
      return ReadZones(bytes);
    case SourceKind::kBrowserHistory:
      return ReadHistory(id, bytes, logs, settings);
    case SourceKind::kTraffic:
      return ReadTraffic(bytes);
    case SourceKind::kShellHive:
      return ReadHive(bytes, logs, ReadShellHive);
    case SourceKind::kInventoryHive:
      return ReadHive(bytes, logs, ReadInventoryHive);
    case SourceKind::kPrefetch:
      return ReadPrefetch(bytes);
    case SourceKind::kProgramFolder:
      return ReadProgramFolder(id.path, bytes, logs, settings.yara);
    case SourceKind::kPlaces:
    case SourceKind::kYaraRules:
      break;
  }
  return {};
}

}  // namespace niem::audit
