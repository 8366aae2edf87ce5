"""Documents for the causes of wrong verdicts found on sets of other hands. Builders return (Doc, label, level, where, note)."""

from . import letters
from .letters import RED
from .marked import pick_level, stamp
from .model import Box, Doc, P, T, cell
from .texts import LEVELS, MIXED


SYMBOLS = {"tuyet_mat": "A", "toi_mat": "B", "mat": "C"}
SHORT = {"tuyet_mat": "TM", "toi_mat": "ToM", "mat": "M"}


def _letter(w, below):
    return letters.state_head(w, w.rng.choice(["table", "rows", "stack"]), below=below) + letters.title(w) + letters.body(w, 2) + letters.closing(w)


def property_table(w):
    level = pick_level(w)
    rows = [("Số đăng ký", str(w.number)), ("Ngày phát hành", f"{w.day}/{w.month}/{w.year}"), (w.rng.choice(["Độ mật", "Mức độ mật"]), MIXED[level]),
            ("Độ khẩn", "Thường"), ("Người ký", w.person())]
    return Doc([P("THẺ THÔNG TIN VĂN BẢN", "center", bold=True), T([[cell(a), cell(b)] for a, b in rows], widths=[35, 65])] + letters.title(w) +
               letters.body(w, 2)), "marked", level, "field_line", "the level in a table of properties"


def lettered_field(w):
    level = pick_level(w)
    value = w.rng.choice([SYMBOLS[level], f"{SYMBOLS[level]} ({MIXED[level]})", SHORT[level]])
    return Doc(_letter(w, [P(f"Độ mật: {value}", "center")])), "marked", level, "field_line", "the envelope's letter or a short form in a field"


def ticked(w):
    level = pick_level(w)
    line = "Độ mật:  " + "  ".join(("☒ " if one == level else "☐ ") + MIXED[one] for one in MIXED) + "  ☐ Không"
    return Doc([P(w.rng.choice(letters.OFFICES).upper(), bold=True), P("PHIẾU CHUYỂN VĂN BẢN PHÁT HÀNH", "center", bold=True), P(line),
                P(f"Số bản: {w.rng.randint(2, 9)}")] + letters.body(w, 2)), "marked", level, "field_line", "a field filled by ticking"


def unticked(w):
    line = "Độ mật:  " + "  ".join("☐ " + one for one in MIXED.values()) + "  ☐ Không"
    return Doc([P("PHIẾU CHUYỂN VĂN BẢN PHÁT HÀNH", "center", bold=True), P(line), P("Số bản: ........")] + letters.body(w, 2)), \
        "mentions", None, None, "boxes that nobody ticked"


def two_lines(w):
    level = w.rng.choice(["tuyet_mat", "toi_mat"])
    first, second = LEVELS[level].split()
    below = [P(first, "center", bold=True, color=RED), P(second, "center", bold=True, color=RED)]
    return Doc(_letter(w, below)), "marked", level, "below_number", "the mark broken over two lines"


def bilingual(w):
    level = pick_level(w)
    english = {"tuyet_mat": "TOP SECRET", "toi_mat": "SECRET", "mat": "CONFIDENTIAL"}[level]
    return Doc([P("DEPARTMENT OF EXTERNAL RELATIONS"), P(f"{w.province} Province"), P(f"{LEVELS[level]} / {english}", bold=True),
                P(f"{w.day} May {w.year}"), P("Dear Sir,"), P("We enclose the agenda of the visit for your delegation."),
                P("Yours sincerely,")]), "marked", level, "top", "an English letter, the mark in both languages"


def worded(w):
    level = pick_level(w)
    text = w.rng.choice([f"BÍ MẬT NHÀ NƯỚC ĐỘ {LEVELS[level]}", f"{SYMBOLS[level]} - {LEVELS[level]}", f"{LEVELS[level]}, HỎA TỐC", f"{LEVELS[level]}."])
    return Doc(_letter(w, [P(text, "center", bold=True, color=RED)])), "marked", level, "below_number", "the mark worded or pointed in another way"


def examination(w):
    level = w.rng.choice(["toi_mat", "tuyet_mat"])
    lines = [P(f"SỞ GIÁO DỤC {w.province.upper()}", bold=True), stamp(w, level, border="double", align="left"), P("ĐỀ THI CHÍNH THỨC", "center", bold=True),
             P("Thời gian làm bài: 90 phút"), P("Câu hỏi 1. Chọn đáp án đúng: 12 + 30 = ?"), P("Câu hỏi 2. Trắc nghiệm về hình học.")]
    return Doc(lines), "marked", level, "top", "an examination paper before the examination"


def later_declassified(w):
    level = pick_level(w)
    late = P(f"GIẢI MẬT\nTừ: ngày {w.day}/{w.month}/{w.rng.randint(2031, 2045)}", bold=True, color=RED, border="double")
    return Doc(letters.state_head(w, below=[stamp(w, level, align="center")]) + [late] + letters.title(w) + letters.body(w, 2)), \
        "marked", level, "below_number", "GIẢI MẬT from a day to come"


def decided(w):
    level = pick_level(w)
    line = P(f"ĐÃ GIẢI MẬT theo Quyết định số {w.number}/QĐ-UBND ngày {w.day}/{w.month}/2022 của Chủ tịch Ủy ban nhân dân tỉnh", size=11)
    return Doc(letters.state_head(w, "stack", below=[stamp(w, level, align="left")]) + [line] + letters.title(w) + letters.body(w, 2)), \
        "declassified", None, "below_number", f"was {level}; the decision and who took it in one line"


def bile(w):
    where = w.rng.choice(["box", "line"])
    mark = P("MẬT", "center", bold=True, color=RED, border="double")
    first = [Box([mark.with_(border="")])] if where == "box" else [mark]
    return Doc([P("PHÒNG KHÁM ĐA KHOA", bold=True)] + first + [P("Gan tiết dịch mật; túi mật giữ dịch ấy giữa các bữa ăn."),
               P("Người bệnh có sỏi nên ăn ít mỡ, đi siêu âm mỗi sáu tháng.")]), "clean", None, None, "bile as a title, drawn like a stamp"


def ultrasound(w):
    lines = letters.state_head(w, "stack", symbol=f"{w.number}/KQ-BV") + [P("KẾT QUẢ SIÊU ÂM", "center", bold=True)]
    for organ, finding in (("GAN", "không to, bờ đều"), ("MẬT", "thành mỏng, không sỏi"), ("TỤY", "không to"), ("LÁCH", "bình thường")):
        lines += [P(organ, bold=True), P(finding)]
    return Doc(lines), "clean", None, None, "MẬT among organs, under an official head"


def honey_label(w):
    return Doc([P("MẬT", "center", bold=True, color=RED, border="double", size=24), P("Mật ong hoa nhãn, đàn ong nuôi tại vườn.", "center"),
                P(f"Giá bán: {w.rng.randint(90, 400)}.000 đồng/lít, giao hàng tận nơi.")]), "clean", None, None, "a honey label drawn like a stamp"


def party_invitation(w):
    return Doc([P("TUYỆT MẬT", "center", bold=True, color=RED, border="double", size=20), P(f"Thư mời sinh nhật của {w.person()}", "center"),
                P("Bữa tiệc hóa trang điệp viên: mỗi người chơi nhận một quà tặng và một thử thách.")]), "clean", None, None, "a party's invitation drawn like a stamp"


BUILDERS = [property_table, lettered_field, ticked, unticked, two_lines, bilingual, worded, examination, later_declassified, decided, bile, ultrasound,
            honey_label, party_invitation]
