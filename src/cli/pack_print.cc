#include "cli/pack_print.h"

#define RAPIDJSON_HAS_STDSTRING 1
#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

namespace niem::cli {
namespace {

using Writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

std::string Say(Lang lang, std::string_view vi, std::string_view en) {
  return std::string(lang == Lang::kVi ? vi : en);
}

// "2020-07-01 – 2026-02-28", open at the end where it still binds.
std::string PeriodOf(const law::Pack& pack, Lang lang) {
  const std::string to =
      pack.valid_to() ? Pick(pack.valid_to()->Shown(), lang) : Say(lang, "nay", "now");
  return Pick(pack.valid_from().Shown(), lang) + " – " + to;
}

void WriteText(Writer& writer, const char* key, const Text& text) {
  writer.Key(key);
  writer.StartObject();
  writer.Key("vi");
  writer.String(text.vi);
  writer.Key("en");
  writer.String(text.en);
  writer.EndObject();
}

void WriteFact(Writer& writer, const law::FactView& fact) {
  writer.StartObject();
  writer.Key("key");
  writer.String(fact.key);
  writer.Key("instrument");
  writer.String(fact.source.instrument);
  writer.Key("article");
  writer.String(fact.source.article);
  writer.Key("certainty");
  writer.String(std::string(law::CertaintyCode(fact.source.certainty)));
  WriteText(writer, "cite", law::Cite(fact.source));
  WriteText(writer, "caution", law::Caution(fact));
  writer.Key("file");
  writer.String(fact.file);
  writer.Key("line");
  writer.Int(fact.line);
  rapidjson::Document value;
  value.Parse(fact.json.data(), fact.json.size());
  writer.Key("value");
  value.Accept(writer);
  writer.EndObject();
}

void WritePack(Writer& writer, const law::Pack& pack) {
  writer.Key("pack");
  writer.String(pack.id());
  WriteText(writer, "name", pack.name());
  writer.Key("valid_from");
  writer.String(pack.valid_from().ToString());
  writer.Key("terms_from");
  writer.String(pack.terms_from().ToString());
  writer.Key("valid_to");
  if (pack.valid_to())
    writer.String(pack.valid_to()->ToString());
  else
    writer.Null();
}

template <typename Body>
std::string Json(const Body& body) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  writer.SetIndent(' ', 2);
  writer.StartObject();
  body(writer);
  writer.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

std::string PackLine(const law::Pack& pack, Lang lang) {
  const size_t settings = pack.settings().size();
  size_t unseen = 0;
  for (const law::FactView& fact : pack.facts())
    unseen += fact.section != "settings" && !law::Caution(fact).vi.empty() ? 1 : 0;
  const size_t facts = pack.facts().size() - settings;
  return pack.id() + "  " + PeriodOf(pack, lang) + "  " + std::to_string(facts) +
         Say(lang, " điều luật, ", " facts, ") + std::to_string(unseen) +
         Say(lang, " chưa đối chiếu bản gốc, ", " not checked against the original, ") +
         std::to_string(settings) + Say(lang, " mục phải cấu hình\n", " settings left open\n");
}

// One fact in two or three lines: what, where it stands, how sure.
std::string FactLines(const law::FactView& fact, Lang lang) {
  std::string lines = fact.key + "\n    ";
  if (!Pick(fact.title, lang).empty()) lines += Pick(fact.title, lang) + "\n    ";
  lines += Pick(law::Cite(fact.source), lang) + "  [" +
           std::string(law::CertaintyCode(fact.source.certainty)) + "]\n";
  const Text caution = law::Caution(fact);
  if (!caution.vi.empty()) lines += "    ! " + Pick(caution, lang) + "\n";
  return lines;
}

std::string Sign(law::Change change) {
  switch (change) {
    case law::Change::kAdded:
      return "+ ";
    case law::Change::kRemoved:
      return "- ";
    case law::Change::kChanged:
      return "~ ";
    case law::Change::kMoved:
      return "> ";
  }
  return "  ";
}

std::string DifferenceLines(const law::Difference& difference, Lang lang) {
  const law::FactView& fact = difference.after != nullptr ? *difference.after : *difference.before;
  std::string lines = Sign(difference.change) + fact.key + "\n";
  const auto place = [&](const law::FactView& one) {
    return "    " + Pick(law::Cite(one.source), lang) +
           (Pick(one.title, lang).empty() ? "" : ": " + Pick(one.title, lang)) + "\n";
  };
  if (difference.before != nullptr) lines += place(*difference.before);
  if (difference.before != nullptr && difference.after != nullptr) lines += "  →";
  if (difference.after != nullptr)
    lines += difference.before == nullptr ? place(*difference.after)
                                          : place(*difference.after).substr(3);
  for (const std::string& member : difference.members) {
    const std::string name = member.substr(0, member.find(':'));
    if (name == "title" || name == "text" || name == "name" || name == "question") continue;
    lines += "      " + member + "\n";
  }
  return lines;
}

}  // namespace

std::string Shown(const PackCheck& check, PackFormat format, Lang lang) {
  if (format == PackFormat::kJson) {
    return Json([&](Writer& writer) {
      writer.Key("ok");
      writer.Bool(check.problems.empty());
      writer.Key("packs");
      writer.StartArray();
      for (const auto& pack : check.packs) {
        writer.StartObject();
        WritePack(writer, *pack);
        writer.Key("facts");
        writer.Uint64(pack->facts().size() - pack->settings().size());
        writer.Key("settings");
        writer.Uint64(pack->settings().size());
        writer.EndObject();
      }
      writer.EndArray();
      writer.Key("list_items");
      writer.Uint64(check.list_items);
      writer.Key("problems");
      writer.StartArray();
      for (const Text& problem : check.problems) writer.String(Pick(problem, lang));
      writer.EndArray();
    });
  }
  std::string text;
  for (const auto& pack : check.packs) text += PackLine(*pack, lang);
  if (check.list_items > 0) {
    text += std::to_string(check.list_items) +
            Say(lang, " mục danh mục bí mật nhà nước\n", " items of lists of state secrets\n");
  }
  for (const Text& problem : check.problems) text += Pick(problem, lang) + "\n";
  return text + (check.problems.empty() ? Say(lang, "đạt\n", "passed\n")
                                        : Say(lang, "không đạt\n", "failed\n"));
}

std::string Shown(const law::Pack& pack, const std::vector<const law::FactView*>& facts,
                  PackFormat format, Lang lang) {
  if (format == PackFormat::kJson) {
    return Json([&](Writer& writer) {
      WritePack(writer, pack);
      writer.Key("facts");
      writer.StartArray();
      for (const law::FactView* fact : facts) WriteFact(writer, *fact);
      writer.EndArray();
    });
  }
  std::string text =
      Pick(pack.name(), lang) + "\n" + pack.id() + "  " + PeriodOf(pack, lang) + "\n\n";
  for (const law::FactView* fact : facts) text += FactLines(*fact, lang);
  return text;
}

std::string Shown(const law::Pack& before, const law::Pack& after,
                  const std::vector<law::Difference>& differences, PackFormat format, Lang lang) {
  if (format == PackFormat::kJson) {
    return Json([&](Writer& writer) {
      writer.Key("before");
      writer.String(before.id());
      writer.Key("after");
      writer.String(after.id());
      writer.Key("differences");
      writer.StartArray();
      for (const law::Difference& difference : differences) {
        writer.StartObject();
        writer.Key("change");
        writer.String(std::string(law::ChangeCode(difference.change)));
        for (const auto& [key, fact] :
             {std::pair("before", difference.before), {"after", difference.after}}) {
          writer.Key(key);
          if (fact == nullptr)
            writer.Null();
          else
            WriteFact(writer, *fact);
        }
        writer.Key("members");
        writer.StartArray();
        for (const std::string& member : difference.members) writer.String(member);
        writer.EndArray();
        writer.EndObject();
      }
      writer.EndArray();
    });
  }
  std::string text = before.id() + " → " + after.id() + ": " + std::to_string(differences.size()) +
                     Say(lang, " chỗ khác (+ thêm, - bỏ, ~ đổi, > sang điều khác)\n\n",
                         " differences (+ added, - removed, ~ changed, > in another article)\n\n");
  for (const law::Difference& difference : differences) text += DifferenceLines(difference, lang);
  return text;
}

}  // namespace niem::cli
