#!/usr/bin/env python3
"""What an inspector hands over of a constructed computer: minutes as PDF, the pictures of the page, and the
signed JSON report that niem-verify proves."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

BIN = pathlib.Path(os.environ["NIEM_BIN_DIR"])
PASSWORD = "mật khẩu của khóa ký\n"


def run(program, *arguments):
    return subprocess.run([BIN / program, *arguments, "--lang", "vi"], capture_output=True, text=True,
                          timeout=120, check=False)


class Minutes(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="niem-minutes-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.root = self.folder / "disk"
        subprocess.run([BIN / "audit_make_machine", "tree", self.root], check=True)
        self.password = self.folder / "mat-khau"
        self.password.touch(mode=0o600)
        self.password.write_text(PASSWORD)

    def audit(self, *options):
        return run("niem", "audit", "-q", "--root", self.root, *options)

    def new_key(self, name):
        done = run("niem", "new-key", self.folder / name, "--password-file", self.password)
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.folder / name, re.search(r"niem-audit\+\S+", done.stdout)[0]

    def test_minutes_name_the_report_and_its_key(self):
        key_file, key = self.new_key("k")
        pdf, json = self.folder / "bb.pdf", self.folder / "may.json"
        done = self.audit("-f", "pdf", "-o", pdf, "-f", "json", "-o", json, "--operator", "Nguyễn Văn A",
                          "--sign", key_file, "--password-file", self.password)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(pdf.stat().st_mode & 0o777, 0o600)
        text = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True, check=True).stdout
        whole = re.sub(r"\s", "", text)
        digest = subprocess.run(["sha256sum", json], capture_output=True, text=True, check=True).stdout.split()[0]
        for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SOAN-THAO-01", "Nguyễn Văn A", "chưa đối chiếu bản gốc",
                     "Điều 5 khoản 8", "E0D55EA573FCF3A0F8230A11", "THỦ TRƯỞNG ĐƠN VỊ", digest, key):
            self.assertIn(part.replace(" ", ""), whole, part)
        subprocess.run(["sha256sum", "-c", "--status", "bb.pdf.sha256"], cwd=self.folder, check=True)

    def test_the_signed_report_is_proved(self):
        key_file, key = self.new_key("k")
        report = self.folder / "may.json"
        self.audit("-f", "json", "-o", report, "--sign", key_file, "--password-file", self.password)
        proved = run("niem-verify", report)
        self.assertEqual(proved.returncode, 0, proved.stdout)
        self.assertIn(key, proved.stdout)
        self.assertIn("giao riêng", proved.stdout)  # the key is the file's own
        pinned = run("niem-verify", "--key", key, report)
        self.assertEqual(pinned.returncode, 0)
        self.assertNotIn("giao riêng", pinned.stdout)
        other = self.new_key("other")[1]
        self.assertEqual(run("niem-verify", "--key", other, report).returncode, 1)
        for path in (report, pathlib.Path(f"{report}.sig")):
            whole = path.read_bytes()
            for at in (1, len(whole) // 3, len(whole) - 2):
                path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
                self.assertEqual(run("niem-verify", report).returncode, 1, (path, at))
            path.write_bytes(whole)
        self.assertEqual(run("niem-verify", report).returncode, 0)
        pathlib.Path(f"{report}.sig").unlink()
        self.assertEqual(run("niem-verify", report).returncode, 2)

    def test_what_cannot_be_signed_or_printed_is_said_first(self):
        key_file, _ = self.new_key("k")
        for options in (("-f", "pdf"), ("-f", "json", "--sign", key_file),
                        ("-f", "html", "-o", self.folder / "r.html", "--sign", key_file),
                        ("--password-file", self.password)):
            self.assertEqual(self.audit(*options).returncode, 2, options)
        wrong = self.folder / "sai"
        wrong.touch(mode=0o600)
        wrong.write_text("không phải mật khẩu\n")
        done = self.audit("-f", "json", "-o", self.folder / "r.json", "--sign", key_file, "--password-file", wrong)
        self.assertEqual(done.returncode, 2)
        self.assertFalse((self.folder / "r.json").exists())
        again = run("niem", "new-key", key_file, "--password-file", self.password)
        self.assertEqual(again.returncode, 2)  # an old key is not written over

    def test_the_page_shows_both_pictures_and_their_tables(self):
        other, page = self.folder / "net.json", self.folder / "r.html"
        self.audit("--profile", "internet", "-f", "json", "-o", other)
        self.audit("--compare", other, "-f", "html", "-o", page)
        html = page.read_text()
        for name in ("timeline", "bridges"):
            self.assertIn(f'aria-labelledby="{name}-t {name}-d"', html)
        self.assertEqual(html.count("Bảng số liệu của hình"), 2)
        self.assertIn("1 giữa máy soạn thảo và máy khác loại", html)
        self.assertNotIn("<script", html)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=1))
