#!/usr/bin/env python3
"""Signing in with a card: a certificate whose key never leaves the token, shown to TLS, beside the password.

The certificates are made by openssl on the spot. Most tests hold the key in a file; one holds it in a PKCS#11 token
(softhsm2) and reaches the server by gnutls-cli, as a browser with a card reader does.
"""
import http.client
import json
import os
import pathlib
import shutil
import signal
import ssl
import subprocess
import tempfile
import unittest

BIN = pathlib.Path(os.environ["NIEM_BIN_DIR"])
PASSWORD = "chi-de-dung-thu"
TOKEN_MODULE = pathlib.Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "1234"


class Cards(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp(prefix="niem_card_"))
        cls.addClassCleanup(shutil.rmtree, cls.root, True)
        cls.folder = cls.root / "kho"
        subprocess.run([BIN / "niem", "init", "--demo", cls.folder], check=True, capture_output=True)
        cls.authority("ca"), cls.authority("khac")
        cls.certificate("may", "ca", "/CN=localhost", "subjectAltName=DNS:localhost,IP:127.0.0.1")
        for name, ca, purpose in (("the-1", "ca", "clientAuth"), ("the-2", "ca", "clientAuth"), ("la", "khac", "clientAuth"),
                                  ("may-chu", "ca", "serverAuth")):
            cls.certificate(name, ca, f"/C=VN/O=Xã Bịa/CN={name}", f"extendedKeyUsage={purpose}")
        log = open(cls.root / "log", "wb")
        cls.addClassCleanup(log.close)
        cls.server = subprocess.Popen(
            [BIN / "niem", "serve", cls.folder, "--port", "0", "--cert", cls.root / "may.pem", "--key", cls.root / "may.key",
             "--client-ca", cls.root / "ca.pem", "--host", "localhost"], stdout=subprocess.PIPE, stderr=log, text=True)
        cls.addClassCleanup(cls.stop)
        cls.port = int(cls.server.stdout.readline().rsplit(":", 1)[1])

    @classmethod
    def stop(cls):
        cls.server.send_signal(signal.SIGTERM)
        cls.server.wait(60)
        cls.server.stdout.close()

    @classmethod
    def openssl(cls, *arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, cwd=cls.root)

    @classmethod
    def authority(cls, name):
        cls.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-utf8",
                    "-subj", f"/CN=Nơi cấp {name}", "-keyout", f"{name}.key", "-out", f"{name}.pem")

    @classmethod
    def certificate(cls, name, ca, subject, extension):
        cls.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-utf8", "-subj", subject,
                    "-keyout", f"{name}.key", "-out", f"{name}.csr")
        (cls.root / f"{name}.ext").write_text(extension)
        cls.openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{ca}.pem", "-CAkey", f"{ca}.key", "-days", "2", "-extfile",
                    f"{name}.ext", "-out", f"{name}.pem")

    def call(self, method, path, body=None, card=None, headers=None):
        context = ssl.create_default_context(cafile=self.root / "ca.pem")
        if card:
            context.load_cert_chain(self.root / f"{card}.pem", self.root / f"{card}.key")
        connection = http.client.HTTPSConnection("localhost", self.port, timeout=30, context=context)
        sent = None if body is None else json.dumps(body).encode()
        connection.request(method, path, sent, {**({"Content-Type": "application/json"} if sent else {}), **(headers or {})})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, json.loads(text)

    def sign_in(self, login, card=None):
        return self.call("POST", "/api/v1/session", {"login": login, "password": PASSWORD, "bearer": True}, card)

    def act(self, login, duty, act, fields, card=None):
        status, me = self.sign_in(login, card)
        self.assertEqual(status, 200, me)
        return self.call("POST", f"/api/v1/acts/{act}", fields, card,
                         {"Authorization": "Bearer " + me["token"], "X-Niem-Duty": duty})

    def security(self, act, fields):
        status, outcome = self.act("bao-ve", "security", act, fields)
        self.assertEqual(status, 200, outcome)
        return outcome

    def person(self, login):
        status, me = self.sign_in(login)
        self.assertEqual(status, 200, me)
        return me["person"]

    def bind(self, person, card):
        return self.security("card.bind", {"person": person, "certificate": (self.root / f"{card}.pem").read_text(),
                                           "note": f"thẻ {card}, biên bản 01"})

    def test_a_bound_card_is_needed_and_a_session_ends_with_it(self):
        keeper = self.person("bao-quan")
        for card in ("the-1", "la", None):  # while none is bound, what is shown does not matter
            self.assertEqual(self.sign_in("bao-quan", card)[0], 200, card)
        outcome = self.bind(keeper, "the-1")
        self.assertEqual(len(outcome["texts"]["fingerprint"]), 64)
        for card in (None, "the-2", "la", "may-chu"):
            status, refused = self.sign_in("bao-quan", card)
            self.assertEqual((status, refused["error"]["code"]), (401, "card"), card)
            self.assertIn("thẻ", refused["error"]["message"]["vi"])
        # the card alone is not enough
        status, wrong = self.call("POST", "/api/v1/session", {"login": "bao-quan", "password": "sai sai sai"}, "the-1")
        self.assertEqual((status, wrong["error"]["code"]), (401, "login"))
        status, me = self.sign_in("bao-quan", "the-1")
        self.assertEqual(status, 200, me)
        bearer = {"Authorization": "Bearer " + me["token"]}
        self.assertEqual(self.call("GET", "/api/v1/session", None, "the-1", bearer)[0], 200)
        for card in (None, "the-2"):  # the token, stolen, is of no use elsewhere
            status, gone = self.call("GET", "/api/v1/session", None, card, bearer)
            self.assertEqual((status, gone["error"]["code"]), (401, "card"), card)
        # bound to one person at a time
        status, same = self.act("bao-ve", "security", "card.bind",
                                {"person": self.person("bao-quan-2"), "certificate": (self.root / "the-1.pem").read_text(), "note": "x"})
        self.assertEqual((status, same["error"]["code"]), (422, "card.same"))
        # ended: the session with it, and the person signs in by password again
        self.security("card.end", {"person": keeper, "reason": "mất thẻ"})
        self.assertEqual(self.call("GET", "/api/v1/session", None, "the-1", bearer)[0], 401)
        self.assertEqual(self.sign_in("bao-quan")[0], 200)
        status, none = self.act("bao-ve", "security", "card.end", {"person": keeper, "reason": "lần nữa"})
        self.assertEqual((status, none["error"]["code"]), (422, "card.none"))

    def test_what_is_no_certificate_is_refused(self):
        person = self.person("bao-quan-2")
        both = (self.root / "the-1.pem").read_text() + (self.root / "the-2.pem").read_text()
        for text in ("xin chào", (self.root / "may.key").read_text(), both):
            status, refused = self.act("bao-ve", "security", "card.bind", {"person": person, "certificate": text, "note": "x"})
            self.assertEqual((status, refused["error"]["code"]), (422, "card.certificate"), text[:30])
        status, refused = self.act("chu-tich", "authority", "card.bind", {"person": person, "certificate": both, "note": "x"})
        self.assertEqual(status, 403, refused)

    @unittest.skipUnless(TOKEN_MODULE.exists() and shutil.which("gnutls-cli"), "softhsm2 and gnutls-bin are not installed")
    def test_the_key_may_live_in_a_token(self):
        environment = dict(os.environ, SOFTHSM2_CONF=str(self.root / "softhsm.conf"), GNUTLS_PIN=PIN)
        (self.root / "tokens").mkdir()
        (self.root / "softhsm.conf").write_text(f"directories.tokendir = {self.root}/tokens\n")

        def run(*arguments):
            subprocess.run([str(a) for a in arguments], check=True, capture_output=True, env=environment, cwd=self.root)

        run("softhsm2-util", "--init-token", "--free", "--label", "the", "--so-pin", "11223344", "--pin", PIN)
        run("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", "the-2.key", "-out", "the-2.p8")
        run("softhsm2-util", "--import", "the-2.p8", "--token", "the", "--label", "nguoi", "--id", "a1", "--pin", PIN)
        (self.root / "the-2.key").unlink()  # from here on only the token has it
        self.bind(self.person("kiem-tra"), "the-2")
        body = json.dumps({"login": "kiem-tra", "password": PASSWORD}).encode()
        request = (b"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
                   b"Content-Length: %d\r\n\r\n" % len(body)) + body
        answer = subprocess.run(
            ["gnutls-cli", "--provider", TOKEN_MODULE, "--x509cafile", self.root / "ca.pem", "--x509certfile", self.root / "the-2.pem",
             "--x509keyfile", "pkcs11:token=the;object=nguoi;type=private", "--port", str(self.port), "localhost"],
            input=request, capture_output=True, env=environment, timeout=60)
        self.assertIn(b"HTTP/1.1 200", answer.stdout, answer.stdout[-2000:] + answer.stderr[-1000:])

    def test_everybody_needs_one_when_the_agency_says_so(self):
        # nobody could undo it without a card, so the security officer has one first
        status, refused = self.act("bao-ve", "security", "setting.set", {"name": "sign_in.card", "value": "required"})
        self.assertEqual((status, refused["error"]["code"]), (422, "setting.card"))
        officer = self.person("bao-ve")
        self.bind(officer, "the-1")
        try:
            status, outcome = self.act("bao-ve", "security", "setting.set", {"name": "sign_in.card", "value": "required"}, "the-1")
            self.assertEqual(status, 200, outcome)
            status, refused = self.sign_in("van-thu")
            self.assertEqual((status, refused["error"]["code"]), (401, "card"))
            status, outcome = self.act("bao-ve", "security", "setting.set", {"name": "sign_in.card", "value": "bound"}, "the-1")
            self.assertEqual(status, 200, outcome)
            self.assertEqual(self.sign_in("van-thu")[0], 200)
        finally:
            self.act("bao-ve", "security", "card.end", {"person": officer, "reason": "hết phép thử"}, "the-1")


if __name__ == "__main__":
    unittest.main()
