#!/usr/bin/env python3
"""`niem trace` and `niem scan --traces`, held by the real programs: what comes back as a copy, in which format, what does
not, and what is said of it. NIEM_BIN_DIR names the folder of the programs."""
import base64
import hashlib
import io
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import unittest
import zipfile

BIN = pathlib.Path(os.environ.get("NIEM_BIN_DIR", "build/bin")).resolve()
SOURCE = pathlib.Path(os.environ.get("NIEM_SOURCE_DIR", ".")).resolve()
sys.path.insert(0, str(SOURCE / "tests/corpus"))
from niemcorpus import codes  # noqa: E402  (TCVN3 and VNI)

NIEM = str(BIN / "niem")
ONSETS = "b c ch d đ g gi h kh l m n ng nh ph qu s t th tr v x".split()
RIMES = "a ai an ang anh ao ăn âm ân ê ên i inh iệt iệu o ong ộc ơn ương uyết uộc ước ưu".split()


def words(seed, count):
    draw = random.Random(seed)
    return [draw.choice(ONSETS) + RIMES[int(draw.random() ** 2 * len(RIMES))] for _ in range(count)]


def lines(some, width=12):
    return "".join(" ".join(some[i:i + width]) + "\n" for i in range(0, len(some), width))


def docx(text):
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/'
                         '2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override '
                         'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
                         'wordprocessingml.document.main+xml"/></Types>')
        archive.writestr("_rels/.rels", '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/'
                         '2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                         'relationships/officeDocument" Target="word/document.xml"/></Relationships>')
        archive.writestr("word/document.xml", '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
                         f'wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>')
    return out.getvalue()


def zip_of(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


class TraceTest(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="niem_trace_"))
        self.docs = self.root / "docs"
        self.docs.mkdir()
        self.secret = words(1, 700)
        self.original = self.root / "goc.txt"
        self.original.write_text(lines(self.secret))
        self.traces = self.root / "don-vi.vet"
        self.add(self.original, "--number", "12/TM-UBND", "--copy", "03", "--level", "toi_mat")

    def tearDown(self):
        shutil.rmtree(self.root, ignore_errors=True)

    def niem(self, *arguments, expect=0, lang="vi"):
        done = subprocess.run([NIEM, *map(str, arguments), "--lang", lang], capture_output=True, timeout=120)
        self.assertEqual(done.returncode, expect, done.stderr.decode() + done.stdout.decode()[-2000:])
        return done

    def add(self, *arguments, expect=0):
        return self.niem("trace", "add", *arguments, "--out", self.traces, expect=expect)

    def put(self, name, content):
        (self.docs / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    def scan(self, *arguments, expect=0, traces=None):
        done = self.niem("scan", self.docs, "--traces", traces or self.traces, "-f", "jsonl", *arguments, expect=expect)
        found = [json.loads(line) for line in done.stdout.decode().splitlines()]
        return {"/".join([os.path.basename(line["path"]), *line["member"]]): line for line in found if "path" in line}

    def expect_copy(self, line, low=0.95):
        self.assertEqual((line["verdict"], line["copy_of"], line["level"]), ("copy", "12/TM-UBND", "toi_mat"), line)
        share = float(line["evidence"][0]["locator"].split()[0].removeprefix("document="))
        self.assertGreaterEqual(share, low, line)

    def test_formats_and_encodings(self):
        text = lines(self.secret)
        self.put("same.txt", text + " ")
        self.put("wrapped.txt", lines([word.upper() for word in self.secret], 7))
        self.put("nfd.txt", unicodedata.normalize("NFD", text))
        self.put("utf16.txt", text.encode("utf-16"))
        self.put("tcvn3.txt", codes.tcvn3(text).encode("latin-1"))
        self.put("vni.txt", codes.vni(text).encode("latin-1"))
        self.put("page.html", "<html><body>" + "".join(f"<p>{line}</p>" for line in text.splitlines()) + "</body></html>")
        self.put("letter.docx", docx(text))
        self.put("mail.eml", b"From: a@b.vn\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                 b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(text.encode()).replace(b"\n", b"\r\n"))
        self.put("packed.zip", zip_of({"trong/x.docx": docx(text), "khac.txt": lines(words(9, 300))}))
        self.put("other.txt", lines(words(2, 2000)))
        found = self.scan("--fail-on", "copy", expect=1)
        for name in ("same.txt", "wrapped.txt", "nfd.txt", "utf16.txt", "tcvn3.txt", "vni.txt", "page.html", "letter.docx",
                     "mail.eml", "packed.zip/trong/x.docx"):
            with self.subTest(name):
                self.expect_copy(found[name])
        for name in ("other.txt", "packed.zip/khac.txt"):
            self.assertEqual((found[name]["verdict"], found[name]["copy_of"]), ("clean", None))
        self.scan("--fail-on", "marked")

    def test_excerpt_says_where_and_how_much(self):
        self.put("trich.txt", lines(words(3, 200) + self.secret[300:390] + words(4, 200)))
        line = self.scan()["trich.txt"]
        self.expect_copy(line, low=0.1)
        self.assertEqual(line["evidence"][0]["rule"], "trace.copy")
        self.assertRegex(line["evidence"][0]["text"], r"^12/TM-UBND \(03\) 1[23]% \| (18|19)%$")
        self.assertNotIn(" ".join(self.secret[310:313]), json.dumps(line, ensure_ascii=False))

    def test_same_file_whatever_it_is(self):
        noise = bytes(random.Random(5).randrange(256) for _ in range(5000))
        picture = self.root / "anh.bin"
        picture.write_bytes(noise)
        self.add(picture, "--number", "13/M", "--level", "mat")
        self.put("doi-ten.dat", noise)
        line = self.scan("--hash", "found")["doi-ten.dat"]
        self.assertEqual((line["verdict"], line["copy_of"], line["confidence"]), ("copy", "13/M", 1.0))
        self.assertEqual(line["evidence"][0]["rule"], "trace.file")
        self.assertEqual(line["sha256"], hashlib.sha256(noise).hexdigest())

    def test_a_mark_is_graver(self):
        head = "UỶ BAN NHÂN DÂN TỈNH AN SƠN\nSố: 12/BC-UBND\nTUYỆT MẬT\n\nCỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nBÁO CÁO\n"
        self.put("dau.txt", head + lines(self.secret))
        line = self.scan(expect=1)["dau.txt"]
        self.assertEqual((line["verdict"], line["level"], line["copy_of"]), ("marked", "tuyet_mat", "12/TM-UBND"))
        self.assertIn("trace.copy", [evidence["rule"] for evidence in line["evidence"]])

    def test_state_knows_the_trace_file(self):
        self.put("a.txt", lines(self.secret))
        self.put("b.txt", lines(words(8, 500)))
        state = self.root / "state"
        self.niem("scan", self.docs, "--state", state, "-f", "jsonl")
        for _ in range(2):
            found = self.scan("--state", state)
            self.expect_copy(found["a.txt"])
        later = self.root / "b.txt"
        later.write_text(lines(words(8, 500)) + "thêm")
        self.add(later, "--number", "14/M")
        found = self.scan("--state", state)
        self.assertEqual(found["b.txt"]["copy_of"], "14/M")

    def test_every_report_names_number_and_share(self):
        self.put("a.txt", lines(self.secret) + "thêm")
        for form in ("text", "json", "sarif", "html", "xlsx"):
            out = self.root / ("r." + form)
            self.niem("scan", self.docs, "--traces", self.traces, "-f", form, "-o", out)
            content = out.read_bytes()
            if form == "xlsx":
                with zipfile.ZipFile(out) as book:
                    content = b"".join(book.read(name) for name in book.namelist())
            self.assertIn(b"12/TM-UBND", content, form)
            self.assertIn(b"100%", content, form)
            self.assertNotIn(" ".join(self.secret[10:13]).encode(), content, form)
        out = self.root / "r.jsonl"
        self.niem("scan", self.docs, "--traces", self.traces, "-f", "jsonl", "-o", out, "--redact")
        self.assertNotIn(b"TM-UBND", out.read_bytes())

    def test_list_verify_export(self):
        self.assertIn("nguyên vẹn", self.niem("trace", "verify", self.traces).stdout.decode())
        listed = json.loads(self.niem("trace", "list", self.traces, "-f", "json").stdout)
        self.assertEqual((listed["documents"][0]["number"], listed["documents"][0]["level"]), ("12/TM-UBND", "toi_mat"))
        self.assertIn("TỐI MẬT", self.niem("trace", "list", self.traces).stdout.decode())
        other = self.root / "so.txt"
        other.write_text(lines(words(11, 300)))
        self.add(other, "--number", "15/M", "--unit", "SO-NV")
        third = self.root / "xa.txt"
        third.write_text(lines(words(12, 300)))
        self.add(third, "--number", "16/M", "--unit", "XA-1")
        out = self.root / "so-nv.vet"
        key = str(self.traces) + ".key"
        self.niem("trace", "export", self.traces, "--key", key, "--unit", "SO-NV", "--hide-numbers", "-o", out)
        documents = json.loads(self.niem("trace", "list", out, "--key", key, "-f", "json").stdout)["documents"]
        self.assertEqual([document["number"][:3] for document in documents], ["dv-", "dv-"])
        self.assertEqual(documents[0]["number"], listed["documents"][0]["reference"])
        self.put("a.txt", lines(self.secret))
        self.put("c.txt", lines(words(12, 300)))
        found = self.scan("--trace-key", key, traces=out)
        self.assertEqual((found["a.txt"]["copy_of"], found["c.txt"]["copy_of"]), (documents[0]["number"], None))
        self.niem("trace", "export", self.traces, "--key", key, "-o", out, expect=2)

    def test_common_texts_are_no_copies(self):
        law = self.root / "luat.txt"
        law.write_text(lines(words(21, 400)))
        mixed = self.root / "tron.txt"
        mixed.write_text(lines(words(22, 300)) + lines(words(21, 400)))
        self.add(mixed, "--number", "17/M")
        self.put("luat.txt", law.read_text() + "x")
        self.assertEqual(self.scan()["luat.txt"]["copy_of"], "17/M")
        self.add("--common", law)
        self.assertEqual(self.scan()["luat.txt"]["verdict"], "clean")
        self.put("rieng.txt", lines(words(22, 300)))
        self.assertEqual(self.scan()["rieng.txt"]["copy_of"], "17/M")

    def test_many_from_a_list(self):
        rows = ["# đường dẫn\tsố"]
        for i in range(5):
            path = self.root / f"n{i}.txt"
            path.write_text(lines(words(100 + i, 200)))
            rows.append(f"{path}\t{i}/M\t0{i}\tmat\t")
        table = self.root / "nhieu.tsv"
        table.write_text("\n".join(rows) + "\n")
        self.add("--from", table)
        self.assertEqual(len(json.loads(self.niem("trace", "list", self.traces, "-f", "json").stdout)["documents"]), 6)
        self.add("--from", table)
        self.assertEqual(len(json.loads(self.niem("trace", "list", self.traces, "-f", "json").stdout)["documents"]), 6)
        table.write_text("một ô\n")
        self.assertIn("nhieu.tsv:1", self.add("--from", table, expect=2).stderr.decode())

    def test_errors_say_what_to_do(self):
        before = self.traces.read_bytes()
        for arguments, said in (
                (["trace"], "dùng"), (["trace", "add", self.original], "dùng"),
                (["trace", "add", self.original, "--out", self.traces], "--number"),
                (["trace", "list", self.original], "goc.txt.key"),
                (["trace", "verify", self.original, "--key", str(self.traces) + ".key"], "không phải tệp dấu vết"),
                (["scan", self.docs, "--traces", self.root / "none"], "none.key")):
            self.assertIn(said, self.niem(*arguments, expect=2).stderr.decode(), arguments)
        done = self.add(self.root / "mất.txt", "--number", "1/M", expect=1)
        self.assertIn("mất.txt", done.stderr.decode())
        other = self.root / "khac.vet"
        self.niem("trace", "add", self.original, "--number", "1/M", "--out", other)
        done = self.niem("scan", self.docs, "--traces", self.traces, "--trace-key", str(other) + ".key", expect=2)
        self.assertIn("cần khoá", done.stderr.decode())
        damaged = bytearray(before)
        damaged[len(damaged) // 2] ^= 1
        self.traces.write_bytes(damaged)
        done = self.niem("scan", self.docs, "--traces", self.traces, expect=2)
        self.assertIn("bị hỏng hoặc bị sửa", done.stderr.decode())
        self.assertEqual(done.stdout, b"")
        pathlib.Path(str(self.traces) + ".key").unlink()
        self.add(self.original, "--number", "1/M", expect=2)

    def test_the_key_is_for_its_owner_only(self):
        for path in (self.traces, pathlib.Path(str(self.traces) + ".key")):
            self.assertEqual(path.stat().st_mode & 0o777, 0o600)


if __name__ == "__main__":
    unittest.main(verbosity=2)
