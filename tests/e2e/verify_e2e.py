#!/usr/bin/env python3
"""The command line of niem-verify: exit statuses, languages, checkpoints held elsewhere."""
import os
import pathlib
import re
import struct
import subprocess
import tempfile
import unittest

BIN = pathlib.Path(os.environ["NIEM_BIN_DIR"])


def verify(*arguments, stdin=None):
    done = subprocess.run([BIN / "niem-verify", *map(str, arguments)], capture_output=True, text=True, input=stdin,
                          env={**os.environ, "LC_ALL": "C.UTF-8"}, timeout=60)
    return done.returncode, done.stdout, done.stderr


def notes(data):
    """The signed notes in an export, oldest first."""
    at, found = 8, []
    while at < len(data):
        kind, length = struct.unpack_from("<BI", data, at)
        if kind == 4:
            found.append(data[at + 13:at + 5 + length].decode())
        at += 5 + length
    return found


class Verify(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        root = pathlib.Path(cls.folder.name)
        cls.long, cls.short = root / "long.niemlog", root / "short.niemlog"
        made = subprocess.run([BIN / "ledger_bench", "2500", cls.long], capture_output=True, text=True, check=True)
        cls.key = re.search(r"key (\S+)", made.stdout)[1]
        subprocess.run([BIN / "ledger_bench", "1500", cls.short], capture_output=True, check=True)
        cls.note = root / "mốc kiểm.txt"
        cls.note.write_text(notes(cls.long.read_bytes())[-1])

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_an_honest_ledger_proves(self):
        status, out, err = verify(self.long, "-k", self.key, "-c", self.note)
        self.assertEqual((status, err), (0, ""))
        self.assertIn("ĐÃ CHỨNG MINH", out)
        self.assertNotIn("Chú ý", out)
        self.assertEqual(verify(self.long, "-q"), (0, "", ""))

    def test_it_says_what_it_trusted(self):
        status, out, _ = verify("--lang=en", self.long)
        self.assertEqual(status, 0)
        self.assertIn("keys come from this source", out)
        self.assertIn("rewrote or cut off", out)

    def test_a_changed_body_is_named(self):
        data = self.long.read_bytes()
        place = data.index("phương".encode())
        bent = pathlib.Path(self.folder.name) / "bent.niemlog"
        bent.write_bytes(data[:place] + b"P" + data[place + 1:])
        status, out, _ = verify(bent)
        self.assertEqual(status, 1)
        self.assertRegex(out, r"KHÁC BIỆT: sự kiện \d+: nội dung \"\w+\" đã bị sửa")

    def test_a_ledger_set_back_is_found_by_a_checkpoint_held_elsewhere(self):
        self.assertEqual(verify(self.short, "-q")[0], 0)
        status, out, _ = verify(self.short, "-c", "-", "--lang", "en", stdin=self.note.read_text())
        self.assertEqual(status, 1)
        self.assertRegex(out, "DIFFERENCE: (the end is missing|history was rewritten|the checkpoint held elsewhere)")

    def test_a_checkpoint_is_taken_as_scanners_and_editors_keep_it(self):
        note = self.note.read_bytes()
        for kept in (note, note + b"\n", note + b"\r\n\r\n", note.replace(b"\n", b"\r\n"), note.rstrip()):
            (pathlib.Path(self.folder.name) / "kept").write_bytes(kept)
            status, out, err = verify(self.long, "-c", pathlib.Path(self.folder.name) / "kept", "--lang", "en")
            self.assertEqual((status, err), (0, ""), kept)
            self.assertIn("checkpoints held elsewhere: 1", out)

    def test_usage_and_unreadable_files_are_2(self):
        for arguments in ([], ["a", "b"], ["--no-such"], ["/no/such/file"], [self.note], [self.long, "-k", "x"],
                          [self.long, "-c", self.long], ["--lang", "fr", self.long], ["-k"]):
            status, out, err = verify(*arguments)
            self.assertEqual((status, out), (2, ""), arguments)
            self.assertTrue(err.startswith("niem-verify: "))

    def test_the_man_pages_know_every_option(self):
        status, out, _ = verify("--help")
        self.assertEqual(status, 0)
        pages = pathlib.Path(os.environ["NIEM_SOURCE_DIR"]) / "docs/man"
        for page in pages.glob("niem-verify*.1"):
            text = page.read_text(encoding="utf-8").replace("\\", "")
            for option in re.findall(r"--[a-z-]+", out):
                self.assertIn(option, text, page.name)


if __name__ == "__main__":
    unittest.main()
