// The OpenAPI 3.1 description, made from the routes, the forms and the rows: it cannot name what
// the server does not do.
#include "registry/findings.h"
#include "registry/form.h"
#include "registry/intake_plan.h"
#include "registry/people.h"
#include "registry/records.h"
#include "server/api.h"
#include "server/json.h"

namespace niem::server {
namespace {

using registry::FieldSpec;
using registry::FieldType;

constexpr std::string_view kSchemas = R"(
"Text":{"type":"object","additionalProperties":false,"properties":{"vi":{"type":"string"},"en":{"type":"string"}},"required":["vi","en"]},
"Error":{"type":"object","additionalProperties":false,"required":["error"],"properties":{"error":{"type":"object","additionalProperties":false,"required":["code","message"],"properties":{"code":{"type":"string"},"message":{"$ref":"#/components/schemas/Text"},"article":{"$ref":"#/components/schemas/Text"},"who_could":{"type":"array","items":{"$ref":"#/components/schemas/Text"}}}}}},
"Health":{"type":"object","additionalProperties":false,"required":["status"],"properties":{"status":{"const":"ok"}}},
"Done":{"type":"object","additionalProperties":false,"required":["done"],"properties":{"done":{"const":true}}},
"Session":{"type":"object","additionalProperties":false,"required":["person","name","unit","agency","duties","today","csrf","idle_seconds","wrong_before","first_password_until"],"properties":{"token":{"type":"string"},"person":{"type":"integer"},"name":{"type":"string"},"unit":{"type":"string"},"agency":{"type":"string"},"duties":{"type":"array","items":{"type":"string"}},"today":{"type":"string"},"csrf":{"type":"string"},"idle_seconds":{"type":"integer"},"wrong_before":{"type":"integer","minimum":0},"first_password_until":{"type":["string","null"]}}},
"Sessions":{"type":"object","additionalProperties":false,"required":["sessions"],"properties":{"sessions":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["id","from","begun_seconds_ago","used_seconds_ago","this"],"properties":{"id":{"type":"string"},"from":{"type":"string"},"begun_seconds_ago":{"type":"integer"},"used_seconds_ago":{"type":"integer"},"this":{"type":"boolean"}}}}}},
"Ended":{"type":"object","additionalProperties":false,"required":["ended"],"properties":{"ended":{"type":"integer"}}},
"EndSessions":{"type":"object","additionalProperties":false,"required":["password"],"properties":{"password":{"type":"string"},"session":{"type":"string"}}},
"Forms":{"type":"object","additionalProperties":false,"required":["forms"],"properties":{"forms":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["code","title","two_persons","duties","kind","states","fields"],"properties":{"code":{"type":"string"},"title":{"$ref":"#/components/schemas/Text"},"two_persons":{"type":"boolean"},"duties":{"type":"array","items":{"type":"string"}},"kind":{"type":"string"},"states":{"type":"array","items":{"type":"string"}},"fields":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["name","type","required","title","choices"],"properties":{"name":{"type":"string"},"type":{"type":"string"},"required":{"type":"boolean"},"title":{"$ref":"#/components/schemas/Text"},"choices":{"type":"array","items":{"type":"string"}}}}}}}}}},
"Outcome":{"type":"object","additionalProperties":false,"required":["done","ids","texts","copies","warnings"],"properties":{"done":{"type":"boolean"},"pending":{"type":"integer"},"ids":{"type":"object","additionalProperties":{"type":"integer"}},"texts":{"type":"object","additionalProperties":{"type":"string"}},"copies":{"type":"array","items":{"type":"integer"}},"article":{"$ref":"#/components/schemas/Text"},"warnings":{"type":"array","items":{"$ref":"#/components/schemas/Text"}},"event":{"type":"integer"}}},
"PendingList":{"type":"object","additionalProperties":false,"required":["pending"],"properties":{"pending":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["id","act","first","mine","ends_ms","fields"],"properties":{"id":{"type":"integer"},"act":{"type":"string"},"first":{"type":"integer"},"mine":{"type":"boolean"},"ends_ms":{"type":"integer"},"fields":{"type":"object"}}}}}},
"Documents":{"type":"object","additionalProperties":false,"required":["documents","next"],"properties":{"documents":{"type":"array","items":{"$ref":"#/components/schemas/Document"}},"next":{"type":["integer","null"]}}},
"Books":{"type":"object","additionalProperties":false,"required":["books"],"properties":{"books":{"type":"array","items":{"$ref":"#/components/schemas/Book"}}}},
"BookDetail":{"type":"object","additionalProperties":false,"required":["book","columns","rows","next"],"properties":{"book":{"$ref":"#/components/schemas/Book"},"columns":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["id","name"],"properties":{"id":{"type":"string"},"name":{"$ref":"#/components/schemas/Text"}}}},"rows":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["number","voided","out_of_scope","cells"],"properties":{"number":{"type":"integer"},"voided":{"type":"boolean"},"out_of_scope":{"type":"boolean"},"cells":{"type":"array","items":{"type":"string"}}}}},"next":{"type":["integer","null"]}}},
"People":{"type":"object","additionalProperties":false,"required":["people"],"properties":{"people":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["id","name","post","unit","state"],"properties":{"id":{"type":"integer"},"name":{"type":"string"},"post":{"type":"string"},"unit":{"type":"string"},"state":{"type":"string"}}}}}},
"Deadlines":{"type":"object","additionalProperties":false,"required":["deadlines"],"properties":{"deadlines":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["kind","document","copy","day","overdue"],"properties":{"kind":{"enum":["due_back","recall","expiring","notice_owed"]},"document":{"type":"integer"},"copy":{"type":["integer","null"]},"day":{"type":["string","null"]},"overdue":{"type":"boolean"}}}}}},
"May":{"type":"object","additionalProperties":false,"required":["allowed","complete","waits","warnings","who_could"],"properties":{"allowed":{"type":"boolean"},"complete":{"type":"boolean"},"waits":{"type":"boolean"},"code":{"type":"string"},"message":{"$ref":"#/components/schemas/Text"},"article":{"$ref":"#/components/schemas/Text"},"warnings":{"type":"array","items":{"$ref":"#/components/schemas/Text"}},"who_could":{"type":"array","items":{"$ref":"#/components/schemas/Text"}}}},
"Copies":{"type":"object","additionalProperties":false,"required":["copies"],"properties":{"copies":{"type":"array","items":{"$ref":"#/components/schemas/CopyOut"}}}},
"Matters":{"type":"object","additionalProperties":false,"required":["requests","dossiers","incidents","notices","meetings","stocktakes","glasses"],"properties":{"requests":{"type":"array","items":{"$ref":"#/components/schemas/Request"}},"dossiers":{"type":"array","items":{"$ref":"#/components/schemas/Dossier"}},"incidents":{"type":"array","items":{"$ref":"#/components/schemas/Incident"}},"notices":{"type":"array","items":{"$ref":"#/components/schemas/Notice"}},"meetings":{"type":"array","items":{"$ref":"#/components/schemas/Meeting"}},"stocktakes":{"type":"array","items":{"$ref":"#/components/schemas/Stocktake"}},"glasses":{"type":"array","items":{"$ref":"#/components/schemas/BreakGlass"}}}},
"Findings":{"type":"object","additionalProperties":false,"required":["findings","next"],"properties":{"findings":{"type":"array","items":{"$ref":"#/components/schemas/Finding"}},"next":{"type":["integer","null"]}}},
"Scans":{"type":"object","additionalProperties":false,"required":["machines","reports"],"properties":{"machines":{"type":"array","items":{"$ref":"#/components/schemas/ScannedMachine"}},"reports":{"type":"array","items":{"$ref":"#/components/schemas/ScanReport"}}}},
"Audits":{"type":"object","additionalProperties":false,"required":["machines","reports"],"properties":{"machines":{"type":"array","items":{"$ref":"#/components/schemas/AuditedMachine"}},"reports":{"type":"array","items":{"$ref":"#/components/schemas/AuditReport"}}}},
"AuditFindings":{"type":"object","additionalProperties":false,"required":["findings","next"],"properties":{"findings":{"type":"array","items":{"$ref":"#/components/schemas/AuditFinding"}},"next":{"type":["integer","null"]}}},
"Devices":{"type":"object","additionalProperties":false,"required":["devices","next"],"properties":{"devices":{"type":"array","items":{"$ref":"#/components/schemas/Device"}},"next":{"type":["integer","null"]}}},
"AuditCheck":{"type":"object","additionalProperties":false,"required":["machine","known_machine","unit","finished","inspector","signed_by","noted","unread","findings","devices"],"properties":{"machine":{"type":"string"},"known_machine":{"type":"boolean"},"unit":{"type":"string"},"finished":{"type":"string"},"inspector":{"type":"string"},"signed_by":{"type":"string"},"noted":{"type":"integer"},"unread":{"type":"integer"},"findings":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["title","standing","subject","known","opens"],"properties":{"title":{"$ref":"#/components/schemas/Text"},"standing":{"type":"string"},"subject":{"type":"string"},"known":{"type":"boolean"},"opens":{"type":"boolean"}}}},"devices":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["name","serial","known","mark"],"properties":{"name":{"type":"string"},"serial":{"type":"string"},"known":{"type":"boolean"},"mark":{"type":"string"}}}}}},
"IntakeColumns":{"type":"object","additionalProperties":false,"required":["columns"],"properties":{"columns":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["name","title","names","required"],"properties":{"name":{"type":"string"},"title":{"$ref":"#/components/schemas/Text"},"names":{"type":"array","items":{"type":"string"}},"required":{"type":"boolean"}}}}}},
"IntakeNote":{"type":"object","additionalProperties":false,"required":["row","field","message"],"properties":{"row":{"type":"integer"},"field":{"type":"string"},"message":{"$ref":"#/components/schemas/Text"}}},
"IntakeCheck":{"type":"object","additionalProperties":false,"required":["rows","good","documents","copies","held","with_people","outside","levels","bad","problems","warnings","more"],"properties":{"rows":{"type":"integer"},"good":{"type":"integer"},"documents":{"type":"integer"},"copies":{"type":"integer"},"held":{"type":"integer"},"with_people":{"type":"integer"},"outside":{"type":"integer"},"levels":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["level","rows"],"properties":{"level":{"type":"string"},"rows":{"type":"integer"}}}},"bad":{"type":"array","items":{"type":"integer"}},"problems":{"type":"array","items":{"$ref":"#/components/schemas/IntakeNote"}},"warnings":{"type":"array","items":{"$ref":"#/components/schemas/IntakeNote"}},"more":{"type":"boolean"}}},
"Intakes":{"type":"object","additionalProperties":false,"required":["intakes"],"properties":{"intakes":{"type":"array","items":{"$ref":"#/components/schemas/Intake"}}}},
"IntakeDetail":{"type":"object","additionalProperties":false,"required":["intake","rows","next"],"properties":{"intake":{"$ref":"#/components/schemas/Intake"},"rows":{"type":"array","items":{"$ref":"#/components/schemas/IntakeRow"}},"next":{"type":["integer","null"]}}},
"LedgerEvents":{"type":"object","additionalProperties":false,"required":["size","events"],"properties":{"size":{"type":"integer"},"events":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["seq","wall_us","person","duty","act","object_kind","object_id","request","pack"],"properties":{"seq":{"type":"integer"},"wall_us":{"type":"integer"},"person":{"type":"string"},"duty":{"type":"string"},"act":{"type":"string"},"object_kind":{"type":"string"},"object_id":{"type":"string"},"request":{"type":"string"},"pack":{"type":"string"}}}}}},
"LedgerProof":{"type":"object","additionalProperties":false,"required":["size","keys","newest","last","last_root","last_note","first","first_root","first_note","consistency","event","leaf","inclusion"],"properties":{"size":{"type":"integer"},"keys":{"type":"array","items":{"type":"string"}},"newest":{"type":["string","null"]},"last":{"type":"integer"},"last_root":{"type":"string"},"last_note":{"type":["string","null"]},"first":{"type":["integer","null"]},"first_root":{"type":["string","null"]},"first_note":{"type":["string","null"]},"consistency":{"type":"array","items":{"type":"string"}},"event":{"type":["integer","null"]},"leaf":{"type":["string","null"]},"inclusion":{"type":"array","items":{"type":"string"}}}},
"Checkpoint":{"type":"object","additionalProperties":false,"required":["note","key"],"properties":{"note":{"type":"string"},"key":{"type":"string"}}},
"SignIn":{"type":"object","additionalProperties":false,"required":["login","password"],"properties":{"login":{"type":"string"},"password":{"type":"string"},"bearer":{"type":"boolean"}}},
"Agree":{"type":"object","additionalProperties":false,"required":["agree"],"properties":{"agree":{"type":"boolean"}}},
)";

std::string Quoted(std::string_view text) {
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  Put(out, text);
  return {buffer.GetString(), buffer.GetSize()};
}

std::string RowsSchema() {
  std::string cells;
  for (const registry::IntakeColumn& column : registry::IntakeColumns()) {
    cells += "," + Quoted(column.name) + R"(:{"type":"string","title":)" +
             Quoted(std::string(column.title.vi) + " / " + std::string(column.title.en)) + "}";
  }
  return R"("type":"array","minItems":1,"maxItems":)" + std::to_string(registry::kMaxIntakeRows) +
         R"(,"items":{"type":"object","additionalProperties":false,"required":["row"],)"
         R"("properties":{"row":{"type":"integer","minimum":1})" +
         cells + "}}";
}

std::string FieldSchema(const FieldSpec& field) {
  switch (field.type) {
    case FieldType::kText:
    case FieldType::kSecret:
      return R"("type":"string","maxLength":500)";
    case FieldType::kLongText:
      return R"("type":"string","maxLength":10000)";
    case FieldType::kFile:
      return R"("type":"string","maxLength":4194304)";
    case FieldType::kReport:
      return R"("type":"string","maxLength":33554432)";
    case FieldType::kRows:
      return RowsSchema();
    case FieldType::kInt:
      return R"("type":"integer","minimum":0)";
    case FieldType::kId:
      return R"("type":"integer","minimum":1)";
    case FieldType::kBool:
      return R"("type":"boolean")";
    case FieldType::kDay:
      return R"("type":"string","format":"date")";
    case FieldType::kLevel:
      return R"("enum":["mat","toi_mat","tuyet_mat"])";
    case FieldType::kIds:
      return R"("type":"array","uniqueItems":true,"items":{"type":"integer","minimum":1})";
    case FieldType::kCodes:
      return R"("type":"array","items":{"type":"string","maxLength":64})";
    case FieldType::kChoice:
      break;
  }
  std::string choices;
  for (const std::string_view choice : field.choices) {
    choices += (choices.empty() ? "" : ",") + Quoted(choice);
  }
  return "\"enum\":[" + choices + "]";
}

std::string FormSchema(const registry::ActForm& form) {
  std::string properties;
  std::string required;
  for (const FieldSpec& field : form.fields) {
    properties +=
        (properties.empty() ? "" : ",") + Quoted(field.name) + ":{" + FieldSchema(field) +
        ",\"title\":" + Quoted(std::string(field.title.vi) + " / " + std::string(field.title.en)) +
        "}";
    if (field.need == registry::Need::kRequired) {
      required += (required.empty() ? "" : ",") + Quoted(field.name);
    }
  }
  return R"({"type":"object","additionalProperties":false,"properties":{)" + properties +
         "},\"required\":[" + required + "]}";
}

std::string Content(std::string_view schema) {
  return R"("content":{"application/json":{"schema":)" + std::string(schema) + "}}";
}

std::string Reference(std::string_view name) {
  return R"({"$ref":"#/components/schemas/)" + std::string(name) + "\"}";
}

constexpr std::string_view kSearchPath = "/api/v1/documents";
constexpr std::string_view kSearchFilePath = "/api/v1/documents.xlsx";
constexpr std::string_view kActPath = "/api/v1/acts/{code}";
constexpr std::string_view kPdf = "PDF";  // an answer that is no JSON
constexpr std::string_view kMayPath = "/api/v1/may/{code}";

std::string QueryParameter(std::string_view name, std::string_view schema,
                           const StaticText& title) {
  return R"({"name":)" + Quoted(name) + R"(,"in":"query","required":false,"description":)" +
         Quoted(std::string(title.vi) + " / " + std::string(title.en)) + ",\"schema\":{" +
         std::string(schema) + "}}";
}

struct SearchField {
  std::string_view name;
  std::string schema;
  StaticText title;
};

// What documents are asked for by: all in the body of a search; in the address all but the first
// two, which say what it is about.
std::vector<SearchField> SearchFields() {
  constexpr std::string_view kDay = R"("type":"string","format":"date")";
  constexpr std::string_view kId = R"("type":"integer","minimum":0)";
  std::vector<SearchField> all;
  const auto add = [&](std::string_view name, std::string_view schema, const StaticText& title) {
    all.push_back({name, std::string(schema), title});
  };
  add("q", R"("type":"string","maxLength":400)",
      {"các tiếng phải có đủ, không phân biệt dấu và hoa thường",
       "words that must all stand in it, without tones and case"});
  add("number", R"("type":"string","maxLength":400)", {"số văn bản", "number"});
  add("level", R"("enum":["mat","toi_mat","tuyet_mat"])", {"độ mật", "level"});
  add("unit", R"("type":"string")", {"mã đơn vị quản lý", "code of the unit that manages it"});
  add("state", R"("type":"string")", {"trạng thái", "state"});
  add("direction", R"("enum":["outgoing","incoming"])", {"đi hoặc đến", "outgoing or incoming"});
  add("person", kId, {"người soạn thảo hoặc người quyết định", "who drafted or decided it"});
  add("from", kDay, {"ngày văn bản từ", "its day, from"});
  add("until", kDay, {"ngày văn bản đến", "its day, until"});
  add("before", kId,
      {"trang sau: \"next\" của trang trước", "next page: \"next\" of the one before"});
  add("limit", R"("type":"integer","minimum":1,"maximum":200)", {"số mục", "how many"});
  return all;
}

std::string SearchParameters() {
  std::string all;
  for (const SearchField& field : SearchFields()) {
    if (field.name == "q" || field.name == "number") continue;
    all += (all.empty() ? "" : ",") + QueryParameter(field.name, field.schema, field.title);
  }
  return "[" + all + "]";
}

std::string SearchBody() {
  std::string all;
  for (const SearchField& field : SearchFields()) {
    all += (all.empty() ? "" : ",") + Quoted(field.name) + R"(:{"description":)" +
           Quoted(std::string(field.title.vi) + " / " + std::string(field.title.en)) + "," +
           field.schema + "}";
  }
  return R"({"type":"object","properties":{)" + all + "}}";
}

std::string FindingParameters() {
  constexpr std::string_view kId = R"("type":"integer","minimum":1)";
  return QueryParameter("machine", kId, {"một máy", "one machine"}) + "," +
         QueryParameter("level", R"("enum":["mat","toi_mat","tuyet_mat","none"])",
                        {"độ mật", "level"}) +
         "," +
         QueryParameter("state", R"("enum":["open","closed"])",
                        {"chưa hay đã xử lý", "open or decided"}) +
         "," + QueryParameter("incident", kId, {"của một vụ việc", "of an incident"}) + "," +
         QueryParameter(
             "before", kId,
             {"trang sau: \"next\" của trang trước", "next page: \"next\" of the one before"}) +
         "," +
         QueryParameter("limit", R"("type":"integer","minimum":1,"maximum":200)",
                        {"số mục", "how many"});
}

std::string PageParameters() {
  return QueryParameter(
             "before", R"("type":"integer","minimum":1)",
             {"trang sau: \"next\" của trang trước", "next page: \"next\" of the one before"}) +
         "," +
         QueryParameter("limit", R"("type":"integer","minimum":1,"maximum":200)",
                        {"số mục", "how many"});
}

std::string AuditFindingParameters() {
  return QueryParameter("machine", R"("type":"integer","minimum":1)", {"một máy", "one machine"}) +
         "," +
         QueryParameter("state", R"("enum":["open","proposed","closed"])",
                        {"còn mở, đã giải trình, đã xử lý", "open, answered or closed"}) +
         "," + PageParameters();
}

std::string DeviceParameters() {
  return QueryParameter("mark", R"("enum":["unregistered","registered","forbidden","retired"])",
                        {"dấu của thiết bị", "the device's mark"}) +
         "," + PageParameters();
}

std::string ProofParameters() {
  constexpr std::string_view kSize = R"("type":"integer","minimum":0)";
  return QueryParameter("last", kSize,
                        {"cây gồm bao nhiêu sự kiện; không nêu là đến hiện tại",
                         "the tree of how many events; up to now if not given"}) +
         "," +
         QueryParameter("first", kSize,
                        {"chứng minh cây gồm bấy nhiêu sự kiện là phần đầu của cây kia",
                         "prove that the tree of so many events is the beginning of the other"}) +
         "," +
         QueryParameter("event", kSize,
                        {"chứng minh sự kiện này nằm trong cây ấy, kèm đúng các byte của nó",
                         "prove that this event is in the tree, with its very bytes"});
}

// As the act's form, before the old register has a name.
std::string CheckBody() {
  registry::ActForm form = *registry::FormOf(access::Act::kIntakeImport);
  for (FieldSpec& field : form.fields) {
    if (field.name == "source") field.need = registry::Need::kOptional;
  }
  return FormSchema(form);
}

std::string PathId() {
  return R"({"name":"id","in":"path","required":true,"schema":{"type":"integer"}})";
}

// Of the other lists: which ids they may be asked for.
std::string IdParameters(std::string_view pattern) {
  constexpr std::string_view kId = R"("type":"integer","minimum":1)";
  if (pattern == "/api/v1/matters") {
    return QueryParameter("document", kId,
                          {"mọi việc của một văn bản", "all there was about one document"});
  }
  if (pattern == "/api/v1/findings") return FindingParameters();
  if (pattern == "/api/v1/audits/findings") return AuditFindingParameters();
  if (pattern == "/api/v1/devices") return DeviceParameters();
  if (pattern == "/api/v1/ledger/proof") return ProofParameters();
  if (pattern == "/api/v1/intakes/{id}") {
    return PathId() + "," +
           QueryParameter(
               "after", kId,
               {"trang sau: \"next\" của trang trước", "next page: \"next\" of the one before"}) +
           "," +
           QueryParameter("limit", R"("type":"integer","minimum":1,"maximum":1000)",
                          {"số dòng", "how many rows"});
  }
  if (pattern == "/api/v1/people/print") {
    return QueryParameter("person", kId, {"một người", "one person"}) + "," +
           QueryParameter(
               "first", R"("type":"integer","minimum":0,"maximum":23)",
               {"số nhãn đã dùng trên tờ đầu", "labels of the first sheet already used"});
  }
  if (pattern == "/api/v1/documents/{id}/print") {
    constexpr std::string_view kKind = R"("enum":["labels","delivery","loan","receipt"])";
    constexpr std::string_view kPlaces = R"("type":"integer","minimum":0,"maximum":23)";
    return PathId() + "," +
           QueryParameter(
               "kind", kKind,
               {"nhãn, phiếu giao nhận, phiếu mượn, biên nhận hoặc giấy nhận lại",
                "labels, delivery slip, slip of a loan, receipt for what arrived or came back"}) +
           "," + QueryParameter("copy", kId, {"một bản", "one copy"}) + "," +
           QueryParameter(
               "first", kPlaces,
               {"số nhãn đã dùng trên tờ đầu", "labels of the first sheet already used"});
  }
  if (pattern != "/api/v1/copies") return {};
  return QueryParameter("id", kId, {"một bản", "one copy"}) + "," +
         QueryParameter("holder", kId, {"các bản một người giữ", "what a person has"});
}

std::string Operation(const Api::Route& route, const std::string& title, const std::string& body) {
  std::string text = "\"" + std::string(route.method == "GET"    ? "get"
                                        : route.method == "POST" ? "post"
                                                                 : "delete");
  text += "\":{\"summary\":" + Quoted(title) + ",\"x-reach\":" + Quoted(route.reach);
  if (!body.empty()) text += R"(,"requestBody":{"required":true,)" + Content(body) + "}";
  if (route.who != Api::Who::kAnyone) text += R"(,"security":[{"cookie":[]},{"bearer":[]}])";
  if (route.pattern == kSearchPath && route.method == "GET") {
    text += ",\"parameters\":" + SearchParameters();
  }
  const std::string ids = IdParameters(route.pattern);
  if (!ids.empty()) text += ",\"parameters\":[" + ids + "]";
  if (route.pattern == kMayPath) {
    text +=
        R"(,"parameters":[{"name":"code","in":"path","required":true,"schema":{"type":"string"}}])";
  }
  const bool of_id = route.pattern.find("{id}") != std::string_view::npos;
  if (of_id && ids.empty()) text += ",\"parameters\":[" + PathId() + "]";
  text += ",\"responses\":{";
  const std::string good =
      route.answer.empty() ? ""
      : route.answer == kPdf
          ? R"(,"content":{"application/pdf":{"schema":{"type":"string","format":"binary"}}})"
          : "," + Content(Reference(route.answer));
  text += R"("200":{"description":"OK")" + good + "}";
  if (route.answer == "Outcome") text += R"(,"202":{"description":"waits")" + good + "}";
  text += R"(,"default":{"description":"error",)" + Content(Reference("Error")) + "}}}";
  return text;
}

std::string TitleOf(const StaticText& title) {
  return std::string(title.vi) + " / " + std::string(title.en);
}

// One path for each act, so that each has its form.
std::string ActPaths(const Api::Route& route) {
  std::string paths;
  for (const access::ActRule& rule : access::ActRules()) {
    const registry::ActForm* form = registry::FormOf(rule.act);
    if (form == nullptr) continue;
    paths += (paths.empty() ? "" : ",") + Quoted("/api/v1/acts/" + std::string(rule.code)) + ":{" +
             Operation(route, TitleOf(rule.title), FormSchema(*form)) + "}";
  }
  return paths;
}

std::string Paths() {
  std::vector<std::pair<std::string, std::string>> paths;
  for (const Api::Route& route : Api::Routes()) {
    const std::string pattern(route.pattern);
    if (pattern == kActPath) continue;
    const std::string body =
        pattern == "/api/v1/session" && route.method == "POST" ? Reference("SignIn")
        : pattern == "/api/v1/sessions/end"                    ? Reference("EndSessions")
        : pattern == "/api/v1/pending/{id}"                    ? Reference("Agree")
        : pattern == "/api/v1/intakes/check"                   ? CheckBody()
        : pattern == "/api/v1/audits/check"
            ? FormSchema(*registry::FormOf(access::Act::kAuditImport))
        : pattern == kMayPath ? R"({"type":"object"})"
        : route.method == "POST" && (pattern == kSearchPath || pattern == kSearchFilePath)
            ? SearchBody()
            : "";
    const std::string operation = Operation(route, TitleOf(route.title), body);
    if (!paths.empty() && paths.back().first == pattern) {
      paths.back().second += "," + operation;
    } else {
      paths.emplace_back(pattern, operation);
    }
  }
  std::string text;
  for (const auto& [pattern, operations] : paths) {
    text += Quoted(pattern) + ":{" + operations + "},";
  }
  for (const Api::Route& route : Api::Routes()) {
    if (route.pattern == kActPath) text += ActPaths(route);
  }
  return text;
}

}  // namespace

std::string OpenApiText() {
  const std::string custody =
      R"(,"custody":{"type":"array","items":{"$ref":"#/components/schemas/Custody"}})";
  const std::string detail =
      R"(,"copies":{"type":"array","items":{"$ref":"#/components/schemas/Copy"}},)"
      R"("sources":{"type":"array","items":{"type":"integer"}},)"
      R"("derived":{"type":"array","items":{"type":"integer"}})";
  const std::string acts = R"(,"acts":{"type":"array","items":{"type":"string"}})";
  const std::string items =
      R"(,"items":{"type":"array","items":{"type":"object","additionalProperties":false,)"
      R"("required":["document","copy"],"properties":{"document":{"type":"integer"},)"
      R"("copy":{"type":["integer","null"]}}}})";
  const std::string tallies =
      R"(,"open":{"type":"integer"},"decided":{"type":"integer"},"mat":{"type":"integer"},)"
      R"("toi_mat":{"type":"integer"},"tuyet_mat":{"type":"integer"},)"
      R"("no_level":{"type":"integer"})";
  const std::string intake_row =
      R"(,"number":{"type":"string"},"level":{"type":"string"},"state":{"type":"string"},)"
      R"("touched":{"type":"boolean"})";
  const std::string counts =
      R"(,"expected":{"type":"integer"},"found":{"type":"integer"},"extra":{"type":"integer"})";
  const auto with_acts = [&]<typename T>(std::string_view name, const T&, const std::string& more,
                                         std::string_view required) {
    return ",\"" + std::string(name) +
           "\":" + SchemaOf<T>(acts + more, ",\"acts\"" + std::string(required));
  };
  return R"({"openapi":"3.1.0","info":{"title":"Niêm","version":"1","license":{"name":"GPL-3.0-or-later"}},"paths":{)" +
         Paths() +
         R"(},"components":{"securitySchemes":{"cookie":{"type":"apiKey","in":"cookie","name":"niem_session"},"bearer":{"type":"http","scheme":"bearer"}},"schemas":{)" +
         std::string(kSchemas) + "\"Document\":" + SchemaOf<registry::Document>() +
         ",\"DocumentDetail\":" +
         SchemaOf<registry::Document>(detail, R"(,"copies","sources","derived")") +
         ",\"Copy\":" + SchemaOf<registry::Copy>(custody, R"(,"custody")") +
         ",\"Custody\":" + SchemaOf<registry::Custody>() + ",\"CopyOut\":" +
         SchemaOf<registry::Copy>(R"(,"of":{"$ref":"#/components/schemas/Document"})", R"(,"of")") +
         with_acts("Request", registry::Request{}, R"(,"level":{"type":"string"})", R"(,"level")") +
         with_acts("Dossier", registry::Dossier{}, items, R"(,"items")") +
         with_acts("Incident", registry::Incident{}, "", "") +
         with_acts("Meeting", registry::Meeting{}, "", "") +
         with_acts("Stocktake", registry::Stocktake{}, counts, R"(,"expected","found","extra")") +
         ",\"Notice\":" + SchemaOf<registry::Notice>() +
         ",\"BreakGlass\":" + SchemaOf<registry::BreakGlass>() +
         ",\"Finding\":" + SchemaOf<registry::Finding>() +
         ",\"ScanReport\":" + SchemaOf<registry::ScanReport>() + ",\"ScannedMachine\":" +
         SchemaOf<registry::ScannedMachine>(
             tallies, R"(,"open","decided","mat","toi_mat","tuyet_mat","no_level")") +
         ",\"AuditFinding\":" + SchemaOf<registry::AuditFinding>() +
         ",\"AuditReport\":" + SchemaOf<registry::AuditReport>() + ",\"AuditedMachine\":" +
         SchemaOf<registry::ScannedMachine>(
             R"(,"open":{"type":"integer"},"answered":{"type":"integer"},"closed":{"type":"integer"})",
             R"(,"open","answered","closed")") +
         ",\"DeviceUse\":" + SchemaOf<registry::DeviceUse>() + ",\"Device\":" +
         SchemaOf<registry::Device>(
             R"(,"uses":{"type":"array","items":{"$ref":"#/components/schemas/DeviceUse"}})",
             R"(,"uses")") +
         ",\"Intake\":" +
         SchemaOf<registry::Intake>(R"(,"undo_until":{"type":["string","null"]})",
                                    R"(,"undo_until")") +
         ",\"IntakeRow\":" +
         SchemaOf<registry::IntakeRow>(intake_row, R"(,"number","level","state","touched")") +
         ",\"Book\":" + SchemaOf<registry::Book>() + "}}}";
}

}  // namespace niem::server
