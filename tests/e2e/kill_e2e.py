#!/usr/bin/env python3
"""kill -9 at random moments: `niem scan --state` goes on where it had come to, reports every document once and loses none.
NIEM_KILLS sets how many kills (200 without it)."""
import collections
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import zipfile

BIN = pathlib.Path(os.environ.get("NIEM_BIN_DIR", "build/bin")).resolve()
NIEM = str(BIN / "niem")
KILLS = int(os.environ.get("NIEM_KILLS", "200"))
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}

MARKED = "UỶ BAN NHÂN DÂN TỈNH AN SƠN\nSố: {}/BC-UBND\nTỐI MẬT\n\nBÁO CÁO\nKết quả công tác quý II năm 2026\n"
CLEAN = "Thông báo lịch trực cơ quan tuần {}, mời mọi người xem và góp ý.\n"


class Tree:
    """Folders that change between runs: what is marked, what is clean, and archives of both."""

    def __init__(self, root, dice):
        self.root, self.dice, self.made = root, dice, 0

    def add(self):
        folder = self.root / f"phòng {self.made % 7}" / f"quý {self.made % 3}"
        folder.mkdir(parents=True, exist_ok=True)
        name, self.made = self.made, self.made + 1
        if name % 5 == 0:
            with zipfile.ZipFile(folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
                for member in range(3):
                    archive.writestr(f"{member}.txt", (MARKED if member else CLEAN).format(name))
        else:
            (folder / f"{name}.txt").write_text((MARKED if name % 2 else CLEAN).format(name))

    def change(self):
        """One file more, now and then one fewer or one rewritten."""
        self.add()
        files = sorted(path for path in self.root.rglob("*.txt"))
        which = self.dice.choice(files)
        match self.dice.randrange(4):
            case 0:
                which.unlink()
            case 1:
                which.write_text(CLEAN.format("đổi " + str(self.made)))


def found(report):
    """How often each document was reported, with its verdict; the summary, if the run came so far.
    The clean ones of unchanged files are counted, not listed: they are left out."""
    documents, summary = collections.Counter(), None
    for line in report.read_text().splitlines():
        try:
            read = json.loads(line)
        except ValueError:  # the line at which the run was killed
            continue
        if "summary" in read:
            summary = read["summary"]
        elif read["verdict"] != "clean":
            documents[read["path"], *read["member"], read["verdict"]] += 1
    return documents, summary


class Kills(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="niem_kill_"))
        self.docs = self.folder / "tài liệu"
        self.dice = random.Random(20261123)
        self.tree = Tree(self.docs, self.dice)
        for _ in range(250):
            self.tree.add()

    def tearDown(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, report, *more):
        return subprocess.Popen([NIEM, "scan", self.docs, "--format", "jsonl", "-o", report, "--quiet", *more],
                                env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def whole(self, name, *more):
        report = self.folder / name
        process = self.start(report, *more)
        _, errors = process.communicate(timeout=300)
        self.assertIn(process.returncode, (0, 1), errors.decode())
        documents, summary = found(report)
        self.assertIsNotNone(summary)
        return documents, summary

    def test_nothing_is_lost_or_reported_twice(self):
        state = self.folder / "state"
        begun = time.monotonic()
        self.whole("đo.jsonl")
        whole_run = time.monotonic() - begun
        killed = finished = checked = 0
        while killed < KILLS:
            self.tree.change()
            # The report is written beside its name and moved there when it is whole: a killed run leaves the last one.
            process = self.start(self.folder / "r.jsonl", "--state", state)
            time.sleep(self.dice.random() * whole_run * 0.9)
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=60)
            if process.returncode == -signal.SIGKILL:
                killed += 1
            else:
                self.assertIn(process.returncode, (0, 1))
                finished += 1
            if (killed + finished) % 20:
                continue
            resumed, summary = self.whole("tiếp.jsonl", "--state", state)
            afresh, expected = self.whole("mới.jsonl")
            self.assertEqual(resumed, afresh)
            self.assertEqual(set(resumed.values()), {1})
            self.assertEqual(summary["files"], expected["files"])
            self.assertEqual(summary["by_level"], expected["by_level"])
            checked += 1
        self.assertGreater(summary["unchanged"], 0, "the state remembers")
        self.assertGreaterEqual(checked, KILLS // 20)
        print(f"{killed} kills, {finished} runs that ended before, compared {checked} times with a run without state")


if __name__ == "__main__":
    unittest.main()
