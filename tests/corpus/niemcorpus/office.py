"""docx, odt and rtf written by hand: small files, and the constructs that word processors really use."""

import io
import zipfile
from xml.sax.saxutils import escape

from .model import Box, Break, P, T

EMU = 36000  # per millimetre
W = ('xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
     'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
     'xmlns:v="urn:schemas-microsoft-com:vml" '
     'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
     'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
     'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
     'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"')


def pack(parts, first=None):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (2026, 1, 5, 8, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return out.getvalue()


def pieces(p):
    """A paragraph's text in runs: whole, or cut as word processors cut edited words."""
    if not p.split:
        return [p.text]
    third = max(1, len(p.text) // 3)
    return [p.text[i:i + third] for i in range(0, len(p.text), third)]


# --- docx ---------------------------------------------------------------------------------------

def _docx_run(p, text):
    font = p.font or "Times New Roman"
    look = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/>'
    look += "<w:b/>" * p.bold + "<w:i/>" * p.italic
    if p.color:
        look += f'<w:color w:val="{p.color}"/>'
    look += f'<w:sz w:val="{p.size * 2}"/>' + '<w:u w:val="single"/>' * p.underline
    body = []
    for number, line in enumerate(text.split("\n")):
        if number:
            body.append("<w:br/>")
        for tabs, part in enumerate(line.split("\t")):
            if tabs:
                body.append("<w:tab/>")
            if part:
                body.append(f'<w:t xml:space="preserve">{escape(part)}</w:t>')
    return f'<w:r><w:rPr>{look}</w:rPr>{"".join(body)}</w:r>'


def _docx_p(p, extra=""):
    style = ""
    if p.border:
        kind = "double" if p.border == "double" else "single"
        style += "<w:pBdr>" + "".join(
            f'<w:{side} w:val="{kind}" w:sz="8" w:space="1" w:color="{p.color or "000000"}"/>'
            for side in ("top", "left", "bottom", "right")) + "</w:pBdr>"
        style += '<w:ind w:right="7200"/>'
    elif p.indent:
        style += '<w:ind w:firstLine="567"/>'
    style += f'<w:jc w:val="{ {"justify": "both"}.get(p.align, p.align) }"/>'
    return f'<w:p><w:pPr>{style}</w:pPr>{extra}{"".join(_docx_run(p, part) for part in pieces(p))}</w:p>'


def _docx_table(table):
    edge = "single" if table.border else "nil"
    borders = "".join(f'<w:{side} w:val="{edge}" w:sz="4"/>' for side in
                      ("top", "left", "bottom", "right", "insideH", "insideV"))
    grid = "".join(f'<w:gridCol w:w="{int(92 * table.share(i))}"/>' for i in range(table.columns()))
    rows = ""
    for row in table.rows:
        cells = "".join(f'<w:tc><w:tcPr><w:tcW w:w="{int(92 * table.share(i))}" w:type="dxa"/></w:tcPr>'
                        f'{"".join(map(_docx_p, one))}</w:tc>' for i, one in enumerate(row))
        rows += f"<w:tr>{cells}</w:tr>"
    return f'<w:tbl><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'


def _docx_box(box, vml):
    inner = "".join(map(_docx_p, box.paras))
    if vml:
        shape = (f'<w:pict><v:shape id="b1" style="position:absolute;margin-left:{box.x * 2.83:.0f}pt;'
                 f'margin-top:{box.y * 2.83:.0f}pt;width:{box.w * 2.83:.0f}pt;height:{box.h * 2.83:.0f}pt" '
                 f'strokecolor="red"><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict>')
        return f"<w:p><w:r>{shape}</w:r></w:p>"
    drawing = (
        '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" '
        'locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{int(box.x * EMU)}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{int(box.y * EMU)}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{int(box.w * EMU)}" cy="{int(box.h * EMU)}"/><wp:wrapNone/><wp:docPr id="1" name="Khung 1"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{int(box.w * EMU)}" '
        f'cy="{int(box.h * EMU)}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        '<a:ln w="12700"><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln></wps:spPr>'
        f'<wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>'
        '</a:graphicData></a:graphic></wp:anchor></w:drawing>')
    return f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps">{drawing}</mc:Choice></mc:AlternateContent></w:r></w:p>'


def docx(doc, vml=False):
    body = ""
    for item in doc.body:
        if isinstance(item, P):
            body += _docx_p(item)
        elif isinstance(item, T):
            body += _docx_table(item) + "<w:p/>"
        elif isinstance(item, Box):
            body += _docx_box(item, vml)
        elif isinstance(item, Break):
            body += '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = {"[Content_Types].xml": "", "_rels/.rels": "", "word/document.xml": ""}
    references, relations, overrides = "", "", ""
    for kind, paras in (("header", doc.header), ("footer", doc.footer)):
        if not paras:
            continue
        tag = "hdr" if kind == "header" else "ftr"
        parts[f"word/{kind}1.xml"] = f'<w:{tag} {W}>{"".join(map(_docx_p, paras))}</w:{tag}>'
        references += f'<w:{kind}Reference w:type="default" r:id="{kind}1"/>'
        relations += f'<Relationship Id="{kind}1" Type="{office}/{kind}" Target="{kind}1.xml"/>'
        overrides += f'<Override PartName="/word/{kind}1.xml" ContentType="{main}.{kind}+xml"/>'
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}.document.main+xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f"{overrides}</Types>")
    parts["_rels/.rels"] = (
        f'<Relationships xmlns="{package}/relationships"><Relationship Id="d" Type="{office}/officeDocument" '
        f'Target="word/document.xml"/><Relationship Id="c" Type="{package}/relationships/metadata/core-properties" '
        'Target="docProps/core.xml"/></Relationships>')
    parts["docProps/core.xml"] = (
        f'<cp:coreProperties xmlns:cp="{package}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(doc.title)}</dc:title></cp:coreProperties>")
    parts["word/document.xml"] = (
        f'<w:document {W}><w:body>{body}<w:sectPr>{references}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" '
        'w:right="851" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>')
    if relations:
        parts["word/_rels/document.xml.rels"] = f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return pack({name: head + text for name, text in parts.items()})


# --- odt ----------------------------------------------------------------------------------------

ODF = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
       'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
       'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
       'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
       'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
       'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
       'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
       'xmlns:dc="http://purl.org/dc/elements/1.1/"')


class _Odt:
    def __init__(self):
        self.styles = {}

    def style(self, p):
        key = (p.align, p.bold, p.italic, p.color, p.size, p.border)
        return self.styles.setdefault(key, f"P{len(self.styles) + 1}")

    def p(self, p):
        text = escape(p.text).replace("\n", "<text:line-break/>").replace("\t", "<text:tab/>")
        while "  " in text:
            text = text.replace("  ", " <text:s/>", 1)
        return f'<text:p text:style-name="{self.style(p)}">{text}</text:p>'

    def table(self, t, number):
        rows = ""
        for row in t.rows:
            cells = "".join(f'<table:table-cell>{"".join(map(self.p, one))}</table:table-cell>' for one in row)
            rows += f"<table:table-row>{cells}</table:table-row>"
        return (f'<table:table table:name="B{number}"><table:table-column '
                f'table:number-columns-repeated="{t.columns()}"/>{rows}</table:table>')

    def box(self, b):
        return (f'<text:p><draw:frame draw:name="Khung" text:anchor-type="page" text:anchor-page-number="1" '
                f'svg:x="{b.x}mm" svg:y="{b.y}mm" svg:width="{b.w}mm"><draw:text-box fo:min-height="{b.h}mm">'
                f'{"".join(map(self.p, b.paras))}</draw:text-box></draw:frame></text:p>')

    def declared(self):
        out = ""
        for (align, bold, italic, color, size, border), name in self.styles.items():
            look = f'fo:font-size="{size}pt"' + ' fo:font-weight="bold"' * bold + ' fo:font-style="italic"' * italic
            if color:
                look += f' fo:color="#{color}"'
            edge = f' fo:border="1pt {"double" if border == "double" else "solid"} #000000"' if border else ""
            side = {"left": "start", "right": "end"}.get(align, align)
            out += (f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties '
                    f'fo:text-align="{side}"{edge}/><style:text-properties {look}/></style:style>')
        return out


def odt(doc):
    w, body = _Odt(), ""
    for number, item in enumerate(doc.body):
        if isinstance(item, P):
            body += w.p(item)
        elif isinstance(item, T):
            body += w.table(item, number)
        elif isinstance(item, Box):
            body += w.box(item)
    head = _Odt()
    header = "".join(map(head.p, doc.header))
    footer = "".join(map(head.p, doc.footer))
    master = "<style:header>" * bool(header) + header + "</style:header>" * bool(header)
    master += "<style:footer>" * bool(footer) + footer + "</style:footer>" * bool(footer)
    kind = "application/vnd.oasis.opendocument.text"
    entries = "".join(f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media}"/>' for path, media in
                      (("/", kind), ("content.xml", "text/xml"), ("styles.xml", "text/xml"), ("meta.xml", "text/xml")))
    return pack({
        "mimetype": kind,
        "content.xml": f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {ODF} office:version="1.2">'
                       f'<office:automatic-styles>{w.declared()}</office:automatic-styles><office:body><office:text>{body}'
                       '</office:text></office:body></office:document-content>',
        "styles.xml": f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-styles {ODF} office:version="1.2">'
                      f'<office:automatic-styles>{head.declared()}<style:page-layout style:name="pm1"/></office:automatic-styles>'
                      '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm1">'
                      f'{master}</style:master-page></office:master-styles></office:document-styles>',
        "meta.xml": f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta {ODF} office:version="1.2"><office:meta>'
                    f'<dc:title>{escape(doc.title)}</dc:title></office:meta></office:document-meta>',
        "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
                                 f'manifest:version="1.2">{entries}</manifest:manifest>',
    }, first="mimetype")


# --- rtf ----------------------------------------------------------------------------------------

def _rtf_text(text):
    out = ""
    for c in text:
        if c == "\n":
            out += "\\line "
        elif c == "\t":
            out += "\\tab "
        elif c in "\\{}":
            out += "\\" + c
        elif ord(c) < 128:
            out += c
        else:
            out += f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?"
    return out


def _rtf_p(p, end="\\par\n"):
    align = {"center": "\\qc", "right": "\\qr", "justify": "\\qj"}.get(p.align, "\\ql")
    look = f"\\fs{p.size * 2}" + "\\b" * p.bold + "\\i" * p.italic + "\\ul" * p.underline + "\\cf1" * bool(p.color)
    edge = ""
    if p.border:
        kind = "\\brdrdb" if p.border == "double" else "\\brdrs"
        edge = "".join(f"\\brdr{side}{kind}\\brdrw10" for side in "tlbr")
    runs = "".join(f"{{{look} {_rtf_text(part)}}}" for part in pieces(p))
    return f"\\pard{align}{edge} {runs}{end}"


def rtf(doc):
    out = "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\froman\\fcharset163 Times New Roman;}}{\\colortbl;\\red255\\green0\\blue0;}\n"
    out += f"{{\\info{{\\title {_rtf_text(doc.title)}}}}}\n"
    for kind, paras in (("header", doc.header), ("footer", doc.footer)):
        if paras:
            out += f'{{\\{kind} {"".join(map(_rtf_p, paras))}}}\n'
    for item in doc.body:
        if isinstance(item, P):
            out += _rtf_p(item)
        elif isinstance(item, T):
            for row in item.rows:
                right, cells = 0, ""
                for i, one in enumerate(row):
                    right += int(92 * item.share(i))
                    cells += ("\\clbrdrt\\brdrs\\clbrdrl\\brdrs\\clbrdrb\\brdrs\\clbrdrr\\brdrs" if item.border else "") + f"\\cellx{right}"
                content = ""
                for one in row:
                    content += "".join(_rtf_p(p, "\\par ") for p in one[:-1]).replace("\\pard", "\\pard\\intbl")
                    content += _rtf_p(one[-1], "\\cell\n").replace("\\pard", "\\pard\\intbl")
                out += f"\\trowd{cells}\n{content}\\row\n"
            out += "\\pard\\par\n"
        elif isinstance(item, Box):
            mm = 56.7
            inner = "".join(map(_rtf_p, item.paras))
            out += ("{\\shp{\\*\\shpinst" + f"\\shpleft{int(item.x * mm)}\\shptop{int(item.y * mm)}"
                    f"\\shpright{int((item.x + item.w) * mm)}\\shpbottom{int((item.y + item.h) * mm)}\\shpbxpage\\shpbypage"
                    "{\\sp{\\sn shapeType}{\\sv 202}}{\\shptxt " + inner + "}}}\n")
        elif isinstance(item, Break):
            out += "\\page\n"
    return (out + "}").encode("ascii")
