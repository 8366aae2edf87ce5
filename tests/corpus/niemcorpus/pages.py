"""html, mht, plain text and pdf."""

import html as html_escape
import io
import pathlib

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from .model import Box, Break, P, T, plain_lines

rl_config.invariant = 1
FONT = pathlib.Path("/usr/share/fonts/truetype/liberation2")


# --- html ---------------------------------------------------------------------------------------

def _html_p(p, tag="p"):
    css = f"text-align:{p.align};font-size:{p.size}pt"
    if p.font:
        css += f";font-family:{p.font}"
    if p.color:
        css += f";color:#{p.color}"
    if p.border:
        css += f";border:{3 if p.border == 'double' else 1}px {'double' if p.border == 'double' else 'solid'} #c00;width:160px"
    text = html_escape.escape(p.text).replace("\n", "<br>").replace("\t", "&emsp;&emsp;").replace("   ", "&nbsp;&nbsp; ")
    if p.split and len(text) > 4 and "&" not in text and "<" not in text:
        cut = len(text) // 2
        text = f"<span>{text[:cut]}</span><span>{text[cut:]}</span>"
    for on, mark in ((p.bold, "b"), (p.italic, "i"), (p.underline, "u")):
        if on:
            text = f"<{mark}>{text}</{mark}>"
    return f'<{tag} style="{css}">{text}</{tag}>'


def html_text(doc, charset="utf-8"):
    body = "".join(f'<div class="header">{_html_p(p)}</div>' for p in doc.header)
    for item in doc.body:
        if isinstance(item, P):
            body += _html_p(item) + "\n"
        elif isinstance(item, T):
            rows = "".join("<tr>" + "".join(f'<td width="{item.share(i):.0f}%">{"".join(map(_html_p, one))}</td>'
                                            for i, one in enumerate(row)) + "</tr>\n" for row in item.rows)
            body += f'<table border="{int(item.border)}" width="100%">{rows}</table>\n'
        elif isinstance(item, Box):
            body += (f'<div style="position:absolute;left:{item.x}mm;top:{item.y}mm;width:{item.w}mm;border:1px solid red">'
                     f'{"".join(map(_html_p, item.paras))}</div>\n')
        else:
            body += '<hr style="page-break-after:always">\n'
    body += "".join(f'<div class="footer">{_html_p(p)}</div>' for p in doc.footer)
    return (f'<!DOCTYPE html>\n<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">'
            f"<title>{html_escape.escape(doc.title)}</title></head>\n<body>\n{body}</body></html>\n")


def text(doc, columns=False, newline="\n"):
    return newline.join(newline.join(line.split("\n")) for line in plain_lines(doc, columns)) + newline


# --- pdf ----------------------------------------------------------------------------------------

class _Pdf:
    LEFT, RIGHT, TOP, BOTTOM = 30 * mm, 18 * mm, 20 * mm, 20 * mm

    def __init__(self, doc):
        for name in ("Regular", "Bold"):
            if "S" + name not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(TTFont("S" + name, str(FONT / f"LiberationSerif-{name}.ttf")))
        self.doc, self.out = doc, io.BytesIO()
        self.page = canvas.Canvas(self.out, pagesize=A4, pageCompression=1)
        self.page.setTitle(doc.title or "Văn bản")
        self.y = 0
        self.new_page(first=True)

    def new_page(self, first=False):
        if not first:
            self.page.showPage()
        self.y = A4[1] - 8 * mm
        for p in self.doc.header:
            self.paragraph(p, self.LEFT, A4[0] - self.RIGHT)
        self.y = 16 * mm
        for p in self.doc.footer:
            self.paragraph(p, self.LEFT, A4[0] - self.RIGHT)
        self.y = A4[1] - self.TOP

    def lines(self, p, width):
        font = "SBold" if p.bold else "SRegular"
        for hard in p.text.replace("\t", "        ").split("\n"):
            line = ""
            for word in hard.split(" "):
                if line and pdfmetrics.stringWidth(line + " " + word, font, p.size) > width:
                    yield line
                    line = word
                else:
                    line = f"{line} {word}" if line else word
            yield line

    def paragraph(self, p, x0, x1):
        font = "SBold" if p.bold else "SRegular"
        top = self.y
        widest = 0
        for line in self.lines(p, x1 - x0):
            if self.y < self.BOTTOM and self.y > 17 * mm:
                self.new_page()
                top = self.y
            self.y -= p.size * 1.25
            self.page.setFont(font, p.size)
            self.page.setFillColor(HexColor("#" + (p.color or "000000")))
            width = pdfmetrics.stringWidth(line, font, p.size)
            widest = max(widest, width)
            x = {"center": (x0 + x1 - width) / 2, "right": x1 - width}.get(p.align, x0)
            self.page.drawString(x, self.y, line)
            self.left = x
        if p.border:
            for gap in (3, 6)[:2 if p.border == "double" else 1]:
                self.page.setStrokeColor(HexColor("#" + (p.color or "000000")))
                self.page.rect(self.left - gap, self.y - gap - 2, widest + 2 * gap, top - self.y + 2 * gap - 2)
            self.y -= 8
        self.y -= 4

    def table(self, t):
        width = A4[0] - self.LEFT - self.RIGHT
        for row in t.rows:
            if self.y < self.BOTTOM + 40:
                self.new_page()
            top, x, lowest = self.y, self.LEFT, self.y
            edges = []
            for i, one in enumerate(row):
                right = x + width * t.share(i) / 100
                self.y = top - 2
                for p in one:
                    self.paragraph(p, x + 4, right - 4)
                lowest = min(lowest, self.y)
                edges.append((x, right))
                x = right
            self.y = lowest
            if t.border:
                self.page.setStrokeColor(HexColor("#000000"))
                for left, right in edges:
                    self.page.rect(left, lowest, right - left, top - lowest)
        self.y -= 6

    def box(self, b):
        y, self.y = self.y, A4[1] - b.y * mm
        for p in b.paras:
            self.paragraph(p, b.x * mm, (b.x + b.w) * mm)
        if b.border:
            self.page.setStrokeColor(HexColor("#FF0000"))
            self.page.rect(b.x * mm, A4[1] - (b.y + b.h) * mm, b.w * mm, b.h * mm)
        self.y = y

    def write(self):
        for item in self.doc.body:
            if isinstance(item, P):
                self.paragraph(item, self.LEFT, A4[0] - self.RIGHT)
            elif isinstance(item, T):
                self.table(item)
            elif isinstance(item, Box):
                self.box(item)
            elif isinstance(item, Break):
                self.new_page()
        self.page.showPage()
        self.page.save()
        return self.out.getvalue()


def pdf(doc):
    return _Pdf(doc).write()
