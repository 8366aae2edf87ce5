#!/usr/bin/env python3
"""The ledger's signing key in a token (PKCS #11; softhsm2 here): made at `niem init`, or taken over from a file later."""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
import urllib.request

BIN = pathlib.Path(os.environ["NIEM_BIN_DIR"])
MODULE = pathlib.Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "5566"


@unittest.skipUnless(MODULE.exists(), "softhsm2 is not installed")
class Tokens(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="niem_token_"))
        self.addCleanup(shutil.rmtree, self.root, True)
        (self.root / "tokens").mkdir()
        (self.root / "conf").write_text(f"directories.tokendir = {self.root}/tokens\nlog.level = ERROR\n")
        self.environment = dict(os.environ, SOFTHSM2_CONF=str(self.root / "conf"))
        self.run_it("softhsm2-util", "--init-token", "--free", "--label", "thẻ xã", "--so-pin", "11223344", "--pin", PIN)
        (self.root / "pin").write_text(PIN + "\n")
        (self.root / "pin").chmod(0o600)
        self.token = ["--token-module", MODULE, "--token", "thẻ xã", "--token-pin-file", self.root / "pin"]

    def run_it(self, *arguments, status=0):
        done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True, env=self.environment, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def niem(self, *arguments, status=0):
        return self.run_it(BIN / "niem", *arguments, status=status)

    def key_of(self, text):
        return re.search(r"[\w-]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+", text)[0]

    def prove(self, folder, key, name):
        self.niem("export-ledger", folder, self.root / name)
        self.run_it(BIN / "niem-verify", "-k", key, self.root / name)

    def test_made_at_init(self):
        folder = self.root / "kho"
        key = self.key_of(self.niem("init", "--demo", folder, *self.token))
        sealed = (folder / "khoa/ledger.key").read_text()
        self.assertTrue(sealed.startswith("niem-sealed-token/1\n"))
        self.assertNotIn(PIN, sealed)
        server = subprocess.Popen([BIN / "niem", "serve", folder, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                  text=True, env=self.environment)
        try:
            address = server.stdout.readline().strip()
            self.assertEqual(urllib.request.urlopen(address + "/healthz", timeout=30).status, 200)
        finally:
            server.send_signal(signal.SIGTERM)
            self.assertEqual(server.wait(60), 0)
            server.stdout.close()
        self.prove(folder, key, "a.niemlog")
        # a changed secret seals the PIN anew
        self.niem("rekey", folder, "--new-key-file", self.root / "moi.key")
        self.prove(folder, key, "b.niemlog")
        # a backup holds no key: with the token and the secret it opens elsewhere
        self.niem("backup", folder, self.root / "sao")
        self.niem("restore", self.root / "sao", self.root / "kho2", "--key-file", self.root / "moi.key")
        self.prove(self.root / "kho2", key, "c.niemlog")
        # without the token nothing opens, and it is said why
        shutil.move(self.root / "tokens", self.root / "xa")
        (self.root / "tokens").mkdir()
        said = self.niem("export-ledger", folder, self.root / "d.niemlog", status=2)
        self.assertIn("thẻ xã", said)

    def test_taken_over_from_a_file(self):
        folder = self.root / "kho"
        old = self.key_of(self.niem("init", "--demo", folder))
        new = self.key_of(self.niem("rekey", folder, "--signing-key", *self.token, "--token-key", "nhật ký 2026"))
        self.assertNotEqual(old, new)
        self.prove(folder, new, "a.niemlog")
        self.prove(folder, old, "b.niemlog")
        # the same label again would leave two keys of one name
        said = self.niem("rekey", folder, "--signing-key", *self.token, "--token-key", "nhật ký 2026", status=2)
        self.assertIn("nhật ký 2026", said)
        self.prove(folder, new, "c.niemlog")
        # and back into a file
        back = self.key_of(self.niem("rekey", folder, "--signing-key"))
        self.assertTrue((folder / "khoa/ledger.key").read_text().startswith("niem-sealed-key/1\n"))
        self.prove(folder, back, "d.niemlog")

    def test_wrong_pin_and_missing_options(self):
        (self.root / "pin").write_text("0000\n")
        said = self.niem("init", "--demo", self.root / "kho", *self.token, status=2)
        self.assertIn("PIN", said)
        self.assertFalse((self.root / "kho/kho.niem").exists())
        self.assertIn("--token-module", self.niem("init", "--demo", self.root / "kho2", "--token", "thẻ xã", status=2))
        (self.root / "pin").chmod(0o644)
        self.assertIn("chmod 600", self.niem("init", "--demo", self.root / "kho3", *self.token, status=2))


if __name__ == "__main__":
    unittest.main()
