#!/usr/bin/env python3
"""Files made to harm: bombs, lies about size and type, names that climb, loops, cut-off files. Each is one line of the report; the
scanner never ends early, hangs, swells or writes beside its report. And what happens on a kernel without the sandbox."""
import ctypes
import gzip
import io
import json
import os
import pathlib
import random
import resource
import shutil
import struct
import subprocess
import tarfile
import tempfile
import time
import unittest
import zipfile
import zlib

BIN = pathlib.Path(os.environ.get("NIEM_BIN_DIR", "build/bin")).resolve()
SOURCE = pathlib.Path(os.environ.get("NIEM_SOURCE_DIR", ".")).resolve()
NIEM = str(BIN / "niem")
MARKED = "UỶ BAN NHÂN DÂN TỈNH AN SƠN\nSố: 12/BC-UBND\nTỐI MẬT\n\nBÁO CÁO\nKết quả công tác quý II năm 2026\n"
MIB = 1 << 20
MEMORY = 1024 * MIB  # of each reading process


def zip_of(members, packed=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def zeros(mebibytes):
    """That many MiB of zeros, deflated: (packed, size, crc)."""
    packer, crc, parts = zlib.compressobj(9, zlib.DEFLATED, -15), 0, []
    for _ in range(mebibytes):
        block = bytes(MIB)
        crc = zlib.crc32(block, crc)
        parts.append(packer.compress(block))
    parts.append(packer.flush())
    return b"".join(parts), mebibytes * MIB, crc


def overlapping_zip(members):
    """Every entry of the directory names the same packed bytes: small file, any number of large members."""
    packed, size, crc = zeros(64)
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(packed), size, 1, 0) + b"0" + packed
    entries = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(packed), size, 5, 0, 0, 0, 0, 0, 0) + b"%05d" % i
        for i in range(members))
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, members & 0xFFFF, members & 0xFFFF, len(entries), len(local), 0)
    return local + entries + end


def many_members(count):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for i in range(count):
            archive.writestr(f"{i:x}", b"")
    return out.getvalue()


def declared(size):
    """A tar member that says it has `size` bytes and has a few."""
    info = tarfile.TarInfo("một.bin")
    info.size = size
    return info.tobuf(tarfile.GNU_FORMAT) + b"few bytes" + bytes(1015)


def climbing_tar():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name in ("../../../leo.txt", "/tmp/niem-leo.txt", "a/../../leo.txt"):
            info = tarfile.TarInfo(name)
            data = MARKED.encode()
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, target, kind in (("ngoài", "/etc", tarfile.SYMTYPE), ("ngoài/niem-leo.txt", "/etc/passwd", tarfile.LNKTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            archive.addfile(info)
        device = tarfile.TarInfo("đĩa")
        device.type, device.devmajor, device.devminor = tarfile.BLKTYPE, 8, 0
        archive.addfile(device)
    return out.getvalue()


CONTENT_TYPES = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
                 'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.'
                 'document.main+xml"/></Types>')


def docx(body):
    return zip_of([("[Content_Types].xml", CONTENT_TYPES), ("word/document.xml", body)])


def laughing_docx():
    """Entities of entities: ten to the ninth letters, if anyone expands them."""
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    return docx(f'<?xml version="1.0"?><!DOCTYPE d [{entities}<!ENTITY f SYSTEM "file:///etc/passwd">]><w:document xmlns:w="http://schemas.'
                'openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&a9;&f;</w:t></w:r></w:p></w:body></w:document>')


def deep_docx(depth):
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in MARKED.splitlines())
    return docx(f'<?xml version="1.0"?><w:document {namespace}><w:body>' + "<w:sdt><w:sdtContent>" * depth + lines
                + "</w:sdtContent></w:sdt>" * depth + "</w:body></w:document>")


def huge_png(width, height):
    """A picture of `width` by `height` white points in a few kilobytes."""
    def chunk(kind, data):
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2L5B", width, height, 1, 0, 0, 0, 0)) + chunk(b"IDAT", zeros(8)[0])
            + chunk(b"IEND", b""))


def pdf(objects):
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


def stream(data, more=b""):
    return b"<<%s/Length %d>>\nstream\n" % (more, len(data)) + data + b"\nendstream"


HUGE_PAGE = pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                 b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1e9 1e9]/Contents 4 0 R>>", stream(b"0 0 m 1e9 1e9 l S")])
LOOPING_PAGES = pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R 2 0 R]/Count 1000000000>>"])
BOMB_PDF = pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>",
                stream(zlib.compress(zlib.compress(b" " * (256 * MIB), 9), 9), b"/Filter[/FlateDecode/FlateDecode]")])


def endless_second_page(lines):
    """Page 1 says `lines`; page 2 draws a form that draws ten forms that draw ten ..."""
    letters = sorted(set("".join(lines)))
    codes = {letter: b"%02x" % (i + 1) for i, letter in enumerate(letters)}
    cmap = b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange %d beginbfchar " % len(letters)
    cmap += b" ".join(b"<%s> <%s>" % (codes[letter], letter.encode("utf-16-be").hex().encode()) for letter in letters)
    text = b" ".join(b"BT /F 14 Tf 60 %d Td <%s> Tj ET" % (760 - 20 * i, b"".join(codes[letter] for letter in line))
                     for i, line in enumerate(lines))
    depth = 12
    forms = [stream(b"/X Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (9 + i))
             for i in range(depth)]
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 6 0 R>>>>>>",
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 7 0 R/Resources<</XObject<</X 8 0 R>>>>>>", stream(text),
                b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 1/LastChar %d/Widths[%s]/ToUnicode %d 0 R>>" %
                (len(letters), b"600 " * len(letters), 9 + depth), stream(b"/X Do"), *forms,
                stream(b"0 0 m 1 1 l S", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"), stream(cmap + b" endbfchar endcmap")])


def deep_mail(depth):
    """Mail within mail."""
    mail = MARKED.encode()
    for i in range(depth):
        mail = (b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\nContent-Type: message/rfc822\r\n\r\n" % (i, i)
                + mail + b"\r\n--b%d--\r\n" % i)
    return b"From: a@b.vn\r\nSubject: x\r\n" + mail


def looping_ole():
    """A compound file whose allocation table runs in a circle."""
    header = bytearray(512)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    struct.pack_into("<5H", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<2L", header, 44, 1, 1)
    struct.pack_into("<L", header, 56, 4096)
    struct.pack_into("<4L", header, 60, 1, 1, 0xFFFFFFFE, 0)
    struct.pack_into("<109L", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128L", 0xFFFFFFFD, *[1] * 127)
    root = "Root Entry".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB3L", 22, 5, 1, 1, 1, 1) + bytes(36) + struct.pack("<LQ", 1, 1 << 40)
    return bytes(header) + table + root * 4


def lines(tag):
    return "".join(f"<{tag}>{line}</{tag}>" for line in MARKED.splitlines()).encode()


# name -> bytes, and what must come out: a verdict, or a code in the notes.
HOSTILE = {
    "bom.zip": (lambda: zip_of([("0", bytes(64 * MIB))]), "bomb"),
    "chồng.zip": (lambda: overlapping_zip(2000), "bomb"),
    "đòi.lzma": (lambda: bytes.fromhex("5d000000c0ffffffffffffffff0083fffbffffc00000"), "bomb"),
    "bom.gz": (lambda: gzip.compress(bytes(64 * MIB)), "bomb"),
    "lồng.zip": (lambda: nested_zip(30), "too_deep"),
    "lồng.gz": (lambda: nested_gzip(60), "too_deep"),
    "triệu.zip": (lambda: many_members(1_000_000), "too_many"),
    "1TiB.tar": (lambda: declared(1 << 40), "too_large"),
    "leo.tar": (climbing_tar, "marked"),
    "cười.docx": (laughing_docx, "corrupt"),
    "sâu.docx": (lambda: deep_docx(200_000), "marked"),
    "lớn.png": (lambda: huge_png(60_000, 60_000), "unreadable"),
    "lớn.pdf": (lambda: HUGE_PAGE, "clean"),
    "vòng.pdf": (lambda: LOOPING_PAGES, "corrupt"),
    "bom.pdf": (lambda: BOMB_PDF, "clean"),
    "sâu.eml": (lambda: deep_mail(3000), "too_deep"),
    "vòng.doc": (looping_ole, "corrupt"),
    "rtf.rtf": (lambda: b"{\\rtf1" + b"{" * 500_000, "too_deep"),
    "html.html": (lambda: b"<html>" + b"<div>" * 500_000 + lines("p"), "marked"),
    "xml.xml": (lambda: b"<a>" * 500_000 + MARKED.encode() + b"</a>" * 500_000, "marked"),
    "giả.docx": (lambda: b"%PDF-1.4\nkhong phai", "corrupt"),
    "giả.pdf": (lambda: zip_of([("a.txt", MARKED)]), "invalid_argument"),
}


def nested_zip(depth):
    inner = zip_of([("đáy.txt", MARKED)])
    for _ in range(depth):
        inner = zip_of([("trong.zip", inner)])
    return inner


def nested_gzip(depth):
    inner = MARKED.encode()
    for _ in range(depth):
        inner = gzip.compress(inner)
    return inner


class Scans(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="niem_hostile_"))
        cls.docs = cls.folder / "tài liệu"
        cls.docs.mkdir()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    def scan(self, *paths, more=(), **spawn):
        report = self.folder / "r.jsonl"
        report.unlink(missing_ok=True)
        begun = time.monotonic()
        process = subprocess.Popen([NIEM, "scan", *paths, "--format", "jsonl", "-o", report, "--jobs", "2", *more],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, "LC_ALL": "C.UTF-8"}, **spawn)
        _, errors = process.communicate(timeout=600)
        self.elapsed = time.monotonic() - begun
        lines = [json.loads(line) for line in report.read_text().splitlines()] if report.exists() else []
        return process.returncode, lines, errors.decode()


class Hostile(Scans):
    def test_each_is_one_answer(self):
        for name, (make, expected) in HOSTILE.items():
            with self.subTest(name):
                path = self.docs / name
                path.write_bytes(make())
                status, found, errors = self.scan(path, more=["--timeout", "20", "--memory", str(MEMORY)])
                self.assertIn(status, (0, 1, 3), errors)
                self.assertIn("summary", found[-1])
                whole = [line for line in found[:-1] if not line["member"]]
                self.assertEqual(len(whole), 1)
                codes = {note.split(":")[0] for line in found[:-1] for note in line["notes"]}
                self.assertIn(expected, codes | {line["verdict"] for line in found[:-1]})
                self.assertFalse({"crashed", "timeout", "internal"} & codes, codes)
                path.unlink()
                if os.environ.get("NIEM_SHOW"):
                    print(f"{name:12} {self.elapsed:6.2f} s {whole[0]['verdict']:10} {sorted(codes)}")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        self.assertLess(peak, MEMORY + 256 * MIB, "the largest process of all these scans")

    def test_pages_before_an_endless_one_are_read(self):
        path = self.docs / "vô tận.pdf"
        for lines, verdict in ((MARKED.splitlines(), "marked"), (["Lịch họp tuần này giữ nguyên."], "unreadable")):
            path.write_bytes(endless_second_page(lines))
            _, found, errors = self.scan(path, more=["--timeout", "4"])
            self.assertEqual(found[0]["verdict"], verdict, (found, errors))
            self.assertTrue(any(note.startswith("timeout:") and "trang 2" in note for note in found[0]["notes"]), found)
        path.unlink()

    def test_names_that_climb_are_only_names(self):
        path = self.docs / "leo.tar"
        path.write_bytes(climbing_tar())
        before = {entry: entry.stat().st_mtime_ns for entry in self.folder.rglob("*")}
        status, lines, _ = self.scan(path)
        path.unlink()
        self.assertEqual(status, 1)
        marked = [line["member"] for line in lines[:-1] if line["verdict"] == "marked"]
        self.assertEqual(len(marked), 3)
        self.assertFalse(pathlib.Path("/tmp/niem-leo.txt").exists())
        made = {entry for entry in self.folder.rglob("*")} - set(before)
        self.assertLessEqual({entry.name for entry in made}, {"r.jsonl", "r.jsonl.sha256"})

    def test_cut_off_anywhere(self):
        """Every document of samples/ cut at places of every kind: an answer each, and no reader ends over it."""
        dice = random.Random(7)
        folder = self.docs / "cụt"
        folder.mkdir()
        made = 0
        for path in sorted(SOURCE.glob("samples/**/*")):
            if not path.is_file():
                continue
            data = path.read_bytes()
            cuts = {0, 1, 7, 511, 512, 513, len(data) // 2, len(data) - 1, *(dice.randrange(len(data) + 1) for _ in range(6))}
            for cut in sorted(cut for cut in cuts if 0 <= cut < len(data)):
                (folder / f"{cut}-{path.name}").write_bytes(data[:cut])
                made += 1
        status, lines, errors = self.scan(folder, more=["--timeout", "20"])
        self.assertIn(status, (0, 1, 3), errors)
        summary = lines[-1]["summary"]
        self.assertEqual(summary["files"], made)
        self.assertGreater(made, 200)
        self.assertFalse({"crashed", "timeout", "memory", "internal"} & set(summary["unreadable_by_reason"]))
        shutil.rmtree(folder)


def lacking(*calls):
    """For a child: system calls that fail as on a kernel without them."""
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_load.argtypes = [ctypes.c_void_p]
    library.seccomp_rule_add_array.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.c_void_p]
    library.seccomp_syscall_resolve_name.argtypes = [ctypes.c_char_p]
    allow, no_such_call = 0x7FFF0000, 0x00050000 | 38  # SCMP_ACT_ALLOW, SCMP_ACT_ERRNO(ENOSYS)

    def prepare():
        rules = library.seccomp_init(allow)
        for call in calls:
            if library.seccomp_rule_add_array(rules, no_such_call, library.seccomp_syscall_resolve_name(call), 0, None) != 0:
                os._exit(99)
        if library.seccomp_load(rules) != 0:
            os._exit(98)

    return prepare


class Sandbox(Scans):
    def setUp(self):
        # Read by a worker, not on the quick path.
        (self.docs / "a.docx").write_bytes(zip_of([("đơn.txt", MARKED)]))

    def test_a_kernel_without_a_wall_is_refused_unless_accepted(self):
        for calls, missing in (((b"landlock_create_ruleset",), "Landlock"), ((b"seccomp",), "seccomp"),
                               ((b"landlock_create_ruleset", b"seccomp"), "seccomp, Landlock")):
            with self.subTest(missing):
                kernel = lacking(*calls)
                status, lines, errors = self.scan(self.docs, preexec_fn=kernel)
                self.assertEqual((status, lines), (2, []))
                self.assertIn("thiếu " + missing + ",", errors)
                self.assertIn("--insecure-parsers", errors)
                status, lines, errors = self.scan(self.docs, more=["--insecure-parsers"], preexec_fn=kernel)
                self.assertEqual(status, 1, errors)
                run = lines[-1]["summary"]["run"]
                self.assertTrue(run["sandbox"].startswith("INCOMPLETE: the kernel lacks " + missing))
                self.assertIn("--insecure-parsers", run["settings"])

    def test_a_whole_sandbox_is_named(self):
        _, lines, _ = self.scan(self.docs)
        self.assertRegex(lines[-1]["summary"]["run"]["sandbox"], r"^seccomp, Landlock \d+$")


if __name__ == "__main__":
    unittest.main()
