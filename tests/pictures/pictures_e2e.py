#!/usr/bin/python3
"""A stamped page in every wrapping, by the real programs: picture files, PDF, office files, mail.

NIEM_BIN_DIR names the folder of the programs. Skipped (77) without Pillow, numpy or tesseract's Vietnamese data.
"""
import base64
import glob
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

sys.path.insert(1, str(pathlib.Path(__file__).parents[1] / "data/extract/ole/make"))
try:
    import cfb
    import numpy
    from PIL import Image
    import make_pages
except ImportError:
    sys.exit(77)
if not glob.glob("/usr/share/tesseract-ocr/*/tessdata/vie.traineddata"):
    sys.exit(77)

SOURCE = pathlib.Path(os.environ.get("NIEM_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
BIN = pathlib.Path(os.environ.get("NIEM_BIN_DIR", SOURCE / "build/bin")).resolve()
WORD = '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">' \
       "<w:body>%s</w:body></w:document>"
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' \
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType=' \
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
PARAGRAPH = "<w:p><w:r><w:t>Kính gửi các thôn: lịch họp tuần này giữ nguyên, mời các trưởng thôn dự đủ.</w:t></w:r></w:p>"

ODT = '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" ' \
      'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p>Lịch họp tuần này giữ ' \
      'nguyên.</text:p></office:text></office:body></office:document-content>'


def page(legend, dpi=150, angle=6, seed=5):
    made = make_pages.Page(numpy.random.RandomState(seed), dpi).letter()
    if legend:
        make_pages.put_level(made, angle, legend, wear=0.3, strength=0.95, ink=make_pages.RED[0])
    make_pages.signed(made)
    return made


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


class Pictures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.marked = make_pages.scanned(page("TỐI MẬT"))
        cls.plain = make_pages.scanned(page(""))
        stamp = make_pages.Page(numpy.random.RandomState(3), 300)
        make_pages.put_level(stamp, 0, "TỐI MẬT", wear=0.3, strength=0.95, ink=make_pages.RED[0])
        box = stamp.image.convert("L").point(lambda v: 255 if v < 200 else 0).getbbox()
        cls.stamp = stamp.image.crop((box[0] - 20, box[1] - 20, box[2] + 20, box[3] + 20))

    def scan(self, files, *options):
        with tempfile.TemporaryDirectory() as folder:
            for name, content in files.items():
                (pathlib.Path(folder) / name).write_bytes(content)
            done = subprocess.run([BIN / "niem", "scan", folder, "--format", "jsonl", "--progress", "never", "--lang", "en",
                                   "--timeout", "240", "--ocr-page-time", "120", *options], capture_output=True,
                                  timeout=600, check=False)
            lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
            return {"/".join([os.path.basename(line["path"]), *line["member"]]): line for line in lines if "path" in line}, done

    def assert_marked(self, line):
        self.assertEqual((line["verdict"], line["level"]), ("marked", "toi_mat"), line)
        self.assertIn(("TỐI MẬT", "ocr"), [(found["text"], found["source"]) for found in line["evidence"]])

    def level(self, line):
        return next(found for found in line["evidence"] if found["rule"] == "mark.level")

    def docx(self, pictures):
        return zipped({"[Content_Types].xml": TYPES, "word/document.xml": WORD % (PARAGRAPH * 4), **pictures})

    def test_picture_files(self):
        image = self.marked
        files = {"a.png": encoded(image, "PNG"), "a.jpg": encoded(image, "JPEG", quality=75),
                 "a.bmp": encoded(image, "BMP"), "a.webp": encoded(image, "WEBP", quality=80),
                 "a.jp2": encoded(image, "JPEG2000"), "a.gif": encoded(image.quantize(64), "GIF"),
                 "a.tif": encoded(self.plain.convert("L"), "TIFF", save_all=True, append_images=[image.convert("L")])}
        lines, _ = self.scan(files)
        self.assertEqual(set(lines), set(files))
        for line in lines.values():
            self.assert_marked(line)
        self.assertEqual(lines["a.tif"]["evidence"][0]["page"], 2)

    def test_wrappings(self):
        jpeg, stamp = encoded(self.marked, "JPEG", quality=75), encoded(self.stamp, "PNG")
        mail = (b"From: a@b.vn\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n"
                b"Content-Type: text/plain\r\n\r\nXem anh kem.\r\n--B\r\nContent-Type: image/jpeg; name=a.jpg\r\n"
                b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(jpeg) + b"--B--\r\n")
        files = {
            "scan.pdf": encoded(self.marked, "PDF", resolution=150),
            "a.docx": self.docx({"word/media/image1.jpg": jpeg}),
            "stamp.docx": self.docx({"word/media/image1.png": stamp}),
            "a.odt": zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ODT,
                             "Pictures/1.jpg": jpeg}),
            "mail.eml": mail,
            "a.zip": zipped({"trong/a.jpg": jpeg}),
        }
        lines, _ = self.scan(files)
        for name in ("scan.pdf", "mail.eml/a.jpg"):  # where the stamp was put: the middle of the page's upper half
            left, top, right, bottom = self.level(lines[name])["box"]
            self.assertTrue(0.05 < left < right < 0.6 and 0.05 < top < bottom < 0.4 and right - left < 0.4, lines[name])
        self.assertNotIn("box", self.level(lines["a.docx"]))  # on no page of its own
        for name in ["scan.pdf", "a.docx", "stamp.docx", "a.odt", "mail.eml/a.jpg", "a.zip/trong/a.jpg"]:
            self.assert_marked(lines[name])
        self.assertEqual(lines["a.docx"]["notes"], [])

    @staticmethod
    def uncertain():
        """A typed page whose letters say too little about the way up: the same line again and again."""
        typed = page("")
        made = make_pages.Page(numpy.random.RandomState(1), 150)
        made.text(30, 25, "ỦY BAN NHÂN DÂN XÃ HƯƠNG SƠN", "Bold", 12)
        made.text(30, 40, "TỐI MẬT", "Bold", 15)
        for line in range(24):
            made.text(25, 70 + 7 * line, "Thực hiện kế hoạch công tác năm, Ủy ban nhân dân xã báo cáo như sau đây", points=12)
        return made.image.convert("L")

    def test_pages_the_wrong_way_up(self):
        sheet = self.uncertain()
        files = {f"{angle}.png": encoded(sheet.rotate(angle, expand=True, fillcolor=255), "PNG") for angle in (0, 90, 180, 270)}
        lines, _ = self.scan(files)
        for name in files:
            self.assert_marked(lines[name])
        lines, _ = self.scan({"180.png": files["180.png"]}, "--ocr-turn", "none")
        self.assertNotEqual(lines["180.png"]["verdict"], "marked")

    def talk(self):
        made = page("")
        for y, text in ((60, "Luật Bảo vệ bí mật nhà nước chia tài liệu thành các độ"), (67, "Tuyệt mật, Tối mật và Mật.")):
            made.draw.rectangle((made.dots(25), made.dots(y), made.dots(190), made.dots(y + 7)), fill=(255, 255, 255))
            made.text(30, y, text)
        return make_pages.scanned(made)

    def wrapped(self, picture):
        """The picture in every way of writing that needs no office program."""
        inside = base64.b64encode(picture).decode()
        wide = lambda text: text.encode("utf-16-le")
        message = {"__properties_version1.0": bytes(32), "__substg1.0_1000001F": wide("Xem ảnh kèm."),
                   "__attach_version1.0_#00000000": {"__properties_version1.0": bytes(8), "__substg1.0_3707001F": wide("a.jpg"),
                                                     "__substg1.0_37010102": picture}}
        return {
            "a.rtf": (r"{\rtf1\ansi Lich hop tuan nay giu nguyen.\par{\pict\jpegblip " + picture.hex() + "}}").encode(),
            "bin.rtf": (r"{\rtf1\ansi Lich hop tuan nay giu nguyen.\par{\pict\jpegblip\bin%d " % len(picture)).encode() +
                       picture + b"}}",
            "a.html": f'<html><body><p>Lịch họp tuần này.</p><img src="data:image/jpeg;base64,{inside}"></body></html>'.encode(),
            "style.html": ("<html><style>body{background:url(data:image/jpeg;base64,%s)}</style><p>Lịch họp.</p></html>" %
                           inside).encode(),
            "a.mht": ("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: text/html\r\n"
                      "\r\n<p>Lich hop.</p><img src=cid:1>\r\n--B\r\nContent-Type: image/jpeg; name=a.jpg\r\n"
                      "Content-Transfer-Encoding: base64\r\nContent-ID: <1>\r\n\r\n" + inside + "\r\n--B--\r\n").encode(),
            "a.msg": cfb.write(message),
        }

    WHERE = {"a.mht": "a.mht/a.jpg", "a.msg": "a.msg/a.jpg"}

    def test_wrappings_of_text(self):
        files = self.wrapped(encoded(self.marked, "JPEG", quality=75))
        lines, _ = self.scan(files)
        for name in files:
            self.assert_marked(lines[self.WHERE.get(name, name)])
        files = self.wrapped(encoded(self.talk(), "JPEG", quality=80))
        lines, _ = self.scan(files)
        for name in files:
            self.assertEqual(lines[self.WHERE.get(name, name)]["verdict"], "mentions", lines[self.WHERE.get(name, name)])

    def test_wrappings_with_a_damaged_picture(self):
        files = self.wrapped(b"\xff\xd8\xff\xe0" + b"x" * 30000)
        lines, _ = self.scan(files)
        for name in files:
            line = lines[self.WHERE.get(name, name)]
            self.assertTrue(any("damaged" in note or "needs_ocr" in note for note in line["notes"]), line)
            self.assertIn(line["verdict"], ("clean", "unreadable"), line)

    def djvu(self, *pages):
        """A book of (picture, text layer or None) pages, by DjVuLibre's own tools."""
        with tempfile.TemporaryDirectory() as folder:
            made = []
            for i, (image, text) in enumerate(pages):
                one = f"{folder}/{i}.djvu"
                bitonal = image.mode == "1"
                image.save(f"{folder}/page", "PPM")
                tool = ["cjb2", "-dpi", "150"] if bitonal else ["c44", "-dpi", "150", "-slice", "74+10+6"]
                subprocess.run([*tool, f"{folder}/page", one], check=True)
                if text is not None:
                    pathlib.Path(f"{folder}/text").write_text('(page 0 0 %d %d (line 300 1300 900 1340 "%s"))' % (*image.size, text))
                    subprocess.run(["djvused", one, "-e", f"select 1; set-txt {folder}/text", "-s"], check=True)
                made.append(one)
            subprocess.run(["djvm", "-c", f"{folder}/book", *made], check=True)
            return pathlib.Path(f"{folder}/book").read_bytes()

    @unittest.skipUnless(shutil.which("c44"), "needs djvulibre-bin")
    def test_djvu(self):
        bitonal = self.plain.convert("L").point(lambda v: 255 * (v > 150)).convert("1")
        words = "Kính gửi các thôn: lịch họp tuần này giữ nguyên, mời các trưởng thôn dự đủ."
        book = self.djvu((bitonal, words), (self.marked, None))
        files = {"book.djvu": book, "stamp_under_text.djvu": self.djvu((self.marked, words)),
                 "layer.djvu": self.djvu((bitonal, "TỐI MẬT")), "talk.djvu": self.djvu((bitonal, words + " Tuyệt mật, Tối mật "
                 "và Mật là ba độ của Luật Bảo vệ bí mật nhà nước.")), "plain.djvu": self.djvu((bitonal, words)),
                 "cut.djvu": book[:len(book) * 2 // 3], "lies.djvu": b"AT&TFORM" + b"\xff" * 500}
        lines, _ = self.scan(files)
        self.assertEqual(set(lines), set(files))
        for name in ("book.djvu", "stamp_under_text.djvu"):
            self.assert_marked(lines[name])
        self.assertEqual(self.level(lines["book.djvu"])["page"], 2)
        self.assertIn(lines["layer.djvu"]["verdict"], ("marked", "suspect"), lines["layer.djvu"])
        self.assertEqual(lines["talk.djvu"]["verdict"], "mentions", lines["talk.djvu"])
        self.assertEqual(lines["plain.djvu"]["verdict"], "clean", lines["plain.djvu"])
        self.assertEqual(lines["plain.djvu"]["notes"], [])
        for name in ("cut.djvu", "lies.djvu"):
            self.assertEqual(lines[name]["verdict"], "unreadable", lines[name])

    @unittest.skipUnless(shutil.which("c44"), "needs djvulibre-bin")
    def test_a_page_that_ends_the_reader_costs_no_page_before_it(self):
        # libdjvulibre 3.5.28 dies of a text of length 0, which this unpacks to.
        book = self.djvu((self.marked, None), (self.plain, "Kính gửi các thôn: lịch họp tuần này giữ nguyên."))
        at = book.index(b"TXTz") + 8
        size = int.from_bytes(book[at - 4:at], "big")
        lines, _ = self.scan({"book.djvu": book[:at] + b"\xff\xff\x83".ljust(size, b"\xff") + book[at + size:]})
        self.assert_marked(lines["book.djvu"])
        self.assertEqual(self.level(lines["book.djvu"])["page"], 1)
        notes = " ".join(lines["book.djvu"]["notes"])
        self.assertIn("died on page 2", notes)

    def test_old_office(self):
        folder = SOURCE / "tests/data/extract/ole"
        files = {name: (folder / name).read_bytes()
                 for name in ("stamped.doc", "stamped.xls", "stamped.ppt", "talks.doc", "talks.xls", "talks.ppt")}
        for kind in ("doc", "xls", "ppt"):
            files["cut." + kind] = files["stamped." + kind].replace(b"IDAT", b"XXXX")
        lines, _ = self.scan(files)
        self.assertEqual(set(lines), set(files))
        for kind in ("doc", "xls", "ppt"):
            self.assert_marked(lines["stamped." + kind])
            self.assertEqual(lines["stamped." + kind]["notes"], [])
            self.assertEqual(lines["talks." + kind]["verdict"], "mentions", lines["talks." + kind])
            self.assertEqual(lines["talks." + kind]["evidence"][0]["source"], "ocr")
            self.assertEqual(lines["cut." + kind]["verdict"], "clean", lines["cut." + kind])
            self.assertTrue(any("damaged" in note for note in lines["cut." + kind]["notes"]), lines["cut." + kind])
        lines, _ = self.scan({"a.doc": files["stamped.doc"]}, "--ocr", "off")
        self.assertNotEqual(lines["a.doc"]["verdict"], "marked")

    def test_text_of_a_page(self):
        typed = page("")
        typed.text(50, 48, "TỐI MẬT", "Bold", 13, True)  # no stamp: a typed line
        files = {"typed.jpg": encoded(make_pages.scanned(typed), "JPEG", quality=80),
                 "turned.png": encoded(make_pages.scanned(typed, turn=90), "PNG"),
                 "plain.jpg": encoded(self.plain, "JPEG", quality=80)}
        lines, _ = self.scan(files, "--rules", str(self.rules()))
        self.assert_marked(lines["typed.jpg"])
        self.assert_marked(lines["turned.png"])
        # The words of the page were read: an agency's own rule sees them.
        self.assertEqual(lines["plain.jpg"]["verdict"], "suspect", lines["plain.jpg"])
        self.assertEqual(lines["plain.jpg"]["evidence"][0]["source"], "ocr")

    def rules(self):
        folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(subprocess.run, ["rm", "-rf", str(folder)], check=False)
        (folder / "a.json").write_text(json.dumps({"format": "niem-rules/1", "agency": "Xã Suối Ngà", "why": "thử", "rules": [
            {"id": "xa", "verdict": "suspect", "weight": 0.8, "phrases": ["XÃ SUỐI NGÀ"], "why": "thử"}]}))
        return folder

    def test_off_and_missing_data(self):
        files = {"a.jpg": encoded(self.marked, "JPEG")}
        lines, done = self.scan(files, "--ocr", "off")
        self.assertEqual(lines["a.jpg"]["verdict"], "unreadable")
        self.assertTrue(lines["a.jpg"]["notes"][0].startswith("needs_ocr"))
        self.assertEqual(done.returncode, 3)
        _, done = self.scan(files, "--ocr-data", "/nonexistent")
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"--ocr-data", done.stderr)

    def test_damaged(self):
        whole = encoded(self.marked, "PNG")
        lines, _ = self.scan({"cut.png": whole[:3000], "lies.jpg": b"\xff\xd8\xff\xe0" + b"x" * 500})
        for line in lines.values():
            self.assertEqual(line["verdict"], "unreadable", line)


if __name__ == "__main__":
    unittest.main()
