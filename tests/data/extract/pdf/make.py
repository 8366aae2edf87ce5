#!/usr/bin/python3
"""Makes the PDF fixtures beside this script (python3-reportlab, fonts-liberation2, qpdf).

Everything in them is invented. Output is deterministic: reportlab's invariant mode.
"""

import pathlib
import subprocess
import sys

from reportlab import rl_config
from reportlab.lib.colors import red, black
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

rl_config.invariant = 1
HERE = pathlib.Path(__file__).resolve().parent
FONTS = "/usr/share/fonts/truetype/liberation2/LiberationSerif-%s.ttf"
W, H = A4

BODY = (
    "Thực hiện chương trình công tác năm 2026, Ủy ban nhân dân xã Tân Hòa báo cáo kết quả triển khai "
    "nhiệm vụ phát triển kinh tế, giữ gìn trật tự và chăm lo đời sống nhân dân trên địa bàn. Các thôn đã "
    "tổ chức họp dân, lấy ý kiến về đường giao thông, thủy lợi và trường học. Ban chỉ huy quân sự xã phối "
    "hợp với công an xã bảo vệ an toàn các ngày lễ lớn trong năm."
)


def start(name, encrypt=None, title=None):
    for style in ("Regular", "Bold", "Italic"):
        pdfmetrics.registerFont(TTFont("Serif-" + style, FONTS % style))
    page = canvas.Canvas(str(HERE / name), pagesize=A4, encrypt=encrypt)
    if title:
        page.setTitle(title)
    return page


def centred(page, x, y, text, style="Regular", size=13, color=black):
    page.setFont("Serif-" + style, size)
    page.setFillColor(color)
    page.drawCentredString(x * W, (1 - y) * H, text)
    page.setFillColor(black)


def paragraph(page, text, y, size=13, width=0.74):
    page.setFont("Serif-Regular", size)
    line, x = "", 0.16
    for word in text.split():
        if pdfmetrics.stringWidth(line + " " + word, "Serif-Regular", size) > width * W:
            page.drawString(x * W, (1 - y) * H, line)
            line, y = "", y + 0.022
        line = (line + " " + word).strip()
    page.drawString(x * W, (1 - y) * H, line)
    return y + 0.03


def letterhead(page, number="05/BC-UBND"):
    centred(page, 0.31, 0.085, "ỦY BAN NHÂN DÂN", "Bold")
    centred(page, 0.31, 0.105, "XÃ TÂN HÒA (MẪU)", "Bold")
    centred(page, 0.71, 0.085, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Bold", 12)
    centred(page, 0.71, 0.105, "Độc lập - Tự do - Hạnh phúc", "Bold")
    centred(page, 0.31, 0.145, "Số: " + number)
    centred(page, 0.71, 0.145, "Tân Hòa, ngày 12 tháng 3 năm 2026", "Italic")


def stamp(page, text, x=0.16, y=0.175, color=red):
    page.setStrokeColor(color)
    page.rect(x * W, (1 - y - 0.012) * H, 85, 24)
    page.rect(x * W + 2.5, (1 - y - 0.012) * H + 2.5, 80, 19)
    centred(page, x + 42.5 / W, y + 0.004, text, "Bold", 13, color)


def marked():
    page = start("marked.pdf", title="Báo cáo tháng 3")
    letterhead(page)
    stamp(page, "TỐI MẬT")
    centred(page, 0.5, 0.25, "BÁO CÁO", "Bold", 14)
    centred(page, 0.5, 0.272, "Về việc giữ gìn trật tự trên địa bàn", "Bold", 14)
    paragraph(page, BODY, 0.33)
    page.showPage()
    page.save()


def spaced():
    page = start("spaced.pdf")
    letterhead(page)
    stamp(page, "T Ố I   M Ậ T", color=black)
    paragraph(page, BODY, 0.33)
    page.showPage()
    page.save()


def mentions():
    page = start("mentions.pdf")
    letterhead(page, "09/HD-UBND")
    centred(page, 0.5, 0.25, "HƯỚNG DẪN", "Bold", 14)
    y = paragraph(page, "Độ mật của bí mật nhà nước gồm Tuyệt mật, Tối mật và Mật. " + BODY, 0.33)
    rows = [("Đơn vị", "Tuyệt mật", "Tối mật", "Mật"), ("Văn phòng", "0", "2", "5"), ("Tư pháp", "0", "0", "1")]
    for row in rows:
        for column, cell in enumerate(row):
            page.drawString((0.16 + 0.19 * column) * W, (1 - y) * H, cell)
        y += 0.025
    page.showPage()
    page.save()


def heads():
    """The mark in the running head of each page."""
    page = start("heads.pdf")
    for number in (1, 2, 3):
        centred(page, 0.85, 0.045, "MẬT", "Bold", 12, red)
        centred(page, 0.5, 0.96, str(number))
        paragraph(page, BODY, 0.1 + 0.02 * number)
        page.showPage()
    page.save()


def picture():
    """A grey picture as large as the page, as a scanner makes it."""
    from io import BytesIO
    import struct, zlib

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + bytes([200] * 40) for _ in range(56))
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 56, 8, 0, 0, 0, 0))
    return ImageReader(BytesIO(png + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")))


def scan():
    page = start("scan.pdf")
    page.drawImage(picture(), 0, 0, W, H)
    page.showPage()
    page.drawImage(picture(), 0, 0, W, H)
    centred(page, 0.7, 0.05, "Ký bởi: Ủy ban nhân dân xã Tân Hòa")
    page.showPage()
    paragraph(page, BODY, 0.1)
    page.showPage()
    page.save()


def ocr_layer():
    page = start("ocr_layer.pdf")
    page.drawImage(picture(), 0, 0, W, H)
    text = page.beginText(0.16 * W, 0.8 * H)
    text.setFont("Serif-Regular", 13)
    text.setTextRenderMode(3)
    for at in range(0, len(BODY), 80):
        text.textLine(BODY[at:at + 80])
    page.drawText(text)
    page.showPage()
    page.save()


def encrypted():
    page = start("encrypted.pdf", encrypt=StandardEncryption("niem", ownerPassword="chu", strength=128))
    letterhead(page)
    stamp(page, "MẬT")
    page.showPage()
    page.save()


def form():
    page = start("form.pdf")
    page.setFont("Helvetica", 12)
    page.drawString(100, 700, "Phieu gui")
    page.acroForm.textfield(name="do_mat", value="TOI MAT", x=100, y=640, width=200, height=20)
    page.showPage()
    page.save()


def columns():
    """Two columns of running text, whose lines stand side by side."""
    page = start("columns.pdf")
    page.setFont("Serif-Regular", 10)
    for x in (0.12, 0.54):
        words, line, y = (BODY * 2).split(), "", 0.1
        for word in words:
            if pdfmetrics.stringWidth(line + " " + word, "Serif-Regular", 10) > 0.36 * W:
                page.drawString(x * W, (1 - y) * H, line)
                line, y = "", y + 0.016
            line = (line + " " + word).strip()
        page.drawString(x * W, (1 - y) * H, line)
    page.showPage()
    page.save()


def watermark():
    page = start("watermark.pdf")
    paragraph(page, BODY, 0.3)
    page.saveState()
    page.translate(W / 2, H / 2)
    page.rotate(45)
    page.setFont("Serif-Bold", 80)
    page.setFillColor(red)
    page.drawCentredString(0, 0, "TỐI MẬT")
    page.restoreState()
    page.showPage()
    page.save()


def stamped(name, text, stamp_text, subtype="/Stamp", broken=False):
    """A letter whose stamp is an annotation that draws its words, in a font that is named and not embedded."""
    letters = sorted(set(text + stamp_text) - {"\n"})
    codes = {letter: number + 33 for number, letter in enumerate(letters)}

    def shown(line):
        return "<%s> Tj" % "".join("%02X" % codes[letter] for letter in line)

    def stream(extra, data):
        return "<<%s/Length %d>>stream\n%s\nendstream" % (extra, len(data), data)

    cmap = "1 begincodespacerange <00> <FF> endcodespacerange %d beginbfchar %s endbfchar" % (
        len(codes), " ".join("<%02X> <%04X>" % (code, ord(letter)) for letter, code in codes.items()))
    content = "BT /F 13 Tf 80 760 Td 20 TL " + " T* ".join(shown(line) for line in text.split("\n")) + " ET"
    drawing = "1 0 0 RG 1 1 88 23 re S 1 0 0 rg BT /F 14 Tf 6 7 Td %s ET" % shown(stamp_text)
    field = "/FT/Sig/T(so)" if subtype == "/Widget" else ""
    objects = [
        "<</Type/Catalog/Pages 2 0 R%s>>" % ("/AcroForm<</Fields[6 0 R]>>" if field else ""),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[6 0 R]>>",
        stream("", content),
        "<</Type/Font/Subtype/TrueType/BaseFont/TimesNewRomanPS-BoldMT/FirstChar 33/LastChar %d/Widths[%s]/ToUnicode 8 0 R>>"
        % (32 + len(codes), " ".join(["600"] * len(codes))),
        "<</Type/Annot/Subtype%s/F 4/Rect[80 680 170 705]/AP<</N 7 0 R>>%s>>" % (subtype, field),
        "(lost)" if broken else
        stream("/Type/XObject/Subtype/Form/BBox[0 0 90 25]/Resources<</Font<</F 5 0 R>>>>", drawing),
        stream("", "/CIDInit /ProcSet findresource begin begincmap " + cmap + " endcmap end"),
    ]
    pdf, offsets = "%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(pdf))
        pdf += "%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(pdf)
    pdf += "xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    pdf += "".join("%010d 00000 n \n" % offset for offset in offsets)
    pdf += "trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    (HERE / name).write_bytes(pdf.encode("ascii"))


LETTER = ("ỦY BAN NHÂN DÂN XÃ TÂN HÒA (MẪU)\nSố: 07/BC-UBND\n\n\n\n\nBÁO CÁO\n"
          "Kết quả công tác quý hai năm 2026 của xã")
LESSON = ("Kế hoạch tuyên truyền Luật Bảo vệ bí mật nhà nước tại xã\n\n\n\n\n\n"
          "Tài liệu giải thích ba độ mật: Tuyệt mật, Tối mật và Mật theo luật.")


def stamps():
    stamped("stamp_marked.pdf", LETTER, "TỐI MẬT")
    stamped("stamp_mentions.pdf", LESSON, "ĐÃ XEM")
    stamped("stamp_broken.pdf", LETTER, "TỐI MẬT", broken=True)
    stamped("signature.pdf", LETTER, "TỐI MẬT", subtype="/Widget")
    subprocess.run(["qpdf", "--static-id", "--static-aes-iv", "--encrypt", "niem", "niem", "256", "--",
                    HERE / "stamp_marked.pdf", HERE / "stamp_locked.pdf"], check=True)


if __name__ == "__main__":
    for make in (marked, spaced, mentions, heads, scan, ocr_layer, encrypted, form, columns, watermark, stamps):
        make()
    sys.exit(0)
