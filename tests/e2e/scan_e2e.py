#!/usr/bin/env python3
"""The contract of `niem scan`, held by the real programs: exit statuses, JSON lines, reports, interruption,
resuming, and everything a disk can throw at it. NIEM_BIN_DIR names the folder of the programs."""
import contextlib
import hashlib
import io
import json
import os
import pathlib
import pwd
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest
import zipfile

BIN = pathlib.Path(os.environ.get("NIEM_BIN_DIR", "build/bin")).resolve()
NIEM = str(BIN / "niem")

MARKED = """UỶ BAN NHÂN DÂN TỈNH AN SƠN
Số: 12/BC-UBND
TỐI MẬT

CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

BÁO CÁO
Kết quả công tác quý II năm 2026
"""
CLEAN = "Thông báo lịch trực cơ quan tuần này, mời mọi người xem và góp ý.\n"

# The order of the contract.
KEYS = ["path", "member", "format", "bytes", "sha256", "modified", "verdict", "level", "confidence", "evidence",
        "copy_of", "notes", "elapsed_ms"]
EVIDENCE_KEYS = ["rule", "text", "page", "place", "source", "weight"]


def zip_of(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


class ScanTest(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="niem_e2e_"))
        os.chmod(self.root, 0o755)
        self.docs = self.root / "tài liệu"
        self.docs.mkdir()

    def tearDown(self):
        subprocess.run(["chmod", "-R", "u+rwx", str(self.root)], check=False)
        shutil.rmtree(os.fsencode(self.root), ignore_errors=True)

    def put(self, name, content):
        path = self.docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run_niem(self, *arguments, expect=None, stdin=b"", env=None, prefix=()):
        done = subprocess.run([*prefix, NIEM, *map(os.fsencode, map(str, arguments))], input=stdin, capture_output=True,
                              timeout=120, env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})})
        if expect is not None:
            self.assertEqual(done.returncode, expect, done.stderr.decode() + done.stdout.decode()[-2000:])
        return done

    def scan(self, *arguments, expect=None, **more):
        done = self.run_niem("scan", self.docs, "--format", "jsonl", *arguments, expect=expect, **more)
        lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
        self.assertEqual(list(lines[-1]), ["summary"])
        return lines[:-1], lines[-1]["summary"]

    def verdicts(self, lines):
        return {"/".join([os.path.basename(line["path"])] + line["member"]): line["verdict"] for line in lines}


class Contract(ScanTest):
    def test_exit_statuses(self):
        self.put("sạch.txt", CLEAN)
        self.scan(expect=0)
        self.put("hỏng.zip", zip_of({"a": "x"})[:40])
        _, summary = self.scan(expect=3)
        self.assertEqual(sum(summary["unreadable_by_reason"].values()), summary["by_verdict"]["unreadable"])
        self.put("mật.txt", MARKED)
        self.scan(expect=1)  # something found wins over something unread
        self.scan("--fail-on", "never", expect=3)
        self.scan("--fail-on", "suspect", expect=1)
        self.run_niem("scan", self.root / "không có", expect=2)
        self.run_niem("scan", expect=2)
        self.run_niem("scan", self.docs, "--formt", "text", expect=2)
        self.run_niem("scan", self.docs, "--format", "pdf", expect=2)
        self.run_niem("scan", self.docs, "--rules", self.root / "no", expect=2)
        self.run_niem("scan", self.docs, "-o", "/no/such/folder/x.json", expect=2)

    def test_json_lines(self):
        self.put("b.zip", zip_of({"trong/mật.txt": MARKED, "sạch.txt": CLEAN}))
        self.put("a.txt", MARKED)
        lines, summary = self.scan("--jobs", "1", expect=1)
        for line in lines:
            self.assertEqual(list(line), KEYS)
            self.assertRegex(line["modified"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
            self.assertRegex(line["sha256"], r"^[0-9a-f]{64}$")
            for evidence in line["evidence"]:
                self.assertEqual(list(evidence)[:6], EVIDENCE_KEYS)
        self.assertEqual(lines[0]["path"], str(self.docs / "a.txt"))
        self.assertEqual((lines[0]["verdict"], lines[0]["level"]), ("marked", "toi_mat"))
        found = self.verdicts(lines)
        self.assertEqual(found["b.zip/trong/mật.txt"], "marked")
        self.assertEqual(found["b.zip/sạch.txt"], "clean")
        self.assertEqual(summary["files"], 2)
        self.assertEqual(summary["by_verdict"]["marked"], 2)
        self.assertFalse(summary["interrupted"])
        again, _ = self.scan("--jobs", "1")
        self.assertEqual([(line["path"], line["member"]) for line in again], [(line["path"], line["member"]) for line in lines])

    def test_several_reports_in_one_run(self):
        self.put("a.txt", MARKED)
        done = self.run_niem("scan", self.docs, "-f", "html", "-o", self.root / "r.html", "--format", "jsonl", "-o",
                             self.root / "r.jsonl", "-o", self.root / "r.sarif", "-f", "sarif", "-o", self.root / "r.json",
                             "-f", "text", expect=1)
        self.assertIn("TỐI MẬT", done.stdout.decode())
        self.assertIn("<html", (self.root / "r.html").read_text().lower())
        self.assertEqual(len((self.root / "r.jsonl").read_text().splitlines()), 2)
        self.assertEqual(json.loads((self.root / "r.sarif").read_text())["version"], "2.1.0")

    def test_report_format_by_extension_and_one_on_stdout(self):
        self.put("a.txt", CLEAN)
        self.run_niem("scan", self.docs, "-o", self.root / "r.json", expect=0)
        json.loads((self.root / "r.json").read_text())
        self.run_niem("scan", self.docs, "-f", "text", "-f", "jsonl", expect=2)

    def test_redact_hides_names(self):
        self.put("tên riêng.txt", MARKED)
        done = self.run_niem("scan", self.docs, "--format", "jsonl", "--redact", expect=1)
        self.assertNotIn("tên riêng", done.stdout.decode())

    def test_stdin(self):
        done = self.run_niem("scan", "-", "--name", "thư.txt", "-f", "jsonl", stdin=MARKED.encode(), expect=1)
        line = json.loads(done.stdout.decode().splitlines()[0])
        self.assertEqual((line["path"], line["modified"]), ("thư.txt", None))
        self.run_niem("scan", "-", stdin=b"", expect=0)
        done = self.run_niem("scan", "-", "--max-size", "1K", "-f", "jsonl", stdin=b"x" * 5000, expect=3)
        self.assertIn("too_large", done.stdout.decode())

    def test_help_version_and_later_things(self):
        self.assertIn("--one-file-system", self.run_niem("scan", "--help", "--lang", "en", expect=0).stdout.decode())
        self.assertIn("Cách dùng", self.run_niem("scan", "--help", "--lang", "vi", expect=0).stdout.decode())
        self.assertRegex(self.run_niem("--version", expect=0).stdout.decode(), r"^niem \d")
        self.assertIn("niem scan", self.run_niem(expect=0).stdout.decode())
        for later in (["--queue", "u"], ["--worker"], ["--crawl"], ["http://x.vn"]):
            done = self.run_niem("scan", self.docs, *later, "--lang", "vi", expect=2)
            self.assertIn("chưa có trong bản này", done.stderr.decode())
            self.assertEqual(done.stdout, b"")
        self.assertIn("did you mean --exclude", self.run_niem("scan", ".", "--exclud3", "x", "--lang", "en", expect=2).stderr.decode())

    def test_generated_pages(self):
        man = self.run_niem("--man", expect=0).stdout
        self.assertIn(b".TH NIEM", man)
        for shell in ("bash", "zsh", "fish"):
            script = self.run_niem("--completions", shell, expect=0).stdout
            self.assertIn(b"one-file-system", script)
        subprocess.run(["bash", "-n"], input=self.run_niem("--completions", "bash").stdout, check=True)

    def test_config_file(self):
        self.put("a.txt", MARKED)
        config = self.root / "niem.conf"
        config.write_text("# ghi chú\nfail-on = never\nformat jsonl\n")
        self.run_niem("scan", self.docs, "--config", config, expect=0)
        self.run_niem("scan", self.docs, "--config", config, "--fail-on", "marked", expect=1)
        config.write_text("fail-on = perhaps\n")
        self.assertIn(":1:", self.run_niem("scan", self.docs, "--config", config, expect=2).stderr.decode())

    def test_progress_stays_on_stderr(self):
        self.put("a.txt", MARKED)
        for mode in ("always", "never"):
            done = self.run_niem("scan", self.docs, "--format", "jsonl", "--progress", mode, expect=1)
            for line in done.stdout.decode().splitlines():
                json.loads(line)


class Disk(ScanTest):
    def test_hash_all_covers_what_is_no_document(self):
        film = b"OggS" + bytes(range(256)) * 8000  # more than is read of it otherwise
        self.put("phim.ogg", film)
        self.put("tieng.ogg", b"OggS\0\2")
        lines, _ = self.scan("--hash", "all", expect=0)
        digests = {os.path.basename(line["path"]): line["sha256"] for line in lines}
        self.assertEqual(digests["phim.ogg"], hashlib.sha256(film).hexdigest())
        self.assertEqual(digests["tieng.ogg"], hashlib.sha256(b"OggS\0\2").hexdigest())
        lines, _ = self.scan("--hash", "found", expect=0)
        self.assertEqual({line["sha256"] for line in lines}, {None})

    def test_selection(self):
        self.put(".ẩn.txt", MARKED)
        self.put("a.DOCX.txt", CLEAN)
        self.put("bỏ/b.txt", MARKED)
        lines, _ = self.scan("--include", "*.txt", "--exclude", "bỏ", expect=1)
        self.assertEqual(sorted(self.verdicts(lines)), [".ẩn.txt", "a.DOCX.txt"])
        os.utime(self.docs / ".ẩn.txt", (1, 1))
        lines, _ = self.scan("--since", "2001-01-01", "--exclude", "bỏ", expect=0)
        self.assertEqual(list(self.verdicts(lines)), ["a.DOCX.txt"])

    def test_undecodable_names_are_escaped(self):
        path = os.fsencode(self.docs) + b"/m\xcbt.txt"
        with open(path, "wb") as file:
            file.write(MARKED.encode())
        lines, _ = self.scan(expect=1)
        self.assertTrue(lines[0]["path"].endswith("m\\xcbt.txt"))

    def test_limits_are_named(self):
        self.put("to.txt", "x" * 5000)
        lines, summary = self.scan("--max-size", "1K", expect=3)
        self.assertEqual(summary["unreadable_by_reason"], {"too_large": 1})
        self.assertIn("--max-size", lines[0]["notes"][0])

    def test_pictures_need_ocr(self):
        self.put("ảnh.png", bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"))
        _, summary = self.scan("--ocr", "off", expect=3)
        self.assertEqual(summary["unreadable_by_reason"], {"needs_ocr": 1})
        _, summary = self.scan("--ocr", "auto", expect=3)  # cut off after its header
        self.assertEqual(summary["unreadable_by_reason"], {"corrupt": 1})

    def test_unreadable_folders_and_files_are_results(self):
        self.put("kín/a.txt", CLEAN)
        self.put("b.txt", CLEAN)
        os.chmod(self.docs / "kín", 0)
        os.chmod(self.docs / "b.txt", 0)
        prefix = ()
        if os.getuid() == 0:
            if shutil.which("setpriv") is None:
                self.skipTest("setpriv is not here")
            nobody = pwd.getpwnam("nobody")
            prefix = ("setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")
            probe = subprocess.run([*prefix, NIEM, "--version"], capture_output=True, check=False)
            if probe.returncode != 0:
                self.skipTest("the build folder is closed to other accounts")
        _, summary = self.scan(expect=3, prefix=prefix)
        self.assertEqual(summary["unreadable_by_reason"], {"permission": 2})

    def test_special_files_do_not_block(self):
        os.mkfifo(self.docs / "pipe")
        os.symlink("pipe", self.docs / "link")
        self.put("a.txt", CLEAN)
        _, summary = self.scan(expect=0)
        self.assertEqual(summary["files"], 1)

    def test_a_file_that_vanishes_is_a_note(self):
        # The reading process of the first file holds the only thread while the second one is removed.
        self.put("a.zip", zip_of({str(i): MARKED * 50 for i in range(4000)}))
        gone = self.put("b.txt", CLEAN)
        process = subprocess.Popen([NIEM, "scan", str(self.docs), "-f", "jsonl", "-j", "1"], stdout=subprocess.PIPE)
        first = process.stdout.readline()
        gone.unlink()
        lines = [json.loads(line) for line in [first, *process.stdout.readlines()]]
        process.stdout.close()
        process.wait(60)
        vanished = [line for line in lines[:-1] if line["path"].endswith("b.txt")]
        self.assertEqual(len(vanished), 1)
        if vanished[0]["verdict"] != "clean":  # it was faster than we
            self.assertEqual(vanished[0]["verdict"], "unreadable")
            self.assertTrue(vanished[0]["notes"][0].startswith("changed"))


class State(ScanTest):
    def test_unchanged_files_are_not_read_again_but_reported(self):
        state = self.root / "st"
        self.put("mật.txt", MARKED)
        self.put("sạch.txt", CLEAN)
        self.put("gói.zip", zip_of({"m.txt": MARKED, "s.txt": CLEAN}))
        first, _ = self.scan("--state", state, expect=1)
        lines, summary = self.scan("--state", state, expect=1)
        self.assertEqual(summary["unchanged"], 3)
        self.assertEqual(self.verdicts(lines), {k: v for k, v in self.verdicts(first).items() if v != "clean"})
        self.put("sạch.txt", MARKED + "thêm")
        lines, summary = self.scan("--state", state, expect=1)
        self.assertEqual(summary["unchanged"], 2)
        self.assertEqual(self.verdicts(lines)["sạch.txt"], "marked")
        _, summary = self.scan("--state", state, "--max-depth", "3", expect=1)
        self.assertEqual(summary["unchanged"], 0, "options that change verdicts start anew")

    def test_deleted_folders_are_forgotten(self):
        self.put("còn/a.txt", CLEAN)
        self.put("mất/b.txt", CLEAN)
        state = self.root / "state"

        def folders():
            with contextlib.closing(sqlite3.connect(state)) as db:
                return [row[0] for row in db.execute("SELECT path FROM folder")]

        self.scan("--state", state, expect=0)
        self.assertEqual(len(folders()), 2)
        shutil.rmtree(self.docs / "mất")
        self.scan("--state", state, expect=0)
        self.assertEqual([os.path.basename(path) for path in folders()], ["còn".encode()])

    def test_state_file_of_another_kind_is_refused_untouched(self):
        other = self.root / "ghi chú"
        other.write_text("của tôi")
        self.put("a.txt", CLEAN)
        self.run_niem("scan", self.docs, "--state", other, expect=2)
        self.assertEqual(other.read_text(), "của tôi")

    def interrupt(self, number, state):
        for i in range(1500):
            self.put(f"{i % 30}/{i}.zip", zip_of({"m.txt": MARKED + str(i)}))
        report = self.root / "r.jsonl"
        process = subprocess.Popen([NIEM, "scan", str(self.docs), "-f", "jsonl", "-o", str(report), "-f", "jsonl", "--state",
                                    str(state), "-q", "-j", "1"], stdout=subprocess.PIPE)
        for _ in range(200):
            process.stdout.readline()
        process.send_signal(number)
        process.stdout.read()
        process.stdout.close()
        return process.wait(60), report

    def test_interruption_writes_the_report_and_the_next_run_goes_on(self):
        state = self.root / "st"
        status, report = self.interrupt(signal.SIGINT, state)
        self.assertEqual(status, 130)
        summary = json.loads(report.read_text().splitlines()[-1])["summary"]
        self.assertTrue(summary["interrupted"])
        done = summary["files"]
        self.assertLess(done, 1500)
        _, after = self.scan("--state", state, expect=1)
        self.assertEqual(after["files"], 1500)
        self.assertGreaterEqual(after["unchanged"], done)
        self.assertEqual(after["by_verdict"]["marked"], 1500)

    def test_kill_loses_little_and_breaks_nothing(self):
        state = self.root / "st"
        status, _ = self.interrupt(signal.SIGKILL, state)
        self.assertEqual(status, -signal.SIGKILL)
        time.sleep(0.3)
        _, after = self.scan("--state", state, expect=1)
        self.assertEqual(after["by_verdict"]["marked"], 1500)


if __name__ == "__main__":
    unittest.main()
