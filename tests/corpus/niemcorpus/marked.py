"""Documents that bear a mark, or bore one. Every builder returns (Doc, label, level, where)."""

from . import letters
from .letters import RED
from .model import Box, Break, Doc, P, T, cell
from .texts import LEVELS, MIXED, spaced


RANK = {"mat": 1, "toi_mat": 2, "tuyet_mat": 3}


def pick_level(w):
    return w.rng.choice(list(LEVELS))


def stamp(w, level, **style):
    look = dict(bold=True, color=w.rng.choice([RED, RED, "C00000", ""]), align=w.rng.choice(["left", "center"]), size=13)
    look.update(style)
    return P(LEVELS[level], **look)


def companions(w):
    """Lines that stand with a mark in about half of the documents."""
    return [P(text, size=12) for text in w.rng.choice(
        [[], [], [], [f"Bản số: {w.rng.randint(1, 9):02d}"], ["Bản số: 03", "Tài liệu thu hồi"],
         [f"Bản sao số: {w.rng.randint(1, 9):02d}"], ["Thời hạn bảo vệ: 10 năm"]])]


def control(w):
    return w.rng.choice(["", "", "(Không được phép sao, chụp)", "- Được phép sao, chụp: 02 bản.", "Không sao chụp"])


def letter(w, head, extra=(), title=True):
    return Doc(head + list(extra) + (letters.title(w) if title else []) + letters.body(w, w.rng.randint(2, 4)) +
               letters.closing(w, control(w)), title=w.kind_name.capitalize())


def below_number(w):
    level = pick_level(w)
    return letter(w, letters.state_head(w, below=[stamp(w, level, align="center")] + companions(w))), level, "below_number"


def one_cell_table(w):
    level = pick_level(w)
    mark = T([[[stamp(w, level, align="center")]]], widths=[24])
    return letter(w, letters.state_head(w, w.rng.choice(["rows", "table", "stack"])), [mark] + companions(w)), level, "table_cell"


def text_box(w):
    level = pick_level(w)
    box = Box([stamp(w, level, align="center")], x=w.rng.uniform(28, 40), y=w.rng.uniform(50, 68))
    return letter(w, letters.state_head(w, w.rng.choice(["table", "rows", "tabs"])), [box] + companions(w)), level, "text_box"


def bordered(w):
    level = pick_level(w)
    mark = stamp(w, level, border=w.rng.choice(["single", "double"]), align="left")
    return letter(w, letters.state_head(w, w.rng.choice(["rows", "tabs", "stack"])), [mark] + companions(w)), level, "paragraph_border"


def tabs_line(w):
    level = pick_level(w)
    return letter(w, letters.state_head(w, "tabs"), [stamp(w, level, align="left", color="")] + companions(w)), level, "below_number"


def stack_line(w):
    level = pick_level(w)
    return letter(w, letters.state_head(w, "stack", below=[stamp(w, level, align="left")])), level, "below_number"


def top_line(w):
    level = pick_level(w)
    mark = stamp(w, level, align=w.rng.choice(["left", "center", "right"]))
    return letter(w, [mark] + letters.state_head(w, w.rng.choice(["table", "rows", "stack"]))), level, "top"


def running_header(w):
    level = pick_level(w)
    doc = letter(w, letters.state_head(w, w.rng.choice(["table", "rows"])))
    doc.header = [stamp(w, level, align=w.rng.choice(["left", "right", "center"]))]
    doc.body += [Break()] + letters.body(w, 2)
    return doc, level, "header"


def spaced_letters(w):
    level = w.rng.choice(["tuyet_mat", "toi_mat"])
    mark = stamp(w, level).with_(text=spaced(LEVELS[level]))
    return letter(w, letters.state_head(w, w.rng.choice(["rows", "stack", "tabs"])), [mark]), level, "below_number"


def split_runs(w):
    level = w.rng.choice(["tuyet_mat", "toi_mat"])
    return letter(w, letters.state_head(w, "table", below=[stamp(w, level, align="center", split=True)])), level, "below_number"


def mixed_case(w):
    level = pick_level(w)
    mark = stamp(w, level, border="single", color=RED).with_(text=MIXED[level])
    return letter(w, letters.state_head(w, "rows"), [mark, P("Bản số: 02", size=12)]), level, "paragraph_border"


def level_field(w):
    level = pick_level(w)
    text = w.rng.choice(["ĐỘ MẬT: {}", "Độ mật: {}", "Mức độ mật: {}"]).format(LEVELS[level])
    return letter(w, letters.state_head(w, w.rng.choice(["rows", "stack"])), [P(text, bold=True)] + companions(w)), level, "field_line"


def official_dispatch(w):
    """Công văn: no title, V/v under the number, then the mark."""
    level = pick_level(w)
    head = letters.state_head(w, symbol=f"{w.number}/UBND-NC", about=w.subject, below=[stamp(w, level, align="center")])
    doc = letter(w, head, [P(f"Kính gửi: {w.rng.choice(letters.OFFICES)}.", "center")], title=False)
    return doc, level, "below_number"


def with_urgency(w):
    level = pick_level(w)
    urgent = P(w.rng.choice(["HỎA TỐC", "KHẨN", "THƯỢNG KHẨN"]), "left", bold=True, color=RED, border="single")
    mark = stamp(w, level, align="left", border="double", color=RED)
    return letter(w, letters.state_head(w, "rows"), [mark, urgent]), level, "paragraph_border"


def party(w):
    level = pick_level(w)
    if w.rng.random() < 0.5:
        return letter(w, letters.party_head(w, [stamp(w, level, align="center")])), level, "below_number"
    return letter(w, letters.party_head(w, layout="stack"), [stamp(w, level, border="double", align="left")]), level, "paragraph_border"


def mass(w):
    level = w.rng.choice(["mat", "toi_mat"])
    return letter(w, letters.mass_head(w, [stamp(w, level, align="center")])), level, "below_number"


def military(w):
    level = pick_level(w)
    head = letters.military_head(w, [stamp(w, level, align="center"), P(f"Bản số: {w.rng.randint(1, 5)}", "center", size=12)])
    return letter(w, head), level, "below_number"


def book_cover(w):
    level = pick_level(w)
    cover = [stamp(w, level, align="right"), P(""), P(f"ỦY BAN NHÂN DÂN TỈNH {w.province.upper()}", "center", bold=True), P(""), P(""),
             P("KỶ YẾU", "center", bold=True, size=20), P(w.subject.upper(), "center", bold=True, size=16), P(""),
             P(f"{w.province}, {w.year}", "center")]
    return Doc(cover + [Break()] + letters.body(w, 4), title="Kỷ yếu"), level, "cover"


def envelope(w):
    level = pick_level(w)
    symbol = {"tuyet_mat": "A", "toi_mat": "B", "mat": "C"}[level]
    lines = [stamp(w, level, align="left"), P(symbol, "right", bold=True, size=16)]
    lines += [P(f"ỦY BAN NHÂN DÂN XÃ {w.commune.upper()}", bold=True), P(f"Số: {w.number}/UBND-NC"),
              P(f"Kính gửi: Đồng chí {w.person()}", "center", bold=True), P(f"Giám đốc {w.rng.choice(letters.OFFICES)}", "center")]
    lines.append(P("CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ", "center", bold=True, color=RED))
    return Doc(lines, title="Bì thư"), level, "envelope"


def copied(w):
    """A photocopy: black mark, copy number on the first page, the copy's own line on the last."""
    level = pick_level(w)
    doc = letter(w, letters.state_head(w, below=[stamp(w, level, align="center", color="")]), [P("Bản sao số: 02", "right", size=12)])
    doc.body += [P("BẢN SAO BÍ MẬT NHÀ NƯỚC", "center", bold=True), P(f"Số: {w.number + 7}/SY; ngày 12/5/2026", "center")]
    return doc, level, "below_number"


def recalled(w):
    level = pick_level(w)
    doc = letter(w, [P("TÀI LIỆU THU HỒI", "right", bold=True, color=RED, border="single")] + letters.state_head(w, "rows"),
                 [stamp(w, level, border="double", align="left")])
    return doc, level, "paragraph_border"


def minutes(w):
    level = pick_level(w)
    w.kind, w.kind_name = "BB", "BIÊN BẢN"
    head = letters.state_head(w, w.rng.choice(["table", "rows"]), below=[stamp(w, level, align="center")])
    people = [P(f"{i}. Ông/bà {w.person()}") for i in range(1, 4)]
    return letter(w, head, [P("Thành phần dự họp:")] + people), level, "below_number"


def annex_table(w):
    """A marked letter whose own table has nothing to do with levels."""
    level = pick_level(w)
    doc = letter(w, letters.state_head(w, below=[stamp(w, level, align="center")]))
    rows = [[cell("TT", bold=True), cell("Nội dung", bold=True), cell("Số lượng", bold=True)]]
    rows += [[cell(str(i)), cell(w.prose(1)), cell(str(w.rng.randint(2, 60)))] for i in range(1, 5)]
    doc.body.insert(-1, T(rows, widths=[10, 70, 20]))
    return doc, level, "below_number"


def lowered(w):
    """Raised or lowered: the new level is in force."""
    old, new = w.rng.choice([("tuyet_mat", "toi_mat"), ("toi_mat", "mat"), ("mat", "toi_mat"), ("toi_mat", "tuyet_mat")])
    change = P(f"Điều chỉnh độ mật: từ {MIXED[old]} {'lên' if RANK[new] > RANK[old] else 'xuống'} {MIXED[new]}\n"
               f"Từ: ngày {w.rng.randint(10, 28)}/{w.rng.randint(3, 9)}/2026", bold=True, color=RED, border="single")
    return letter(w, letters.state_head(w, below=[stamp(w, old, align="center")]), [change]), new, "below_number"


def declassified(w):
    level = pick_level(w)
    stamp_text = f"GIẢI MẬT\nTừ: ngày {w.rng.randint(10, 28):02d}/{w.rng.randint(3, 9)}/2026"
    free = P(stamp_text, bold=True, color=RED, border=w.rng.choice(["single", "double"]))
    box = w.rng.random() < 0.3
    return letter(w, letters.state_head(w, below=[stamp(w, level, align="center")]),
                  [Box([free.with_(border="", align="center")], x=120, y=50, w=50, h=14) if box else free]), level, "below_number"


MARKED = [below_number, one_cell_table, text_box, bordered, tabs_line, stack_line, top_line, running_header, spaced_letters,
          split_runs, mixed_case, level_field, official_dispatch, with_urgency, party, mass, military, book_cover, envelope,
          copied, recalled, minutes, annex_table, lowered]
