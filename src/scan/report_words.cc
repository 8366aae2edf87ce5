#include "scan/report_words.h"

#include <algorithm>

namespace niem::scan {
namespace {

using detect::Source;
using detect::Verdict;
using extract::Place;

constexpr VerdictWords kMarked = {
    {"Mang dấu mật", "Marked"},
    {"Tài liệu mang dấu chỉ độ mật còn hiệu lực.", "The document bears a secrecy mark in force."},
    {"Không mở thêm, không gửi, không sao chép. Kiểm tra máy này có đang nối Internet, mạng máy "
     "tính hoặc mạng "
     "viễn thông không: soạn thảo, lưu giữ bí mật nhà nước trên máy như vậy bị cấm, trừ mạng LAN "
     "độc lập và trường "
     "hợp luật quy định khác (Luật 117/2025/QH15, Điều 5 khoản 2). Ghi lại vị trí, báo người đứng "
     "đầu và người phụ trách bảo vệ bí mật nhà nước để quyết định "
     "chuyển về nơi lưu giữ đúng quy định và xóa sạch khỏi máy.",
     "Do not open it further, send it or copy it. Check whether this machine is connected to the "
     "Internet, a "
     "computer network or a telecommunications network: drafting or keeping state secrets on such "
     "a machine is "
     "prohibited, save on an independent LAN and where law says otherwise (Law 117/2025/QH15, "
     "Article 5(2)). Note where it is and tell the head of the unit and the "
     "secrecy officer, who decide on moving it to its lawful place and wiping it from here."}};

constexpr VerdictWords kCopy = {
    {"Trùng bản đăng ký", "Copy"},
    {"Nội dung trùng một tài liệu đã đăng ký.", "The content matches a registered document."},
    {"Xử lý như tài liệu mang dấu mật. Đối chiếu với sổ: bản này có được phép sao, chụp và đã ghi "
     "sổ chưa.",
     "Treat it as a marked document. Compare with the register: was this copy permitted and "
     "entered?"}};

constexpr VerdictWords kSuspect = {
    {"Nghi ngờ", "Suspect"},
    {"Có dấu hiệu của dấu mật nhưng chưa đủ chắc; cần người xem.",
     "There are signs of a mark, not enough to be sure; a person must look."},
    {"Người được giao trách nhiệm mở xem tại chỗ theo căn cứ đã nêu. Đúng là dấu mật: làm như với "
     "tài liệu mang "
     "dấu mật. Không phải: ghi lại lý do.",
     "The person in charge looks at it on the spot, following the evidence. If it is a mark: do as "
     "for a marked "
     "document. If not: write down why."}};

constexpr VerdictWords kUnreadable = {
    {"Chưa đọc được", "Unreadable"},
    {"Chưa kiểm tra được toàn bộ tài liệu; chưa thể coi là không có dấu mật.",
     "Not all of the document was inspected; it cannot be taken as free of marks."},
    {"Xem lý do ở từng tài liệu: cần mật khẩu thì quét lại với --passwords; tệp hỏng thì mở bằng "
     "chương trình đã "
     "tạo ra nó; ảnh chụp, bản quét thì xem bằng mắt.",
     "See the reason at each document: where a password is needed, scan again with --passwords; "
     "open a damaged "
     "file with the program that made it; look at pictures and scans with your own eyes."}};

constexpr VerdictWords kDeclassified = {
    {"Đã giải mật", "Declassified"},
    {"Từng mang dấu mật, nay có dấu GIẢI MẬT.", "It bore a secrecy mark and now bears GIẢI MẬT."},
    {"Đối chiếu quyết định hoặc thông báo giải mật: ngày, toàn bộ hay một phần (Luật "
     "117/2025/QH15, Điều 22).",
     "Compare with the decision or notice of declassification: its date, whole or part (Law "
     "117/2025/QH15, "
     "Article 22)."}};

constexpr VerdictWords kMentions = {{"Có nhắc tới", "Mentions"},
                                    {"Nói về bí mật nhà nước nhưng không mang dấu mật.",
                                     "Speaks about state secrets but bears no mark."},
                                    {"Thường không phải làm gì. Nếu nội dung thuộc danh mục bí mật "
                                     "nhà nước mà chưa xác định độ mật, báo người "
                                     "có thẩm quyền.",
                                     "Usually nothing. If its content is on a list of state "
                                     "secrets and no level was determined, tell the "
                                     "competent person."}};

constexpr VerdictWords kClean = {
    {"Không thấy dấu", "No mark"},
    {"Đã đọc toàn bộ, không thấy dấu mật.", "Read in full; no mark was found."},
    {"Không phải làm gì.", "Nothing to do."}};

// Exact names and families (ending in '.'); the longest that fits wins.
constexpr RuleWords kRules[] = {
    {"mark.level",
     {"Dấu chỉ độ mật", "Secrecy mark"},
     {"Chữ chỉ độ mật đứng riêng như một con dấu, không nằm trong câu văn.",
      "The words of a level stand by themselves like a stamp, not inside a sentence."}},
    {"mark.copy_number",
     {"Bản số", "Copy number"},
     {"Tài liệu mật phát hành thường đánh số từng bản.",
      "Issued secret documents usually number each copy."}},
    {"mark.secret_copy",
     {"Bản sao bí mật nhà nước", "Copy of a state secret"},
     {"Dấu đóng ở trang cuối bản sao.", "Stamped on the last page of a copy."}},
    {"mark.recall",
     {"Tài liệu thu hồi", "Document to be returned"},
     {"Dấu chỉ tài liệu phải nộp lại, ở lề trên bên phải (ô số 11).",
      "The stamp of a document that must be returned, top margin right (field 11)."}},
    {"mark.addressee_only",
     {"Chỉ người có tên mới được bóc bì", "Addressee only"},
     {"Dấu ở bì trong của tài liệu mật.", "The stamp on the inner envelope of a secret document."}},
    {"mark.term",
     {"Thời hạn bảo vệ", "Protection term"},
     {"Dấu ghi thời hạn bảo vệ bí mật nhà nước.", "The stamp that states the protection term."}},
    {"mark.copy_of_number",
     {"Bản sao số", "Number of the copy"},
     {"Dấu đánh số bản sao, ở trang đầu bản sao.",
      "The stamp that numbers a reproduced copy, on its first page."}},
    {"mark.no_copying",
     {"Không được sao, chụp", "No copying"},
     {"Nơi nhận hoặc đầu tài liệu ghi không được sao, chụp.",
      "The document says that it may not be copied."}},
    {"mark.copying_allowed",
     {"Được phép sao, chụp", "Copying allowed"},
     {"Nơi nhận của tài liệu mật ghi có được sao, chụp hay không.",
      "The recipients block of a secret document says whether it may be copied."}},
    {"mark.declassified",
     {"Giải mật", "Declassified"},
     {"Dấu GIẢI MẬT làm dấu mật cũ hết hiệu lực.", "GIẢI MẬT ends the force of the older mark."}},
    {"mark.level_change",
     {"Tăng hoặc giảm độ mật", "Level raised or lowered"},
     {"Dấu tăng mật, giảm mật: độ mật mới thay độ mật cũ.",
      "A stamp that raises or lowers the level: the new one counts."}},
    {"mark.alone",
     {"Đứng một mình", "Stands alone"},
     {"Độ mật đứng một mình trong dòng, ô hoặc khung của nó.",
      "The level stands alone in its line, cell or box."}},
    {"mark.with_companions",
     {"Cùng dòng với dấu đi kèm", "Beside companions"},
     {"Dòng chỉ có độ mật và các dấu đi kèm, số bản, số trang.",
      "The line holds only the level and companion marks, copy or page numbers."}},
    {"mark.field",
     {"Mục “Độ mật” đã điền", "A filled-in field"},
     {"Mục “Độ mật: …” của tài liệu đã ghi một độ mật.",
      "The document's field “Độ mật: …” names a level."}},
    {"mark.titled",
     {"Dòng “Tài liệu mật”", "A line “Tài liệu mật”"},
     {"Bìa và đầu tài liệu in loại tài liệu kèm độ mật.",
      "Covers print the kind of document with its level."}},
    {"mark.in_head_line",
     {"Ở đầu dòng thể thức", "In a head line"},
     {"Dấu dính vào một dòng thể thức ở đầu văn bản.",
      "The mark is joined to a head component of the same line."}},
    {"mark.repeated",
     {"Lặp lại ở nhiều trang", "Repeated on several pages"},
     {"Cùng một dấu đứng riêng ở nhiều trang.", "The same mark stands alone on several pages."}},
    {"mark.garbled",
     {"Chữ bị nhận dạng sai", "Read through an OCR error"},
     {"Chữ chỉ khớp khi bỏ qua một lỗi nhận dạng.",
      "The words fit only past one recognition error."}},
    {"mark.no_diacritics",
     {"Không có dấu thanh", "No diacritics"},
     {"Chữ viết không dấu nên kém chắc chắn hơn.", "Written without diacritics, so less certain."}},
    {"companion.",
     {"Dấu đi kèm", "Companion mark"},
     {"Dấu hoặc dòng chữ thường đi cùng dấu mật.",
      "A stamp or line that usually goes with a secrecy mark."}},
    {"companions.",
     {"Các dấu đi kèm", "Companion marks"},
     {"Nhiều dấu đi kèm cùng có mặt.", "Several companion marks stand together."}},
    {"declassified.",
     {"Giải mật", "Declassified"},
     {"Dấu GIẢI MẬT làm dấu mật cũ hết hiệu lực; không ghi ngày thì cần người xem.",
      "GIẢI MẬT ends the force of the older mark; without a date a person must look."}},
    {"change.",
     {"Tăng hoặc giảm độ mật", "Level raised or lowered"},
     {"Độ mật mới thay độ mật cũ.", "The new level replaces the old."}},
    {"envelope.",
     {"Ký hiệu A, B, C trên bì", "Envelope symbol A, B, C"},
     {"Ký hiệu độ mật ngoài bì.", "The symbol of the level outside the envelope."}},
    {"mark.",
     {"Dấu đi kèm", "Companion mark"},
     {"Dấu hoặc dòng chữ thường đi cùng dấu mật.",
      "A stamp or line that usually goes with a secrecy mark."}},
    {"layout.",
     {"Thể thức văn bản", "Official layout"},
     {"Vị trí, khung, màu, cỡ chữ giống thể thức văn bản hành chính (Nghị định 30/2020/NĐ-CP, Phụ "
      "lục I).",
      "Place, frame, colour or size fit the layout of an official document (Decree 30/2020, annex "
      "I)."}},
    {"place.",
     {"Vị trí trên trang", "Place on the page"},
     {"Chữ đứng ở chỗ của dấu chỉ độ mật (ô số 10a: bên trái, dưới số, ký hiệu).",
      "The words stand where the mark belongs (field 10a: left, below the number)."}},
    {"style.",
     {"Kiểu chữ, khung", "Style and frame"},
     {"Chữ hoa, đậm, màu đỏ hoặc có khung kép như con dấu.",
      "Capitals, bold, red or in a double frame, as a stamp has."}},
    {"name.",
     {"Tên tệp", "File name"},
     {"Tên tệp có chữ chỉ độ mật; chỉ là căn cứ yếu.",
      "The file's name has the words of a level; weak evidence."}},
    {"meta.",
     {"Thuộc tính của tệp", "Properties of the file"},
     {"Thuộc tính (tiêu đề, chủ đề, từ khóa, đầu thư) có chữ chỉ độ mật.",
      "Properties (title, subject, keywords, mail header) have the words of a level."}},
    {"topic",
     {"Nói về bí mật nhà nước", "Speaks of state secrets"},
     {"Cụm từ về bí mật nhà nước trong câu văn.", "A phrase about state secrets in running text."}},
    {"against.quoted",
     {"Nằm trong dấu ngoặc", "Inside quotation marks"},
     {"Chữ được trích dẫn, không phải dấu của tài liệu này.",
      "The words are quoted; not this document's mark."}},
    {"against.in_sentence",
     {"Nằm trong câu văn", "Inside a sentence"},
     {"Chữ là một phần của câu nói về dấu mật.", "The words are part of a sentence about marks."}},
    {"against.sentence_end",
     {"Có dấu câu theo sau", "Followed by punctuation"},
     {"Con dấu không có dấu chấm, dấu phẩy.", "A stamp has no full stop or comma."}},
    {"against.list_item",
     {"Mục của danh sách", "An item of a list"},
     {"“a) Tuyệt mật”, “- Mật”: liệt kê các độ mật.",
      "“a) Tuyệt mật”, “- Mật”: the levels are being listed."}},
    {"against.joined",
     {"Là phần của từ khác", "Part of another word"},
     {"Bảo mật, mật khẩu, mật độ… không phải độ mật.",
      "Other words with “mật”; not a secrecy level."}},
    {"against.several_levels",
     {"Nhiều độ mật cạnh nhau", "Several levels side by side"},
     {"Bảng mẫu dấu, bảng thống kê hoặc mục lựa chọn.",
      "A sheet of stamps, a statistic or a choice."}},
    {"against.data_table",
     {"Nằm trong bảng thống kê", "Inside a table"},
     {"Ô của bảng thống kê hoặc sổ đăng ký.", "A cell of a statistics table or register."}},
    {"against.level_column",
     {"Cột “Độ mật” của sổ", "The column “Độ mật”"},
     {"Chữ ghi độ mật của tài liệu khác trong sổ.",
      "It states the level of other documents in a register."}},
    {"against.table",
     {"Nằm trong bảng", "Inside a table"},
     {"Ô của bảng liệt kê các độ mật.", "A cell of a table that lists the levels."}},
    {"against.training",
     {"Tài liệu học tập", "Training material"},
     {"Bài giảng, câu hỏi trắc nghiệm về bí mật nhà nước.",
      "A lesson or quiz about state secrets."}},
    {"against.fiction",
     {"Tên sách, phim, trò chơi", "Title of a book, film or game"},
     {"Không phải văn bản của cơ quan.", "Not an agency's document."}},
    {"against.checkbox",
     {"Cạnh ô đánh dấu", "Beside a checkbox"},
     {"Biểu mẫu để điền, chưa phải dấu.", "A form to fill in, not yet a mark."}},
    {"against.quoted_mail",
     {"Trong phần thư trích lại", "In quoted mail"},
     {"Chữ thuộc thư cũ được trích lại.", "The words belong to an earlier, quoted message."}},
    {"against.template",
     {"Biểu mẫu", "Form or template"},
     {"Biểu mẫu của văn bản pháp luật, không phải tài liệu mật.",
      "A form of the law, not a secret document."}},
    {"against.",
     {"Căn cứ chống lại", "Evidence against"},
     {"Dấu hiệu cho thấy chữ này không phải dấu mật của tài liệu.",
      "A sign that these words are not the document's own mark."}},
    {"agency.",
     {"Quy tắc của cơ quan", "The agency's own rule"},
     {"Quy tắc do cơ quan thêm bằng --rules.", "A rule that the agency added with --rules."}},
    {"trace.copy",
     {"Trùng nội dung tài liệu đã đăng ký", "Content of a registered document"},
     {"Số hiệu của tài liệu, rồi: tỷ lệ của tài liệu đó có trong tệp này | tỷ lệ của tệp này trùng "
      "với tài liệu đó.",
      "The document's number, then: how much of it is in this file | how much of this file is from "
      "it."}},
    {"trace.file",
     {"Đúng là tệp đã đăng ký", "The registered file itself"},
     {"Giống từng byte với tệp của tài liệu đã đăng ký.",
      "Byte for byte the file of a registered document."}},
    {"trace.",
     {"Dấu vết tài liệu đã đăng ký", "Trace of a registered document"},
     {"Nội dung trùng dấu vết của tài liệu đã đăng ký.",
      "The content matches the trace of a registered document."}},
    {"",
     {"Căn cứ khác", "Other evidence"},
     {"Một quy tắc của bộ luật phát hiện.", "A rule of the detection pack."}},
};

struct Named {
  std::string_view name;
  StaticText title;
};

constexpr Named kReasons[] = {
    {"invalid_argument", {"Tham số sai", "Invalid argument"}},
    {"not_found", {"Không còn tệp", "File gone"}},
    {"permission", {"Không có quyền đọc", "No permission"}},
    {"io", {"Lỗi đọc đĩa", "Input/output error"}},
    {"corrupt", {"Tệp hỏng", "Damaged file"}},
    {"encrypted", {"Cần mật khẩu", "Password needed"}},
    {"unsupported", {"Loại tệp chưa đọc được", "Unsupported kind"}},
    {"needs_ocr", {"Chỉ có ảnh chữ", "Only a picture of text"}},
    {"too_large", {"Quá lớn", "Too large"}},
    {"too_deep", {"Lồng quá sâu", "Nested too deeply"}},
    {"too_many", {"Quá nhiều mục bên trong", "Too many members"}},
    {"bomb", {"Bom nén", "Decompression bomb"}},
    {"timeout", {"Quá thời gian", "Time limit"}},
    {"memory", {"Quá bộ nhớ", "Memory limit"}},
    {"crashed", {"Làm hỏng tiến trình đọc", "Crashed the reader"}},
    {"changed", {"Tệp đổi trong lúc đọc", "Changed while read"}},
    {"internal", {"Lỗi của Niêm", "Defect of Niêm"}},
};

}  // namespace

const VerdictWords& WordsOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kMarked:
      return kMarked;
    case Verdict::kCopy:
      return kCopy;
    case Verdict::kSuspect:
      return kSuspect;
    case Verdict::kUnreadable:
      return kUnreadable;
    case Verdict::kDeclassified:
      return kDeclassified;
    case Verdict::kMentions:
      return kMentions;
    case Verdict::kClean:
      break;
  }
  return kClean;
}

const RuleWords& WordsOfRule(std::string_view rule) {
  const RuleWords* best = &kRules[std::size(kRules) - 1];
  for (const RuleWords& words : kRules) {
    const bool family = words.rule.ends_with('.');
    const bool fits = family ? rule.starts_with(words.rule) : rule == words.rule;
    if (fits && words.rule.size() > best->rule.size()) best = &words;
  }
  return *best;
}

std::span<const RuleWords> AllRuleWords() {
  return kRules;
}

StaticText PlaceTitle(Place place) {
  switch (place) {
    case Place::kBody:
      return {"trong nội dung", "in the body"};
    case Place::kLetterhead:
      return {"phần đầu văn bản", "letterhead"};
    case Place::kBelowNumber:
      return {"dưới số, ký hiệu (ô 10a)", "below the number (field 10a)"};
    case Place::kTopLeft:
      return {"góc trên bên trái", "top left"};
    case Place::kTopRight:
      return {"góc trên bên phải", "top right"};
    case Place::kHeader:
      return {"đầu trang", "page header"};
    case Place::kFooter:
      return {"chân trang", "page footer"};
    case Place::kTextBox:
      return {"trong khung chữ", "text box"};
    case Place::kTableCell:
      return {"trong ô bảng", "table cell"};
    case Place::kComment:
      return {"trong ghi chú của người soạn", "comment"};
    case Place::kFootnote:
      return {"cước chú", "footnote"};
    case Place::kHidden:
      return {"phần bị ẩn", "hidden text"};
    case Place::kMetadata:
      return {"thuộc tính của tệp", "file properties"};
    case Place::kAnnotation:
      return {"chú thích, hình mờ", "annotation or watermark"};
    case Place::kFormField:
      return {"ô biểu mẫu", "form field"};
    case Place::kFileName:
      return {"tên tệp", "file name"};
  }
  return {"không rõ", "unknown"};
}

StaticText SourceTitle(Source source) {
  switch (source) {
    case Source::kText:
      return {"chữ trong tệp", "text"};
    case Source::kOcr:
      return {"nhận dạng chữ trên ảnh", "OCR"};
    case Source::kImage:
      return {"hình dấu", "image"};
    case Source::kMetadata:
      return {"thuộc tính", "metadata"};
    case Source::kName:
      return {"tên tệp", "name"};
  }
  return {"không rõ", "unknown"};
}

StaticText ReasonTitle(std::string_view error_code_name) {
  const auto* found =
      std::find_if(std::begin(kReasons), std::end(kReasons),
                   [&](const Named& named) { return named.name == error_code_name; });
  if (found != std::end(kReasons)) return found->title;
  return {error_code_name, error_code_name};
}

}  // namespace niem::scan
