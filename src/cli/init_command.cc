#include "cli/init_command.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <sstream>

#include "base/file.h"
#include "cli/demo.h"
#include "cli/line.h"
#include "cli/print.h"
#include "cli/token.h"
#include "law/pack_set.h"
#include "registry/password.h"

namespace niem::cli {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> Split(const std::string& text, char separator, size_t most) {
  std::vector<std::string> parts;
  size_t from = 0;
  while (parts.size() + 1 < most) {
    const size_t at = text.find(separator, from);
    if (at == std::string::npos) break;
    parts.push_back(text.substr(from, at - from));
    from = at + 1;
  }
  parts.push_back(text.substr(from));
  return parts;
}

bool IsShortCode(std::string_view code) {
  return !code.empty() && code.size() <= 40 && std::all_of(code.begin(), code.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

Status CheckRoles(const std::string& roles) {
  for (const std::string& role : access::SplitCodes(roles).list()) {
    const auto& packs = law::PackSet::BuiltIn().packs();
    if (std::none_of(packs.begin(), packs.end(),
                     [&](const auto& pack) { return pack->FindRole(role) != nullptr; })) {
      return UsageError("không gói luật nào có chức danh \"" + role + "\"",
                        "no law pack has the role \"" + role + "\"");
    }
  }
  return Ok();
}

// LOGIN:DUTIES:LEVEL:ROLES:NAME
Result<registry::Founding::Founder> ReadFounder(const std::string& text, const std::string& unit,
                                                const std::string& decision) {
  const std::vector<std::string> parts = Split(text, ':', 5);
  if (parts.size() != 5 || !IsShortCode(parts[0]) || parts[4].empty()) {
    return UsageError(
        "--founder có dạng TÊN:NHIỆM_VỤ:ĐỘ_MẬT:CHỨC_DANH:Họ và tên, không phải \"" + text + "\"",
        "--founder is LOGIN:DUTIES:LEVEL:ROLES:Full name, not \"" + text + "\"");
  }
  registry::Founding::Founder founder;
  founder.person.login = parts[0];
  founder.person.name = parts[4];
  founder.person.unit = unit;
  founder.person.roles = parts[3];
  founder.decision = decision;
  TRY(CheckRoles(parts[3]));
  for (const std::string& code : access::SplitCodes(parts[1]).list()) {
    const std::optional<access::Duty> duty = access::DutyFromCode(code);
    if (!duty) return UsageError("không có nhiệm vụ \"" + code + "\"", "no such duty: " + code);
    founder.duties.Add(*duty);
  }
  if (const auto clash = access::FirstConflict(founder.duties)) {
    return UsageError(
        parts[0] + ": hai nhiệm vụ loại trừ nhau: " + std::string(access::DutyCode(clash->first)) +
            ", " + std::string(access::DutyCode(clash->second)),
        parts[0] +
            ": two duties that exclude each other: " + std::string(access::DutyCode(clash->first)) +
            ", " + std::string(access::DutyCode(clash->second)));
  }
  if (!parts[2].empty()) {
    const std::optional<Level> level = LevelFromName(parts[2]);
    if (!level) {
      return UsageError("độ mật là mat, toi_mat, tuyet_mat hoặc để trống",
                        "the level is mat, toi_mat, tuyet_mat or empty");
    }
    founder.clearance.level = *level;
  }
  founder.clearance.units = {unit};
  return founder;
}

struct Seat {
  std::string_view duty;
  std::string_view level;
  std::string_view roles;
  StaticText title;
};

// Two security officers, because a clearance needs two people.
constexpr std::array<Seat, 7> kSeats = {
    {{"authority", "tuyet_mat", "head", {"người đứng đầu", "the head"}},
     {"security", "mat", "", {"cán bộ bảo vệ BMNN thứ nhất", "the first security officer"}},
     {"security", "mat", "", {"cán bộ bảo vệ BMNN thứ hai", "the second security officer"}},
     {"registrar", "tuyet_mat", "", {"văn thư", "the registrar"}},
     {"keeper", "tuyet_mat", "", {"người bảo quản", "the keeper"}},
     {"auditor", "", "", {"người kiểm tra nhật ký", "the auditor"}},
     {"admin", "", "", {"quản trị máy", "the administrator"}}}};

Status CheckShortCode(const std::string& code) {
  if (IsShortCode(code)) return Ok();
  return UsageError("mã gồm chữ thường không dấu, số và dấu -", "a code is of a-z, 0-9 and -");
}

Status CheckGiven(const std::string& text) {
  return text.empty() ? UsageError("không được để trống", "it must not be empty") : Ok();
}

Result<std::vector<std::string>> AskFounders(Lang lang) {
  std::vector<std::string> founders;
  std::set<std::string> taken;
  const Check new_login = [&](const std::string& login) -> Status {
    if (login.empty()) return Ok();
    TRY(CheckShortCode(login));
    if (taken.insert(login).second) return Ok();
    return UsageError("tên này đã dùng ở trên", "this one is taken already");
  };
  for (const Seat& seat : kSeats) {
    const std::string vi(seat.title.vi);
    const std::string en(seat.title.en);
    TRY_ASSIGN(const std::string login, AskValid({"Tên đăng nhập của " + vi + " (trống: chưa có)",
                                                  "Login of " + en + " (empty: none yet)"},
                                                 lang, new_login));
    if (login.empty()) continue;
    TRY_ASSIGN(const std::string name, AskValid({"Họ và tên", "Full name"}, lang, CheckGiven));
    founders.push_back(login + ":" + std::string(seat.duty) + ":" + std::string(seat.level) + ":" +
                       std::string(seat.roles) + ":" + name);
  }
  return founders;
}

Status CheckFounders(const registry::Founding& founding) {
  std::set<std::string> logins;
  size_t heads = 0;
  size_t security = 0;
  for (const auto& founder : founding.people) {
    if (!logins.insert(founder.person.login).second) {
      return UsageError("tên đăng nhập lặp lại: " + founder.person.login,
                        "a login given twice: " + founder.person.login);
    }
    heads += founder.duties.Contains(access::Duty::kAuthority) ? 1 : 0;
    security += founder.duties.Contains(access::Duty::kSecurity) ? 1 : 0;
  }
  if (heads >= 1 && security >= 2) return Ok();
  return UsageError(
      "cần ít nhất một người có nhiệm vụ authority và hai người security (cấp phạm vi tiếp cận "
      "cần hai người)",
      "at least one authority and two security officers are needed (a clearance takes two people)");
}

Status CheckPassword(const registry::Founding& founding, const registry::Person& person,
                     const std::string& password) {
  const std::string& login = person.login;
  const Text fault = registry::PasswordFault(password, login, registry::PasswordNorm(),
                                             {person.name, person.unit, founding.agency});
  if (fault.vi.empty()) return Ok();
  return UsageError(login + ": " + fault.vi, login + ": " + fault.en);
}

Status SetPasswords(const Line& line, registry::Founding* founding) {
  std::map<std::string, std::string> given;
  if (line.Has("passwords-file")) {
    TRY_ASSIGN(given, ReadPasswords(line.Get("passwords-file")));
  }
  for (auto& founder : founding->people) {
    std::string password = given[founder.person.login];
    if (password.empty()) {
      TRY_ASSIGN(password, AskNewSecret({"Mật khẩu của " + founder.person.login,
                                         "Password of " + founder.person.login},
                                        line.lang, [&](const std::string& typed) {
                                          return CheckPassword(*founding, founder.person, typed);
                                        }));
    }
    TRY(CheckPassword(*founding, founder.person, password));
    TRY_ASSIGN(founder.person.password, registry::HashTyped(password));
    WipeText(password);
  }
  return Ok();
}

Result<registry::Founding> ReadFounding(const Line& line) {
  const auto value = [&](const char* name, const Text& prompt,
                         const Check& check) -> Result<std::string> {
    if (!line.Has(name)) return AskValid(prompt, line.lang, check);
    TRY(check(line.Get(name)));
    return line.Get(name);
  };
  registry::Founding founding;
  TRY_ASSIGN(founding.instance,
             value("code", {"Mã kho (ubnd-xa-…)", "Instance code"}, CheckShortCode));
  TRY_ASSIGN(founding.agency, value("agency", {"Tên cơ quan", "Name of the agency"}, CheckGiven));
  const std::string unit = line.Has("unit") ? line.Get("unit") : founding.instance;
  TRY(CheckShortCode(unit));
  TRY_ASSIGN(const std::string decision,
             value("decision", {"Số quyết định phân công", "Number of the assigning decision"},
                   CheckGiven));
  std::vector<std::string> texts = line.All("founder");
  if (texts.empty()) {
    TRY_ASSIGN(texts, AskFounders(line.lang));
  }
  for (const std::string& text : texts) {
    TRY_ASSIGN(auto founder, ReadFounder(text, unit, decision));
    founding.people.push_back(std::move(founder));
  }
  TRY(CheckFounders(founding));
  TRY(SetPasswords(line, &founding));
  return founding;
}

// A key file unless a passphrase is wanted: by --passphrase-file, or typed with --passphrase.
Result<server::InstanceSecret> NewSecret(const Line& line, const std::string& folder,
                                         server::InstanceConfig* config) {
  if (line.Has("passphrase-file")) return SecretOf(line, *config);
  if (line.Has("passphrase")) {
    TRY_ASSIGN(std::string typed, AskNewSecret({"Mật khẩu kho", "Instance passphrase"}, line.lang));
    return server::InstanceSecret::FromPassphrase(std::move(typed));
  }
  config->key_file = line.Has("key-file") ? line.Get("key-file") : folder + "/khoa/kho.key";
  if (!fs::exists(config->key_file)) TRY(store::CreateKeyFile(config->key_file));
  return server::InstanceSecret::FromKeyFile(config->key_file);
}

Status MakeFolder(const std::string& folder) {
  for (const std::string& path : {folder, folder + "/khoa"}) {
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return ErrnoError(errno, path);
  }
  return Ok();
}

Status Init(const Line& line) {
  if (line.words.size() != 1)
    return UsageError("cần một thư mục: niem init DIR", "name a folder: niem init DIR");
  const std::string folder = fs::absolute(line.words[0]).lexically_normal().string();
  if (fs::exists(folder + "/niem.json")) {
    return UsageError(folder + " đã là kho Niêm", folder + " already holds an instance");
  }
  const bool demo = line.Has("demo");
  Result<registry::Founding> founding = demo ? DemoFounding() : ReadFounding(line);
  if (!founding.ok()) return founding.error();
  server::InstanceConfig config;
  if (line.Has("postgres")) {
    config.engine = store::Engine::kPostgres;
    config.conninfo = line.Get("postgres");
  }
  TRY_ASSIGN(const std::optional<server::TokenPlace> token, TokenOf(line));
  const bool existed = fs::exists(folder);
  TRY(MakeFolder(folder));
  TRY_ASSIGN(const server::InstanceSecret secret, NewSecret(line, folder, &config));
  TRY(server::Instance::Create(folder, config, secret, *founding, token ? &*token : nullptr));
  TRY_ASSIGN(std::unique_ptr<server::Instance> instance, server::Instance::Open(folder, secret));
  if (Status played = demo ? PlayDemo(*instance) : Ok(); !played.ok()) {
    // Half a demonstration is of no use to anybody; what was there before stays.
    instance.reset();
    std::error_code ignored;
    if (!existed) fs::remove_all(folder, ignored);
    return played;
  }
  const bool vi = line.lang == Lang::kVi;
  std::ostringstream said;
  said << (vi ? "Đã tạo kho: " : "Instance made: ") << folder << "\n"
       << (vi ? "Khóa kiểm chứng nhật ký (gửi đơn vị cấp trên giữ): "
              : "Ledger verifier key (give it to the superior unit): ")
       << instance->VerifierKey() << "\n";
  if (!config.key_file.empty()) {
    said << (vi ? "Tệp khóa mở kho, cất một bản niêm phong ở nơi khác: "
                : "Key file of the instance; keep a sealed copy elsewhere: ")
         << config.key_file << "\n";
  }
  if (demo) said << Pick(DemoNotice(), line.lang);
  said << (vi ? "Tiếp theo: niem serve " : "Next: niem serve ") << folder << "\n";
  Print(said.str());
  return Ok();
}

}  // namespace

const CommandInfo& InitCommandInfo() {
  static const CommandInfo info{
      "init",
      "DIR",
      {"tạo kho của một cơ quan", "make an agency's instance"},
      {"Tạo thư mục DIR với kho mã hóa, khóa ký nhật ký và những người đầu tiên. Không nêu tham số "
       "thì hỏi. Cần ít nhất một người authority và hai người security.\n\n"
       "Mặc định kho mở bằng tệp khóa DIR/khoa/kho.key; --passphrase: bằng mật khẩu. Mất khóa là "
       "mất kho: không ai mở lại được.",
       "Makes the folder DIR with an encrypted store, the ledger's signing key and the first "
       "people. Asks for what is not given. At least one authority and two security officers are "
       "needed.\n\n"
       "By default the key file DIR/khoa/kho.key opens the instance; with --passphrase, a "
       "passphrase. Without the key nobody can open it again."},
      WithCommonFlags(WithTokenFlags(
          {{"code",
            0,
            "CODE",
            "",
            kInstanceGroup,
            {"mã kho, có trong mọi sự kiện", "instance code, in every event"}},
           {"agency", 0, "NAME", "", kInstanceGroup, {"tên cơ quan", "name of the agency"}},
           {"unit",
            0,
            "CODE",
            "",
            kInstanceGroup,
            {"mã đơn vị đầu tiên (mặc định: mã kho)",
             "code of the first unit (default: the instance's)"}},
           {"decision",
            0,
            "NUMBER",
            "",
            kInstanceGroup,
            {"số quyết định phân công những người đầu tiên",
             "number of the decision that assigns the founders"}},
           {"founder",
            0,
            "SPEC",
            "",
            kInstanceGroup,
            {"LOGIN:NHIỆM_VỤ:ĐỘ_MẬT:CHỨC_DANH:Họ và tên; lặp lại được",
             "LOGIN:DUTIES:LEVEL:ROLES:Full name; may be repeated"}},
           {"passwords-file",
            0,
            "FILE",
            "",
            kInstanceGroup,
            {"tệp mật khẩu của họ, mỗi dòng \"tên mật-khẩu\", quyền 0600",
             "their passwords, \"login password\" a line, mode 0600"}},
           {"postgres",
            0,
            "CONNINFO",
            "",
            kInstanceGroup,
            {"dùng PostgreSQL thay cho kho trong tệp",
             "use PostgreSQL instead of the embedded store"}},
           {"passphrase",
            0,
            "",
            "",
            kInstanceGroup,
            {"mở kho bằng mật khẩu (hỏi) thay cho tệp khóa",
             "open by a passphrase (asked for) instead of a key file"}},
           {"demo",
            0,
            "",
            "",
            kInstanceGroup,
            {"một xã bịa đặt, với người và văn bản bịa đặt, để dùng thử",
             "an invented commune with invented people and documents, to try"}}})),
      {{{"dùng thử", "try it"}, "niem init --demo thu"},
       {{"kho thật, hỏi từng mục", "a real one, asking for each item"}, "niem init /srv/niem"}},
      {{0, {"xong", "done"}},
       {kUsageStatus,
        {"không làm được, không để lại gì dở dang", "not done, nothing left half made"}}}};
  return info;
}

int InitCommand(const std::vector<std::string>& arguments) {
  return RunCommand(InitCommandInfo(), arguments, Init);
}

}  // namespace niem::cli
