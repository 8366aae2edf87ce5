#define RAPIDJSON_HAS_STDSTRING 1
#include "cli/act_command.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <charconv>
#include <sstream>

#include "base/file.h"
#include "cli/line.h"
#include "cli/print.h"
#include "registry/finders.h"
#include "registry/form.h"
#include "registry/outcome_json.h"

namespace niem::cli {
namespace {

using access::Act;
using access::ActRule;
using registry::ActForm;
using registry::FieldSpec;
using registry::FieldType;
using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr int kRefusedStatus = 1;
constexpr size_t kMaxFieldFile = 16U << 20;

// ---- what can be done, from the forms ----------------------------------------------------------

std::string DutiesShown(const ActRule& rule) {
  std::string text;
  for (const access::Duty duty : access::kDuties) {
    if (!rule.duties.Contains(duty)) continue;
    text += (text.empty() ? "" : ", ") + std::string(access::DutyCode(duty));
  }
  return text;
}

std::string ListOfActs(Lang lang) {
  std::ostringstream out;
  for (const ActRule& rule : access::ActRules()) {
    if (registry::FormOf(rule.act) == nullptr) continue;
    out << rule.code << std::string(22 - std::min<size_t>(21, rule.code.size()), ' ')
        << Pick(rule.title, lang) << " (" << DutiesShown(rule) << ")\n";
  }
  return out.str();
}

std::string HelpOfAct(const ActRule& rule, const ActForm& form, Lang lang) {
  const bool vi = lang == Lang::kVi;
  std::ostringstream out;
  out << "niem act " << rule.code << ": " << Pick(rule.title, lang) << "\n\n"
      << (vi ? "Nhiệm vụ: " : "Duty: ") << DutiesShown(rule) << "\n";
  if (rule.persons != access::Persons::kOne) {
    out << (vi ? "Cần người thứ hai xác nhận: niem act --confirm SỐ\n"
               : "A second person must confirm: niem act --confirm ID\n");
  }
  out << "\n";
  for (const FieldSpec& field : form.fields) {
    const bool required = field.need == registry::Need::kRequired;
    out << "  --field " << field.name << "=" << registry::FieldTypeName(field.type)
        << (required ? (vi ? "  (bắt buộc)" : "  (required)") : "") << "\n      "
        << Pick(field.title, lang);
    for (size_t i = 0; i < field.choices.size(); ++i) {
      out << (i == 0 ? ": " : ", ") << field.choices[i];
    }
    out << "\n";
  }
  return out.str();
}

Error NoSuchAct(const std::string& code) {
  return UsageError("không có việc \"" + code + "\"; xem: niem act --list",
                    "there is no act \"" + code + "\"; see: niem act --list");
}

// ---- fields ------------------------------------------------------------------------------------

Status PutNumber(Writer& out, const std::string& name, const std::string& text) {
  int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) {
    return UsageError(name + ": phải là số nguyên", name + ": must be a whole number");
  }
  out.Int64(number);
  return Ok();
}

Status PutList(Writer& out, const std::string& name, const std::string& text, bool numbers) {
  out.StartArray();
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    if (numbers) {
      TRY(PutNumber(out, name, part));
    } else {
      out.String(part);
    }
  }
  out.EndArray();
  return Ok();
}

Status PutField(Writer& out, const FieldSpec& spec, const std::string& value) {
  const std::string name(spec.name);
  switch (spec.type) {
    case FieldType::kInt:
    case FieldType::kId:
      return PutNumber(out, name, value);
    case FieldType::kIds:
      return PutList(out, name, value, true);
    case FieldType::kCodes:
      return PutList(out, name, value, false);
    case FieldType::kBool:
      if (value != "true" && value != "false") {
        return UsageError(name + ": true hoặc false", name + ": true or false");
      }
      out.Bool(value == "true");
      return Ok();
    case FieldType::kRows:
      if (value.starts_with('@')) {
        TRY_ASSIGN(const std::string text, ReadWholeFile(value.substr(1), kMaxFieldFile));
        out.RawValue(text.data(), text.size(), rapidjson::kArrayType);  // read where it arrives
        return Ok();
      }
      break;
    case FieldType::kFile:
    case FieldType::kReport:
    case FieldType::kLongText:
      if (value.starts_with('@')) {
        TRY_ASSIGN(const std::string text, ReadWholeFile(value.substr(1), kMaxFieldFile));
        out.String(text);
        return Ok();
      }
      break;
    default:
      break;
  }
  out.String(value);
  return Ok();
}

const FieldSpec* SpecOf(const ActForm& form, std::string_view name) {
  for (const FieldSpec& spec : form.fields) {
    if (spec.name == name) return &spec;
  }
  return nullptr;
}

Result<std::string> FieldsJson(const Line& line, const ActForm& form) {
  if (line.Has("json")) return ReadWholeFile(line.Get("json"), kMaxFieldFile);
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartObject();
  for (const std::string& given : line.All("field")) {
    const size_t equals = given.find('=');
    const std::string name = given.substr(0, equals);
    const FieldSpec* spec = SpecOf(form, name);
    if (equals == std::string::npos || spec == nullptr) {
      return UsageError("mẫu này không có trường \"" + name + "\"",
                        "this form has no field \"" + name + "\"");
    }
    out.Key(name.c_str());
    TRY(PutField(out, *spec, given.substr(equals + 1)));
  }
  for (const FieldSpec& spec : form.fields) {
    // A password must not stand on a command line, where other processes see it.
    if (spec.type != FieldType::kSecret || !HasTerminal()) continue;
    TRY_ASSIGN(const std::string typed, AskSecret(spec.title, line.lang));
    if (!typed.empty()) out.Key(std::string(spec.name).c_str()), out.String(typed);
  }
  out.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize());
}

// ---- the outcome -------------------------------------------------------------------------------

std::string Shown(const registry::Outcome& outcome, Lang lang) {
  const bool vi = lang == Lang::kVi;
  std::ostringstream out;
  if (outcome.refused) {
    // The code is what the documents and a helper on the telephone go by.
    out << (vi ? "Không thực hiện (" : "Not done (") << outcome.refused->reason
        << "): " << Pick(outcome.refused->message, lang) << "\n";
    const std::string& article = Pick(outcome.refused->article, lang);
    if (!article.empty()) out << (vi ? "Căn cứ: " : "By: ") << article << "\n";
    for (const Text& who : outcome.refused->who_could) {
      out << (vi ? "Người có thẩm quyền: " : "Who could: ") << Pick(who, lang) << "\n";
    }
    return out.str();
  }
  if (outcome.pending) {
    out << (vi ? "Chờ người thứ hai: niem act --confirm "
               : "Waits for a second person: niem act --confirm ")
        << *outcome.pending << "\n";
  } else {
    out << (vi ? "Đã thực hiện\n" : "Done\n");
  }
  for (const auto& [name, id] : outcome.ids) out << name << ": " << id << "\n";
  for (const auto& [name, text] : outcome.texts) out << name << ": " << text << "\n";
  if (!outcome.copies.empty()) out << "copies:";
  for (const int64_t copy : outcome.copies) out << " " << copy;
  if (!outcome.copies.empty()) out << "\n";
  const std::string& allows = Pick(outcome.article, lang);
  if (!allows.empty()) out << (vi ? "Căn cứ: " : "By: ") << allows << "\n";
  for (const Text& warning : outcome.warnings) {
    out << (vi ? "Chú ý: " : "Note: ") << Pick(warning, lang) << "\n";
  }
  if (outcome.event) out << (vi ? "sự kiện: " : "event: ") << *outcome.event << "\n";
  return out.str();
}

Result<int> ConfirmPending(const Line& line) {
  const bool agree = line.Has("confirm");
  const std::string text = line.Get(agree ? "confirm" : "give-up");
  int64_t id = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), id);
  if (read.ec != std::errc()) return UsageError("cần số của việc đang chờ", "a number is needed");
  TRY_ASSIGN(const auto instance, OpenInstance(line, line.Get("dir")));
  TRY_ASSIGN(const registry::Actor actor, ActorOf(line, *instance));
  TRY_ASSIGN(const registry::Outcome outcome, instance->registry().Confirm(actor, id, agree));
  return ShowOutcome(line, outcome);
}

Result<int> RunAct(const Line& line) {
  if (line.Has("list")) return Print(ListOfActs(line.lang)) ? 0 : kUsageStatus;
  if (line.Has("help") && line.words.empty()) {
    return Print(Help(ActCommandInfo(), line.lang)) ? 0 : kUsageStatus;
  }
  if (line.Has("confirm") || line.Has("give-up")) return ConfirmPending(line);
  if (line.words.size() != 1) {
    return UsageError("cần mã một việc; xem: niem act --list", "name an act; see: niem act --list");
  }
  const std::optional<Act> act = access::ActFromCode(line.words[0]);
  const ActForm* form = act ? registry::FormOf(*act) : nullptr;
  if (form == nullptr) return NoSuchAct(line.words[0]);
  if (line.Has("help")) {
    return Print(HelpOfAct(access::RuleOf(*act), *form, line.lang)) ? 0 : kUsageStatus;
  }
  if (!line.Has("dir")) return UsageError("cần --dir THƯ_MỤC", "--dir FOLDER is needed");
  TRY_ASSIGN(const auto instance, OpenInstance(line, line.Get("dir")));
  TRY_ASSIGN(registry::Actor actor, ActorOf(line, *instance));
  actor.request = line.Get("request");
  TRY_ASSIGN(std::string fields, FieldsJson(line, *form));
  const Result<registry::Outcome> outcome = instance->registry().Perform(actor, *act, fields);
  WipeText(fields);
  if (!outcome.ok()) return outcome.error();
  return ShowOutcome(line, *outcome);
}

// ---- niem user ---------------------------------------------------------------------------------

Result<int64_t> PersonNamed(server::Instance& instance, const std::string& login) {
  int64_t id = 0;
  TRY(instance.store().Read([&](store::Connection& connection) -> Status {
    TRY_ASSIGN(const store::Rows rows, connection.Query(registry::PersonByLogin().sql(), {login}));
    if (!rows.empty()) id = rows[0].Int(0);
    return Ok();
  }));
  if (id == 0) return UsageError("không có người \"" + login + "\"", "no such person: " + login);
  return id;
}

const registry::Finder<registry::Person> kEverybody("cli.find_people", "ORDER BY login");

Result<int> ListUsers(const Line& line, server::Instance& instance) {
  TRY(ActorOf(line, instance));  // who looks must be somebody
  std::ostringstream out;
  TRY(instance.store().Read([&](store::Connection& connection) -> Status {
    TRY_ASSIGN(const store::Rows rows, connection.Query(kEverybody.sql(), {}));
    for (const store::Row row : rows) {
      TRY_ASSIGN(const registry::Person person, registry::FromRow<registry::Person>(row));
      out << person.id << "\t" << person.login << "\t" << person.name << "\t" << person.unit << "\t"
          << access::ObjectStateCode(person.state) << "\n";
    }
    return Ok();
  }));
  return Print(out.str()) ? 0 : kUsageStatus;
}

// The new password: from the file of passwords, or typed twice.
Result<std::string> NewPassword(const Line& line, const std::string& login) {
  if (line.Has("passwords-file")) {
    TRY_ASSIGN(auto passwords, ReadPasswords(line.Get("passwords-file")));
    if (passwords.contains(login)) return passwords[login];
  }
  return AskNewSecret({"Mật khẩu mới của " + login, "New password of " + login}, line.lang);
}

Result<int> ChangeUser(const Line& line, server::Instance& instance, bool add) {
  const std::string login = line.words.size() > 1 ? line.words[1] : "";
  if (login.empty()) return UsageError("cần tên đăng nhập", "a login is needed");
  TRY_ASSIGN(const registry::Actor actor, ActorOf(line, instance));
  TRY_ASSIGN(const std::string password, NewPassword(line, login));
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartObject();
  if (add) {
    out.Key("login"), out.String(login);
    for (const char* name : {"name", "unit", "post"}) {
      if (line.Has(name)) out.Key(name), out.String(line.Get(name));
    }
    out.Key("roles");
    TRY(PutList(out, "roles", line.Get("roles"), false));
  } else {
    TRY_ASSIGN(const int64_t person, PersonNamed(instance, login));
    out.Key("person"), out.Int64(person);
  }
  out.Key("password"), out.String(password);
  out.EndObject();
  TRY_ASSIGN(const registry::Outcome outcome,
             instance.registry().Perform(actor, add ? Act::kPersonAdd : Act::kPersonAmend,
                                         std::string_view(buffer.GetString(), buffer.GetSize())));
  return ShowOutcome(line, outcome);
}

// Of who signs in himself: the old password is the one he signs in with.
Result<int> ChangeOwnPassword(const Line& line, server::Instance& instance) {
  std::string old;
  TRY_ASSIGN(const registry::Actor actor, ActorOf(line, instance, &old));
  Line asked = line;
  asked.values.erase("passwords-file");
  if (line.Has("new-passwords-file")) {
    asked.values["passwords-file"] = {line.Get("new-passwords-file")};
  }
  TRY_ASSIGN(std::string password, NewPassword(asked, line.Get("as")));
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartObject();
  out.Key("old"), out.String(old);
  out.Key("new"), out.String(password);
  out.EndObject();
  WipeText(old), WipeText(password);
  TRY_ASSIGN(const registry::Outcome outcome,
             instance.registry().Perform(actor, Act::kPasswordChange,
                                         std::string_view(buffer.GetString(), buffer.GetSize())));
  return ShowOutcome(line, outcome);
}

Result<int> RunUser(const Line& line) {
  if (line.Has("help")) return Print(Help(UserCommandInfo(), line.lang)) ? 0 : kUsageStatus;
  const std::string word = line.words.empty() ? "" : line.words[0];
  const bool known = word == "add" || word == "list" || word == "password" || word == "passwd";
  if (!known || !line.Has("dir")) {
    return UsageError("dùng: niem user add|list|password|passwd [TÊN] --dir THƯ_MỤC --as NGƯỜI",
                      "use: niem user add|list|password|passwd [LOGIN] --dir FOLDER --as PERSON");
  }
  TRY_ASSIGN(const auto instance, OpenInstance(line, line.Get("dir")));
  if (word == "list") return ListUsers(line, *instance);
  if (word == "passwd") return ChangeOwnPassword(line, *instance);
  return ChangeUser(line, *instance, word == "add");
}

constexpr StaticText kActGroup{"Việc", "The act"};

const FlagInfo kDir = {
    "dir", 0, "DIR", "", kInstanceGroup, {"thư mục kho", "the instance's folder"}};
const FlagInfo kFormat = {"format",    'f',         "FORMAT",
                          "text|json", kOtherGroup, {"dạng kết quả", "form of the output"}};
const std::vector<std::pair<int, StaticText>> kStatuses = {
    {0, {"đã thực hiện, hoặc chờ người thứ hai", "done, or waits for a second person"}},
    {kRefusedStatus, {"bị từ chối, kèm căn cứ", "refused, with the reason"}},
    {kUsageStatus, {"dùng sai, sai mật khẩu, lỗi kho", "usage, wrong password, store failure"}}};

}  // namespace

Result<int> ShowOutcome(const Line& line, const registry::Outcome& outcome) {
  const std::string text =
      line.Get("format") == "json" ? registry::ToJson(outcome) + "\n" : Shown(outcome, line.lang);
  Print(text);
  return outcome.refused ? kRefusedStatus : 0;
}

int RunWithStatus(const CommandInfo& command, const std::vector<std::string>& arguments,
                  Result<int> (*run)(const Line& line)) {
  const Result<Line> line = ReadLine(command, arguments);
  if (!line.ok()) return PrintError(line.error(), LangOf(arguments)), kUsageStatus;
  const Result<int> status = run(*line);
  if (!status.ok()) return PrintError(status.error(), line->lang), kUsageStatus;
  return *status;
}

const CommandInfo& ActCommandInfo() {
  static const CommandInfo info{
      "act",
      "[CODE]",
      {"thực hiện một việc trong sổ", "do an act of the registry"},
      {"CODE là mã việc (copy.lend); --list in tất cả; niem act CODE --help in các trường của mẫu. "
       "Mọi việc qua cùng một cửa như trên máy chủ: kiểm nhiệm vụ, phạm vi, luật ngày hôm nay, ghi "
       "nhật ký.",
       "CODE is the act's code (copy.lend); --list prints all; niem act CODE --help prints the "
       "form's fields. Acts go through the same door as on the server: duty, clearance and the law "
       "in force today are checked, and the ledger is written."},
      WithCommonFlags(WithPersonFlags(
          {kDir,
           {"list", 0, "", "", kActGroup, {"in mọi việc làm được", "print every act"}},
           {"field",
            0,
            "NAME=VALUE",
            "",
            kActGroup,
            {"một trường; danh sách cách nhau dấu phẩy; @TỆP đọc từ tệp",
             "one field; lists by commas; @FILE reads a file"}},
           {"json", 0, "FILE", "", kActGroup, {"mọi trường, dạng JSON", "all fields, as JSON"}},
           {"request",
            0,
            "ID",
            "",
            kActGroup,
            {"mã yêu cầu: làm lại cùng mã thì không làm hai lần",
             "request id: the same is never done twice"}},
           {"confirm",
            0,
            "ID",
            "",
            kActGroup,
            {"xác nhận việc người khác đã bắt đầu", "confirm what another began"}},
           {"give-up", 0, "ID", "", kActGroup, {"bỏ việc ấy", "give it up"}},
           kFormat})),
      {{{"cho mượn một bản", "lend a copy"},
        "niem act copy.lend --dir thu --as bao-quan --field copy=1 --field person=6 --field "
        "due=2027-01-15"}},
      kStatuses};
  return info;
}

int ActCommand(const std::vector<std::string>& arguments) {
  return RunWithStatus(ActCommandInfo(), arguments, RunAct);
}

const CommandInfo& UserCommandInfo() {
  static const CommandInfo info{
      "user",
      "add LOGIN | list | password LOGIN | passwd",
      {"thêm người, đặt lại mật khẩu, đổi mật khẩu của mình",
       "add people, set passwords, change one's own"},
      {"passwd: ai cũng đổi được mật khẩu của mình (--as). Còn lại người có nhiệm vụ security thực "
       "hiện. Phân công và phạm vi tiếp cận cấp riêng: "
       "niem act duty.assign, niem act clearance.grant.",
       "passwd: everyone changes his own (--as). The rest is done by a security officer. Duties "
       "and clearances are given apart: niem act "
       "duty.assign, niem act clearance.grant."},
      WithCommonFlags(WithPersonFlags(
          {kDir,
           {"name",
            0,
            "NAME",
            "",
            kPersonGroup,
            {"họ và tên người mới", "full name of the new person"}},
           {"unit", 0, "CODE", "", kPersonGroup, {"mã đơn vị", "code of the unit"}},
           {"post", 0, "TEXT", "", kPersonGroup, {"chức vụ", "post"}},
           {"roles",
            0,
            "CODES",
            "",
            kPersonGroup,
            {"chức danh theo luật, cách nhau dấu phẩy", "roles under the law, by commas"}},
           {"new-passwords-file",
            0,
            "FILE",
            "",
            kPersonGroup,
            {"passwd: tệp có mật khẩu mới, như --passwords-file; không nêu thì hỏi",
             "passwd: file with the new password, as --passwords-file; asked for otherwise"}},
           kFormat})),
      {{{"thêm một cán bộ", "add an officer"},
        "niem user add lan --dir thu --as bao-ve --name 'Lò Thị Lan' --unit xa-suoi-nga"}},
      kStatuses};
  return info;
}

int UserCommand(const std::vector<std::string>& arguments) {
  return RunWithStatus(UserCommandInfo(), arguments, RunUser);
}

}  // namespace niem::cli
