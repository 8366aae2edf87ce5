#include "cli/audit_inputs.h"

#include <algorithm>
#include <filesystem>

#include "base/digest.h"
#include "base/file.h"
#include "cli/values.h"

namespace niem::cli {
namespace {

constexpr uint64_t kMaxReport = 64u << 20, kMaxHosts = 4u << 20, kMaxRegister = 16u << 20;
constexpr size_t kMaxRuleFiles = 1'000;

}  // namespace

Result<std::optional<audit::DeviceRegister>> RegisterOf(const Line& line) {
  if (!line.Has("register")) return std::optional<audit::DeviceRegister>();
  const std::string path = line.Get("register");
  if (path.find("://") != std::string::npos) {
    return UsageError(
        "--register chỉ nhận tệp, vì lệnh kiểm tra không nối mạng. Trên máy có sổ đăng ký, chạy "
        "niem report KHO devices -o so-usb.csv rồi mang tệp đó sang",
        "--register takes a file only, since an audit makes no connection. Where the registry is, "
        "run niem report STORE devices -o drives.csv, and bring that file");
  }
  TRY_ASSIGN(const std::string csv, ReadWholeFile(path, kMaxRegister));
  TRY_ASSIGN(audit::DeviceRegister devices, audit::DeviceRegister::Parse(csv));
  return std::optional(std::move(devices));
}

Result<std::vector<audit::OtherReport>> OthersOf(const Line& line) {
  std::vector<audit::OtherReport> all;
  for (const std::string& path : line.All("compare")) {
    TRY_ASSIGN(const std::string json, ReadWholeFile(path, kMaxReport));
    TRY_ASSIGN(audit::OtherReport report, audit::ReadOtherReport(json, path));
    all.push_back(std::move(report));
  }
  return all;
}

Result<audit::HostList> HostsOf(const Line& line) {
  TRY_ASSIGN(const audit::HostList built_in, audit::HostList::BuiltIn());
  if (!line.Has("hosts")) return built_in;
  const std::string path = line.Get("hosts");
  TRY_ASSIGN(const std::string json, ReadWholeFile(path, kMaxHosts));
  return built_in.With(json, path);
}

Result<Yara> YaraOf(const Line& line) {
  namespace fs = std::filesystem;
  Yara yara;
  if (!line.Has("yara")) return yara;
  const std::string folder = line.Get("yara");
  std::error_code error;
  std::vector<std::string> names;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string ending = at->path().extension().string();
    if (ending == ".yar" || ending == ".yara") names.push_back(at->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  if (error || names.empty() || names.size() > kMaxRuleFiles) {
    return UsageError(folder + ": không có tệp quy tắc (.yar, .yara), hoặc quá nhiều",
                      folder + ": there are no files of rules (.yar, .yara), or too many");
  }
  std::vector<std::pair<std::string, std::string>> files;
  yara.source.id = {audit::SourceKind::kYaraRules, folder, {}, {}};
  for (const std::string& name : names) {
    TRY_ASSIGN(std::string text, ReadWholeFile((fs::path(folder) / name).string(), kMaxHosts));
    const std::string digest = name + ": sha256 " + ToHex(Sha256Of(AsBytes(text)));
    yara.source.notes.push_back({digest, digest});
    yara.source.size += text.size();
    files.emplace_back(name, std::move(text));
  }
  TRY_ASSIGN(yara.rules, audit::YaraRules::Compile(files));
  yara.source.read = true, yara.source.units = yara.rules->size();
  return yara;
}

}  // namespace niem::cli
