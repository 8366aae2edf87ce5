#!/usr/bin/env python3
"""What an attacker on the network meets: a real server, over TLS and on loopback, spoken to byte by byte.

Each test is a proof that docs/asvs.md names.
"""
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest
import warnings

BIN = pathlib.Path(os.environ["NIEM_BIN_DIR"])
PASSWORD = "chi-de-dung-thu"
HOST = b"Host: 127.0.0.1\r\n"


class Server:
    def __init__(self, folder, *options):
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen([BIN / "niem", "serve", folder, "--port", "0", *options], stdout=subprocess.PIPE,
                                        stderr=self.log, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])
        self.tls = None
        self.told = ""

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
            self.process.stdout.close()
            self.log.seek(0)
            self.told = self.log.read().decode()
            self.log.close()
        return self.told

    def connect(self, context=None):
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        context = context or self.tls
        return context.wrap_socket(plain, server_hostname="localhost") if context else plain

    def raw(self, data):
        """The whole answer to these bytes."""
        with self.connect() as connection:
            try:
                connection.sendall(data)
            except OSError:
                pass  # refused before all was sent
            answer = b""
            try:
                while chunk := connection.recv(65536):
                    answer += chunk
                    head, _, body = answer.partition(b"\r\n\r\n")
                    length = re.search(rb"(?i)content-length: (\d+)", head)
                    if length and len(body) >= int(length[1]):
                        break
            except OSError:
                pass
            return answer.decode(errors="replace")

    def status(self, data):
        answer = self.raw(data)
        return int(answer.split(" ")[1]) if answer.startswith("HTTP/1.1 ") else 0

    def call(self, method, path, body=None, headers=None):
        connection = (http.client.HTTPSConnection("localhost", self.port, timeout=30, context=self.tls) if self.tls else
                      http.client.HTTPConnection("127.0.0.1", self.port, timeout=30))
        sent = None if body is None else json.dumps(body).encode()
        connection.request(method, path, sent, {**({"Content-Type": "application/json"} if sent else {}), **(headers or {})})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        kind = answer.getheader("Content-Type") or ""
        return answer.status, json.loads(text) if kind.startswith("application/json") else text, answer

    def sign_in(self, login):
        status, me, _ = self.call("POST", "/api/v1/session", {"login": login, "password": PASSWORD, "bearer": True})
        assert status == 200, me
        return {"Authorization": "Bearer " + me["token"]}


class Security(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp(prefix="niem_security_"))
        made = subprocess.run([BIN / "niem", "init", "--demo", cls.root / "thu"], capture_output=True, text=True, timeout=120)
        assert made.returncode == 0, made.stderr

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.root, True)

    def setUp(self):
        self.start()

    def start(self, *options):
        self.server = Server(self.root / "thu", *options)
        self.addCleanup(self.server.stop)
        return self.server

    def start_tls(self):
        self.server.stop()
        for name, kind in (("ec", ("ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")), ("rsa", ("rsa:2048",))):
            subprocess.run(["openssl", "req", "-x509", "-newkey", *kind, "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                            "subjectAltName=DNS:localhost", "-keyout", self.root / f"{name}.key", "-out", self.root / f"{name}.pem"],
                           check=True, capture_output=True)
        return [self.context(name) for name in ("ec", "rsa")]

    def context(self, name):
        return ssl.create_default_context(cafile=self.root / f"{name}.pem")

    def test_methods(self):
        for method, status in (("GET", 200), ("TRACE", 501), ("TRACK", 501), ("CONNECT", 501), ("OPTIONS", 501), ("HEAD", 501),
                               ("PUT", 501), ("PATCH", 501), ("get", 501), ("POST", 404), ("DELETE", 404)):
            with self.subTest(method):
                self.assertEqual(self.server.status(method.encode() + b" /healthz HTTP/1.1\r\n" + HOST + b"\r\n"), status)
        header = {"X-HTTP-Method-Override": "DELETE", **self.server.sign_in("can-bo")}
        self.server.call("GET", "/api/v1/session", headers=header)
        self.assertEqual(self.server.call("GET", "/api/v1/session", headers=header)[0], 200)

    def test_limits_of_the_head(self):
        for name, request in (("target", b"GET /" + b"a" * 3000 + b" HTTP/1.1\r\n" + HOST + b"\r\n"),
                              ("field", b"GET /healthz HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * 20000 + b"\r\n\r\n"),
                              ("fields", b"GET /healthz HTTP/1.1\r\n" + HOST + b"X-A: 1\r\n" * 80 + b"\r\n"),
                              ("endless", b"GET /healthz HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * 200000)):
            with self.subTest(name):
                self.assertIn(self.server.status(request), (414, 431, 413))
        self.assertEqual(self.server.call("GET", "/healthz")[0], 200)

    def test_a_field_or_parameter_given_twice(self):
        signed = self.server.sign_in("can-bo")["Authorization"].encode()
        for name, path, fields, status in (
                ("once", b"/api/v1/documents?unit=a", b"", 200),
                ("parameter", b"/api/v1/documents?unit=a&unit=b", b"", 400),
                ("escaped", b"/api/v1/documents?unit=a&%75nit=b", b"", 400),
                ("authorization", b"/api/v1/documents", b"Authorization: Bearer x\r\n", 400),
                ("duty", b"/api/v1/documents", b"X-Niem-Duty: officer\r\nx-niem-duty: keeper\r\n", 400),
                ("nul", b"/api/v1/documents?unit=%00", b"", 400),
                ("words in the address", b"/api/v1/documents?q=a", b"", 400),
                ("number in the address", b"/api/v1/documents?number=7", b"", 400)):
            with self.subTest(name):
                request = b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"Authorization: " + signed + b"\r\n" + fields + b"\r\n"
                self.assertEqual(self.server.status(request), status)

    def test_bodies(self):
        def post(path, body, kind=b"application/json", more=b""):
            return self.server.status(b"POST " + path + b" HTTP/1.1\r\n" + HOST + b"Content-Type: " + kind + b"\r\nContent-Length: " +
                                      str(len(body)).encode() + b"\r\n" + more + b"\r\n" + body)
        sign_in = b'{"login":"can-bo","password":"%s"}' % PASSWORD.encode()
        self.assertEqual(post(b"/api/v1/session", sign_in), 200)
        for kind in (b"text/plain", b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=a"):
            self.assertEqual(post(b"/api/v1/session", sign_in, kind), 415)
        self.assertEqual(post(b"/api/v1/session", b" " * 20000 + sign_in), 413)
        self.assertEqual(post(b"/api/v1/acts/list.load", b" " * 20000), 413)
        signed = b"Authorization: " + self.server.sign_in("bao-ve")["Authorization"].encode() + b"\r\n"
        self.assertEqual(post(b"/api/v1/acts/list.load", b" " * 20000, more=signed), 400)
        self.assertEqual(post(b"/api/v1/acts/list.load", b"{" + b" " * (6 << 20) + b"}", more=signed), 413)
        for body in (b"", b"{", b"[]", b"null", b'{"a":' + b"[" * 9000, b'{"login":"can-bo","login":"van-thu","password":"x"}',
                     b'{"login":"can-bo\\u0000","password":"x"}', b"\xff\xfe{}", b'{"login":"\xc3","password":"x"}'):
            with self.subTest(body[:20]):
                self.assertEqual(post(b"/api/v1/session", body), 400)

    def test_headers_of_refusals_too(self):
        for request in (b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n", b"GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                        b"PUT /healthz HTTP/1.1\r\n" + HOST + b"\r\n", b"GET /api/v1/documents HTTP/1.1\r\n" + HOST + b"\r\n"):
            head = self.server.raw(request).partition("\r\n\r\n")[0]
            with self.subTest(request[:30]):
                for wanted in ("Cache-Control: no-store", "X-Content-Type-Options: nosniff", "frame-ancestors 'none'",
                               "Cross-Origin-Resource-Policy: same-origin", "Cross-Origin-Opener-Policy: same-origin",
                               "Referrer-Policy: no-referrer", "Content-Type: application/json"):
                    self.assertIn(wanted, head)
                for unwanted in ("Server:", "X-Powered-By", "Access-Control-Allow", "microhttpd", "Strict-Transport"):
                    self.assertNotIn(unwanted, head)

    def test_errors_tell_nothing_of_the_inside(self):
        signed = self.server.sign_in("can-bo")
        told = ""
        for method, path, body in (("POST", "/api/v1/acts/copy.lend", {"copy": 10 ** 11, "person": 1, "due": "2099-01-01"}),
                                   ("GET", "/api/v1/documents/99999999", None), ("GET", "/api/v1/books/1x", None),
                                   ("GET", "/api/v1/documents?unit='%22;--", None), ("POST", "/api/v1/acts/no.such", {}),
                                   ("POST", "/api/v1/documents", {"q": "'\";--"}), ("POST", "/api/v1/documents", {"limit": [1]}),
                                   ("GET", "/../../etc/passwd", None), ("GET", "/.git/config", None), ("GET", "/niem.json", None),
                                   ("POST", "/api/v1/acts/copy.lend", {"copy": "1; DROP TABLE copy"})):
            status, answer, _ = self.server.call(method, path, body, signed)
            self.assertLess(status, 500, path)
            told += json.dumps(answer)
        for inside in ("sqlite", "SQL", "src/", ".cc", "/tmp", "kho.niem", "$1", "libmicrohttpd", "what()"):
            self.assertNotIn(inside, told)

    def test_sessions_rotate_and_have_an_end(self):
        call = self.server.call
        _, me, answer = call("POST", "/api/v1/session", {"login": "can-bo", "password": PASSWORD})
        first = {"Cookie": answer.getheader("Set-Cookie").split(";")[0]}
        _, me, answer = call("POST", "/api/v1/session", {"login": "can-bo", "password": PASSWORD}, first)
        second = {"Cookie": answer.getheader("Set-Cookie").split(";")[0], "X-Niem-CSRF": me["csrf"]}
        self.assertEqual(call("GET", "/api/v1/session", headers=first)[0], 401)
        self.assertEqual(call("GET", "/api/v1/session", headers=second)[0], 200)
        many = [self.server.sign_in("can-bo") for _ in range(11)]
        self.assertEqual(call("GET", "/api/v1/session", headers=many[0])[0], 401)
        listed = call("GET", "/api/v1/sessions", headers=many[-1])[1]["sessions"]
        self.assertEqual(len(listed), 10)
        self.assertEqual([one["this"] for one in listed].count(True), 1)
        self.assertEqual({one["from"] for one in listed}, {"127.0.0.1"})
        end = call("POST", "/api/v1/sessions/end", {"password": PASSWORD, "session": listed[1]["id"]}, many[-1])
        self.assertEqual(end[:2], (200, {"ended": 1}))
        self.assertEqual(call("POST", "/api/v1/sessions/end", {"password": PASSWORD}, many[-1])[1], {"ended": 8})
        self.assertEqual(call("GET", "/api/v1/session", headers=many[-1])[0], 200)
        chief = {**self.server.sign_in("bao-ve"), "X-Niem-Duty": "security"}
        person = call("GET", "/api/v1/session", headers=many[-1])[1]["person"]
        self.assertEqual(call("POST", f"/api/v1/people/{person}/sessions/end", {}, chief)[1], {"ended": 1})
        self.assertEqual(call("GET", "/api/v1/session", headers=many[-1])[0], 401)
        status, _, out = call("DELETE", "/api/v1/session", headers=chief)
        self.assertEqual(status, 200)
        self.assertIn("Max-Age=0", out.getheader("Set-Cookie"))
        self.assertIn('"storage"', out.getheader("Clear-Site-Data"))

    def test_forwarded_fields_are_not_believed(self):
        forged = {"X-Forwarded-For": "10.9.9.9", "X-Real-IP": "10.9.9.9", "Forwarded": "for=10.9.9.9", "X-User-ID": "1"}
        _, me, _ = self.server.call("POST", "/api/v1/session", {"login": "can-bo", "password": PASSWORD, "bearer": True}, forged)
        signed = {"Authorization": "Bearer " + me["token"], **forged}
        self.assertNotIn("10.9.9.9", json.dumps(self.server.call("GET", "/api/v1/sessions", headers=signed)[1]))
        self.assertEqual(self.server.call("GET", "/api/v1/session", headers=signed)[1]["person"], me["person"])

    def test_a_named_proxy_is_believed(self):
        self.server.stop()
        self.start("--proxy", "127.0.0.1")
        for forwarded in ("10.0.0.7", "6.6.6.6, 10.0.0.8"):
            _, me, _ = self.server.call("POST", "/api/v1/session", {"login": "can-bo", "password": PASSWORD, "bearer": True},
                                        {"X-Forwarded-For": forwarded})
        listed = self.server.call("GET", "/api/v1/sessions", headers={"Authorization": "Bearer " + me["token"]})[1]["sessions"]
        self.assertEqual({one["from"] for one in listed}, {"10.0.0.7", "10.0.0.8"})
        for i in range(6):  # who guesses through the proxy locks out only himself
            status = self.server.call("POST", "/api/v1/session", {"login": "can-bo", "password": "x"}, {"X-Forwarded-For": "10.0.0.66"})[0]
        self.assertEqual(status, 429)
        self.assertEqual(self.server.call("POST", "/api/v1/session", {"login": "can-bo", "password": PASSWORD},
                                          {"X-Forwarded-For": "10.0.0.7"})[0], 200)

    def test_guessing_at_once_does_not_pass_together(self):
        statuses = []

        def guess(i):
            statuses.append(self.server.call("POST", "/api/v1/session", {"login": "can-bo", "password": f"doan-{i}"})[0])
        for _ in range(3):
            threads = [threading.Thread(target=guess, args=(i,)) for i in range(16)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertLessEqual(statuses.count(401), 5)
        self.assertLessEqual(set(statuses), {401, 429, 503})

    def test_another_site_in_the_browser(self):
        signed = self.server.sign_in("can-bo")
        for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)):
            self.assertEqual(self.server.call("GET", "/api/v1/session", headers={**signed, "Sec-Fetch-Site": site})[0], status)

    def test_log(self):
        call = self.server.call
        call("POST", "/api/v1/session", {"login": "can-bo", "password": "go-sai-mat-khau"})
        call("POST", "/api/v1/session", {"login": "x\nniem[1] security: event=sign_in.right person=1", "password": "y"})
        signed = self.server.sign_in("can-bo")
        call("POST", "/api/v1/documents", {"q": "duong day bi mat"}, headers=signed)
        call("GET", "/api/v1/ledger/events", headers=signed)
        call("DELETE", "/api/v1/session", headers=signed)
        self.server.status(b"GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n")
        log = self.server.stop()
        line = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d niem\[\d+\] (security|warning|error): \S.*")
        for one in log.splitlines():
            self.assertRegex(one, line)
        for event in ("sign_in.wrong", "sign_in.right", "sign_out", "http.refused", "http.gate"):
            self.assertIn(f"event={event} ", log)
        for secret in (PASSWORD, "go-sai", "duong", signed["Authorization"][7:], "evil.example"):
            self.assertNotIn(secret, log)
        self.assertEqual(log.count("event=sign_in.right"), 1)

    def test_tls(self):
        for name, context in zip(("ec", "rsa"), self.start_tls()):
            server = self.start("--cert", self.root / f"{name}.pem", "--key", self.root / f"{name}.key")
            server.tls = context
            with server.connect() as connection:
                self.assertEqual(connection.version(), "TLSv1.3")
            refused = [("TLSv1.1", None, ssl.TLSVersion.TLSv1_1)] + [
                (cipher, cipher, ssl.TLSVersion.TLSv1_2) for cipher in
                ("ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA", "ECDHE-RSA-AES256-SHA384", "AES128-GCM-SHA256", "AES128-SHA",
                 "DHE-RSA-AES128-GCM-SHA256")]
            for title, cipher, version in refused:
                with self.subTest(title):
                    weak = self.context(name)
                    with warnings.catch_warnings():  # the module warns of what is tried here
                        warnings.simplefilter("ignore", DeprecationWarning)
                        weak.minimum_version = weak.maximum_version = version
                    weak.set_ciphers((cipher or "ALL") + ":@SECLEVEL=0")
                    with self.assertRaises((ssl.SSLError, ConnectionError)):
                        server.connect(weak).close()
            for cipher in ("AES256-GCM-SHA384", "CHACHA20-POLY1305", "AES128-GCM-SHA256"):
                strong = self.context(name)
                strong.maximum_version = ssl.TLSVersion.TLSv1_2
                strong.set_ciphers(f"ECDHE-{'ECDSA' if name == 'ec' else 'RSA'}-{cipher}")
                server.connect(strong).close()
            status, _, answer = server.call("POST", "/api/v1/session", {"login": "can-bo", "password": PASSWORD})
            self.assertEqual(status, 200)
            self.assertRegex(answer.getheader("Set-Cookie"), r"^__Host-niem_session=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict; Secure$")
            self.assertEqual(answer.getheader("Strict-Transport-Security"), "max-age=31536000; includeSubDomains")
            with server.connect() as connection, socket.create_connection(("127.0.0.1", server.port), timeout=10) as plain:
                plain.sendall(b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")  # no fall-back to plain HTTP
                try:
                    self.assertNotIn(b"HTTP/1.1 200", plain.recv(4096))
                except ConnectionError:
                    pass
            server.stop()


if __name__ == "__main__":
    unittest.main()
