#!/usr/bin/python3
"""Writes the labelled corpus: files/ and manifest.jsonl. See README.md for what it needs and what the labels mean."""

import hashlib
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from niemcorpus import causes, codes, grids, marked, negatives, office, pages, wraps  # noqa: E402
from niemcorpus.texts import Words  # noqa: E402

# LibreOffice's output filters, by the format asked for and what it is made from.
FILTERS = {"doc": "doc:MS Word 97", "docx": "docx:MS Word 2007 XML", "pdf": "pdf", "odt": "odt", "rtf": "rtf", "xls": "xls:MS Excel 97", "ods": "ods",
           "pptx": "pptx:Impress MS PowerPoint 2007 XML", "ppt": "ppt:MS PowerPoint 97", "odp": "odp"}

DOC_FORMATS = ["docx", "txt", "pdf", "doc", "html", "rtf", "odt", "txt", "docx-vml", "pdf-lo", "mht", "txt", "docx-lo", "eml", "odt-lo", "docx-tcvn3",
               "txt", "doc", "html-tcvn3", "rtf-lo", "docx-vni", "pdf", "txt", "docx"]
ENCODINGS = list(codes.ENCODERS)
# Without its marks MẶT is MẬT: no reader could tell.
NOT_BARE = {"look_alike", "bile", "honey_label", "ultrasound", "party_invitation"}


class Corpus:
    def __init__(self):
        self.entries, self.data, self.later = [], {}, []

    def add(self, extension, data, label, level, where, note, group, convert=None):
        """`convert`: data is in this format and LibreOffice turns it into `extension`."""
        number = len(self.entries) + 1
        name = f"vb-{number:04d}.{extension}"
        if convert:
            self.later.append((name, convert, data))
        else:
            self.data[name] = data
        split = "dev" if hashlib.sha256(name.encode()).digest()[0] % 2 else "held"
        self.entries.append({"file": name, "format": extension, "label": label, "level": level, "where": where, "note": note,
                             "group": group, "split": split})

    def add_document(self, doc, kind, turn, w, label, level, where, note, group):
        args = (label, level, where, note, group)
        if kind == "txt":
            encoding = ENCODINGS[turn % len(ENCODINGS)]
            if encoding == "bare" and group in NOT_BARE:
                encoding = "utf-8"
            text = pages.text(doc, columns=turn % 2 == 0, newline="\r\n" if turn % 3 == 0 else "\n")
            self.add("txt", codes.ENCODERS[encoding](text), label, level, where, f"{note} [{encoding}]".strip(), group)
        elif kind == "docx":
            self.add("docx", office.docx(doc), *args)
        elif kind == "docx-vml":
            self.add("docx", office.docx(doc, vml=True), *args)
        elif kind in ("docx-tcvn3", "docx-vni"):
            self.add("docx", office.docx(wraps.carried(doc, kind[5:])), label, level, where, f"{note} [{kind[5:]}]".strip(), group)
        elif kind == "html":
            self.add("html", pages.html_text(doc).encode(), *args)
        elif kind == "html-tcvn3":
            self.add("html", pages.html_text(wraps.carried(doc, "tcvn3"), "windows-1252").encode("latin-1", "xmlcharrefreplace"),
                     label, level, where, f"{note} [tcvn3]".strip(), group)
        elif kind == "rtf":
            self.add("rtf", office.rtf(doc), *args)
        elif kind == "odt":
            self.add("odt", office.odt(doc), *args)
        elif kind == "pdf":
            self.add("pdf", pages.pdf(doc), *args)
        elif kind == "mht":
            self.add("mht", wraps.mht(doc), *args)
        elif kind == "eml":
            data = wraps.mail(w, "Gửi tài liệu", "Gửi đồng chí.\n", html=pages.html_text(doc), encoding=w.rng.choice(["quoted-printable", "base64"]))
            self.add("eml", data, *args)
        else:  # through LibreOffice
            self.add(kind.split("-")[0], office.docx(doc), *args, convert="docx")

    def convert(self):
        with tempfile.TemporaryDirectory() as folder:
            work = pathlib.Path(folder)
            by_kind = {}
            for name, source, data in self.later:
                path = work / (name.split(".")[0] + "." + source)
                path.write_bytes(data)
                by_kind.setdefault(name.rsplit(".", 1)[1], []).append(path)
            for kind, sources in by_kind.items():
                out = work / ("out-" + kind)
                subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{work}/profile", "--convert-to", FILTERS[kind], "--outdir",
                                str(out), *map(str, sources)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                for source in sources:
                    self.data[source.stem + "." + kind] = (out / (source.stem + "." + kind)).read_bytes()

    def write(self):
        files = HERE / "files"
        if files.exists():
            shutil.rmtree(files)
        files.mkdir()
        for name, data in self.data.items():
            (files / name).write_bytes(data)
        with open(HERE / "manifest.jsonl", "w", encoding="utf-8") as out:
            for entry in self.entries:
                out.write(json.dumps(entry, ensure_ascii=False) + "\n")


def words(*seed):
    return Words(random.Random("/".join(map(str, seed))))


def add_letters(corpus, copies=7, negative_copies=6):
    turn = 0
    for builder in marked.MARKED:
        for copy in range(copies):
            w = words("marked", builder.__name__, copy)
            doc, level, where = builder(w)
            corpus.add_document(doc, DOC_FORMATS[turn * 5 % len(DOC_FORMATS)], turn, w, "marked", level, where, "", builder.__name__)
            turn += 1
    for copy in range(20):
        w = words("declassified", copy)
        doc, level, where = marked.declassified(w)
        corpus.add_document(doc, DOC_FORMATS[copy % len(DOC_FORMATS)], copy, w, "declassified", None, where, f"was {level}", "declassified")
    for builder in negatives.NEGATIVES:
        for copy in range(negative_copies):
            w = words("negative", builder.__name__, copy)
            doc, label, note = builder(w)
            corpus.add_document(doc, DOC_FORMATS[turn * 5 % len(DOC_FORMATS)], turn, w, label, None, None, note, builder.__name__)
            turn += 1
    for copy in range(16):
        w = words("ordinary", copy)
        doc, label, note = negatives.ordinary(w)
        corpus.add_document(doc, DOC_FORMATS[copy * 7 % len(DOC_FORMATS)], copy, w, label, None, None, note, "ordinary")


def add_grids(corpus):
    for copy in range(18):
        w = words("sheet", copy)
        data, level, where = grids.marked_sheet(w)
        kind = ["xlsx", "xls", "ods"][copy % 3]
        corpus.add(kind, data, "marked", level, where, "", "marked_sheet", convert=None if kind == "xlsx" else "xlsx")
        data, label, note = grids.plain_sheet(words("plain-sheet", copy))
        corpus.add(kind, data, label, None, None, note, "plain_sheet", convert=None if kind == "xlsx" else "xlsx")
    for copy in range(10):
        kind = ["pptx", "odp", "pptx", "odp", "ppt"][copy % 5]  # ppt is large
        data, level, where = grids.marked_slides(words("slides", copy))
        corpus.add(kind, data, "marked", level, where, "", "marked_slides", convert="fodp")
        data, label, note = grids.plain_slides(words("plain-slides", copy))
        corpus.add(kind, data, label, None, None, note, "plain_slides", convert="fodp")


def inner(w, bears):
    """A document to put into a mail or an archive: (name, bytes, label, level)."""
    if bears:
        doc, level, _ = w.rng.choice([marked.below_number, marked.one_cell_table, marked.official_dispatch, marked.military])(w)
        label = "marked"
    else:
        doc, label, _ = w.rng.choice([negatives.directive, negatives.honey, negatives.urgency, negatives.statistics, negatives.password, negatives.ordinary])(w)
        level = None
    name, data = w.rng.choice([("bao cao.docx", office.docx(doc)), ("vanban.rtf", office.rtf(doc)), ("van ban.odt", office.odt(doc)),
                               ("du thao.txt", codes.ENCODERS[w.rng.choice(["utf-8", "tcvn3", "utf-16le"])](pages.text(doc)))])
    return name, data, label, level


def add_mails(corpus):
    for copy in range(20):
        w = words("mail", copy)
        bears = copy % 2 == 0
        name, data, label, level = inner(w, bears)
        text = f"Kính gửi anh/chị,\n{w.prose(1)}\nXin gửi kèm tài liệu.\n\n{w.person()}\n"
        message = wraps.mail(w, f"Gửi tài liệu về {w.subject}", text, [(name, data)], encoding="base64" if copy % 3 else "quoted-printable")
        style = copy % 5
        if style == 3:
            message = wraps.forwarded(w, "Chuyển tiếp", message)
        if style == 4:
            other = wraps.mail(w, "Lịch họp", "Mời họp lúc 8 giờ.\n")
            corpus.add("mbox", wraps.mbox([other, message, other]), label, level, "attachment" if bears else None, "", "mbox")
            continue
        corpus.add("eml", message, label, level, "attachment" if bears else None, "", "mail_attachment")
    footers = ["Thư này có thể chứa thông tin bảo mật. Nếu không phải người nhận, xin xóa thư.", "MẬT KHẨU\nMật khẩu mới của bạn đã được đặt lại.",
               "Tài liệu mật không được gửi qua thư điện tử, đề nghị các đồng chí chấp hành.", "BẢO MẬT: thông tin nội bộ, không chuyển tiếp."]
    for copy in range(8):
        w = words("mail-body", copy)
        text = f"Chào anh/chị,\n{w.prose(2)}\n\n{footers[copy % 4]}\n"
        label = "mentions" if copy % 4 == 2 else "clean"
        corpus.add("eml", wraps.mail(w, "Về " + w.subject, text, encoding="8bit" if copy % 2 else "base64"), label, None, None, "words of confidentiality in a mail", "mail_body")
    for copy in range(4):
        w = words("mail-letter", copy)
        doc, level, where = marked.stack_line(w)
        corpus.add("eml", wraps.mail(w, "Báo cáo", pages.text(doc)), "marked", level, where, "the letter is the mail's text", "mail_letter")


def add_archives(corpus):
    kinds = list(wraps.ARCHIVES)
    for copy in range(24):
        w = words("archive", copy)
        bears = copy % 2 == 0
        name, data, label, level = inner(w, bears)
        members = [("doc toi.txt", "Tệp kèm theo.\n".encode()), (name, data)]
        kind = kinds[copy // 2 % len(kinds)]
        note = ""
        if copy >= 18:
            members = [("trong.zip", wraps.zip_([("lop hai.zip", wraps.zip_(members))]))]
            note = "three archives deep"
        corpus.add(kind, wraps.ARCHIVES[kind](members), label, level, "member" if bears else None, note, "archive")


def add_causes(corpus, copies=5):
    turn = 0
    for builder in causes.BUILDERS:
        for copy in range(copies):
            w = words("cause", builder.__name__, copy)
            doc, label, level, where, note = builder(w)
            corpus.add_document(doc, DOC_FORMATS[turn * 7 % len(DOC_FORMATS)], turn, w, label, level, where, note, builder.__name__)
            turn += 1


def main():
    corpus = Corpus()
    add_letters(corpus)
    add_grids(corpus)
    add_mails(corpus)
    add_archives(corpus)
    add_causes(corpus)
    corpus.convert()
    corpus.write()
    size = sum(map(len, corpus.data.values()))
    print(f"{len(corpus.entries)} documents, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
