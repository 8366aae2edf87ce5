#!/usr/bin/env python3
"""Every format of the contract, by the real programs: a marked, a mentioning and a broken document of each.

Documents are those of tests/corpus where it has them; the rest is built here from a few lines of text. A broken
document is cut off or overwritten: it may be unreadable, or read in part with a note, but never clean in silence.
NIEM_BIN_DIR names the folder of the programs.
"""
import bz2
import email.message
import gzip
import io
import json
import lzma
import os
import pathlib
import struct
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile
import zlib

SOURCE = pathlib.Path(os.environ.get("NIEM_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
BIN = pathlib.Path(os.environ.get("NIEM_BIN_DIR", SOURCE / "build/bin")).resolve()
CORPUS = SOURCE / "tests/corpus"
LOCKED = SOURCE / "tests/data/extract/ole"
PDF = SOURCE / "tests/data/extract/pdf"

sys.path.insert(0, str(LOCKED / "make"))
import cfb  # noqa: E402  the fixtures' writer of compound files

MARKED = """UỶ BAN NHÂN DÂN TỈNH AN SƠN
Số: 12/BC-UBND
TỐI MẬT

CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

BÁO CÁO
Kết quả công tác quý II năm 2026
"""
MENTIONS = """Kế hoạch tuyên truyền Luật Bảo vệ bí mật nhà nước tại xã.
Tài liệu tập huấn giải thích ba độ mật: Tuyệt mật, Tối mật và Mật theo quy định của pháp luật.
"""
TEXTS = {"marked": MARKED, "mentions": MENTIONS}
# Formats of the corpus -> the name that a report gives them.
FROM_CORPUS = ["docx", "rtf", "mht", "txt", "odt", "pdf", "doc", "eml", "html", "xlsx", "xls", "ods", "pptx", "odp",
               "ppt", "mbox", "zip", "7z", "tar.gz", "tar.xz", "tar.bz2", "tar.zst"]


def corpus():
    """format -> label -> (file, level), the first of each."""
    found = {}
    for line in (CORPUS / "manifest.jsonl").read_text().splitlines():
        row = json.loads(line)
        found.setdefault(row["format"], {}).setdefault(row["label"], (row["file"], row["level"]))
    return found


# ----- Writers of the formats that the corpus lacks -----

def rar4(text):
    """One stored member; its mode names no kind of file, as some writers leave it. Source: the public technical note of RAR 2.9 (blocks 0x73, 0x74, 0x7B)."""
    def block(kind, flags, body, data=b""):
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data
    data, name = text.encode(), b"thu.txt"
    member = struct.pack("<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), 0x5A21_0000, 20, 0x30, len(name),
                         0o644) + name
    return b"Rar!\x1A\x07\x00" + block(0x73, 0, bytes(6)) + block(0x74, 0x8000, member, data) + block(0x7B, 0x4000, b"")


def rar5(text):
    """One stored member. Source: the public technical note of RAR 5.0 (main, file and end headers)."""
    def number(value):
        out = bytearray()
        while value >= 0x80:
            out.append(value & 0x7F | 0x80)
            value >>= 7
        return bytes(out) + bytes([value])

    def block(body, data=b""):
        sized = number(len(body)) + body
        return struct.pack("<I", zlib.crc32(sized)) + sized + data
    data, name = text.encode(), b"thu.txt"
    member = (number(2) + number(2) + number(len(data)) + number(4) + number(len(data)) + number(0o644)
              + struct.pack("<I", zlib.crc32(data)) + number(0) + number(1) + number(len(name)) + name)
    return b"Rar!\x1A\x07\x01\x00" + block(number(1) + number(0) + number(0)) + block(member, data) + block(
        number(5) + number(0) + number(0))


def tar(text):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("thu.txt")
        info.size = len(text.encode())
        archive.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def msg(text):
    wide = lambda s: s.encode("utf-16-le")
    return cfb.write({"__properties_version1.0": bytes(32), "__nameid_version1.0": {},
                      "__substg1.0_001A001F": wide("IPM.Note"), "__substg1.0_0037001F": wide("Thư"),
                      "__substg1.0_1000001F": wide(text)})


def embedded(text):
    """A letter inside an OLE package inside a compound file."""
    data = text.encode()
    native = struct.pack("<H", 2) + b"thu.txt\0" + b"C:\\thu.txt\0" + struct.pack("<HHI", 0, 3, 11) \
        + b"C:\\thu.txt\0" + struct.pack("<I", len(data)) + data
    return cfb.write({"\x01Ole10Native": struct.pack("<I", len(native)) + native})


def word6(text):
    """Word 6: everything in one stream, 8-bit text from fcMin on. TCVN3 fonts wrote Vietnamese so; here plain."""
    letters = text.replace("\n", "\r").encode("ascii")
    fib = bytearray(0x300)
    struct.pack_into("<HH", fib, 0, 0xA5DC, 0x65)
    struct.pack_into("<II", fib, 0x18, len(fib), len(fib) + len(letters))
    struct.pack_into("<I", fib, 0x34, len(letters))
    return cfb.write({"WordDocument": bytes(fib) + letters + bytes(4096)})


def excel5(text):
    def record(kind, body):
        return struct.pack("<HH", kind, len(body)) + body
    globals_ = record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + record(0x42, struct.pack("<H", 1258))
    name = b"Sheet1"
    size = len(globals_) + 4 + 7 + len(name) + 4
    globals_ += record(0x85, struct.pack("<IHB", size, 0, len(name)) + name) + record(0x0A, b"")
    sheet = record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0))
    for row, line in enumerate(text.splitlines()):
        cell = line.encode("ascii")
        sheet += record(0x204, struct.pack("<HHHH", row, 0, 0, len(cell)) + cell)
    return cfb.write({"Book": globals_ + sheet + record(0x0A, b"") + bytes(0)})


# Text without diacritics, as mail and old machines wrote it.
PLAIN = {"marked": "UY BAN NHAN DAN TINH AN SON\nSo: 12/BC-UBND\nTOI MAT\n\nBAO CAO\nKet qua cong tac quy II\n",
         "mentions": "Ke hoach tuyen truyen Luat Bao ve bi mat nha nuoc tai xa, ba do mat theo quy dinh.\n"}


class FormatsTest(unittest.TestCase):
    def scan(self, name, data, *options):
        """The report's lines of one document."""
        with tempfile.TemporaryDirectory(prefix="niem_formats_") as folder:
            path = pathlib.Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            done = subprocess.run([str(BIN / "niem"), "scan", str(folder), "-f", "jsonl", "--jobs", "1", *options],
                                  capture_output=True, timeout=120, env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.assertIn(done.returncode, (0, 1, 3), done.stderr.decode())
        return [json.loads(line) for line in done.stdout.decode().splitlines()][:-1]

    def found(self, lines):
        return {line["verdict"] for line in lines}

    def check_sound(self, label, lines, level=None):
        verdicts = self.found(lines)
        if label == "marked":
            marked = [line for line in lines if line["verdict"] == "marked"]
            self.assertTrue(marked, lines)
            if level:
                self.assertEqual(marked[0]["level"], level)
        else:
            self.assertFalse(verdicts & {"marked", "unreadable"}, lines)

    def check_broken(self, lines):
        """Said aloud: unreadable, or with a note; what was found before the damage is still found."""
        told = [line for line in lines if line["verdict"] == "unreadable" or line["notes"]]
        self.assertTrue(told, lines)

    def cut(self, data):
        return data[:max(len(data) * 6 // 10, 1)]

    def test_corpus_formats(self):
        files = corpus()
        for form in FROM_CORPUS:
            for label in ("marked", "mentions"):
                if label not in files[form]:
                    continue
                name, level = files[form][label]
                with self.subTest(format=form, label=label):
                    data = (CORPUS / "files" / name).read_bytes()
                    self.check_sound(label, self.scan(name, data), level)
            if form in ("txt", "html", "mht", "eml", "mbox"):
                continue  # a text that ends early is a shorter text
            with self.subTest(format=form, label="broken"):
                name, _ = files[form]["marked"]
                self.check_broken(self.scan(name, self.cut((CORPUS / "files" / name).read_bytes())))

    def check_built(self, form, write, broken=None, texts=TEXTS, level="toi_mat"):
        for label, text in texts.items():
            with self.subTest(format=form, label=label):
                self.check_sound(label, self.scan("thu." + form, write(text)), level)
        with self.subTest(format=form, label="broken"):
            whole = write(texts["marked"])
            self.check_broken(self.scan("thu." + form, broken(whole) if broken else self.cut(whole)))

    def test_archives(self):
        self.check_built("tar", tar, broken=lambda data: data[:700])
        self.check_built("rar", rar4)
        self.check_built("rar", rar5)
        self.check_built("gz", lambda text: gzip.compress(text.encode()))
        self.check_built("xz", lambda text: lzma.compress(text.encode()))
        self.check_built("bz2", lambda text: bz2.compress(text.encode()))
        nested = lambda text: zipped({"trong.tar.gz": gzip.compress(tar(text))})
        self.check_built("zip", nested)

    def test_rar_is_named_by_content(self):
        for write in (rar4, rar5):
            lines = self.scan("x.bin", write(MARKED))
            self.assertIn("marked", self.found(lines), lines)

    def test_outlook_and_embedded_objects(self):
        self.check_built("msg", msg)
        self.check_built("ole", embedded)

    def test_maildir(self):
        for label, text in TEXTS.items():
            with self.subTest(label=label):
                letter = email.message.EmailMessage()
                letter["From"], letter["To"], letter["Subject"] = "a@x.vn", "b@x.vn", "Thư"
                letter.set_content(text)
                lines = self.scan("Maildir/cur/1700000000.M1P1.host:2,S", bytes(letter))
                self.check_sound(label, lines, "toi_mat")

    def test_old_word_and_excel(self):
        for form, write in (("doc", word6), ("xls", excel5)):
            for label, text in PLAIN.items():
                with self.subTest(format=form, label=label):
                    lines = self.scan("cu." + form, write(text))
                    self.assertEqual(lines[0]["format"], form)
                    self.assertNotIn("unreadable", self.found(lines), lines)
                    if label == "marked":
                        self.assertTrue(self.found(lines) & {"marked", "suspect"}, lines)

    def test_texts_that_are_not_text(self):
        for name in ("x.html", "x.eml", "x.txt"):
            with self.subTest(name=name):
                lines = self.scan(name, bytes(range(256)) * 64)
                self.assertEqual(len(lines), 1)

    def test_locked_documents(self):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as words:
            words.write("sai\nHải đăng 7\n")
            words.flush()
            for name in ("locked.doc", "locked40.doc", "locked.xls", "locked40.xls", "locked.ppt", "locked.odt",
                         "agile.docx", "standard.docx"):
                with self.subTest(name=name):
                    data = (LOCKED / name).read_bytes()
                    shut = self.scan(name, data)
                    self.assertEqual(self.found(shut), {"unreadable"})
                    self.assertTrue(shut[0]["notes"][0].startswith("encrypted"), shut)
                    opened = self.scan(name, data, "--passwords", words.name)
                    self.assertNotIn("unreadable", self.found(opened), opened)

    def test_drawn_stamps_of_pdf(self):
        """Stamps that are drawings in a font which is not embedded; inside the sandbox no font file can be opened."""
        read = lambda name: self.scan(name, (PDF / name).read_bytes())
        self.check_sound("marked", read("stamp_marked.pdf"), "toi_mat")
        self.check_sound("marked", read("signature.pdf"), "toi_mat")
        self.check_sound("mentions", read("stamp_mentions.pdf"))
        self.check_broken(read("stamp_broken.pdf"))
        self.check_broken(read("stamp_locked.pdf"))

    def test_binary_workbooks(self):
        """Strings are read, the rest is said to be unread."""
        for label, text in TEXTS.items():
            strings = b""
            for line in text.splitlines():
                item = b"\0" + struct.pack("<I", len(line)) + line.encode("utf-16-le")
                strings += bytes([19, len(item) & 0x7F | 0x80, len(item) >> 7]) + item
            book = zipped({"[Content_Types].xml": '<?xml version="1.0"?><Types/>', "xl/workbook.bin": b"",
                           "xl/worksheets/sheet1.bin": bytes(64), "xl/sharedStrings.bin": strings})
            with self.subTest(label=label):
                lines = self.scan("so.xlsb", book)
                book_line = [line for line in lines if line["format"] == "xlsx"]
                self.assertTrue(book_line[0]["notes"], lines)
                self.assertTrue(self.found(book_line) & ({"marked", "suspect"} if label == "marked" else
                                                     {"mentions", "unreadable"}), lines)

    def test_documents_of_pictures_only(self):
        scan = "A" * 60_000
        self.check_broken(self.scan("scan.html", ('<img src="data:image/png;base64,%s">' % scan).encode()))
        self.check_broken(self.scan("scan.rtf", ("{\\rtf1\\ansi 1{\\pict\\pngblip %s}}" % ("0a" * 30_000)).encode()))
        picture = os.urandom(30_000)
        body = '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/' \
               'main"><w:body><w:p/></w:body></w:document>'
        docx = zipped({"[Content_Types].xml": '<?xml version="1.0"?><Types/>', "word/document.xml": body,
                       "word/media/image1.png": picture})
        self.check_broken(self.scan("scan.docx", docx))
        content = '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:' \
                  'office:1.0"><office:body><office:text/></office:body></office:document-content>'
        odt = zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content,
                      "Pictures/1.png": picture})
        self.check_broken(self.scan("scan.odt", odt))


if __name__ == "__main__":
    unittest.main()
