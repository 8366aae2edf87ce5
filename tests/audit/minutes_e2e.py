#!/usr/bin/env python3
"""What an inspector hands over of a constructed computer: minutes as PDF, the pictures of the page, and the
signed JSON report that niem-verify proves."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

BIN = pathlib.Path(os.environ["NIEM_BIN_DIR"])
PASSWORD = "mật khẩu của khóa ký\n"
MODULE = pathlib.Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "5566"


def run(program, *arguments, **more):
    return subprocess.run([BIN / program, *arguments, "--lang", "vi"], capture_output=True, text=True,
                          timeout=120, check=False, **more)


class Audited(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="niem-minutes-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.root = self.folder / "disk"
        subprocess.run([BIN / "audit_make_machine", "tree", self.root], check=True)
        self.password = self.folder / "mat-khau"
        self.password.touch(mode=0o600)
        self.password.write_text(PASSWORD)

    def audit(self, *options, **more):
        return run("niem", "audit", "-q", "--root", self.root, *options, **more)


class Minutes(Audited):
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
        another = json.loads(other.read_text())
        another["machine"]["name"] = "MAY-NET"
        for source in another["sources"]:
            source["sha256"] = "0" * 64
        other.write_text(json.dumps(another))
        self.audit("--compare", other, "-f", "html", "-o", page)
        html = page.read_text()
        for name in ("timeline", "bridges"):
            self.assertIn(f'aria-labelledby="{name}-t {name}-d"', html)
        self.assertEqual(html.count("Bảng số liệu của hình"), 2)
        self.assertIn("1 giữa máy soạn thảo và máy khác loại", html)
        self.assertNotIn("<script", html)

    def test_the_paper_says_what_the_run_could_not_see(self):
        other, paper = self.folder / "net.json", self.folder / "r.pdf"
        self.audit("--profile", "internet", "-f", "json", "-o", other)
        self.audit("--compare", other, "-f", "pdf", "-o", paper)
        text = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, text=True, check=True).stdout
        self.assertIn("báo cáo của chính máy này", re.sub(r"\s+", " ", text))


@unittest.skipUnless(MODULE.exists(), "softhsm2 is not installed")
class Token(Audited):
    """The key on a PKCS #11 token: a real module, softhsm2, with tokens of this test alone."""

    def setUp(self):
        super().setUp()
        (self.folder / "conf").write_text(f"directories.tokendir = {self.folder}/tokens\nlog.level = ERROR\n")
        self.environment = dict(os.environ, SOFTHSM2_CONF=str(self.folder / "conf"))
        self.new_token()
        self.pin = self.folder / "pin"
        self.pin.touch(mode=0o600)
        self.pin.write_text(PIN + "\n")
        self.report, self.key_file = self.folder / "may.json", self.folder / "k"

    def new_token(self):
        (self.folder / "tokens").mkdir()
        subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", "thẻ thanh tra", "--so-pin", "11223344",
                        "--pin", PIN], env=self.environment, check=True, capture_output=True)

    def new_key(self, name):
        done = run("niem", "new-key", self.folder / name, "--password-file", self.password, "--token-module", MODULE,
                   "--token", "thẻ thanh tra", "--token-key", "kiểm tra 2026", "--token-pin-file", self.pin,
                   env=self.environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        return re.search(r"niem-audit\+\S+", done.stdout)[0]

    def sign(self):
        return self.audit("-f", "json", "-o", self.report, "--sign", self.key_file, "--password-file", self.password,
                          env=self.environment)

    def test_the_token_signs_and_niem_verify_proves(self):
        key = self.new_key("k")
        sealed = self.key_file.read_text()
        self.assertTrue(sealed.startswith("niem-sealed-token/1\n"))
        self.assertNotIn(PIN, sealed)
        objects = subprocess.run(["p11tool", "--provider", MODULE, "--list-all"], env=self.environment,
                                 capture_output=True, text=True, check=False).stdout
        self.assertIn("kiểm tra 2026", urllib.parse.unquote(objects))  # the key stands in the token
        done = self.sign()
        self.assertEqual(done.returncode, 1, done.stderr)
        # What proves it knows nothing of the token.
        proved = run("niem-verify", "--key", key, self.report)
        self.assertEqual(proved.returncode, 0, proved.stdout)
        whole = self.report.read_bytes()
        self.report.write_bytes(whole.replace(b"SOAN-THAO-01", b"SOAN-THAO-02"))
        self.assertNotEqual(self.report.read_bytes(), whole)
        self.assertEqual(run("niem-verify", "--key", key, self.report).returncode, 1)

    def test_without_its_token_nothing_is_signed_and_it_is_said_first(self):
        self.new_key("k")
        shutil.rmtree(self.folder / "tokens")
        (self.folder / "tokens").mkdir()
        done = self.sign()
        self.assertEqual(done.returncode, 2)
        self.assertIn("thẻ thanh tra", done.stderr)
        # A token of the same name with another key of the same name is not the one.
        shutil.rmtree(self.folder / "tokens")
        self.new_token()
        self.new_key("other")
        self.assertEqual(self.sign().returncode, 2)
        self.assertEqual(sorted(self.folder.glob("may.json*")), [])


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=1))
