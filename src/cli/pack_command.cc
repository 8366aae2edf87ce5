#include "cli/pack_command.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "cli/pack_print.h"
#include "cli/print.h"

namespace niem::cli {
namespace {

constexpr int kRefused = 1;
constexpr int kUsage = 2;
constexpr uint64_t kMaxListBytes = 4u << 20;

constexpr StaticText kOutput{"Kết quả", "Output"};
constexpr StaticText kOther{"Khác", "Other"};

struct PackArguments {
  PackFormat format = PackFormat::kText;
  Lang lang = Lang::kVi;
  std::vector<std::string> words;  // check, diff or show, and what follows
  bool help = false;
};

Error Usage(std::string vi, std::string en) {
  return {ErrorCode::kInvalidArgument, {std::move(vi), std::move(en)}};
}

Result<PackArguments> Parse(const std::vector<std::string>& arguments) {
  const CommandInfo& command = PackCommandInfo();
  TRY_ASSIGN(GivenArguments given, ParseArguments(command, arguments));
  PackArguments parsed;
  parsed.lang = LangOf(arguments);
  parsed.words = std::move(given.positional);
  for (const GivenFlag& flag : given.flags) {
    const std::string_view name = command.flags[flag.flag].name;
    if (name == "format")
      parsed.format = flag.value == "json" ? PackFormat::kJson : PackFormat::kText;
    if (name == "help") parsed.help = true;
  }
  return parsed;
}

// A built-in pack by its id or by a day of its period, or the pack of a folder.
Result<std::shared_ptr<const law::Pack>> FindPack(const std::string& name) {
  const law::PackSet& built_in = law::PackSet::BuiltIn();
  const Result<Date> day = Date::Parse(name);
  for (const auto& pack : built_in.packs()) {
    if (pack->id() == name) return pack;
    if (day.ok() && pack->valid_from() <= *day && (!pack->valid_to() || *day <= *pack->valid_to()))
      return pack;
  }
  if (day.ok()) return built_in.InForce(*day).error();
  std::error_code problem;
  if (!std::filesystem::is_directory(name, problem)) {
    return Usage("không có gói luật " + name +
                     "; dùng vn-2018, vn-2025, một ngày (2026-03-01) hoặc thư mục của gói",
                 "there is no law pack " + name +
                     "; use vn-2018, vn-2025, a day (2026-03-01) or a pack's folder");
  }
  TRY_ASSIGN(const law::PackSet set, law::PackSet::Load(name));
  if (set.packs().size() > 1) {
    return Usage(name + " có nhiều gói; chỉ thư mục của một gói",
                 name + " holds several packs; name the folder of one");
  }
  return set.packs().front();
}

// Every file is looked at, so that one run shows all that is wrong.
PackCheck Check(const std::vector<std::string>& paths) {
  PackCheck check;
  if (paths.empty()) check.packs = law::PackSet::BuiltIn().packs();
  std::vector<law::PackFile> lists;
  const auto note = [&](const Error& error) { check.problems.push_back(error.message()); };
  for (const std::string& path : paths) {
    std::error_code problem;
    if (std::filesystem::is_directory(path, problem)) {
      const Result<law::PackSet> set = law::PackSet::Load(path);
      if (!set.ok()) {
        note(set.error());
        continue;
      }
      check.packs.insert(check.packs.end(), set->packs().begin(), set->packs().end());
      continue;
    }
    Result<std::string> text = ReadWholeFile(path, kMaxListBytes);
    if (!text.ok()) {
      note(text.error());
      continue;
    }
    // Alone first: one bad file must not hide another.
    const law::PackFile file{path, std::move(*text)};
    if (const auto alone = law::SecretLists::FromFiles({file}); !alone.ok())
      note(alone.error());
    else
      lists.push_back(file);
  }
  const Result<law::SecretLists> all = law::SecretLists::FromFiles(lists);
  if (!all.ok())
    note(all.error());
  else
    check.list_items = all->items().size();
  return check;
}

int RunCheck(const PackArguments& arguments) {
  const PackCheck check = Check({arguments.words.begin() + 1, arguments.words.end()});
  if (!Print(Shown(check, arguments.format, arguments.lang))) return kUsage;
  return check.problems.empty() ? 0 : kRefused;
}

Result<std::string> Differences(const PackArguments& arguments) {
  if (arguments.words.size() != 3)
    return Usage("cần hai gói: niem pack diff vn-2018 vn-2025",
                 "two packs are needed: niem pack diff vn-2018 vn-2025");
  TRY_ASSIGN(const auto before, FindPack(arguments.words[1]));
  TRY_ASSIGN(const auto after, FindPack(arguments.words[2]));
  return Shown(*before, *after, law::Compare(*before, *after), arguments.format, arguments.lang);
}

// A fact by key, a section by name, or what stands in an article ("11(1)(k)", "22").
bool Matches(const law::FactView& fact, const std::string& wanted) {
  if (fact.key == wanted || fact.section == wanted) return true;
  std::string_view articles = fact.source.article;
  while (!articles.empty()) {
    const std::string_view one = articles.substr(0, articles.find(", "));
    if (one.starts_with(wanted) && (one.size() == wanted.size() || one[wanted.size()] == '('))
      return true;
    articles.remove_prefix(std::min(articles.size(), one.size() + 2));
  }
  return false;
}

Result<std::string> Facts(const PackArguments& arguments) {
  if (arguments.words.size() < 2 || arguments.words.size() > 3)
    return Usage("cần một gói: niem pack show vn-2025 [MỤC]",
                 "a pack is needed: niem pack show vn-2025 [FACT]");
  TRY_ASSIGN(const auto pack, FindPack(arguments.words[1]));
  std::vector<const law::FactView*> facts;
  for (const law::FactView& fact : pack->facts()) {
    if (arguments.words.size() == 2 || Matches(fact, arguments.words[2])) facts.push_back(&fact);
  }
  if (facts.empty()) {
    const std::string& wanted = arguments.words[2];
    return Usage(
        pack->id() + " không có mục hay điều \"" + wanted + "\"; xem: niem pack show " + pack->id(),
        pack->id() + " has no fact or article \"" + wanted + "\"; see: niem pack show " +
            pack->id());
  }
  return Shown(*pack, facts, arguments.format, arguments.lang);
}

}  // namespace

const CommandInfo& PackCommandInfo() {
  static const CommandInfo info{
      "pack",
      "check [PATH...] | diff PACK PACK | show PACK [FACT]",
      {"xem, kiểm tra, so sánh các gói luật và danh mục bí mật nhà nước",
       "look at, check and compare law packs and lists of state secrets"},
      {"PACK là mã gói (vn-2018, vn-2025), một ngày (gói áp dụng cho ngày ấy) hoặc thư mục của một "
       "gói.\n\n"
       "check kiểm tra thư mục gói luật và tệp danh mục (niem-list/1), nêu tệp và dòng sai; không "
       "nêu PATH thì kiểm tra "
       "các gói có sẵn. diff nêu những gì đổi giữa hai gói, theo điều. show in cả gói, một mục "
       "(powers, "
       "powers/copy.mat) hoặc một điều (11(1)(k), 22), kèm nơi quy định và độ chắc chắn.\n\n"
       "Điều nào chưa đọc tận văn bản gốc đều ghi \"chưa đối chiếu bản gốc\".",
       "PACK is a pack's id (vn-2018, vn-2025), a day (the pack in force on it) or the folder of a "
       "pack.\n\n"
       "check looks at folders of law packs and at list files (niem-list/1) and names file and "
       "line of what is wrong; "
       "without PATH it checks the built-in packs. diff tells what changes between two packs, by "
       "article. show prints a "
       "pack, a section or fact (powers, powers/copy.mat) or an article (11(1)(k), 22), with its "
       "source and certainty.\n\n"
       "Whatever was not read in the instrument's own text is marked as not checked against the "
       "original."},
      {{"format",
        'f',
        "FORMAT",
        "text|json",
        kOutput,
        {"dạng kết quả (mặc định text)", "form of the output (default: text)"}},
       {"lang",
        0,
        "LANG",
        "vi|en",
        kOutput,
        {"ngôn ngữ (mặc định theo máy, không rõ thì tiếng Việt)",
         "language (default: the system's, Vietnamese in doubt)"}},
       {"help", 'h', "", "", kOther, {"in phần trợ giúp này", "print this help"}}},
      {{{"kiểm tra danh mục trước khi nạp", "check a list before loading it"},
        "niem pack check danh-muc/774.json"},
       {{"luật 2025 khác luật 2018 ở đâu", "where the 2025 law differs from the 2018 law"},
        "niem pack diff vn-2018 vn-2025"},
       {{"điểm k khoản 1 Điều 11 nói gì vào một ngày", "what article 11(1)(k) said on a day"},
        "niem pack show 2024-08-13 '11(1)(k)'"}},
      {{0, {"xong; mọi tệp đều đạt", "done; every file passed"}},
       {kRefused, {"có tệp không đạt", "a file was refused"}},
       {kUsage, {"dùng sai", "usage error"}}}};
  return info;
}

int PackCommand(const std::vector<std::string>& given) {
  const Result<PackArguments> arguments = Parse(given);
  if (!arguments.ok()) return PrintError(arguments.error(), LangOf(given)), kUsage;
  if (arguments->help) return Print(Help(PackCommandInfo(), arguments->lang)) ? 0 : kUsage;
  const std::string word = arguments->words.empty() ? "" : arguments->words[0];
  if (word == "check") return RunCheck(*arguments);
  Result<std::string> shown = Usage("niem pack cần check, diff hoặc show; xem: niem pack --help",
                                    "niem pack needs check, diff or show; see: niem pack --help");
  if (word == "diff") shown = Differences(*arguments);
  if (word == "show") shown = Facts(*arguments);
  if (!shown.ok()) return PrintError(shown.error(), arguments->lang), kUsage;
  return Print(*shown) ? 0 : kUsage;
}

}  // namespace niem::cli
