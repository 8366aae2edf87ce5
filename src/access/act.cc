#include "access/act.h"

#include <array>

namespace niem::access {
namespace {

using S = ObjectState;
using K = ObjectKind;

constexpr DutySet kOfficers = {Duty::kOfficer, Duty::kRegistrar, Duty::kKeeper, Duty::kAuthority,
                               Duty::kSecurity};
constexpr DutySet kEverybody = {Duty::kOfficer,  Duty::kRegistrar, Duty::kKeeper, Duty::kAuthority,
                                Duty::kSecurity, Duty::kAuditor,   Duty::kAdmin};
constexpr DutySet kDesk = {Duty::kRegistrar, Duty::kKeeper};
constexpr DutySet kRegistrar = {Duty::kRegistrar};
constexpr DutySet kKeeper = {Duty::kKeeper};
constexpr DutySet kHead = {Duty::kAuthority};
constexpr DutySet kSecurity = {Duty::kSecurity};
constexpr DutySet kHeadOrSecurity = {Duty::kAuthority, Duty::kSecurity};
constexpr DutySet kFinders = {Duty::kRegistrar, Duty::kAuthority, Duty::kSecurity};
constexpr DutySet kBookKeepers = {Duty::kRegistrar, Duty::kKeeper, Duty::kAuthority};
constexpr DutySet kAuditor = {Duty::kAuditor};
constexpr DutySet kAuditorOrHead = {Duty::kAuditor, Duty::kAuthority};
constexpr DutySet kAdminOrHead = {Duty::kAdmin, Duty::kAuthority};
constexpr DutySet kAdminHeadSecurity = {Duty::kAdmin, Duty::kAuthority, Duty::kSecurity};

// One entry, two or three lines: the formatter would make a page of each.
// clang-format off
constexpr std::array<ActRule, kActCount> kRules = {{
    {Act::kDocumentDraft, "document.draft", {"Dự thảo văn bản", "Draft a document"},
     {Duty::kOfficer, Duty::kRegistrar, Duty::kAuthority}, K::kDocument, Effect::kWrite,
     {S::kNew}},
    {Act::kDocumentAmend, "document.amend", {"Sửa dự thảo", "Amend a draft"},
     {Duty::kOfficer, Duty::kRegistrar, Duty::kAuthority}, K::kDocument, Effect::kWrite,
     {S::kDraft}},
    {Act::kDocumentPropose, "document.propose", {"Đề xuất xác định bí mật nhà nước, độ mật",
     "Propose a level"}, {Duty::kOfficer, Duty::kRegistrar, Duty::kAuthority}, K::kDocument,
     Effect::kWrite, {S::kDraft}},
    {Act::kDocumentDetermine, "document.determine", {"Xác định bí mật nhà nước, độ mật",
     "Determine the level"}, kHead, K::kDocument, Effect::kWrite, {S::kProposed}},
    {Act::kDocumentRefuse, "document.refuse", {"Không đồng ý đề xuất độ mật",
     "Refuse a proposed level"}, kHead, K::kDocument, Effect::kWrite, {S::kProposed}},
    {Act::kDocumentIssue, "document.issue", {"Ban hành và đăng ký đi",
     "Issue and register outgoing"}, kRegistrar, K::kDocument, Effect::kWrite, {S::kDecided}},
    {Act::kDocumentReceive, "document.receive", {"Đăng ký đến", "Register incoming"}, kRegistrar,
     K::kDocument, Effect::kWrite, {S::kNew}},
    {Act::kDocumentDiscrepancy, "document.discrepancy", {"Ghi nhận sai lệch khi nhận",
     "Record a discrepancy at receipt"}, kRegistrar, K::kDocument, Effect::kWrite, {S::kInForce}},
    {Act::kDocumentLink, "document.link", {"Ghi nguồn của văn bản",
     "Link a document to its source"}, {Duty::kOfficer, Duty::kRegistrar}, K::kDocument,
     Effect::kWrite, {S::kDraft, S::kProposed, S::kDecided, S::kInForce}},
    {Act::kDocumentFree, "document.free", {"Xác nhận không chứa nội dung của nguồn",
     "Declare free of a source's content"}, kHead, K::kDocument, Effect::kWrite,
     {S::kDraft, S::kProposed, S::kDecided, S::kInForce}, Persons::kOne, Own::kForbidden},
    {Act::kDocumentRead, "document.read", {"Xem hồ sơ văn bản", "Read a document's record"},
     kOfficers, K::kDocument, Effect::kRead, {S::kDraft, S::kProposed, S::kDecided, S::kInForce,
     S::kReleased, S::kEnded}},
    {Act::kDocumentSearch, "document.search", {"Tra cứu", "Search"}, kOfficers, K::kDocument,
     Effect::kRead, {S::kDraft, S::kProposed, S::kDecided, S::kInForce, S::kReleased, S::kEnded}},
    {Act::kDocumentPrint, "document.print", {"In", "Print"}, kOfficers, K::kDocument,
     Effect::kRead, {S::kDraft, S::kProposed, S::kDecided, S::kInForce, S::kReleased, S::kEnded}},
    {Act::kCopySend, "copy.send", {"Chuyển bản ra ngoài cơ quan", "Send a copy out"}, kRegistrar,
     K::kCopy, Effect::kWrite, {S::kInForce}},
    {Act::kCopyHandOver, "copy.hand_over", {"Bàn giao bản cho người", "Hand a copy over"}, kDesk,
     K::kCopy, Effect::kWrite, {S::kInForce}},
    {Act::kCopyLend, "copy.lend", {"Cho mượn bản", "Lend a copy"}, kDesk, K::kCopy,
     Effect::kWrite, {S::kInForce}},
    {Act::kCopyTakeBack, "copy.take_back", {"Nhận lại bản", "Take a copy back"}, kDesk, K::kCopy,
     Effect::kWrite, {S::kInForce}},
    {Act::kCopyGiveBack, "copy.give_back", {"Trả bản cho cơ quan ban hành",
     "Give a copy back to its issuer"}, kRegistrar, K::kCopy, Effect::kWrite, {S::kInForce}},
    {Act::kCopyRecall, "copy.recall", {"Thu hồi bản", "Recall a copy"},
     {Duty::kRegistrar, Duty::kAuthority, Duty::kSecurity}, K::kCopy, Effect::kWrite,
     {S::kInForce}},
    {Act::kCopyLost, "copy.lost", {"Ghi nhận mất bản", "Record a copy as lost"},
     {Duty::kKeeper, Duty::kSecurity}, K::kCopy, Effect::kWrite, {S::kInForce}},
    {Act::kCopyFound, "copy.found", {"Ghi nhận tìm thấy bản", "Record a lost copy as found"},
     {Duty::kKeeper, Duty::kSecurity}, K::kCopy, Effect::kWrite, {S::kEnded}},
    {Act::kCopyRequest, "copy.request", {"Đề nghị sao, chụp", "Ask for copies"}, kOfficers,
     K::kDocument, Effect::kWrite, {S::kInForce}},
    {Act::kCopyAllow, "copy.allow", {"Cho phép sao, chụp", "Allow copies"}, kHead, K::kRequest,
     Effect::kWrite, {S::kOpen}, Persons::kOne, Own::kForbidden},
    {Act::kCopyRefuse, "copy.refuse", {"Không cho phép sao, chụp", "Refuse copies"}, kHead,
     K::kRequest, Effect::kWrite, {S::kOpen}, Persons::kOne, Own::kForbidden},
    {Act::kCopyMake, "copy.make", {"Sao, chụp và ghi sổ", "Make and register copies"}, kDesk,
     K::kRequest, Effect::kWrite, {S::kDecided}},
    {Act::kTakeOutRequest, "take_out.request", {"Đề nghị mang ra khỏi nơi lưu giữ",
     "Ask to take out"}, kOfficers, K::kCopy, Effect::kWrite, {S::kInForce}},
    {Act::kTakeOutAllow, "take_out.allow", {"Cho phép mang ra khỏi nơi lưu giữ",
     "Allow to take out"}, kHead, K::kRequest, Effect::kWrite, {S::kOpen}, Persons::kOne,
     Own::kForbidden},
    {Act::kTakeOutRefuse, "take_out.refuse", {"Không cho phép mang ra", "Refuse to take out"},
     kHead, K::kRequest, Effect::kWrite, {S::kOpen}, Persons::kOne, Own::kForbidden},
    {Act::kTakeOutLeave, "take_out.leave", {"Giao để mang ra", "Hand over for taking out"}, kDesk,
     K::kRequest, Effect::kWrite, {S::kDecided}},
    {Act::kTakeOutReturn, "take_out.return", {"Nhận lại sau khi mang ra",
     "Take back after taking out"}, kDesk, K::kRequest, Effect::kWrite, {S::kInForce}},
    {Act::kProvideRequest, "provide.request", {"Ghi đề nghị cung cấp, chuyển giao",
     "Record a request to provide"}, {Duty::kOfficer, Duty::kRegistrar}, K::kDocument,
     Effect::kWrite, {S::kInForce}},
    {Act::kProvideAllow, "provide.allow", {"Quyết định cung cấp, chuyển giao",
     "Allow to provide"}, kHead, K::kRequest, Effect::kWrite, {S::kOpen}, Persons::kOne,
     Own::kForbidden},
    {Act::kProvideRefuse, "provide.refuse", {"Từ chối cung cấp, chuyển giao",
     "Refuse to provide"}, kHead, K::kRequest, Effect::kWrite, {S::kOpen}, Persons::kOne,
     Own::kForbidden},
    {Act::kProvideDeliver, "provide.deliver", {"Giao tài liệu cung cấp, chuyển giao",
     "Deliver what is provided"}, kRegistrar, K::kRequest, Effect::kWrite, {S::kDecided}},
    {Act::kMeetingPlan, "meeting.plan", {"Lập kế hoạch hội nghị, hội thảo, cuộc họp",
     "Plan a meeting"}, {Duty::kOfficer, Duty::kRegistrar, Duty::kAuthority}, K::kMeeting,
     Effect::kWrite, {S::kNew}},
    {Act::kMeetingAllow, "meeting.allow", {"Cho phép tổ chức họp", "Allow a meeting"}, kHead,
     K::kMeeting, Effect::kWrite, {S::kOpen}, Persons::kOne, Own::kForbidden},
    {Act::kMeetingRefuse, "meeting.refuse", {"Không cho phép tổ chức họp", "Refuse a meeting"},
     kHead, K::kMeeting, Effect::kWrite, {S::kOpen}, Persons::kOne, Own::kForbidden},
    {Act::kMeetingClose, "meeting.close", {"Kết thúc họp, thu hồi tài liệu",
     "Close a meeting, papers taken back"}, kDesk, K::kMeeting, Effect::kWrite, {S::kDecided}},
    {Act::kTermExtend, "term.extend", {"Gia hạn thời hạn bảo vệ", "Extend the term"}, kHead,
     K::kDocument, Effect::kWrite, {S::kInForce}},
    {Act::kLevelChange, "level.change", {"Điều chỉnh độ mật", "Change the level"}, kHead,
     K::kDocument, Effect::kWrite, {S::kInForce}},
    {Act::kDeclassifyCouncil, "declassify.council", {"Lập hội đồng giải mật",
     "Set up a declassification council"}, kHead, K::kDocument, Effect::kWrite, {S::kInForce}},
    {Act::kDeclassifyDecide, "declassify.decide", {"Quyết định giải mật", "Declassify"}, kHead,
     K::kDossier, Effect::kWrite, {S::kOpen}},
    {Act::kDeclassifyOffList, "declassify.off_list", {"Giải mật do không còn thuộc danh mục",
     "Declassify: off the list"}, kHead, K::kDocument, Effect::kWrite, {S::kInForce}},
    {Act::kDeclassifyExpire, "declassify.expire", {"Ghi nhận hết thời hạn bảo vệ",
     "Record the end of the term"}, kRegistrar, K::kDocument, Effect::kWrite, {S::kInForce}},
    {Act::kNoticeSend, "notice.send", {"Gửi thông báo", "Send a notice"}, kRegistrar,
     K::kDocument, Effect::kWrite, {S::kInForce, S::kReleased}},
    {Act::kNoticeReceive, "notice.receive", {"Nhận thông báo của cơ quan ban hành",
     "Receive the issuer's notice"}, kRegistrar, K::kDocument, Effect::kWrite, {S::kInForce}},
    {Act::kReviewDecide, "review.decide", {"Rà soát bí mật nhà nước xác định trước đây",
     "Decide a review of old secrets"}, kHead, K::kDocument, Effect::kWrite, {S::kInForce}},
    {Act::kDeadlinesRead, "deadlines.read", {"Xem việc đến hạn", "Read one's deadlines"}, kOfficers,
     K::kInstance, Effect::kManage, {S::kOpen}},
    {Act::kDestroyPropose, "destroy.propose", {"Đề nghị tiêu hủy", "Propose destruction"},
     kKeeper, K::kDossier, Effect::kWrite, {S::kNew}},
    {Act::kDestroyCouncil, "destroy.council", {"Lập hội đồng tiêu hủy",
     "Set up a destruction council"}, kHead, K::kDossier, Effect::kWrite, {S::kOpen},
     Persons::kOne, Own::kForbidden},
    {Act::kDestroyDecide, "destroy.decide", {"Quyết định tiêu hủy", "Order destruction"}, kHead,
     K::kDossier, Effect::kWrite, {S::kOpen, S::kProposed}, Persons::kOne, Own::kForbidden},
    {Act::kDestroyCarryOut, "destroy.carry_out", {"Tiêu hủy và lập biên bản",
     "Destroy, with minutes"}, kDesk, K::kDossier, Effect::kWrite, {S::kDecided}, Persons::kTwo},
    {Act::kDestroyEmergency, "destroy.emergency", {"Tiêu hủy khẩn cấp", "Emergency destruction"},
     kOfficers, K::kCopy, Effect::kWrite, {S::kInForce}},
    {Act::kArchiveHandOver, "archive.hand_over", {"Giao nộp vào lưu trữ",
     "Hand over to the archives"}, kKeeper, K::kDocument, Effect::kWrite,
     {S::kInForce, S::kReleased}},
    {Act::kStocktakeOpen, "stocktake.open", {"Mở kiểm kê", "Open a stocktake"}, kKeeper,
     K::kStocktake, Effect::kWrite, {S::kNew}},
    {Act::kStocktakeScan, "stocktake.scan", {"Quét kiểm kê", "Scan in a stocktake"}, kKeeper,
     K::kStocktake, Effect::kWrite, {S::kOpen}},
    {Act::kStocktakeClose, "stocktake.close", {"Kết thúc kiểm kê, lập biên bản",
     "Close a stocktake, with minutes"}, kKeeper, K::kStocktake, Effect::kWrite, {S::kOpen}},
    {Act::kBookOpen, "book.open", {"Mở sổ", "Open a book"}, kRegistrar, K::kBook, Effect::kManage,
     {S::kNew}},
    {Act::kBookClose, "book.close", {"Khóa sổ", "Close a book"}, kRegistrar, K::kBook,
     Effect::kManage, {S::kOpen}},
    {Act::kBookUnlock, "book.unlock", {"Mở lại sổ đã khóa", "Unlock a closed book"}, kRegistrar,
     K::kBook, Effect::kManage, {S::kClosed}, Persons::kTwo},
    {Act::kBookVoid, "book.void", {"Hủy số trong sổ", "Void a number"}, kRegistrar, K::kBook,
     Effect::kManage, {S::kOpen}},
    {Act::kIncidentOpen, "incident.open", {"Báo cáo lộ, mất", "Report a leak or loss"}, kOfficers,
     K::kIncident, Effect::kWrite, {S::kNew}},
    {Act::kIncidentClose, "incident.close", {"Kết thúc vụ việc", "Close an incident"},
     kHeadOrSecurity, K::kIncident, Effect::kWrite, {S::kOpen}},
    {Act::kIncidentReopen, "incident.reopen", {"Mở lại vụ việc", "Reopen an incident"},
     kHeadOrSecurity, K::kIncident, Effect::kWrite, {S::kClosed}, Persons::kTwo},
    {Act::kFindingImport, "finding.import", {"Nhập báo cáo rà quét", "Import a report of a scan"},
     kFinders, K::kFinding, Effect::kWrite, {S::kNew}},
    {Act::kFindingRead, "finding.read", {"Xem kết quả rà quét", "Read what scans found"}, kFinders,
     K::kFinding, Effect::kRead, {S::kOpen, S::kClosed}},
    {Act::kFindingDecide, "finding.decide", {"Xử lý kết quả rà quét",
     "Decide on what a scan found"}, kHeadOrSecurity, K::kFinding, Effect::kWrite,
     {S::kOpen, S::kClosed}},
    {Act::kFindingRegister, "finding.register", {"Ghi là văn bản đã đăng ký",
     "Name the registered document it is"}, kFinders, K::kFinding, Effect::kWrite,
     {S::kOpen, S::kClosed}},
    {Act::kAuditImport, "audit.import", {"Nhập báo cáo kiểm tra máy tính",
     "Import a report of an audit"}, kFinders, K::kAuditFinding, Effect::kWrite, {S::kNew}},
    {Act::kAuditRead, "audit.read", {"Xem kết quả kiểm tra máy tính", "Read what audits found"},
     kFinders, K::kAuditFinding, Effect::kRead, {S::kOpen, S::kProposed, S::kClosed}},
    {Act::kAuditAnswer, "audit.answer", {"Giải trình phát hiện kiểm tra",
     "Answer for what an audit found"}, kFinders, K::kAuditFinding, Effect::kWrite,
     {S::kOpen, S::kProposed}},
    {Act::kAuditClose, "audit.close", {"Kết luận phát hiện kiểm tra",
     "Decide on what an audit found"}, kHeadOrSecurity, K::kAuditFinding, Effect::kWrite,
     {S::kOpen, S::kProposed, S::kClosed}},
    {Act::kDeviceMark, "device.mark", {"Đánh dấu thiết bị", "Mark devices"}, kHeadOrSecurity,
     K::kDevice, Effect::kWrite, {S::kOpen}},
    {Act::kIntakeImport, "intake.import", {"Nhập văn bản từ sổ cũ",
     "Take over documents of an old register"}, kRegistrar, K::kIntake, Effect::kWrite, {S::kNew}},
    {Act::kIntakeRead, "intake.read", {"Xem các lần nhập từ sổ cũ",
     "Read what was taken over from old registers"}, kBookKeepers, K::kIntake, Effect::kRead,
     {S::kOpen, S::kEnded}},
    {Act::kIntakeUndo, "intake.undo", {"Hoàn tác một lần nhập từ sổ cũ",
     "Undo a taking over of documents"}, kRegistrar, K::kIntake, Effect::kWrite, {S::kOpen}},
    {Act::kUnitAdd, "unit.add", {"Thêm đơn vị", "Add a unit"}, kHeadOrSecurity, K::kInstance,
     Effect::kManage, {S::kOpen}},
    {Act::kPersonAdd, "person.add", {"Thêm người", "Add a person"}, kSecurity, K::kInstance,
     Effect::kManage, {S::kOpen}},
    {Act::kPersonAmend, "person.amend", {"Sửa thông tin người", "Amend a person"}, kSecurity,
     K::kPerson, Effect::kManage, {S::kOpen}},
    {Act::kPersonLeave, "person.leave", {"Người thôi việc, chuyển công tác, nghỉ hưu",
     "A person leaves"}, kSecurity, K::kPerson, Effect::kManage, {S::kOpen}},
    {Act::kPersonClose, "person.close", {"Kết thúc tài khoản", "Close a person"}, kSecurity,
     K::kPerson, Effect::kManage, {S::kOpen}},
    {Act::kPeopleRead, "people.read", {"Xem danh bạ", "Read the directory"}, kEverybody,
     K::kInstance, Effect::kManage, {S::kOpen}},
    {Act::kPasswordChange, "password.change", {"Đổi mật khẩu của mình", "Change one's own password"},
     kEverybody, K::kInstance, Effect::kManage, {S::kOpen}},
    {Act::kCardBind, "card.bind", {"Gắn thẻ đăng nhập cho người", "Bind a sign-in card to a person"},
     kSecurity, K::kPerson, Effect::kManage, {S::kOpen}},
    {Act::kCardEnd, "card.end", {"Thôi dùng thẻ đăng nhập", "End a sign-in card"}, kSecurity,
     K::kPerson, Effect::kManage, {S::kOpen}},
    {Act::kDutyAssign, "duty.assign", {"Phân công nhiệm vụ", "Assign a duty"}, kHead, K::kPerson,
     Effect::kManage, {S::kOpen}, Persons::kOne, Own::kForbidden},
    {Act::kDutyEnd, "duty.end", {"Thôi phân công", "End a duty"}, kHead, K::kPerson,
     Effect::kManage, {S::kOpen}},
    {Act::kClearanceGrant, "clearance.grant", {"Cấp phạm vi tiếp cận", "Grant a clearance"},
     kSecurity, K::kPerson, Effect::kManage, {S::kOpen}, Persons::kTwo, Own::kForbidden},
    {Act::kClearanceRevoke, "clearance.revoke", {"Thu hồi phạm vi tiếp cận",
     "Revoke a clearance"}, kSecurity, K::kPerson, Effect::kManage, {S::kOpen}},
    {Act::kNeedGrant, "need.grant", {"Cho biết văn bản", "Grant need to know"}, kHeadOrSecurity,
     K::kPerson, Effect::kManage, {S::kOpen}, Persons::kOne, Own::kForbidden},
    {Act::kNeedRevoke, "need.revoke", {"Thôi cho biết văn bản", "Revoke need to know"},
     kHeadOrSecurity, K::kPerson, Effect::kManage, {S::kOpen}},
    {Act::kDelegationGrant, "delegation.grant", {"Ủy quyền", "Delegate"}, kHead, K::kPerson,
     Effect::kManage, {S::kOpen}, Persons::kOne, Own::kForbidden},
    {Act::kDelegationRevoke, "delegation.revoke", {"Chấm dứt ủy quyền", "Revoke a delegation"},
     kHead, K::kPerson, Effect::kManage, {S::kOpen}},
    {Act::kBreakGlassOpen, "break_glass.open", {"Mở khẩn cấp", "Open by breaking the glass"},
     kOfficers, K::kInstance, Effect::kManage, {S::kOpen}},
    {Act::kBreakGlassReview, "break_glass.review", {"Xem xét lần mở khẩn cấp",
     "Review a breaking of the glass"}, kHeadOrSecurity, K::kInstance, Effect::kManage,
     {S::kOpen}, Persons::kOne, Own::kForbidden},
    {Act::kListLoad, "list.load", {"Nạp danh mục bí mật nhà nước", "Load a list of secrets"},
     kHeadOrSecurity, K::kInstance, Effect::kManage, {S::kOpen}},
    {Act::kSettingSet, "setting.set", {"Đặt tham số", "Change a setting"}, kHeadOrSecurity,
     K::kInstance, Effect::kManage, {S::kOpen}},
    {Act::kListExport, "list.export", {"Xuất danh sách ra tệp", "Export a list to a file"},
     kBookKeepers, K::kInstance, Effect::kManage, {S::kOpen}},
    {Act::kLedgerRead, "ledger.read", {"Xem nhật ký", "Read the ledger"}, kAuditor, K::kInstance,
     Effect::kManage, {S::kOpen}},
    {Act::kLedgerCheckpoint, "ledger.checkpoint", {"Ký điểm kiểm", "Sign a checkpoint"},
     {Duty::kAuditor, Duty::kAdmin, Duty::kRegistrar}, K::kInstance, Effect::kManage, {S::kOpen}},
    {Act::kLedgerExport, "ledger.export", {"Cho xuất nhật ký", "Order an export of the ledger"},
     kAuditorOrHead, K::kInstance, Effect::kManage, {S::kOpen}, Persons::kTwoDuties},
    {Act::kClockApprove, "clock.approve", {"Chấp nhận giờ máy", "Approve the clock"},
     kAdminHeadSecurity, K::kInstance, Effect::kManage, {S::kOpen}, Persons::kTwoDuties},
    {Act::kBackupMake, "backup.make", {"Cho sao lưu", "Order backups"}, kAdminHeadSecurity,
     K::kInstance, Effect::kManage, {S::kOpen}, Persons::kTwoDuties},
    {Act::kBackupRestore, "backup.restore", {"Cho phục hồi", "Order a restore"}, kAdminOrHead,
     K::kInstance, Effect::kManage, {S::kOpen}, Persons::kTwoDuties},
    {Act::kKeyChange, "key.change", {"Cho đổi khóa", "Order a change of key"}, kAdminOrHead,
     K::kInstance, Effect::kManage, {S::kOpen}, Persons::kTwoDuties},
}};

// clang-format on

constexpr bool InOrder() {
  for (size_t i = 0; i < kRules.size(); ++i) {
    if (static_cast<size_t>(kRules[i].act) != i || kRules[i].code.empty()) return false;
  }
  return true;
}

static_assert(InOrder(), "kRules follows the order of Act");

constexpr std::array<std::string_view, 14> kKinds = {
    "document", "copy",   "request",  "meeting", "dossier", "stocktake",     "book",
    "incident", "person", "instance", "finding", "intake",  "audit_finding", "device"};

constexpr std::array<std::string_view, kStateCount> kStateCodes = {
    "new", "draft", "proposed", "decided", "in_force", "open", "closed", "released", "ended"};

}  // namespace

std::string_view ObjectKindCode(ObjectKind kind) {
  return kKinds[static_cast<size_t>(kind)];
}

std::string_view ObjectStateCode(ObjectState state) {
  return kStateCodes[static_cast<size_t>(state)];
}

std::optional<ObjectState> ObjectStateFromCode(std::string_view code) {
  for (size_t i = 0; i < kStateCodes.size(); ++i) {
    if (kStateCodes[i] == code) return static_cast<ObjectState>(i);
  }
  return std::nullopt;
}

std::span<const ActRule> ActRules() {
  return kRules;
}

const ActRule& RuleOf(Act act) {
  return kRules[static_cast<size_t>(act)];
}

std::optional<Act> ActFromCode(std::string_view code) {
  for (const ActRule& rule : kRules) {
    if (rule.code == code) return rule.act;
  }
  return std::nullopt;
}

}  // namespace niem::access
