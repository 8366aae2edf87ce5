#include "audit/yara.h"

#include <yara.h>

#include "audit/wide.h"

namespace niem::audit {

struct YaraRules::Compiled {
  YR_RULES* rules = nullptr;
  size_t count = 0;

  Compiled() = default;
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;

  ~Compiled() {
    if (rules != nullptr) yr_rules_destroy(rules);
    yr_finalize();
  }
};

namespace {

constexpr int kSecondsEach = 10;
constexpr size_t kMaxMatches = 100;  // of one file

struct FreeCompiler {
  void operator()(YR_COMPILER* compiler) const { yr_compiler_destroy(compiler); }
};

struct Complaint {
  std::string file, text;
};

void Complain(int level, const char* /*file*/, int line, const YR_RULE*, const char* message,
              void* user) {
  auto& complaint = *static_cast<Complaint*>(user);
  if (level != YARA_ERROR_LEVEL_ERROR || !complaint.text.empty()) return;
  complaint.text = complaint.file + ":" + std::to_string(line) + ": " + ValidUtf8(message);
}

int OnMessage(YR_SCAN_CONTEXT*, int message, void* data, void* user) {
  auto& names = *static_cast<std::vector<std::string>*>(user);
  if (message != CALLBACK_MSG_RULE_MATCHING) return CALLBACK_CONTINUE;
  const auto* rule = static_cast<const YR_RULE*>(data);
  names.push_back(ValidUtf8(std::string(rule->ns->name) + ":" + rule->identifier));
  return names.size() < kMaxMatches ? CALLBACK_CONTINUE : CALLBACK_ABORT;
}

Error NoMemory() {
  return {ErrorCode::kMemory, {"YARA hết bộ nhớ", "YARA is out of memory"}};
}

}  // namespace

Result<YaraRules> YaraRules::Compile(
    const std::vector<std::pair<std::string, std::string>>& files) {
  if (yr_initialize() != ERROR_SUCCESS) return NoMemory();
  YaraRules rules;
  rules.compiled_ = std::make_shared<Compiled>();
  YR_COMPILER* raw = nullptr;
  if (yr_compiler_create(&raw) != ERROR_SUCCESS) return NoMemory();
  const std::unique_ptr<YR_COMPILER, FreeCompiler> compiler(raw);
  Complaint complaint;
  yr_compiler_set_callback(raw, Complain, &complaint);
  yr_compiler_set_include_callback(raw, nullptr, nullptr, nullptr);
  for (const auto& [name, text] : files) {
    complaint.file = name;
    if (yr_compiler_add_string(raw, text.c_str(), name.c_str()) == 0) continue;
    return Error(ErrorCode::kInvalidArgument, {"quy tắc YARA sai: " + complaint.text,
                                               "a YARA rule is wrong: " + complaint.text});
  }
  if (yr_compiler_get_rules(raw, &rules.compiled_->rules) != ERROR_SUCCESS) return NoMemory();
  YR_RULE* rule = nullptr;
  yr_rules_foreach(rules.compiled_->rules, rule)++ rules.compiled_->count;
  return rules;
}

size_t YaraRules::size() const {
  return compiled_->count;
}

Result<std::vector<std::string>> YaraRules::Match(Bytes bytes) const {
  std::vector<std::string> names;
  const int answer = yr_rules_scan_mem(compiled_->rules, bytes.data(), bytes.size(),
                                       SCAN_FLAGS_FAST_MODE | SCAN_FLAGS_REPORT_RULES_MATCHING,
                                       OnMessage, &names, kSecondsEach);
  if (answer == ERROR_SCAN_TIMEOUT) {
    return Error(ErrorCode::kTimeout, {"YARA quá lâu", "YARA takes too long"});
  }
  if (answer != ERROR_SUCCESS) {
    return Error(ErrorCode::kIo,
                 {"YARA lỗi " + std::to_string(answer), "YARA failed: " + std::to_string(answer)});
  }
  return names;
}

}  // namespace niem::audit
