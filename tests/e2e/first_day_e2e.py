#!/usr/bin/env python3
"""The first day of an agency: `niem init` asks at a terminal, the passphrase opens the instance, and the server is
reached over TLS only.

A terminal is a pseudo-terminal; certificates are made by openssl on the spot.
"""
import http.client
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
import unittest

BIN = pathlib.Path(os.environ["NIEM_BIN_DIR"])
PASSPHRASE = "mật khẩu kho của xã"
PASSWORD = "chi-de-dung-thu"


class Terminal:
    """A program at a terminal of its own."""

    def __init__(self, *arguments):
        self.process, self.file = pty.fork()
        if self.process == 0:
            os.environ["LC_ALL"] = "C.UTF-8"
            os.execv(BIN / "niem", ["niem", *map(str, arguments)])
        self.seen = ""
        self.read_to = 0

    def wait_for(self, text, seconds=60):
        """What was said up to and with `text`, after what was waited for before."""
        end = time.monotonic() + seconds
        while text not in self.seen[self.read_to:]:
            ready, _, _ = select.select([self.file], [], [], max(0, end - time.monotonic()))
            try:
                more = os.read(self.file, 4096) if ready else b""
            except OSError:  # the program ended
                more = b""
            if not more:
                raise AssertionError(f"no {text!r} in {self.seen[self.read_to:]!r}")
            self.seen += more.decode()
        at = self.seen.index(text, self.read_to) + len(text)
        said, self.read_to = self.seen[self.read_to:at], at
        return said

    def answer(self, question, text):
        said = self.wait_for(question)
        time.sleep(0.05)  # a secret's echo is turned off just before or after the prompt
        os.write(self.file, (text + "\n").encode())
        return said

    def status(self):
        try:
            while os.read(self.file, 4096):
                pass
        except OSError:
            pass
        os.close(self.file)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])


class FirstDay(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="niem_first_"))
        self.addCleanup(shutil.rmtree, self.root, True)

    def openssl(self, *arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, cwd=self.root)

    def certificate(self):
        """A certificate for localhost by an authority of its own."""
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                     "-subj", "/CN=CA thu", "-keyout", "ca.key", "-out", "ca.pem")
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost",
                     "-keyout", "may.key", "-out", "may.csr")
        (self.root / "san").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1")
        self.openssl("x509", "-req", "-in", "may.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2", "-extfile", "san",
                     "-out", "may.pem")

    def test_init_asks_and_a_slip_costs_one_answer(self):
        folder = self.root / "kho"
        at = Terminal("init", folder, "--passphrase", "--lang", "vi")
        at.answer("Mã kho", "Xã Bịa")
        at.wait_for("không dấu")
        at.answer("Mã kho", "xa-bia")
        at.answer("Tên cơ quan", "UBND xã Bịa")
        at.answer("Số quyết định phân công", "01/QĐ-UBND")
        for seat, login, name in (
                ("người đứng đầu", "chu-tich", "Lò Văn An"), ("cán bộ bảo vệ BMNN thứ nhất", "bao-ve", "Lò Thị Ba"),
                ("cán bộ bảo vệ BMNN thứ hai", "bao-ve", None), ("cán bộ bảo vệ BMNN thứ hai", "bao-ve-2", "Lò Văn Cả"),
                ("văn thư", "", None), ("người bảo quản", "", None), ("người kiểm tra nhật ký", "", None),
                ("quản trị máy", "", None)):
            at.answer("Tên đăng nhập của " + seat, login)
            if name:
                at.answer("Họ và tên", name)
        at.answer("Mật khẩu của chu-tich", "ngắn")
        at.wait_for("12 ký tự")
        for login in ("chu-tich", "bao-ve", "bao-ve-2"):
            at.answer("Mật khẩu của " + login, PASSWORD)
            at.answer("Nhập lại", PASSWORD)
        at.answer("Mật khẩu kho", PASSPHRASE)
        at.answer("Nhập lại", PASSPHRASE + "x")
        at.wait_for("không giống nhau")
        at.answer("Mật khẩu kho", PASSPHRASE)
        at.answer("Nhập lại", PASSPHRASE)
        at.wait_for("niem serve")
        self.assertNotIn(PASSWORD, at.seen)
        self.assertNotIn(PASSPHRASE, at.seen)
        self.assertEqual(at.status(), 0)
        self.assertFalse((folder / "khoa/kho.key").exists())

        # the passphrase opens it, another does not, and no terminal is an error that says so
        served = Terminal("serve", folder, "--port", "0")
        served.answer("Mật khẩu kho", PASSPHRASE)
        served.wait_for("http://127.0.0.1:")
        os.kill(served.process, signal.SIGTERM)
        self.assertEqual(served.status(), 0)
        wrong = Terminal("serve", folder, "--port", "0")
        wrong.answer("Mật khẩu kho", "không phải mật khẩu")
        wrong.wait_for("niem: ")
        self.assertEqual(wrong.status(), 2)
        alone = subprocess.run([BIN / "niem", "serve", folder], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        self.assertEqual(alone.returncode, 2)
        self.assertIn("Mật khẩu kho", alone.stderr)

    def test_tls(self):
        folder = self.root / "kho"
        subprocess.run([BIN / "niem", "init", "--demo", folder], check=True, capture_output=True)
        self.certificate()
        bad = subprocess.run([BIN / "niem", "serve", folder, "--port", "0", "--cert", self.root / "may.pem", "--key",
                              self.root / "san"], capture_output=True, text=True, timeout=60)
        self.assertEqual(bad.returncode, 2, bad.stdout)
        self.assertIn("PEM", bad.stderr)
        served = subprocess.Popen([BIN / "niem", "serve", folder, "--port", "0", "--cert", self.root / "may.pem", "--key",
                                   self.root / "may.key", "--host", "localhost"], stdout=subprocess.PIPE, text=True)
        self.addCleanup(served.stdout.close)
        self.addCleanup(served.kill)
        said = served.stdout.readline()
        port = int(re.fullmatch(r"https://localhost:(\d+)\n", said)[1])
        trusting = ssl.create_default_context(cafile=self.root / "ca.pem")

        def call(context, name="localhost", path="/healthz", body=None):
            connection = http.client.HTTPSConnection(name, port, timeout=30, context=context)
            connection.request("POST" if body else "GET", path, body, {"Content-Type": "application/json"} if body else {})
            answer = connection.getresponse()
            answer.read()
            version = connection.sock.version() if connection.sock else None
            connection.close()
            return answer, version

        answer, version = call(trusting)
        self.assertEqual((answer.status, version), (200, "TLSv1.3"))
        self.assertIn("max-age", answer.getheader("Strict-Transport-Security"))
        signed_in, _ = call(trusting, path="/api/v1/session", body='{"login":"can-bo","password":"%s"}' % PASSWORD)
        self.assertTrue(signed_in.getheader("Set-Cookie").endswith("; Secure"))
        with self.assertRaises(ssl.SSLCertVerificationError):
            call(ssl.create_default_context())
        old = ssl.create_default_context(cafile=self.root / "ca.pem")
        old.set_ciphers("DEFAULT:@SECLEVEL=0")
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
        with self.assertRaises(ssl.SSLError):
            call(old)
        with self.assertRaises((http.client.HTTPException, ConnectionError)):
            plain = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            plain.request("GET", "/healthz")
            plain.getresponse()
        served.send_signal(signal.SIGTERM)
        self.assertEqual(served.wait(30), 0)


if __name__ == "__main__":
    unittest.main()
