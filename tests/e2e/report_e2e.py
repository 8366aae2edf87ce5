#!/usr/bin/python3
"""`niem report`: books and figures in every format; who may not have them, and what they never hold."""
import csv
import io
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import zipfile

from serve_e2e import PASSWORD, niem


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp(prefix="niem_report_"))
        cls.addClassCleanup(shutil.rmtree, cls.root, True)
        cls.folder = cls.root / "thu"
        cls.passwords = cls.root / "mk"
        cls.passwords.write_text("".join(f"{who} {PASSWORD}\n" for who in ("van-thu", "can-bo", "quan-tri", "bao-quan", "bao-ve")))
        cls.passwords.chmod(0o600)
        niem("init", "--demo", cls.folder)
        niem("act", "document.receive", "--as", "van-thu", "--dir", cls.folder, "--passwords-file", cls.passwords,
             "--field", "level=mat", "--field", "issuer==SUM(1)", "--field", "number=5", "--field", "symbol=BC",
             "--field", "stated=1", "--field", "counted=1", "--field", "sealed=true", "--field", "envelope=C",
             "--field", "subject=<b>Việc & thử</b>")
        niem("act", "document.receive", "--as", "van-thu", "--dir", cls.folder, "--passwords-file", cls.passwords,
             "--field", "level=tuyet_mat", "--field", "issuer=Tỉnh Bịa", "--field", "number=6", "--field", "symbol=BC",
             "--field", "stated=1", "--field", "counted=1", "--field", "sealed=true", "--field", "envelope=A")

    def report(self, book, *options, who="van-thu", status=0):
        return niem("report", self.folder, book, "--as", who, "--passwords-file", self.passwords, "--unit", "xa-suoi-nga",
                    *options, status=status)

    def test_csv(self):
        rows = list(csv.reader(io.StringIO(self.report("incoming").lstrip("\ufeff"))))
        self.assertEqual([row[0] for row in rows[1:]], ["01", "02", "03", "04"])
        self.assertIn("chưa đối chiếu bản gốc", rows[0][0])
        self.assertIn("'=SUM(1)", rows[3])
        abstract = next(i for i, name in enumerate(rows[0]) if "trích yếu" in name)
        self.assertEqual(rows[4][abstract], "")
        self.assertEqual(rows[1][abstract], "Việc thử số một")

    def test_other_formats(self):
        page = self.report("incoming", "-f", "html")
        self.assertIn("&lt;b&gt;Việc &amp; thử", page)
        self.assertNotIn("<b>", page)
        sheet = json.loads(self.report("outgoing", "-f", "json"))
        self.assertEqual(sheet["title"]["vi"], "Sổ đăng ký bí mật nhà nước đi")
        self.assertEqual(len(sheet["rows"][0]), len(sheet["columns"]))
        for name in ("a", "b"):
            self.report("incoming", "-f", "xlsx", "-o", self.root / (name + ".xlsx"))
        with zipfile.ZipFile(self.root / "a.xlsx") as book:
            self.assertIn("Việc &amp; thử".encode(), book.read("xl/sharedStrings.xml"))
            self.assertNotIn(b"<f>", book.read("xl/worksheets/sheet1.xml"))
        self.assertEqual((self.root / "a.xlsx").stat().st_mode & 0o077, 0)
        self.report("incoming", "-o", self.root / "a.csv")
        self.assertEqual((self.root / "a.csv").stat().st_mode & 0o077, 0)
        self.report("incoming", "-f", "xlsx", status=2)
        pipe = self.root / "pipe"
        os.mkfifo(pipe)
        with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
            self.report("incoming", "-o", pipe)
            self.assertEqual(reader.communicate(timeout=60)[0], (self.root / "a.csv").read_bytes())
        self.assertTrue(pipe.is_fifo())

    def test_figures(self):
        sheet = json.loads(self.report("statistics", "-f", "json"))
        rows = {row[0]: row[1:] for row in sheet["rows"]}
        self.assertEqual(rows["Tài liệu đến trong kỳ"], ["1", "1", "2", "4"])
        self.assertIn("chưa đối chiếu bản gốc", sheet["notes"][0]["note"]["vi"])

    def test_the_register_of_devices_goes_back_to_audits(self):
        disk, found, devices = self.root / "disk", self.root / "may.json", self.root / "so-usb.csv"
        niem("tree", disk, program="audit_make_machine")
        niem("audit", "--root", disk, "-q", "-f", "json", "-o", found, status=1)
        serial = json.loads(found.read_text())["devices"][0]["serial"]
        person = ("--dir", self.folder, "--passwords-file", self.passwords)
        niem("finding", "import", found, "--as", "bao-ve", *person)
        state = lambda: next(d["register"]["state"] for d in json.loads(found.read_text())["devices"] if d["serial"] == serial)
        again = ("audit", "--root", disk, "-q", "-f", "json", "-o", found, "--register", devices)

        self.report("devices", "-o", devices, who="bao-ve")
        rows = list(csv.reader(io.StringIO(devices.read_text().lstrip("\ufeff"))))
        self.assertEqual(rows[0][0], "Số sê-ri / serial")
        self.assertIn("chưa đăng ký", next(row for row in rows if row[0] == serial))
        niem(*again, status=1)
        self.assertEqual(state(), "unknown")

        niem("act", "device.mark", "--as", "bao-ve", *person, "--field", "devices=1", "--field", "mark=registered",
             "--field", "owner=Nguyễn Văn A", "--field", "inspected=2020-01-01", "--field", "expires=2030-01-01",
             "--field", "reason=đã kiểm tra")
        self.report("devices", "-o", devices, who="bao-ve")
        niem(*again, status=1)
        self.assertEqual(state(), "registered")
        self.report("devices", who="can-bo", status=1)

    def test_only_who_keeps_the_books(self):
        self.report("incoming", who="bao-quan")
        self.report("incoming", who="can-bo", status=1)
        self.report("incoming", who="quan-tri", status=1)
        self.report("nothing", status=2)
        log = self.root / "x.niemlog"
        niem("export-ledger", self.folder, log)
        self.assertEqual(log.read_bytes().count(b"document.search.refused"), 2)


if __name__ == "__main__":
    unittest.main()
