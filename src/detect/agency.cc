#include "detect/agency.h"

#include <algorithm>

#include "text/decode.h"
#include "text/fold.h"

extern "C" const unsigned char niem_rules_schema[], niem_rules_schema_end[];

namespace niem::detect {
namespace {

constexpr int64_t kRegexMemory = 1 << 20;

std::string_view Schema() {
  return {reinterpret_cast<const char*>(niem_rules_schema),
          static_cast<size_t>(niem_rules_schema_end - niem_rules_schema)};
}

std::string StringOf(const rapidjson::Value& value) {
  return {value.GetString(), value.GetStringLength()};
}

// The reader of one file; the schema has already settled types, ranges and unknown keys.
class RulesFile {
 public:
  RulesFile(const JsonSource& source, AgencyRules& into) : source_(source), into_(into) {}

  Status Read() {
    const auto& rules = source_.root()["rules"];
    for (rapidjson::SizeType i = 0; i < rules.Size(); ++i) {
      TRY(ReadRule(rules[i], "/rules/" + std::to_string(i)));
    }
    return Ok();
  }

 private:
  Status ReadRule(const rapidjson::Value& value, const std::string& at) {
    AgencyRule rule;
    rule.id = StringOf(value["id"]);
    for (const AgencyRule& known : into_.rules) {
      if (known.id != rule.id) continue;
      return source_.At(
          at + "/id", {"id \"" + rule.id + "\" đã dùng cho quy tắc khác; mỗi quy tắc cần id riêng",
                       "id \"" + rule.id + "\" is used by another rule; each rule needs its own"});
    }
    rule.verdict = *VerdictFromName(StringOf(value["verdict"]));
    if (value.HasMember("level")) rule.level = *LevelFromName(StringOf(value["level"]));
    if (rule.verdict == Verdict::kMarked && rule.level == Level::kNone) {
      return source_.At(at, {"verdict \"marked\" cần có level: mat, toi_mat hoặc tuyet_mat",
                             "verdict \"marked\" needs a level: mat, toi_mat or tuyet_mat"});
    }
    if (value.HasMember("weight")) rule.weight = value["weight"].GetDouble();
    if (value.HasMember("min_count")) rule.min_count = value["min_count"].GetUint();
    if (value.HasMember("diacritics")) rule.diacritics = value["diacritics"].GetBool();
    if (value.HasMember("places")) {
      for (const auto& place : value["places"].GetArray()) {
        rule.places.push_back(*extract::PlaceFromName(StringOf(place)));
      }
    }
    index_ = static_cast<uint32_t>(into_.rules.size());
    TRY(ReadConditions(value, at, rule));
    into_.rules.push_back(std::move(rule));
    return Ok();
  }

  Status ReadConditions(const rapidjson::Value& value, const std::string& at, AgencyRule& rule) {
    if (value.HasMember("phrases")) {
      TRY(ReadPhrases(value["phrases"], at + "/phrases", AgencyPart::kPhrase));
    }
    if (value.HasMember("regex")) TRY(ReadRegex(value["regex"], at + "/regex", rule.regex));
    if (value.HasMember("words")) TRY(ReadWords(value["words"], at + "/words", rule.words));
    if (value.HasMember("near")) {
      const auto& near = value["near"];
      rule.near_words = near["words"].GetUint();
      TRY(ReadPhrases(near["first"], at + "/near/first", AgencyPart::kFirst));
      TRY(ReadPhrases(near["second"], at + "/near/second", AgencyPart::kSecond));
    }
    if (!value.HasMember("except")) return Ok();
    const auto& except = value["except"];
    if (except.HasMember("phrases")) {
      TRY(ReadPhrases(except["phrases"], at + "/except/phrases", AgencyPart::kExcept));
    }
    if (except.HasMember("regex")) {
      TRY(ReadRegex(except["regex"], at + "/except/regex", rule.except_regex));
    }
    return Ok();
  }

  Status ReadPhrases(const rapidjson::Value& texts, const std::string& at, AgencyPart part) {
    for (rapidjson::SizeType i = 0; i < texts.Size(); ++i) {
      AgencyPhrase phrase;
      phrase.rule = index_;
      phrase.part = part;
      phrase.text = text::ToNfc(StringOf(texts[i]));
      phrase.folded = text::FoldText(phrase.text);
      const auto is_letter = [](char c) { return c != ' ' && c != '\n'; };
      if (std::count_if(phrase.folded.begin(), phrase.folded.end(), is_letter) < 2) {
        return source_.At(at + "/" + std::to_string(i),
                          {"cụm từ cần ít nhất 2 chữ cái hoặc chữ số",
                           "a phrase needs at least 2 letters or figures"});
      }
      while (phrase.folded.front() == ' ') phrase.folded.erase(0, 1);
      while (phrase.folded.back() == ' ') phrase.folded.pop_back();
      into_.phrases.push_back(std::move(phrase));
    }
    return Ok();
  }

  Result<std::shared_ptr<const re2::RE2>> Compile(const std::string& pattern,
                                                  const std::string& at) {
    re2::RE2::Options options;
    options.set_case_sensitive(false);
    options.set_log_errors(false);
    options.set_max_mem(kRegexMemory);
    auto expression = std::make_shared<const re2::RE2>(pattern, options);
    if (!expression->ok()) {
      return source_.At(at,
                        {"biểu thức chính quy không hợp lệ (cú pháp RE2): " + expression->error(),
                         "not a valid regular expression (RE2 syntax): " + expression->error()});
    }
    if (re2::RE2::FullMatch("", *expression)) {
      return source_.At(
          at, {"biểu thức khớp cả chuỗi rỗng nên khớp mọi tài liệu; hãy viết chặt hơn",
               "the expression matches the empty text and so every document; make it stricter"});
    }
    return expression;
  }

  Status ReadRegex(const rapidjson::Value& patterns, const std::string& at,
                   std::vector<std::shared_ptr<const re2::RE2>>& into) {
    for (rapidjson::SizeType i = 0; i < patterns.Size(); ++i) {
      const std::string where = at + "/" + std::to_string(i);
      TRY_ASSIGN(auto expression, Compile(text::ToNfc(StringOf(patterns[i])), where));
      into.push_back(std::move(expression));
    }
    return Ok();
  }

  // Whole words, letter for letter: nothing of a word stands before or after.
  Status ReadWords(const rapidjson::Value& words, const std::string& at,
                   std::vector<std::shared_ptr<const re2::RE2>>& into) {
    for (rapidjson::SizeType i = 0; i < words.Size(); ++i) {
      const std::string where = at + "/" + std::to_string(i);
      const std::string pattern = "(?:^|[^\\pL\\pN_])" +
                                  re2::RE2::QuoteMeta(text::ToNfc(StringOf(words[i]))) +
                                  "(?:$|[^\\pL\\pN_])";
      TRY_ASSIGN(auto expression, Compile(pattern, where));
      into.push_back(std::move(expression));
    }
    return Ok();
  }

  const JsonSource& source_;
  AgencyRules& into_;
  uint32_t index_ = 0;
};

}  // namespace

Status ReadAgencyRules(std::string_view file_name, std::string_view json, AgencyRules& into) {
  TRY_ASSIGN(const JsonSource source, JsonSource::Parse(file_name, json, Schema()));
  return RulesFile(source, into).Read();
}

}  // namespace niem::detect
