#!/usr/bin/python3
"""A whole instance out and back in, on both stores: `niem export`, `niem import`, `niem-verify`.

The same bytes come out again after each import; what is damaged is refused and leaves nothing.
"""
import json
import pathlib
import shutil
import tempfile
import unittest

import serve_e2e
from serve_e2e import PASSWORD, niem

HAS_PG = (serve_e2e.POSTGRES / "initdb").exists()
COUNT = 0


def setUpModule():
    if HAS_PG:
        serve_e2e.Postgres.setUpClass()


def tearDownModule():
    if HAS_PG:
        serve_e2e.Postgres.tearDownClass()


def database():
    global COUNT
    COUNT += 1
    assert serve_e2e.Postgres.sql(f"CREATE DATABASE chuyen{COUNT} TEMPLATE template0").returncode == 0
    return ("--postgres", f"host={serve_e2e.Postgres.data} user=niem dbname=chuyen{COUNT}")


def content(folder):
    return {one.name: one.read_bytes() for one in sorted(folder.iterdir())}


class Transfer:
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="niem_transfer_"))
        self.addCleanup(shutil.rmtree, self.root, True)
        self.passwords = self.root / "mk"
        known = "".join(f"{who} {PASSWORD}\n" for who in ("chu-tich", "bao-ve", "kiem-tra", "can-bo", "bao-quan"))
        self.passwords.write_text(known + "kiem-tra-2 nam-con-trau-do\n")
        self.passwords.chmod(0o600)
        self.folder = self.root / "thu"
        self.key = self.root / "kho.key"
        niem("init", "--demo", self.folder, "--key-file", self.key, *self.store())
        niem("user", "add", "kiem-tra-2", "--as", "bao-ve", "--dir", self.folder, "--passwords-file", self.passwords,
             "--name", "Lò Thị Soi", "--unit", "xa-suoi-nga")
        niem("act", "duty.assign", "--as", "chu-tich", "--dir", self.folder, "--passwords-file", self.passwords,
             "--field", "person=11", "--field", "duty=auditor", "--field", "decision=02/QĐ")
        own = self.root / "mk-rieng"
        own.write_text(f"kiem-tra-2 {PASSWORD}\n")
        own.chmod(0o600)
        niem("user", "passwd", "--as", "kiem-tra-2", "--dir", self.folder, "--passwords-file", self.passwords,
             "--new-passwords-file", own)
        self.passwords.write_text(known + own.read_text())

    def export(self, folder, target, *options, who=("kiem-tra", "kiem-tra-2"), status=0):
        return niem("export", folder, target, "--as", who[0], "--second", who[1], "--passwords-file", self.passwords,
                    *options, status=status)

    def stores(self):
        return [(), database()] if HAS_PG else [()]

    def test_there_and_back(self):
        said = self.export(self.folder, self.root / "a", "--plain", "--progress", "always")
        self.assertIn("KHÔNG mã hóa", said)
        first = content(self.root / "a")
        self.assertEqual(sorted(first), ["ledger.key", "ledger.niemlog", "manifest.json", "rest.jsonl"])
        self.assertIn("ĐÃ CHỨNG MINH", niem(self.root / "a" / "ledger.niemlog", program="niem-verify"))
        for number, store in enumerate(self.stores()):
            with self.subTest(store=store):
                there = self.root / f"den{number}"
                niem("import", self.root / "a", there, "--key-file", self.key, *store)
                self.export(there, self.root / f"b{number}", "--plain")
                self.assertEqual(first, content(self.root / f"b{number}"))
                log = self.root / f"{number}.niemlog"
                niem("export-ledger", there, log)
                self.assertIn("ĐÃ CHỨNG MINH", niem(log, program="niem-verify"))
                # it goes on: an act, by the same people, with the next numbers
                done = json.loads(niem("act", "copy.take_back", "--as", "bao-quan", "--dir", there, "--passwords-file",
                                       self.passwords, "--field", "copy=1", "-f", "json"))
                self.assertTrue(done["done"])
                niem("import", self.root / "a", there, "--key-file", self.key, status=2)

    def test_sealed(self):
        sealed = self.root / "kho.xuat"
        self.export(self.folder, sealed)
        self.assertNotIn("Đường".encode(), sealed.read_bytes())
        self.assertEqual(sealed.read_bytes().count(b"niev"), 0)
        self.assertEqual(sealed.stat().st_mode & 0o077, 0)
        niem("import", sealed, self.root / "den", "--key-file", self.key)
        # the export shows what was before it was recorded: both say the same of that moment
        self.export(self.root / "den", self.root / "b", "--plain")
        niem("import", self.root / "b", self.root / "den2", "--key-file", self.key)
        other = self.root / "khac.key"
        other.write_text("0" * 64)
        other.chmod(0o600)
        niem("import", sealed, self.root / "den3", "--key-file", other, status=2)
        self.assertFalse((self.root / "den3").exists())

    def test_only_two_auditors(self):
        for who, status in ((("kiem-tra", "kiem-tra"), 2), (("kiem-tra", "can-bo"), 1), (("can-bo", "kiem-tra"), 1),
                            (("chu-tich", "bao-quan"), 1)):
            with self.subTest(who=who):
                self.export(self.folder, self.root / "x", "--plain", who=who, status=status)
                self.assertFalse((self.root / "x").exists())
                self.assertFalse((self.root / "x.partial").exists())
        self.export(self.folder, self.root / "y", "--plain")
        log = self.root / "sau.niemlog"
        niem("export-ledger", self.folder, log)
        text = log.read_bytes()
        self.assertEqual(text.count(b"ledger.export.refused"), 3)
        self.assertEqual(text.count(b'{"export":"instance","with":'), 3)  # two of the good one, one half

    def test_damage_is_refused_and_leaves_nothing(self):
        good = self.root / "a"
        self.export(self.folder, good, "--plain")
        sealed = self.root / "kho.xuat"
        self.export(self.folder, sealed)
        there = self.root / "den"

        def flip(path, at):
            data = bytearray(path.read_bytes())
            data[at % len(data)] ^= 0x10
            path.write_bytes(data)

        def cut(path, size):
            path.write_bytes(path.read_bytes()[:size])

        def again_with_right_digests(folder):
            import hashlib
            manifest = json.loads((folder / "manifest.json").read_text())
            for one in manifest["files"]:
                data = (folder / one["name"]).read_bytes()
                one["size"], one["sha256"] = len(data), hashlib.sha256(data).hexdigest()
            (folder / "manifest.json").write_text(json.dumps(manifest))

        size = (good / "ledger.niemlog").stat().st_size

        def more_rest(folder):
            with (folder / "rest.jsonl").open("a") as file:
                file.write('{"table":"zzz","next_id":3}\n{"what":1}\n')
            again_with_right_digests(folder)

        def other_key(folder):
            shutil.copy(self.foreign(), folder / "ledger.key")
            again_with_right_digests(folder)

        for name, damage in (("byte of the ledger", lambda f: flip(f / "ledger.niemlog", size // 2)),
                             ("byte, with digests made right", lambda f: (flip(f / "ledger.niemlog", size // 3),
                                                                          again_with_right_digests(f))),
                             ("cut ledger", lambda f: cut(f / "ledger.niemlog", size - 100)),
                             ("rest", lambda f: flip(f / "rest.jsonl", 3)),
                             ("rest of another kind", more_rest),
                             ("no rest", lambda f: (f / "rest.jsonl").unlink()),
                             ("no manifest", lambda f: (f / "manifest.json").unlink()),
                             ("manifest", lambda f: cut(f / "manifest.json", 40)),
                             ("another key", other_key)):
            with self.subTest(name):
                bad = self.root / "bad"
                shutil.copytree(good, bad)
                damage(bad)
                said = niem("import", bad, there, "--key-file", self.key, *self.store(), status=2)
                self.assertTrue(said.startswith("niem: "), said)
                self.assertFalse(there.exists())
                self.assertFalse((self.root / "den.partial").exists())
                shutil.rmtree(bad)
        for name, damage in (("byte", lambda f: flip(f, f.stat().st_size // 2)), ("head", lambda f: flip(f, 200)),
                             ("cut", lambda f: cut(f, f.stat().st_size - 1)), ("empty", lambda f: cut(f, 0))):
            with self.subTest("sealed: " + name):
                bad = self.root / "bad.xuat"
                shutil.copy(sealed, bad)
                damage(bad)
                niem("import", bad, there, "--key-file", self.key, status=2)
                self.assertFalse(there.exists())
        # a database that one import failed in is still good for the next
        store = database() if HAS_PG else ()
        bad = self.root / "bad"
        shutil.copytree(good, bad)
        more_rest(bad)
        niem("import", bad, there, "--key-file", self.key, *store, status=2)
        niem("import", good, there, "--key-file", self.key, *store)

    def foreign(self):
        folder = self.root / "la"
        if not folder.exists():
            niem("init", "--demo", folder, "--key-file", self.key)
        return folder / "khoa" / "ledger.key"


class Embedded(Transfer, unittest.TestCase):
    def store(self):
        return ()


@unittest.skipUnless(HAS_PG, "PostgreSQL 15 is not installed")
class Postgres(Transfer, unittest.TestCase):
    def store(self):
        return database()


if __name__ == "__main__":
    unittest.main()
