#!/usr/bin/python3
"""Makes the folder samples/xa-suoi-nga: what a commune's shared folder looks like, all of it invented.

The outputs are committed; run this only to change them. Needs, on Debian 12, besides packages.txt:
python3-docx python3-openpyxl python3-reportlab python3-odf python3-xlwt p7zip-full qpdf
libreoffice-writer libreoffice-impress fonts-liberation2 poppler-utils.
"""

import email.message
import email.policy
import io
import os
import shutil
import subprocess
import tempfile
import zipfile

import docx
import openpyxl
import xlwt
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from odf import style, text
from odf.opendocument import OpenDocumentPresentation, OpenDocumentText
from odf import draw
from reportlab.lib.colors import black, red
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "xa-suoi-nga")
RED = RGBColor(0xD0, 0x10, 0x20)
LIBERATION = "/usr/share/fonts/truetype/liberation2/LiberationSerif-%s.ttf"
pdfmetrics.registerFont(TTFont("Serif", LIBERATION % "Regular"))
pdfmetrics.registerFont(TTFont("SerifB", LIBERATION % "Bold"))

FILLER = [
    "Căn cứ chương trình công tác năm 2026 của xã Suối Ngà; xét đề nghị của Văn phòng xã,",
    "Ủy ban nhân dân xã giao các ban, các thôn chuẩn bị lực lượng, phương tiện và báo cáo kết quả trước ngày 25 hằng tháng.",
    "Trong quá trình thực hiện, nếu có vướng mắc, đề nghị phản ánh về Văn phòng xã để tổng hợp, giải quyết.",
]


def path(name):
    full = os.path.join(OUT, name)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    return full


def write(name, data):
    with open(path(name), "wb") as file:
        file.write(data)


def double_border(paragraph):
    """The frame of a stamp: two red lines around the paragraph."""
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        line = OxmlElement("w:" + side)
        for key, value in (("val", "double"), ("sz", "6"), ("space", "1"), ("color", "D01020")):
            line.set(qn("w:" + key), value)
        borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def docx_bytes(number, title, body, mark="", extra_marks=(), top_right="", recipients=(), urgent=""):
    """An official letter laid out as annex I of Decree 30/2020 says."""
    document = docx.Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(13)
    if top_right:
        line = document.add_paragraph(top_right)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.runs[0].font.bold = True
        line.runs[0].font.color.rgb = RED
    head = document.add_table(rows=1, cols=2)
    left, right = head.rows[0].cells
    left.text = "ỦY BAN NHÂN DÂN\nXÃ SUỐI NGÀ"
    left.add_paragraph("Số: " + number)
    if mark:
        stamp = left.add_paragraph()
        run = stamp.add_run(mark)
        run.font.bold = True
        run.font.color.rgb = RED
        double_border(stamp)
    if urgent:
        run = left.add_paragraph().add_run(urgent)
        run.font.bold = True
        run.font.color.rgb = RED
    for extra in extra_marks:
        left.add_paragraph(extra)
    right.text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    right.add_paragraph("Suối Ngà, ngày 14 tháng 5 năm 2026")
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.add_run(title).font.bold = True
    for line in list(body) + FILLER:
        document.add_paragraph(line)
    document.add_paragraph("Nơi nhận:\n- Như trên;\n" + "".join(f"- {r};\n" for r in recipients) + "- Lưu: VT.")
    signer = document.add_paragraph("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\n\nTrần Văn Minh Họa")
    signer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pdf_bytes(number, title, body, mark="", top_right="", declassified=""):
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, pagesize=A4, invariant=1)
    width, height = A4

    def center(font, size, x, y, words):
        page.setFont(font, size)
        page.drawCentredString(x, y, words)

    center("Serif", 13, 60 * mm, height - 25 * mm, "ỦY BAN NHÂN DÂN")
    center("SerifB", 13, 60 * mm, height - 31 * mm, "XÃ SUỐI NGÀ")
    center("SerifB", 12, 145 * mm, height - 25 * mm, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    center("SerifB", 12, 145 * mm, height - 31 * mm, "Độc lập - Tự do - Hạnh phúc")
    center("Serif", 13, 60 * mm, height - 41 * mm, "Số: " + number)
    center("Serif", 13, 145 * mm, height - 41 * mm, "Suối Ngà, ngày 14 tháng 5 năm 2026")

    def stamp(words, x, y, box_width, box_height):
        page.setStrokeColor(red)
        page.setFillColor(red)
        page.rect(x, y, box_width, box_height)
        page.rect(x + 1 * mm, y + 1 * mm, box_width - 2 * mm, box_height - 2 * mm)
        for i, line in enumerate(reversed(words)):
            center("SerifB", 13, x + box_width / 2, y + 2.4 * mm + i * 5.5 * mm, line)
        page.setFillColor(black)
        page.setStrokeColor(black)

    if mark:
        stamp([mark], 38 * mm, height - 56 * mm, 42 * mm, 8 * mm)
    if declassified:
        stamp(["GIẢI MẬT", declassified], 84 * mm, height - 60 * mm, 40 * mm, 13 * mm)
    if top_right:
        page.setFillColor(red)
        page.setFont("SerifB", 12)
        page.drawString(130 * mm, height - 15 * mm, top_right)
        page.setFillColor(black)
    center("SerifB", 14, width / 2, height - 72 * mm, title)
    page.setFont("Serif", 13)
    y = height - 84 * mm
    for line in list(body) + FILLER:
        while line:
            cut = len(line)
            while pdfmetrics.stringWidth(line[:cut], "Serif", 13) > 160 * mm:
                cut = line.rfind(" ", 0, cut)
            page.drawString(30 * mm, y, line[:cut])
            line = line[cut:].strip()
            y -= 7 * mm
    page.drawString(30 * mm, y - 8 * mm, "Nơi nhận: - Như trên; - Lưu: VT.")
    page.drawString(130 * mm, y - 8 * mm, "CHỦ TỊCH")
    page.save()
    return buffer.getvalue()


def odt_bytes(lines):
    document = OpenDocumentText()
    bold = style.Style(name="Bold", family="paragraph")
    bold.addElement(style.TextProperties(fontweight="bold"))
    document.styles.addElement(bold)
    for i, line in enumerate(lines):
        document.text.addElement(text.P(stylename=bold if i < 2 else None, text=line) if i < 2 else text.P(text=line))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def odp_bytes(slides):
    document = OpenDocumentPresentation()
    layout = style.PageLayout(name="L")
    layout.addElement(style.PageLayoutProperties(pagewidth="28cm", pageheight="21cm", printorientation="landscape"))
    document.automaticstyles.addElement(layout)
    master = style.MasterPage(name="M", pagelayoutname=layout)
    document.masterstyles.addElement(master)
    for title, lines in slides:
        page = draw.Page(masterpagename=master)
        for y, words in ((1, [title]), (5, lines)):
            frame = draw.Frame(width="24cm", height="4cm" if y == 1 else "12cm", x="2cm", y=f"{y}cm")
            box = draw.TextBox()
            for line in words:
                box.addElement(text.P(text=line))
            frame.addElement(box)
            page.addElement(frame)
        document.presentation.addElement(page)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def rtf_bytes(lines):
    def code(line):
        return "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in line)
    body = "\\par\n".join(code(line) for line in lines)
    return ("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Times New Roman;}}{\\colortbl;\\red208\\green16\\blue32;}\n"
            + body + "\\par}").encode("ascii")


def tcvn3_bytes(words):
    """TCVN3 (ABC): the 8-bit code of the nineties; capitals with tones did not exist in it."""
    table = dict(zip(
        "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        bytes.fromhex(
            "a8a9aeaaabacad" "b5b6b7b8b9" "bbbcbdbec6" "c7c8c9cacb" "cccecfd0d1" "d2d3d4d5d6" "d7d8dcddde"
            "dfe1e2e3e4" "e5e6e7e8e9" "eaebecedee" "eff1f2f3f4" "f5f6f7f8f9" "fafbfcfdfe" "a1a2a3a4a5a6a7")))
    return bytes(table.get(c, table.get(c.lower(), ord(c) if ord(c) < 128 else 63)) for c in words)


def xlsx_bytes(sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls_bytes(rows):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Danh sách")
    stamp = xlwt.easyxf("font: bold on, color red; borders: left double, right double, top double, bottom double")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value in ("MẬT", "TỐI MẬT"):
                sheet.write(r, c, value, stamp)
            elif value != "":
                sheet.write(r, c, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def eml_bytes(subject, body, attachments=()):
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"] = "Văn phòng xã <vanphong@suoinga.example>"
    message["To"] = "Ban Chỉ huy <banchihuy@suoinga.example>"
    message["Subject"] = subject
    message["Date"] = "Thu, 14 May 2026 08:00:00 +0700"
    message["Message-ID"] = "<20260514080000@suoinga.example>"
    message.set_content(body)
    for name, kind, data in attachments:
        message.add_attachment(data, maintype="application", subtype=kind, filename=name)
    if attachments:
        message.set_boundary("=-suoinga-2026")
    return message.as_bytes()


def zip_bytes(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, (2026, 5, 14, 8, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def convert(data, suffix, to):
    """By LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "x" + suffix)
        with open(name, "wb") as file:
            file.write(data)
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", to,
                        "--outdir", folder, name], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(os.path.join(folder, "x." + to.split(":")[0]), "rb") as file:
            return file.read()


def marked():
    write("Công văn/CV 12 phương án bảo vệ kho.docx", docx_bytes(
        "12/PA-UBND", "PHƯƠNG ÁN\nBảo vệ kho lưu trữ của xã", ["Phương án gồm ba bước, do Ban Chỉ huy quân sự xã chủ trì."],
        mark="TỐI MẬT", extra_marks=["Bản số: 03"], recipients=["Không được phép sao, chụp"]))
    write("Kế hoạch/Kế hoạch diễn tập 2026.pdf", pdf_bytes(
        "04/KH-UBND", "KẾ HOẠCH DIỄN TẬP KHU VỰC PHÒNG THỦ", ["Cuộc diễn tập là tưởng tượng, diễn ra ở nơi không có thật."],
        mark="TUYỆT MẬT", top_right="TÀI LIỆU THU HỒI"))
    write("Báo cáo/Báo cáo quý III.doc", convert(docx_bytes(
        "31/BC-UBND", "BÁO CÁO\nTình hình quý III năm 2026", ["Tình hình chung ổn định."], mark="MẬT"), ".docx", "doc:MS Word 97"))
    write("Báo cáo/Danh sách theo dõi.xls", xls_bytes([
        ["UBND XÃ SUỐI NGÀ", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], ["Số: 18/DS-UBND"], ["MẬT"], [],
        ["DANH SÁCH THEO DÕI NHIỆM VỤ"], ["STT", "Nội dung", "Hạn"], [1, "Kiểm tra kho", "25/6/2026"]]))
    write("Lưu trữ/Báo cáo năm 2003.txt", tcvn3_bytes(
        "ủy ban nhân dân\r\nxã Suối Ngà\r\nSố: 09/BC-UB\r\n\r\nTỐI MẬT\r\n\r\n                    BÁO CÁO\r\n"
        "        Về công tác quốc phòng địa phương năm 2003\r\n\r\n"
        "Thực hiện chỉ thị của cấp trên, trong năm qua xã đã tổ chức huấn luyện dân quân,\r\n"
        "kiểm tra kho tàng và báo cáo đầy đủ theo quy định.\r\n\r\nNơi nhận: - Như trên; - Lưu: VP.\r\n"))
    write("Sao chụp/Bản sao số 02.rtf", rtf_bytes([
        "ỦY BAN NHÂN DÂN", "XÃ SUỐI NGÀ", "Số: 22/TB-UBND", "MẬT", "Bản sao số: 02", "",
        "THÔNG BÁO", "Kết luận cuộc họp giao ban nội chính", *FILLER, "Nơi nhận: - Như trên; - Lưu: VT.",
        "BẢN SAO BÍ MẬT NHÀ NƯỚC"]))
    letter = docx_bytes("27/TTr-UBND", "TỜ TRÌNH\nVề bổ sung trang bị", ["Kính đề nghị cấp trên xem xét."], mark="TỐI MẬT",
                        extra_marks=["Bản số: 01"])
    write("Thư/Gửi tờ trình 27.eml", eml_bytes(
        "Gửi tờ trình số 27", "Kính gửi các đồng chí tệp đính kèm.\n", [("Tờ trình 27.docx", "octet-stream", letter)]))
    inner = zip_bytes([("Nhân sự/Tờ trình nhân sự.docx", docx_bytes(
        "33/TTr-UBND", "TỜ TRÌNH\nVề công tác nhân sự", ["Danh sách kèm theo là tưởng tượng."], mark="MẬT"))])
    write("Nén/Hồ sơ đại hội.zip", zip_bytes([
        ("Lịch đại hội.txt", "Lịch đại hội\n7h30 đón đại biểu\n8h00 khai mạc\n".encode()), ("Hồ sơ nhân sự.zip", inner)]))


def declassified():
    write("Lưu trữ/Quyết định 07 năm 2014.pdf", pdf_bytes(
        "07/QĐ-UBND", "QUYẾT ĐỊNH", ["Về phê duyệt phương án di dời kho cũ."], mark="MẬT", declassified="Từ: 01/6/2024"))
    write("Lưu trữ/Tờ trình 21 năm 2015.docx", docx_bytes(
        "21/TTr-UBND", "TỜ TRÌNH", ["Về sửa chữa trụ sở."], mark="MẬT", extra_marks=["GIẢI MẬT", "Từ: 15/9/2025"]))


def mentions():
    write("Kế hoạch/Kế hoạch bảo vệ bí mật nhà nước.odt", odt_bytes([
        "ỦY BAN NHÂN DÂN XÃ SUỐI NGÀ", "KẾ HOẠCH", "Công tác bảo vệ bí mật nhà nước năm 2026",
        "1. Tổ chức quán triệt Luật Bảo vệ bí mật nhà nước đến cán bộ, công chức.",
        "2. Rà soát tài liệu có dấu chỉ độ mật “Tuyệt mật”, “Tối mật”, “Mật” đang lưu giữ.", *FILLER]))
    write("Báo cáo/Thống kê tài liệu mật.xlsx", xlsx_bytes([("Thống kê", [
        ["THỐNG KÊ SỐ LƯỢNG VĂN BẢN NĂM 2025"], ["Độ mật", "Đi", "Đến"], ["Tuyệt mật", 0, 1], ["Tối mật", 2, 5],
        ["Mật", 7, 19], ["Cộng", 9, 25]])]))
    write("Tập huấn/Bài giảng.pptx", convert(odp_bytes([
        ("Bảo vệ bí mật nhà nước", ["Tài liệu tập huấn cho cán bộ xã"]),
        ("Ba độ mật", ["Bí mật nhà nước được phân thành ba độ: Tuyệt mật, Tối mật và Mật.",
                       "Dấu chỉ độ mật đóng ở dưới số, ký hiệu văn bản."])]), ".odp", "pptx"))
    write("Tập huấn/Câu hỏi trắc nghiệm.rtf", rtf_bytes([
        "CÂU HỎI TRẮC NGHIỆM", "Câu 1. Bí mật nhà nước có mấy độ mật?", "A. Hai", "B. Ba", "C. Bốn",
        "Câu 2. Độ mật nào cao nhất?", "A. Mật", "B. Tối mật", "C. Tuyệt mật", "Đáp án: 1B, 2C"]))
    write("Tập huấn/Hỏi đáp về luật.html", (
        "<!DOCTYPE html><html lang=vi><meta charset=utf-8><title>Hỏi đáp</title><h1>Hỏi đáp về bí mật nhà nước</h1>"
        "<p>Văn bản mang dấu “TUYỆT MẬT” được gửi như thế nào?</p>"
        "<p>Cán bộ văn thư hỏi lãnh đạo trước khi gửi, và không gửi qua Internet.</p></html>").encode())
    archive = path("Nén/Tài liệu tập huấn.7z")
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "Đề cương.txt")
        with open(name, "w", encoding="utf-8") as file:
            file.write("ĐỀ CƯƠNG TẬP HUẤN\n1. Khái niệm bí mật nhà nước\n2. Thẩm quyền xác định độ mật\n")
        os.utime(name, (1778720400, 1778720400))
        subprocess.run(["7z", "a", "-bd", archive, name], check=True, stdout=subprocess.DEVNULL)


def clean():
    write("Công văn/CV 15 mời họp.docx", docx_bytes(
        "15/GM-UBND", "GIẤY MỜI\nHọp giao ban tháng 5", ["Kính mời các đồng chí dự họp lúc 8 giờ."], urgent="KHẨN"))
    write("Kế hoạch/Kế hoạch trồng cây.pdf", pdf_bytes("09/KH-UBND", "KẾ HOẠCH TRỒNG CÂY", ["Mật độ trồng: 1.600 cây một héc-ta."]))
    write("Báo cáo/Thu chi tháng 5.xlsx", xlsx_bytes([("Thu chi", [
        ["Ngày", "Nội dung", "Thu", "Chi"], ["02/5/2026", "Quỹ khuyến học", 5000000, 0], ["10/5/2026", "Mua mật ong làm quà", 0, 600000]])]))
    write("Thư/Lịch công tác tuần.eml", eml_bytes("Lịch công tác tuần 20", "Thứ hai: giao ban.\nThứ tư: tiếp công dân.\n"))
    write("Tập huấn/Hướng dẫn đặt mật khẩu.txt", (
        "HƯỚNG DẪN ĐẶT MẬT KHẨU\n\nMật khẩu dài ít nhất 12 ký tự. Không dùng chung mật khẩu.\n"
        "Bảo mật tài khoản là trách nhiệm của mỗi người.\n").encode("utf-8-sig"))


def unreadable():
    with tempfile.TemporaryDirectory() as folder:
        plain = os.path.join(folder, "plain.pdf")
        with open(plain, "wb") as file:
            file.write(pdf_bytes("40/BC-UBND", "BÁO CÁO", ["Tệp này có mật khẩu."]))
        subprocess.run(["qpdf", "--encrypt", "suoinga", "suoinga", "256", "--", plain, path("Có mật khẩu/Báo cáo 40.pdf")], check=True)
        name = os.path.join(folder, "Danh sách.txt")
        with open(name, "w", encoding="utf-8") as file:
            file.write("Danh sách cán bộ trực tết\n")
        subprocess.run(["7z", "a", "-bd", "-tzip", "-psuoinga", path("Có mật khẩu/Danh sách.zip"), name],
                       check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["pdftoppm", "-r", "60", "-gray", "-jpeg", "-singlefile", plain, os.path.join(folder, "scan")], check=True)
        buffer = io.BytesIO()
        page = canvas.Canvas(buffer, pagesize=A4, invariant=1)
        page.drawImage(os.path.join(folder, "scan.jpg"), 0, 0, A4[0], A4[1])
        page.save()
        write("Bản quét/Công văn đến 118.pdf", buffer.getvalue())
    whole = docx_bytes("44/BC-UBND", "BÁO CÁO", ["Tệp này bị cắt cụt khi chép."])
    write("Hỏng/Báo cáo chép dở.docx", whole[:len(whole) // 2])


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    marked()
    declassified()
    mentions()
    clean()
    unreadable()
    count = size = 0
    for folder, _, names in os.walk(OUT):
        for name in names:
            count += 1
            size += os.path.getsize(os.path.join(folder, name))
    print(f"{count} files, {size} bytes")


if __name__ == "__main__":
    main()
