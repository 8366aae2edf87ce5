#!/usr/bin/env python3
"""niem-audit.exe under Wine, with a prefix of its own in a temporary folder: the same findings as the Linux program, the
shared cases with known truth, and --live over keys of a real hive put into Wine's registry.

What Wine cannot show (locked hives, the rights of Properties keys, low integrity, which devices are attached now: its
SetupAPI lists all that it knows) is named in docs/audit.md as needing a real Windows."""
import hashlib
import json
import lzma
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import audit_e2e
from audit_e2e import BIN, CASES, SOURCE, found

EXE = SOURCE / "build/mingw/bin/niem-audit.exe"
WINE = os.environ.get("NIEM_WINE", "/usr/lib/wine/wine64")
# Of Windows itself, since Windows 7.
SYSTEM_LIBRARIES = {"advapi32.dll", "bcrypt.dll", "kernel32.dll", "msvcrt.dll", "ntdll.dll"}
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="niem-wine-"))
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
ENVIRONMENT |= {"WINEPREFIX": str(FOLDER / "prefix"), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml=",
                "WINEARCH": "win64"}


SERVER = next(path for name in ("wineserver64", "wineserver") if (path := pathlib.Path(WINE).with_name(name)).exists())


def setUpModule():
    start_wine()
    # Its services keep what they are given open: no pipe that somebody waits for.
    subprocess.run([WINE, "wineboot", "-i"], env=ENVIRONMENT, check=True, timeout=300, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def tearDownModule():
    stop_wine()
    shutil.rmtree(FOLDER)


def start_wine():
    # A server that stays between runs: to start one takes longer than an audit.
    os.makedirs(ENVIRONMENT["WINEPREFIX"], exist_ok=True)
    subprocess.run([SERVER, "-p"], env=ENVIRONMENT, check=True, timeout=60, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def stop_wine():
    # This prefix's server alone; it writes the registry down.
    subprocess.run([SERVER, "-k"], env=ENVIRONMENT, check=False, timeout=60)
    subprocess.run([SERVER, "-w"], env=ENVIRONMENT, check=False, timeout=60)


def run(*arguments, **options):
    return subprocess.run([WINE, EXE, *arguments], env=ENVIRONMENT, capture_output=True, timeout=180, check=False,
                          **options)


def audit(root, *options, env=None):
    """As audit_e2e.audit, by the Windows program."""
    del env
    done = run("--root", root, "-f", "json", *options)
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr.decode()


def state_of(folder):
    """Every file's name, size, time and digest."""
    state = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            info = path.stat()
            state[str(path)] = (info.st_size, info.st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
    return state


class Program(unittest.TestCase):
    def test_it_needs_only_windows(self):
        listing = subprocess.run(["x86_64-w64-mingw32-objdump", "-p", EXE], check=True, capture_output=True, text=True)
        libraries = {name.lower() for name in re.findall(r"DLL Name: (\S+)", listing.stdout)}
        self.assertLessEqual(libraries, SYSTEM_LIBRARIES)

    def test_help_and_mistakes(self):
        shown = run("--help", "--lang", "en").stdout.decode()
        self.assertTrue(shown.startswith("Usage: niem-audit.exe [OPTIONS]"), shown[:80])
        self.assertIn("--live", shown)
        for absent in ("xlsx", "pdf", "--sign"):
            self.assertNotIn(absent, shown)
        vietnamese = run().stdout.decode()
        self.assertIn("máy tính đã nối với những gì", vietnamese)
        done = run("--rot", "x")
        self.assertEqual(done.returncode, 2)
        self.assertIn("có phải --root?", done.stderr.decode())
        self.assertEqual(run("--root", "Z:\\nowhere").returncode, 2)

    def test_the_reading_process_alone_does_nothing(self):
        done = run("--read-one-source", input=b"nothing that it knows")
        self.assertNotEqual(done.returncode, 0)


class Tree(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="niem-audit-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.root = self.folder / "disk"
        subprocess.run([BIN / "audit_make_machine", "tree", self.root], check=True)

    def test_what_this_program_has_no_readers_of_is_told(self):
        _, report, _ = audit(self.root)
        histories = [s for s in report["sources"] if s["kind"] == "browser_history"]
        self.assertEqual(len(histories), 2)
        for source in histories:
            self.assertFalse(source["read"])
            self.assertIn("use niem audit on Linux", " ".join(note["en"] for note in source["notes"]))

    def test_the_same_report_as_on_linux(self):
        for pattern in ("**/History*", "**/places.sqlite*"):  # see above
            for path in self.root.glob(pattern):
                path.unlink()
        before = state_of(self.root)
        ours = audit_of_linux(self.root)
        theirs = audit(self.root)
        self.assertEqual(ours[0], theirs[0])
        sandbox = theirs[1]["run"]["sandbox"]
        for report in (ours[1], theirs[1]):
            for name in ("root", "started", "finished", "sandbox"):
                del report["run"][name]
            for source in report["sources"]:
                if source["kind"] == "tree":  # Windows tells which files are hidden, this file system does not
                    source["notes"] = []
        self.assertEqual(json.dumps(ours[1]), json.dumps(theirs[1]))
        self.assertIn("job", sandbox)
        arguments = ["--root", self.root, "-f", "sarif", "--lang", "en"]
        linux = subprocess.run([BIN / "niem", "audit", *arguments], capture_output=True, check=False, timeout=60)
        [ours], [theirs] = (json.loads(done.stdout)["runs"] for done in (linux, run(*arguments)))
        for name in ("tool", "results", "artifacts", "properties"):
            self.assertEqual(ours[name], theirs[name])
        self.assertEqual(before, state_of(self.root))

    def test_reports_in_files(self):
        page = self.folder / "biên bản.html"
        done = run("--root", self.root, "-f", "html", "-o", "Z:" + str(page).replace("/", "\\"), "-f", "text",
                   "--operator", "Nguyễn Văn Ấn")
        self.assertEqual(done.returncode, 1)
        self.assertIn("Nguyễn Văn Ấn", page.read_text())
        self.assertIn("Galaxy A12", done.stdout.decode())
        subprocess.run(["sha256sum", "-c", "--status", page.name + ".sha256"], cwd=self.folder, check=True)

    def test_a_link_leads_nowhere(self):
        linked = self.folder / "linked"
        (linked / "Windows").mkdir(parents=True)
        (linked / "Users").symlink_to(self.root / "Users")
        (linked / "Windows/System32").symlink_to(self.root / "Windows/System32")
        (linked / "SYSTEM").write_bytes((self.root / "Windows/System32/config/SYSTEM").read_bytes())
        _, report, _ = audit(linked)
        self.assertEqual([s["path"] for s in report["sources"] if s.get("path")], ["SYSTEM"])

    def test_a_reading_process_has_its_time(self):
        # Its memory has a limit too, which Wine's job objects do not hold it to.
        _, report, _ = audit(self.root, "--timeout", "0.001")
        [source] = [s for s in report["sources"] if s["kind"] == "setup_log"]
        self.assertFalse(source["read"])
        self.assertIn("too long", source["notes"][0]["en"])

@unittest.skipUnless(CASES, "no shared cases here")
class Live(unittest.TestCase):
    """The running system: Wine's registry with keys of a real hive in it."""

    def setUp(self):
        self.truth = next(case for case in json.loads((CASES / "truth.json").read_text())["cases"]
                          if case["id"] == "REG-W10-LONEWOLF")
        hive = FOLDER / "SYSTEM"
        hive.write_bytes(lzma.decompress((CASES / "regipy-SYSTEM_B.xz").read_bytes()))
        for bus in ("USB", "USBSTOR"):
            keys = subprocess.run(["hivexregedit", "--export", "--prefix", "HKEY_LOCAL_MACHINE\\SYSTEM", hive,
                                   f"\\ControlSet001\\Enum\\{bus}"], check=True, capture_output=True).stdout.decode()
            file = FOLDER / (bus + ".reg")
            keys = keys.replace("\\ControlSet001\\", "\\CurrentControlSet\\").replace("\n", "\r\n")
            file.write_bytes(keys.encode("utf-16"))
            subprocess.run([WINE, "reg.exe", "import", file], env=ENVIRONMENT, check=True, stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def test_the_devices_of_a_real_hive_and_nothing_written(self):
        stop_wine()
        before = state_of(FOLDER / "prefix/drive_c")
        done = run("--live", "-f", "json")
        report = json.loads(done.stdout)
        stop_wine()
        self.assertEqual(before, state_of(FOLDER / "prefix/drive_c"))
        self.assertTrue(report["run"]["live"])
        drives = {drive["serial"]: drive for drive in report["devices"]}
        self.assertEqual(sorted(drives), sorted(self.truth["expect"]["serials"]))
        names = {"0064": "last_install", "0065": "first_install", "0066": "last_arrival", "0067": "last_removal"}
        for device in self.truth["USBSTOR"]:
            for prop, value in device["props"].items():
                self.assertEqual(drives[device["instance"].removesuffix("&0")][names[prop]], value)
        [hive] = [s for s in report["sources"] if s["kind"] == "system_hive"]
        self.assertRegex(hive["sha256"], "^[0-9a-f]{64}$")
        self.assertTrue(any("SetupAPI" in note["en"] for note in hive["notes"]))
        # What needs a real Windows to be confirmed is said.
        notes = " ".join(note["en"] for note in report["run"]["notes"])
        for word in ("VSS", "SecurityCenter2", "Properties", "locked", "Event logs"):
            self.assertIn(word, notes)
        self.assertTrue(report["machine"]["name"])

    def test_a_worm_that_runs(self):
        """A program of ours that holds the mutex by which a published worm knows itself, under a name that rules know."""
        code, program = FOLDER / "holder.c", FOLDER / "anydesk.exe"
        code.write_text('#include <windows.h>\n#include <stdio.h>\nint main(void) {\n'
                        '  CreateMutexA(NULL, FALSE, "Local\\\\USB_NOTIFY_COP");\n  puts("held"), fflush(stdout), getchar();\n'
                        '  return 0;\n}\n')
        subprocess.run(["x86_64-w64-mingw32-gcc", "-O1", "-o", program, code], check=True)
        report = json.loads(run("--live", "-f", "json").stdout)
        self.assertTrue(found(report, "audit.worm.layout", "not_seen"))
        # The inspector's own program on the inspector's own drive is no trace.
        self.assertFalse("niem-audit" in json.dumps(report["findings"]))
        with subprocess.Popen([WINE, program], env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as holder:
            try:
                self.assertIn(b"held", holder.stdout.readline())
                report = json.loads(run("--live", "-f", "json").stdout)
            finally:
                holder.stdin.write(b"\n")
                holder.stdin.flush()
        [worm] = found(report, "audit.worm.layout")
        self.assertEqual((worm["standing"], worm["subject"]["heuristic"]), ("violation", "H12"))
        self.assertEqual([e["kind"] for e in worm["evidence"]], ["live_mutexes"])
        [remote] = found(report, "audit.remote.present")
        self.assertTrue(remote["subject"]["path"].endswith("\\anydesk.exe"), remote["subject"])

    def test_a_drive_of_this_and_of_another_computer(self):
        other = FOLDER / "other.json"
        other.write_bytes(run("--live", "-f", "json", "--profile", "internet").stdout)
        report = json.loads(run("--live", "-f", "json", "--compare", other).stdout)
        serials = {f["device"]["serial"] for f in found(report, "audit.usb.bridge")}
        self.assertEqual(serials, set(self.truth["expect"]["serials"]))


@unittest.skipUnless(CASES, "no shared cases here")
class Shared(audit_e2e.Shared):
    """Each shared case, by the Windows program."""


audit_of_linux = audit_e2e.audit
audit_e2e.audit = audit

if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=1))
