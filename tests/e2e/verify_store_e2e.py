#!/usr/bin/env python3
"""niem-verify over stores and backups: at work, at rest, after a crash, on PostgreSQL; and that it writes nothing."""
import hashlib
import os
import pathlib
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import unittest

import serve_e2e
from serve_e2e import BIN, POSTGRES, Person, Server, niem


def verify(*arguments):
    done = subprocess.run([BIN / "niem-verify", *map(str, arguments)], capture_output=True, text=True, timeout=120,
                          stdin=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C.UTF-8"})
    return done.returncode, done.stdout + done.stderr


def digests(folder):
    """Every file and what it holds; not the index of the log, which is shared memory of those at work."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.endswith("-shm")}


class Folders(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="niem_verify_"))
        self.addCleanup(shutil.rmtree, self.root, True)
        self.folder = self.root / "thu"
        self.servers = []
        self.addCleanup(lambda: [server.stop() for server in self.servers])

    def init(self, *options):
        said = niem("init", "--demo", self.folder, *options)
        self.key = re.search(r"\S+\+[0-9a-f]{8}\+\S+", said)[0]
        return said

    def serve(self):
        self.servers.append(Server(self.folder))
        return self.servers[-1]

    def receive(self, server):
        clerk = Person(server, "van-thu")
        status, done = clerk.act("document.receive", {
            "level": "mat", "issuer": "UBND tỉnh", "number": "07", "sealed": True, "stated": 1, "counted": 1})
        self.assertEqual(status, 200, done)

    def proves(self, *arguments):
        status, said = verify(*arguments)
        self.assertEqual(status, 0, said)
        self.assertIn("ĐÃ CHỨNG MINH", said)
        return said

    def differs(self, *arguments):
        status, said = verify(*arguments)
        self.assertEqual(status, 1, said)
        return said


class Embedded(Folders):
    def test_at_rest_and_on_a_medium_that_cannot_be_written(self):
        self.init()
        before = digests(self.folder)
        said = self.proves(self.folder, "-k", self.key)
        self.assertIn("chưa được chứng minh", said, "events after the last checkpoint are said aloud")
        self.proves(self.folder / "kho.niem", "-k", self.key, "--key-file", self.folder / "khoa/kho.key")
        for path in [self.folder, *self.folder.rglob("*")]:
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~0o222)
        self.proves(self.folder)
        self.assertEqual(digests(self.folder), before)
        self.assertEqual(sorted(os.listdir(self.folder)), ["kho.niem", "khoa", "niem.json"])
        (self.folder / "khoa/kho.key").chmod(0o600)
        (self.folder / "khoa/kho.key").write_text("0" * 64)
        self.assertEqual(verify(self.folder)[0], 2, "a wrong key is no difference")

    def test_at_work(self):
        self.init()
        server = self.serve()
        self.receive(server)
        held = digests(self.folder)
        self.assertIn("kho.niem-wal", held)
        first = self.proves(self.folder)
        self.assertEqual(digests(self.folder), held)
        self.receive(server)
        second = self.proves(self.folder)
        events = [int(re.search(r"sự kiện: (\d+)", text)[1]) for text in (first, second)]
        self.assertGreater(events[1], events[0])
        self.receive(server)

    def test_after_a_crash_the_log_is_read_and_left(self):
        self.init()
        server = Server(self.folder)
        self.receive(server)
        said = self.proves(self.folder)
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        server.process.stdout.close()
        (self.folder / "kho.niem-shm").unlink()
        held = digests(self.folder)
        self.assertGreater((self.folder / "kho.niem-wal").stat().st_size, 0)
        self.assertEqual(self.proves(self.folder), said)
        self.assertEqual(digests(self.folder), held)
        self.assertFalse((self.folder / "kho.niem-shm").exists())

    def test_a_backup(self):
        self.init()
        niem("backup", self.folder, self.root / "sao")
        before = digests(self.root / "sao")
        key_file = self.folder / "khoa/kho.key"
        self.assertNotIn("chưa được chứng minh", self.proves(self.root / "sao", "--key-file", key_file))
        self.assertEqual(digests(self.root / "sao"), before)
        self.assertEqual(verify(self.root / "sao")[0], 2, "a key is needed")
        data = bytearray((self.root / "sao/store.niem").read_bytes())
        data[len(data) // 2] ^= 1
        (self.root / "sao/store.niem").write_bytes(data)
        self.differs(self.root / "sao", "--key-file", key_file)

    def test_after_the_signing_key_was_changed_the_store_names_both(self):
        self.init()
        niem("rekey", self.folder, "--signing-key")
        said = self.proves(self.folder)
        self.assertIn("không có mốc kiểm giữ ở nơi khác", said)
        self.proves("-k", self.key, self.folder)  # the first key proves on
        niem("backup", self.folder, self.root / "sao")
        self.proves("--key-file", self.folder / "khoa/kho.key", self.root / "sao")

    def test_a_store_set_back_is_found_by_what_the_signer_remembers(self):
        self.init()
        shutil.copytree(self.folder, self.root / "cu")
        server = self.serve()
        self.receive(server)
        self.assertEqual(self.servers.pop().stop(), 0)
        niem("export-ledger", self.folder, self.root / "a.niemlog")  # signs
        shutil.copy(self.root / "cu/kho.niem", self.folder / "kho.niem")
        self.assertIn("signed-state", self.differs(self.folder))

    def test_what_is_nothing_of_ours(self):
        (self.root / "x").mkdir()
        for what in (self.root / "x", self.root / "no-such", "host=/no/such dbname=x"):
            self.assertEqual(verify(what)[0], 2, what)


@unittest.skipUnless((POSTGRES / "initdb").exists(), "PostgreSQL 15 is not installed")
class OnPostgres(Folders):
    @classmethod
    def setUpClass(cls):
        cls.cluster = serve_e2e.Postgres
        cls.cluster.setUpClass()

    @classmethod
    def tearDownClass(cls):
        cls.cluster.tearDownClass()

    def setUp(self):
        super().setUp()
        self.cluster.count += 1
        self.name = f"kiem{self.cluster.count}"
        self.sql("postgres", f"CREATE DATABASE {self.name} TEMPLATE template0")
        self.where = f"host={self.cluster.data} user=niem dbname={self.name}"
        self.init("--postgres", self.where)

    def sql(self, database, text):
        done = subprocess.run([POSTGRES / "psql", "-h", self.cluster.data, "-U", "niem", "-d", database, "-qAtc", text],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_at_work_and_a_backup(self):
        server = self.serve()
        self.receive(server)
        self.proves(self.folder)
        self.proves(self.where, "-k", self.key)
        self.assertEqual(verify(self.where)[0], 1, "without a key nothing is signed by a known one")
        niem("backup", self.folder, self.root / "sao")
        said = self.proves(self.root / "sao", "--key-file", self.folder / "khoa/kho.key")
        self.assertNotIn("chưa được chứng minh", said)

    def test_a_row_changed_by_the_administrator_is_named(self):
        self.receive(self.serve())
        for text, name in [
                ("UPDATE person SET name = 'Người khác' WHERE id = 3", 'person "3": đã bị sửa ngoài sổ cái'),
                ("UPDATE document SET level = 'toi_mat'", 'document "'),
                ("DELETE FROM clearance WHERE id = 2", 'clearance "2": đã biến mất'),
                ("INSERT INTO unit SELECT 99, 'x', name, parent, salt FROM unit LIMIT 1", 'unit "99": không có sự kiện'),
                ("UPDATE ledger_body SET bytes = 'x'", "nội dung"),
                ("DELETE FROM ledger_event WHERE seq = 3; ", "sự kiện 3"),
                ("UPDATE ledger_head SET size = size - 1", "cuối sổ cái"),
                ("DELETE FROM ledger_checkpoint", "mốc kiểm"),
                ("ALTER TABLE person ADD COLUMN x TEXT NOT NULL DEFAULT ''", 'person "1"'),
                ("CREATE VIEW xem AS SELECT * FROM person", "view xem"),
                ("CREATE RULE r AS ON DELETE TO person DO INSTEAD NOTHING", "rule r")]:
            with self.subTest(text):
                copy = f"sua{self.name}"
                self.servers and self.servers.pop().stop()
                self.sql("postgres", f"DROP DATABASE IF EXISTS {copy}")
                self.sql("postgres", f"CREATE DATABASE {copy} TEMPLATE {self.name}")
                # As a superuser can: past the constraints.
                self.sql(copy, "SET session_replication_role = replica; " + text)
                said = self.differs(f"host={self.cluster.data} user=niem dbname={copy}", "-k", self.key)
                self.assertIn(name, said)
        self.proves(self.where, "-k", self.key)


if __name__ == "__main__":
    unittest.main()
