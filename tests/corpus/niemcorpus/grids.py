"""Spreadsheets (openpyxl) and slides (flat ODP); LibreOffice makes the older formats from them."""

import datetime
import io
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.styles import Border, Font, Side

from . import letters
from .marked import pick_level
from .texts import LEVELS, spaced

THIN = Border(*(Side(style="thin", color="FF0000"),) * 4)


def xlsx(sheets):
    """sheets: name -> (rows, {cell: red bold?}, header text)"""
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.created = book.properties.modified = datetime.datetime(2026, 1, 5, 8)
    for name, rows, stamped, header in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for at in stamped:
            sheet[at].font = Font(bold=True, color="FFFF0000", size=14)
            sheet[at].border = THIN
        if header:
            sheet.oddHeader.left.text = header
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _data(w, count=6):
    rows = [["TT", "Nội dung", "Số lượng", "Ghi chú"]]
    return rows + [[i, w.prose(1), w.rng.randint(1, 90), ""] for i in range(1, count)]


def marked_sheet(w):
    level = pick_level(w)
    mark = LEVELS[level]
    head = [[f"UBND TỈNH {w.province.upper()}", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            [w.rng.choice(letters.OFFICES).upper(), None, "Độc lập - Tự do - Hạnh phúc"], [f"Số: {w.number}/BC", None, f"{w.province}, {w.date()}"]]
    style = w.rng.choice(["top", "below", "header", "field"])
    if style == "top":
        return xlsx([("Biểu 1", [[mark]] + head + [[]] + _data(w), ["A1"], "")]), level, "sheet_top"
    if style == "below":
        return xlsx([("Biểu 1", head + [[mark]] + [[]] + _data(w), ["A4"], "")]), level, "below_number"
    if style == "field":
        return xlsx([("Tổng hợp", head + [[f"Độ mật: {mark}"], []] + _data(w), [], "")]), level, "field_line"
    return xlsx([("Biểu 1", head + [[]] + _data(w), [], mark), ("Biểu 2", _data(w), [], mark)]), level, "header"


def plain_sheet(w):
    style = w.rng.choice(["counts", "register", "honey", "list", "ordinary", "density"])
    if style == "counts":
        rows = [["Đơn vị", "Tuyệt mật", "Tối mật", "Mật"]] + [[o, *(w.rng.randint(0, 9) for _ in range(3))] for o in letters.OFFICES[:5]]
        return xlsx([("Thống kê", [["THỐNG KÊ VĂN BẢN THEO ĐỘ MẬT"]] + rows, [], "")]), "mentions", "counts by level"
    if style == "register":
        rows = [["Số", "Ngày", "Trích yếu", "Độ mật"]] + [[i, f"{i + 2}/5", w.prose(1), w.rng.choice(["Mật", "Tối mật", "Tuyệt mật", "Thường"])] for i in range(1, 9)]
        return xlsx([("Sổ", [["SỔ ĐĂNG KÝ VĂN BẢN ĐI"]] + rows, [], "")]), "mentions", "register with a column of levels"
    if style == "honey":
        return xlsx([("Giá", [["Mặt hàng", "Giá"], ["Mật ong", 120], ["Mật", 80], ["Đường", 20]], [], "")]), "clean", "a cell is “Mật”"
    if style == "list":
        return xlsx([("Danh mục", [["Loại", "Giá trị"], ["Độ mật", "Thường"], ["Độ mật", "Mật"], ["Độ mật", "Tối mật"], ["Độ mật", "Tuyệt mật"],
                                   ["Độ khẩn", "Hỏa tốc"]], [], "")]), "mentions", "code list of a document system"
    if style == "density":
        return xlsx([("MẬT ĐỘ", [["Thôn", "Mật độ"]] + [[f"Thôn {i}", w.rng.randint(50, 300)] for i in range(1, 6)], [], "")]), "clean", "density"
    return xlsx([("Biểu", _data(w), [], "")]), "clean", "ordinary table"


FODP = ('<?xml version="1.0" encoding="UTF-8"?>\n<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
        'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.2" '
        'office:mimetype="application/vnd.oasis.opendocument.presentation"><office:automatic-styles>'
        '<style:style style:name="R" style:family="paragraph"><style:text-properties fo:color="#ff0000" fo:font-weight="bold"/></style:style>'
        '<style:page-layout style:name="pm"><style:page-layout-properties fo:page-width="254mm" fo:page-height="190mm"/></style:page-layout>'
        '</office:automatic-styles><office:master-styles><style:master-page style:name="M" style:page-layout-name="pm"/></office:master-styles>'
        '<office:body><office:presentation>{pages}</office:presentation></office:body></office:document>')


def fodp(slides):
    """slides: lists of (text, x, y, width in mm, red?)"""
    pages = ""
    for number, frames in enumerate(slides, 1):
        inner = ""
        for text, x, y, width, red in frames:
            look = ' text:style-name="R"' if red else ""
            paras = "".join(f"<text:p{look}>{escape(line)}</text:p>".replace("  ", " <text:s/>") for line in text.split("\n"))
            inner += f'<draw:frame svg:x="{x}mm" svg:y="{y}mm" svg:width="{width}mm" svg:height="12mm"><draw:text-box>{paras}</draw:text-box></draw:frame>'
        pages += f'<draw:page draw:name="Trang {number}" draw:master-page-name="M">{inner}</draw:page>'
    return FODP.replace("{pages}", pages).encode()


def marked_slides(w):
    level = pick_level(w)
    mark = spaced(LEVELS[level]) if w.rng.random() < 0.2 and level != "mat" else LEVELS[level]
    corner = (mark, w.rng.choice([8, 205]), w.rng.choice([5, 175]), 45, True)
    slides = [[(w.subject.upper(), 20, 60, 210, False), (f"Người trình bày: {w.person()}", 20, 120, 210, False), corner]]
    slides += [[("Nội dung", 20, 15, 150, False), (w.prose(2), 20, 50, 210, False), corner] for _ in range(2)]
    return fodp(slides), level, "slide_corner"


def plain_slides(w):
    style = w.rng.choice(["lesson", "password", "ordinary", "form"])
    if style == "lesson":
        return fodp([[("TẬP HUẤN BẢO VỆ BÍ MẬT NHÀ NƯỚC", 20, 60, 210, False)], [("Ba độ mật", 20, 15, 200, False), ("Tuyệt mật\nTối mật\nMật", 20, 50, 200, False)],
                     [("Câu hỏi", 20, 15, 200, False), ("A. Tuyệt mật\nB. Tối mật\nC. Mật", 20, 50, 200, False)]]), "mentions", "training slides"
    if style == "password":
        return fodp([[("AN TOÀN THÔNG TIN", 20, 60, 210, False)], [("MẬT KHẨU", 20, 15, 150, False), ("Dài, khó đoán, không dùng chung.", 20, 50, 200, False)],
                     [("BẢO MẬT", 20, 15, 150, False), ("Cập nhật phần mềm thường xuyên.", 20, 50, 200, False)]]), "clean", "passwords"
    if style == "form":
        return fodp([[("MẪU DẤU CHỈ ĐỘ MẬT", 20, 15, 200, False), ("Dấu “TUYỆT MẬT” 40 x 8 mm, “TỐI MẬT” 30 x 8 mm, “MẬT” 20 x 8 mm", 20, 60, 200, False)],
                     [("Vị trí: dưới số, ký hiệu", 20, 15, 200, False)]]), "mentions", "slide about stamps"
    return fodp([[(w.subject.upper(), 20, 60, 210, False)], [("Kết quả", 20, 15, 150, False), (w.prose(2), 20, 50, 210, False)]]), "clean", "ordinary slides"
