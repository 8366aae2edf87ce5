// The JSONL and JSON reports: the contract of docs/formats/jsonl.md and json.md.
#include "scan/report_json_parts.h"
#include "scan/report_writers.h"

#define RAPIDJSON_HAS_STDSTRING 1
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "detect/finding_json.h"
#include "scan/report_facts.h"
#include "scan/report_sink.h"

namespace niem::scan {
namespace {

using Json = rapidjson::Writer<rapidjson::StringBuffer>;

void PutCounts(Json& json, const char* key, const std::map<std::string, uint64_t>& counts) {
  json.Key(key);
  json.StartObject();
  for (const auto& [name, count] : counts) json.Key(name.c_str()), json.Uint64(count);
  json.EndObject();
}

void PutRun(Json& json, const RunInfo& run) {
  json.StartObject();
  json.Key("engine"), json.String("niem");
  json.Key("version"), json.String(run.version);
  json.Key("rules_version"), json.String(run.rules_version);
  json.Key("machine"), json.String(run.machine);
  json.Key("system"), json.String(run.system);
  json.Key("operator"), json.String(run.operator_name);
  json.Key("started"), json.String(run.started);
  json.Key("roots");
  json.StartArray();
  for (const std::string& root : run.roots) json.String(root);
  json.EndArray();
  json.Key("sandbox"), json.String(run.sandbox.en);
  json.Key("settings");
  json.StartObject();
  for (const auto& [name, value] : run.settings) json.Key(name.c_str()), json.String(value);
  json.EndObject();
  json.Key("lang"), json.String(run.lang == Lang::kVi ? "vi" : "en");
  json.Key("redact"), json.Bool(run.redact);
  json.EndObject();
}

class JsonlReport final : public ReportWriter {
 public:
  explicit JsonlReport(std::unique_ptr<ReportSink> sink) : sink_(std::move(sink)) {}

  Status Begin(const RunInfo& run) override {
    run_ = run;
    return Ok();
  }

  Status Add(const detect::DocumentResult& result) override {
    TRY(sink_->Write(detect::ToJson(result, run_.lang)));
    return sink_->Write("\n");
  }

  Status End(const Summary& summary) override {
    TRY(sink_->Write("{\"summary\":" + SummaryJson(run_, summary) + "}\n"));
    return sink_->Finish();
  }

 private:
  std::unique_ptr<ReportSink> sink_;
  RunInfo run_;
};

class JsonReport final : public ReportWriter {
 public:
  explicit JsonReport(std::unique_ptr<ReportSink> sink) : sink_(std::move(sink)) {}

  Status Begin(const RunInfo& run) override {
    run_ = run;
    return sink_->Write("{\"run\":" + RunJson(run) + ",\n\"documents\":[");
  }

  Status Add(const detect::DocumentResult& result) override {
    TRY(sink_->Write(first_ ? "\n" : ",\n"));
    first_ = false;
    return sink_->Write(detect::ToJson(result, run_.lang));
  }

  Status End(const Summary& summary) override {
    TRY(sink_->Write("\n],\n\"summary\":" + SummaryJson(run_, summary) + "}\n"));
    return sink_->Finish();
  }

 private:
  std::unique_ptr<ReportSink> sink_;
  RunInfo run_;
  bool first_ = true;
};

}  // namespace

std::string RunJson(const RunInfo& run) {
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  PutRun(json, run);
  return {buffer.GetString(), buffer.GetSize()};
}

std::string SummaryJson(const RunInfo& run, const Summary& summary) {
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  json.StartObject();
  json.Key("files"), json.Uint64(summary.files);
  json.Key("documents"), json.Uint64(summary.documents);
  json.Key("bytes"), json.Uint64(summary.bytes);
  json.Key("unchanged"), json.Uint64(summary.unchanged);
  PutCounts(json, "by_verdict", summary.by_verdict);
  PutCounts(json, "by_level", summary.by_level);
  PutCounts(json, "by_format", summary.by_format);
  PutCounts(json, "unreadable_by_reason", summary.unreadable_by_reason);
  json.Key("elapsed_ms"), json.Uint64(summary.elapsed_ms);
  json.Key("bytes_per_second"), json.Uint64(BytesPerSecond(summary));
  json.Key("finished"), json.String(summary.finished);
  json.Key("interrupted"), json.Bool(summary.interrupted);
  json.Key("engine_version"), json.String(run.version);
  json.Key("rules_version"), json.String(run.rules_version);
  json.Key("run");
  PutRun(json, run);
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

std::unique_ptr<ReportWriter> MakeJsonlReport(std::unique_ptr<ReportSink> sink) {
  return std::make_unique<JsonlReport>(std::move(sink));
}

std::unique_ptr<ReportWriter> MakeJsonReport(std::unique_ptr<ReportSink> sink) {
  return std::make_unique<JsonReport>(std::move(sink));
}

}  // namespace niem::scan
