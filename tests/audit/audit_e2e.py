#!/usr/bin/env python3
"""niem audit from the command line: a constructed computer, broken and foreign files, decoys on the
inspecting machine, and the shared cases with known truth (skipped where they are not)."""
import hashlib
import json
import lzma
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

BIN = pathlib.Path(os.environ["NIEM_BIN_DIR"])
SOURCE = pathlib.Path(os.environ["NIEM_SOURCE_DIR"])
CASES = next((p for p in (SOURCE / "../shared", SOURCE / "../../shared")
              if (p / "fixtures/machine-audit").exists()), None)
CASES = CASES and CASES / "fixtures/machine-audit"


def audit(root, *options, env=None):
    done = subprocess.run([BIN / "niem", "audit", "--root", root, "-f", "json", *options],
                          capture_output=True, text=True, timeout=120, env=env, check=False)
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def found(report, rule, verdict="seen"):
    return [f for f in report["findings"] if f["rule"] == rule and f["verdict"] == verdict]


class Constructed(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="niem-audit-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.root = self.folder / "disk"
        subprocess.run([BIN / "audit_make_machine", "tree", self.root], check=True)

    def test_a_drafting_computer(self):
        status, report, _ = audit(self.root)
        self.assertEqual(status, 1)
        self.assertEqual(report["machine"]["name"], "SOAN-THAO-01")
        [drive] = report["devices"]
        self.assertEqual((drive["vid"], drive["pid"], drive["serial"]),
                         ("0951", "1666", "E0D55EA573FCF3A0F8230A11"))
        self.assertEqual(drive["first"], "2026-04-01T01:02:04.000000Z")
        self.assertEqual(drive["labels"], ["KINGSTON"])
        self.assertEqual(drive["letters"], ["E:"])
        self.assertEqual(drive["users"], ["lan"])
        self.assertEqual(drive["volume_serials"], ["3C61-09A4"])
        self.assertEqual([(v["arrived"], v["left"]) for v in drive["visits"]],
                         [("2026-04-01T01:02:03.000000Z", None),
                          ("2026-04-20T07:00:00.000000Z", "2026-04-20T08:30:00.000000Z")])
        for rule in ("audit.phone.storage", "audit.phone.tether", "audit.net.wifi",
                     "audit.net.internet", "audit.chat.received", "audit.worm.layout"):
            [finding] = found(report, rule)
            # That a chat program is there is a sign; it sends nothing by itself.
            self.assertEqual(finding["standing"], "indication" if rule == "audit.chat.received" else "violation", rule)
            for proof in finding["evidence"]:
                self.assertTrue(proof["locator"], rule)
                if proof["kind"] != "places":
                    self.assertRegex(proof["sha256"], "^[0-9a-f]{64}$")
        self.assertEqual(found(report, "audit.net.mobile", "not_seen")[0]["evidence"], [])
        # In May 2026 the law of 2025 holds, and the one of 2018 no more.
        instruments = [clause["instrument"] for clause in found(report, "audit.net.internet")[0]["clauses"]]
        self.assertEqual(instruments, ["117/2025/QH15", "282/2025/NĐ-CP"])

    def test_browsers_are_told_by_host_alone(self):
        _, report, _ = audit(self.root)
        text = json.dumps(report, ensure_ascii=False)
        for private in ("bi-mat", "rieng-tu", "van-ban/123", "bao.example", "dien-thoai", "noi-bo", "https:", "http:"):
            self.assertNotIn(private, text)
        [share] = found(report, "audit.web.share")
        self.assertEqual((share["subject"]["app"], share["subject"]["user"]), ("Google Drive", "lan"))
        # The last visit stands in the write-ahead log alone, whose digest is evidence too.
        [office] = found(report, "audit.web.office")
        self.assertEqual(office["subject"]["host"], "eoffice.tinh.gov.vn")
        self.assertEqual(office["first"], "2026-05-05T02:00:00.000000Z")
        history = next(s for s in report["sources"] if s["path"].endswith("/History"))
        self.assertIn("History-wal: sha256 ", json.dumps(history["notes"]))
        names = sorted(f["subject"]["name"] for f in found(report, "audit.web.download"))
        self.assertEqual(names, ["Du thao.docx", "Tài liệu.pdf"])
        kinds = {e["kind"] for e in found(report, "audit.net.internet")[0]["evidence"]}
        self.assertEqual(kinds, {"event_log", "browser_history"})

    def test_options_that_would_do_nothing(self):
        for options in (["--hash"], ["--volume", "2"], ["--bitlocker-key", "x"], ["--live", "--removable"]):
            status, report, error = audit(self.root, *options)
            self.assertEqual((status, report), (2, None), options)
            self.assertIn("--", error)
        file = self.folder / "o-dia.dd"
        file.write_bytes(bytes(1000))
        status, _, error = audit(file)
        self.assertEqual(status, 2)
        self.assertIn("--image", error)

    def test_a_few_files_say_nothing_of_folders(self):
        hive = self.folder / "vai-tep/Windows/System32/config"
        hive.mkdir(parents=True)
        shutil.copy(self.root / "Windows/System32/config/SYSTEM", hive)
        _, report, _ = audit(self.folder / "vai-tep")
        for rule in ("audit.chat.received", "audit.mail.present", "audit.phone.sync"):
            self.assertTrue(found(report, rule, "source_absent"), rule)

    def test_an_antivirus_that_is_there_is_no_lack(self):
        root = self.folder / "linux"
        (root / "home").mkdir(parents=True)
        (root / "var/lib/dpkg").mkdir(parents=True)
        (root / "var/lib/dpkg/status").write_text(
            "Package: clamav\nStatus: install ok installed\nVersion: 1.0\n\n")
        done = subprocess.run([BIN / "niem", "audit", "--root", root], capture_output=True, text=True,
                              timeout=60, check=False)
        self.assertIn("audit.antivirus.missing: có phần mềm chống mã độc\n", done.stdout)
        self.assertNotIn("không thấy phần mềm chống mã độc", done.stdout)

    def test_a_closed_folder_is_told(self):
        """Whose folder could not be listed may have had all of it: that is no clean "not seen"."""
        nobody = {"user": 65534, "group": 65534} if os.geteuid() == 0 else {}
        os.chmod(self.folder, 0o755)
        home = self.root / "Users/lan"
        os.chmod(home, 0)
        try:
            done = subprocess.run([BIN / "niem", "audit", "--root", self.root, "--profile", "internet", "-f", "json"],
                                  capture_output=True, text=True, timeout=60, check=False, **nobody)
            text = subprocess.run([BIN / "niem", "audit", "--root", self.root, "--lang", "en"],
                                  capture_output=True, text=True, timeout=60, check=False, **nobody)
        finally:
            os.chmod(home, 0o755)
        report = json.loads(done.stdout)
        [chat] = found(report, "audit.chat.received", "not_seen")
        self.assertIn("read in part alone", chat["notes"][0]["en"])
        [tree] = [s for s in report["sources"] if s["kind"] == "tree"]
        self.assertTrue(tree["partial"])
        self.assertIn("Users/lan", json.dumps(tree["notes"]))
        self.assertRegex(text.stdout, r"audit\.chat\.received: .*\(read in part alone")

    def test_hosts_of_the_agency(self):
        hosts = self.folder / "hosts.json"
        hosts.write_text('{"hosts": [{"host": "bao.example.vn", "kind": "office", "name": "Cổng điều hành"}]}')
        _, report, _ = audit(self.root, "--hosts", hosts)
        self.assertIn("Cổng điều hành", [f["subject"]["app"] for f in found(report, "audit.web.office")])
        hosts.write_text('{"hosts": [\n{"host": "a.vn", "kind": "nothing"}]}')
        status, report, error = audit(self.root, "--hosts", hosts, "--lang", "en")
        self.assertEqual((status, report), (2, None))
        self.assertIn("hosts.json:2", error)

    def test_what_ran_and_what_was_opened(self):
        _, report, _ = audit(self.root)
        [ran] = found(report, "audit.program.removable")
        self.assertEqual((ran["strength"], ran["first"]), ("strong", "2026-04-01T01:05:00.000000Z"))
        self.assertIn("E0D55EA573FCF3A0F8230A11", ran["subject"]["on_drive"])
        opened = found(report, "audit.document.removable")
        self.assertIn("2026-04-20T07:05:00.000000Z", [f["last"] for f in opened])
        self.assertIn("inventory_hive", {e["kind"] for f in found(report, "audit.worm.layout") for e in f["evidence"]})
        [phone] = found(report, "audit.phone.storage")
        self.assertEqual({e["kind"] for e in phone["evidence"]}, {"system_hive", "shell_hive", "inventory_hive"})
        self.assertEqual(phone["subject"]["serial"], "R58M123ABCD")

    def test_broken_traces_are_told(self):
        app = self.root / "Users/lan/AppData"
        broken = [app / "Local/CocCoc/Browser/User Data/Default/History", app / "Local/Microsoft/Windows/UsrClass.dat",
                  self.root / "Windows/Prefetch/KINGSTON.EXE-1A2B3C4D.pf", self.root / "Windows/AppCompat/Programs/Amcache.hve",
                  self.root / "Windows/System32/sru/SRUDB.dat"]
        broken[-1].parent.mkdir()
        for path in broken:
            path.write_bytes(b"broken" * 1000)
        places = app / "Roaming/Mozilla/Firefox/Profiles/a1.default-release/places.sqlite"
        places.with_name("places.sqlite-journal").write_bytes(bytes.fromhex("d9d505f920a163d7") + bytes(504))
        _, report, _ = audit(self.root)
        states = {s["path"]: s for s in report["sources"] if "path" in s}
        for path in broken:
            source = states[str(path.relative_to(self.root))]
            self.assertFalse(source["read"])
            self.assertTrue(source["notes"])
        firefox = states[str(places.relative_to(self.root))]
        self.assertTrue(firefox["read"])
        self.assertIn("places.sqlite-journal: the last change was not finished", json.dumps(firefox["notes"]))
        self.assertTrue(found(report, "audit.program.removable", "not_seen"))
        self.assertEqual(len(report["devices"]), 1)

    def test_a_drive_with_a_worm(self):
        stick = self.folder / "stick"
        subprocess.run([BIN / "audit_make_machine", "stick", stick], check=True)
        status, report, _ = audit(stick)
        self.assertEqual(status, 1)
        [worm] = found(report, "audit.worm.layout")
        self.assertEqual((worm["verdict"], worm["standing"]), ("seen", "violation"))
        self.assertLessEqual({"link", "folder.sideload", "folder.hoard"}, {e["fact"] for e in worm["evidence"]})
        self.assertLessEqual({"H1", "H2", "H3", "H4", "H6"}, set(worm["subject"]["heuristic"].split(", ")))
        self.assertTrue(found(report, "audit.yara.match", "source_absent"))
        text = subprocess.run([BIN / "niem", "audit", "--root", stick, "-f", "text", "--lang", "vi"], capture_output=True, text=True,
                              timeout=60, check=False).stdout
        self.assertIn("H3 thùng rác giả; H4", text)
        # Documents are not opened, and none of their names is told.
        self.assertNotIn("bao cao", json.dumps(report))
        # The same programs where the computer starts nothing: indirect.
        disk = self.folder / "other"
        shutil.copytree(stick / "\u00a0/RECYCLER.BIN/1", disk / "ProgramData/App")
        [worm] = found(audit(disk)[1], "audit.worm.layout")
        self.assertEqual((worm["standing"], worm["strength"]), ("indication", "medium"))
        # A task that starts it again and again: no updater does that.
        task = disk / "Windows/System32/Tasks/Licensing"
        task.parent.mkdir(parents=True)
        text = ("<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n<Task><Triggers><TimeTrigger><Repetition><Interval>PT2M</Interval>"
                "</Repetition></TimeTrigger></Triggers><Actions><Exec><Command>C:\\ProgramData\\App\\CEFHelper.exe</Command>"
                "</Exec></Actions></Task>")
        task.write_bytes(b"\xff\xfe" + text.encode("utf-16-le"))
        [worm] = found(audit(disk)[1], "audit.worm.layout")
        self.assertEqual((worm["standing"], worm["strength"]), ("violation", "strong"))
        self.assertEqual((worm["subject"]["heuristic"], worm["subject"]["score"], worm["subject"]["minutes"]), ("H4, H8", "6", "2"))
        self.assertLessEqual({"tasks", "program_folder"}, {e["kind"] for e in worm["evidence"]})
        task.unlink()
        # Its library alone is nothing.
        (disk / "ProgramData/App/adobeupdate.dat").unlink()
        self.assertTrue(found(audit(disk)[1], "audit.worm.layout", "not_seen"))

    def test_tasks_that_could_not_be_read_are_told(self):
        disk = self.folder / "disk"
        tasks = disk / "Windows/System32/Tasks"
        tasks.mkdir(parents=True)
        (tasks / "Large").write_bytes(b"<Task>" + b" " * 40_000)
        [source] = [s for s in audit(disk)[1]["sources"] if s["kind"] == "tasks"]
        self.assertFalse(source["read"])
        self.assertIn("1 files could not be opened", source["notes"][0]["en"])
        (tasks / "Small").write_text("<Task><Actions><Exec><Command>a.exe</Command></Exec></Actions></Task>")
        [source] = [s for s in audit(disk)[1]["sources"] if s["kind"] == "tasks"]
        self.assertTrue(source["read"])
        self.assertIn("1 files could not be opened", source["notes"][0]["en"])

    def test_yara_rules_of_the_agency(self):
        stick, rules = self.folder / "stick", self.folder / "rules"
        subprocess.run([BIN / "audit_make_machine", "stick", stick], check=True)
        rules.mkdir()
        (rules / "a.yar").write_text('import "pe"\nrule loader { strings: $a = "hex.dll" condition: pe.is_pe and $a }')
        _, report, _ = audit(stick, "--yara", rules)
        [match] = found(report, "audit.yara.match")
        self.assertEqual((match["subject"]["rule"], match["subject"]["file"]), ("a.yar:loader", "CEFHelper.exe"))
        digest = hashlib.sha256((stick / "\u00a0/RECYCLER.BIN/1/CEFHelper.exe").read_bytes()).hexdigest()
        self.assertEqual(match["subject"]["sha256"], digest)
        digest = hashlib.sha256((rules / "a.yar").read_bytes()).hexdigest()
        self.assertIn("a.yar: sha256 " + digest, json.dumps([s for s in report["sources"] if s["kind"] == "yara_rules"]))
        (rules / "b.yar").write_text("rule b {\n condition: nothing }")
        status, report, error = audit(stick, "--yara", rules, "--lang", "en")
        self.assertEqual((status, report), (2, None))
        self.assertIn("b.yar:2", error)
        self.assertEqual(audit(stick, "--yara", self.folder / "none")[0], 2)

    def test_the_register_decides(self):
        register = self.folder / "so.csv"
        register.write_text("serial,vid,pid,owner,inspected,expires\n"
                            "E0D55EA573FCF3A0F8230A11,0951,1666,Lan,2026-01-01,2027-01-01\n")
        _, report, _ = audit(self.root, "--register", register)
        self.assertEqual(report["devices"][0]["register"],
                         {"state": "registered", "owner": "Lan", "line": 2})
        register.write_text("serial\nOTHER\n")
        _, report, _ = audit(self.root, "--register", register)
        self.assertEqual(len(found(report, "audit.usb.unregistered")), 1)
        register.write_text("name\nOTHER\n")
        status, report, error = audit(self.root, "--register", register, "--lang", "en")
        self.assertEqual((status, report), (2, None))
        self.assertIn("line 1", error)

    def test_a_drive_in_two_computers(self):
        other = self.folder / "internet.json"
        subprocess.run([BIN / "niem", "audit", "--root", self.root, "--profile", "internet",
                        "-f", "json", "-o", other], check=False)
        # The same computer under another profile is no second computer.
        _, report, _ = audit(self.root, "--compare", other)
        self.assertEqual(found(report, "audit.usb.bridge"), [])
        self.assertIn("internet.json", json.dumps(report["run"]["notes"]))
        another = json.loads(other.read_text())
        for source in another["sources"]:
            source["sha256"] = "0" * 64
        other.write_text(json.dumps(another))
        _, report, _ = audit(self.root, "--compare", other)
        self.assertIn("SOAN-THAO-01", json.dumps(report["run"]["notes"]))
        [bridge] = found(report, "audit.usb.bridge")
        self.assertEqual(bridge["standing"], "violation")
        self.assertEqual(bridge["device"]["serial"], "E0D55EA573FCF3A0F8230A11")
        self.assertEqual(bridge["subject"]["other"], "SOAN-THAO-01")
        _, report, _ = audit(self.root, "--profile", "internet", "--compare", other)
        self.assertTrue(found(report, "audit.usb.bridge", "not_seen"))
        self.assertTrue(found(report, "audit.usb.shared"))
        other.write_text("{}")
        self.assertEqual(audit(self.root, "--compare", other)[0], 2)

    def test_several_reports_at_once(self):
        page, text = self.folder / "r.html", self.folder / "r.txt"
        subprocess.run([BIN / "niem", "audit", "--root", self.root, "-f", "html", "-o", page,
                        "-f", "text", "-o", text, "--operator", "Nguyễn Văn A"], check=False)
        self.assertIn("Nguyễn Văn A", page.read_text())
        self.assertEqual(page.stat().st_mode & 0o777, 0o600)
        subprocess.run(["sha256sum", "-c", "--status", "r.html.sha256"], cwd=self.folder, check=True)
        self.assertIn("BIÊN BẢN KIỂM TRA MÁY TÍNH", page.read_text())
        # No clause of law without how sure it is.
        self.assertIn("chưa đối chiếu bản gốc", page.read_text())
        self.assertRegex(page.read_text(), r"Điều 22 khoản 3 điểm a \[S\]")
        self.assertIn("Galaxy A12", text.read_text())

    def test_broken_files_are_told(self):
        config = self.root / "Windows/System32/config"
        whole = (config / "SYSTEM").read_bytes()
        (config / "SYSTEM").write_bytes(whole[:5000])
        (config / "SOFTWARE").write_bytes(b"not a hive")
        status, report, _ = audit(self.root, "--profile", "office")
        self.assertIn(status, (1, 3))
        states = {s["path"]: s for s in report["sources"] if "path" in s}
        for name in ("SYSTEM", "SOFTWARE"):
            source = states["Windows/System32/config/" + name]
            self.assertFalse(source["read"])
            self.assertTrue(source["notes"])
        # Nothing can be said of what only these tell.
        self.assertTrue(found(report, "audit.bluetooth.device", "source_absent"))
        self.assertEqual(len(report["devices"]), 1)  # the logs still know the drive

    def test_what_is_no_computer(self):
        empty = self.folder / "empty"
        empty.mkdir()
        for root in (empty, self.folder / "none"):
            status, report, error = audit(root, "--lang", "en")
            self.assertEqual((status, report), (2, None))
            self.assertIn("niem:", error)

    def test_nothing_of_the_inspecting_machine(self):
        # Links on the examined disk lead to the inspecting machine; its environment is full of names.
        decoy = self.folder / "inspecting"
        subprocess.run([BIN / "audit_make_machine", "tree", decoy], check=True)
        disk = self.folder / "linked"
        (disk / "Windows/System32").mkdir(parents=True)
        (disk / "Windows/System32/config").symlink_to(decoy / "Windows/System32/config")
        (disk / "Users").symlink_to(decoy / "Users")
        (disk / "Windows/INF").mkdir()
        (disk / "Windows/INF/setupapi.dev.log").symlink_to(decoy / "Windows/INF/setupapi.dev.log")
        (disk / "etc").symlink_to("/etc")
        (disk / "var").mkdir()
        (disk / "var/log").symlink_to("/var/log")
        (disk / "SYSTEM").write_bytes((self.root / "Windows/System32/config/SOFTWARE").read_bytes())
        env = dict(os.environ, HOME=str(decoy), USERPROFILE=str(decoy), SystemRoot=str(decoy),
                   COMPUTERNAME="MOI-NHU-DECOY", HOSTNAME="MOI-NHU-DECOY", USER="moi-nhu-decoy",
                   LOGNAME="moi-nhu-decoy", TZ="Asia/Tokyo")
        _, report, _ = audit(disk, env=env)
        text = json.dumps(report)
        self.assertEqual(report["devices"], [])
        self.assertFalse([f for f in report["findings"]
                          if f["verdict"] == "seen" and not f["rule"].startswith("audit.antivirus")])
        for secret in ("MOI-NHU-DECOY", "moi-nhu-decoy", "SOAN-THAO-01", os.uname().nodename):
            self.assertNotIn(secret, text)

    def test_the_zone_of_the_inspecting_machine_changes_nothing(self):
        plain = audit(self.root, env=dict(os.environ, TZ="UTC"))[1]
        other = audit(self.root, env=dict(os.environ, TZ="Asia/Ho_Chi_Minh", LC_ALL="C"))[1]
        for report in (plain, other):
            del report["run"]["started"], report["run"]["finished"]
        self.assertEqual(plain, other)


def visits(drive):
    """[arrived, left] of each visit, to the second."""
    return [[moment and moment[:19] + "Z" for moment in (v["arrived"], v["left"])] for v in drive["visits"]]


class FiveDrives(unittest.TestCase):
    """The published table of five drives of a Windows 11, on a computer CONSTRUCTED for it: nobody here has the image
    (src/audit/testing/five_drives.h says what is published and what was settled how)."""

    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="niem-audit-"))
        self.addCleanup(shutil.rmtree, self.root)
        subprocess.run([BIN / "audit_make_machine", "five", self.root], check=True)

    def drives(self):
        status, report, _ = audit(self.root)
        self.assertEqual(status, 0)
        self.assertTrue(all(s["read"] for s in report["sources"]))
        self.assertEqual(len(found(report, "audit.usb.connected")), len(report["devices"]))
        return {d["serial"]: d for d in report["devices"]}

    def test_the_table(self):
        drives = self.drives()
        expect = {
            "7918331133733033": ("VendorCo ProductCode USB Device", "usbstor", "ROSE", "1AB9-C03E", ["E:"],
                                 [["2023-03-04T16:11:36Z", "2023-03-04T16:34:07Z"]]),
            "S5TANK0N502382A": ("Samsung PSSD T7 SCSI Disk Device", "uas", "T7", "EAAE-79DE", ["E:", "F:"],
                                [["2023-03-04T16:36:36Z", "2023-03-04T17:32:43Z"], ["2023-03-04T18:58:48Z", "2023-03-04T19:21:35Z"],
                                 ["2023-03-04T20:05:18Z", None], ["2023-03-05T23:44:59Z", "2023-03-05T23:47:39Z"]]),
            "60875343": ("Specific STORAGE DEVICE USB Device", "usbstor", "BAND", "EC2C-F4E0", ["F:"],
                         [["2023-03-04T17:19:12Z", "2023-03-04T17:34:01Z"], ["2023-03-04T17:34:22Z", "2023-03-04T17:47:08Z"]]),
            "7&f810be1": ("General UDisk USB Device", "usbstor", "USB Drive", "0201-0BAD", ["E:"],
                          [["2023-03-04T17:55:41Z", None], ["2023-03-04T18:43:31Z", "2023-03-04T19:29:47Z"]]),
            "EFC74121": ("Generic Flash Disk USB Device", "usbstor", "HEDGEHOG", "08C1-D2C1", ["F:"],
                         [["2023-03-04T18:08:48Z", None]])}
        self.assertEqual(sorted(drives), sorted(expect))
        for serial, (name, bus, label, volume, letters, times) in expect.items():
            drive = drives[serial]
            self.assertEqual((drive["name"], drive["bus"]), (name, bus))
            self.assertEqual((drive["labels"], drive["volume_serials"], drive["letters"]), ([label], [volume], letters), name)
            self.assertEqual(visits(drive), times, name)
            self.assertEqual(drive["serial_made_up"], serial == "7&f810be1")
            self.assertEqual(drive["notes"], [])
        [hedgehog] = [e for e in drives["EFC74121"]["evidence"] if e["fact"] == "mounted.before"]
        self.assertEqual(hedgehog["locator"], "MountedDevices\\\\DosDevices\\F:")

    @unittest.skipUnless(CASES, "no shared cases here")
    def test_published_khyrenz(self):
        """The table as the shared cases have it: each value is read from there."""
        cases = {case["id"]: case for case in json.loads((CASES / "truth.json").read_text())["cases"]}
        drives = self.drives()
        expect = cases["PUBLISHED-KHYRENZ"]["expect"]["devices"]
        self.assertEqual(len(drives), len(expect))
        for device in expect:
            # "7918331133733033?": a wrapped number; "7&f810be1 (no iSerial)".
            drive = drives[device["serial"].split(" ")[0].rstrip("?")]
            name = drive["name"].lower()
            for word in device["model"].split(" (")[0].replace("_", " ").lower().split():
                self.assertIn(word, name)
            self.assertEqual(drive["bus"] == "uas", "UAS" in device["model"])
            self.assertEqual(drive["serial_made_up"], "no iSerial" in device["serial"])
            self.assertEqual((drive["labels"], drive["volume_serials"]), ([device["label"]], [device["vsn"]]))
            self.assertEqual(drive["letters"], device.get("letters") or [device["letter"]])
            for name, times in (("connect", [v[0] for v in visits(drive)]), ("disconnect", [v[1] for v in visits(drive)])):
                if name in device:
                    self.assertEqual([t for t in times if t], device[name], device["model"])


class Linux(unittest.TestCase):
    """A constructed Linux computer: from its disk, and as it runs."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="niem-audit-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.root = self.folder / "disk"
        subprocess.run([BIN / "audit_make_machine", "linux", self.root], check=True)

    def live(self, *options):
        subprocess.run([BIN / "audit_make_machine", "running", self.root], check=True)
        return audit(self.root, "--live", *options)

    def test_a_disk(self):
        status, report, _ = audit(self.root)
        self.assertEqual(status, 1)
        self.assertEqual(report["machine"]["name"], "soan-thao-02")
        self.assertFalse(report["run"]["live"])
        drives = {d["serial"]: d for d in report["devices"]}
        self.assertEqual(sorted(drives), ["AA010215170355310594", "E0D55EA573FCF3A0F8230A11"])
        drive = drives["AA010215170355310594"]
        self.assertEqual((drive["vid"], drive["pid"]), ("0781", "5580"))
        self.assertEqual(drive["first"], "2026-05-03T13:15:30.000000Z")
        self.assertEqual(drive["last"], "2026-05-03T13:45:30.000000Z")
        self.assertEqual((drive["labels"], drive["users"]), (["ESD-USB"], ["lan"]))
        # From a rotated, compressed log without years.
        old = drives["E0D55EA573FCF3A0F8230A11"]
        self.assertEqual((old["first"], old["time_origin"]), ("2025-12-30T01:00:00.000000Z", "approximate"))
        for rule in ("audit.phone.tether", "audit.net.wifi", "audit.net.lan"):
            self.assertEqual(found(report, rule)[0]["standing"], "violation", rule)
        # Indirect only: a time server of the Internet, NetworkManager's own state.
        self.assertEqual(found(report, "audit.net.internet")[0]["standing"], "indication")
        self.assertEqual(found(report, "audit.net.update")[0]["subject"]["program"], "apt")
        [document] = found(report, "audit.document.removable")
        self.assertEqual(document["subject"]["path"], "/media/lan/KINGSTON/du thảo.odt")
        self.assertTrue(found(report, "audit.antivirus.missing"))
        # Removed from the list of packages: an indication, no more.
        self.assertEqual(found(report, "audit.remote.present")[0]["standing"], "indication")
        self.assertNotIn("bi-mat-wifi", json.dumps(report))

    def test_a_release_without_updates(self):
        self.assertTrue(found(audit(self.root)[1], "audit.os.unsupported", "not_seen"))
        release = self.root / "etc/os-release"
        release.write_text('PRETTY_NAME="Ubuntu 18.04.6 LTS"\nID=ubuntu\nVERSION_ID="18.04"\n')
        [finding] = found(audit(self.root)[1], "audit.os.unsupported")
        self.assertEqual((finding["standing"], finding["subject"]), ("indication", {"product": "Ubuntu 18.04.6 LTS"}))
        release.unlink()
        self.assertTrue(found(audit(self.root)[1], "audit.os.unsupported", "source_absent"))

    def test_a_copy_without_its_files_times_tells_no_year(self):
        copy = self.folder / "copy"
        shutil.copytree(self.root, copy, copy_function=shutil.copyfile)
        drives = {d["serial"]: d for d in audit(copy)[1]["devices"]}
        self.assertIsNone(drives["E0D55EA573FCF3A0F8230A11"]["first"])
        self.assertEqual(drives["AA010215170355310594"]["first"], "2026-05-03T13:15:30.000000Z")

    def test_a_broken_journal(self):
        [journal] = self.root.glob("var/log/journal/*/system.journal")
        whole = journal.read_bytes()
        journal.write_bytes(whole[:len(whole) * 2 // 3])
        (journal.parent / "system@1.journal~").write_bytes(b"no journal")
        _, report, _ = audit(self.root)
        sources = {s["path"].rsplit("/", 1)[1]: s for s in report["sources"] if s["kind"] == "journal"}
        self.assertTrue(sources["system.journal"]["read"])
        self.assertIn("damaged", json.dumps(sources["system.journal"]["notes"]))
        self.assertFalse(sources["system@1.journal~"]["read"])
        self.assertIn("AA010215170355310594", [d["serial"] for d in report["devices"]])

    def test_as_it_runs(self):
        before = sorted((str(p), p.lstat().st_mtime_ns, p.lstat().st_size) for p in self.root.rglob("*"))
        status, report, _ = self.live()
        self.assertEqual(status, 1)
        self.assertTrue(report["run"]["live"])
        self.assertGreaterEqual(len(report["run"]["notes"]), 3)
        self.assertEqual(report["machine"]["machine_serial"], "SN-0001")
        drive = next(d for d in report["devices"] if d["serial"] == "AA010215170355310594")
        self.assertEqual(drive["first"], "2026-05-03T13:15:30.000000Z")
        self.assertEqual(drive["last"][:10], report["run"]["started"][:10])
        self.assertEqual(drive["volume_serials"], ["3C61-09A4"])
        [phone] = [f for f in found(report, "audit.phone.storage") if f["subject"].get("pid") == "6860"]
        self.assertEqual((phone["standing"], phone["strength"]), ("violation", "direct"))
        self.assertEqual(phone["evidence"][0]["kind"], "live_devices")
        self.assertEqual(found(report, "audit.net.internet")[0]["standing"], "violation")
        self.assertEqual(found(report, "audit.net.wifi")[0]["strength"], "direct")
        self.assertIn("telegram-deskto", found(report, "audit.chat.present")[0]["subject"]["name"])
        for source in report["sources"]:
            if source["kind"].startswith("live_"):
                self.assertTrue(source["read"], source)
                self.assertRegex(source["sha256"], "^[0-9a-f]{64}$")
        after = sorted((str(p), p.lstat().st_mtime_ns, p.lstat().st_size) for p in self.root.rglob("*"))
        self.assertEqual([a for a in after if a in before], before)

    def test_this_very_computer(self):
        for form in ("json", "text", "html"):
            done = subprocess.run([BIN / "niem", "audit", "--live", "--lang", "en", "-f", form],
                                  capture_output=True, text=True, timeout=120, check=False)
            self.assertIn(done.returncode, (0, 1, 3), done.stderr)
            self.assertIn("A running computer answers for itself", done.stdout)
        report = json.loads(subprocess.run([BIN / "niem", "audit", "--live", "-f", "json"],
                                           capture_output=True, text=True, timeout=120, check=False).stdout)
        self.assertEqual(report["run"]["root"], "/")
        self.assertEqual(report["machine"]["name"], os.uname().nodename)

    @unittest.skipIf(os.geteuid() != 0 or not shutil.which("runuser"), "needs root, to be nobody")
    def test_without_roots_rights_it_says_so(self):
        # What nobody may run and see: programs and a tree where he may go.
        place = pathlib.Path(tempfile.mkdtemp(prefix="niem-audit-", dir="/tmp"))
        self.addCleanup(shutil.rmtree, place)
        place.chmod(0o755)
        for name in ("niem", "niem-full"):
            shutil.copy(BIN / name, place / name)
        subprocess.run([BIN / "audit_make_machine", "linux", place / "disk"], check=True)
        (place / "disk/home/lan").chmod(0o700)
        done = subprocess.run(["runuser", "-u", "nobody", "--", place / "niem", "audit", "--live",
                               "--root", place / "disk", "-f", "json"],
                              capture_output=True, text=True, timeout=120, check=False)
        report = json.loads(done.stdout)
        [note] = [n["en"] for n in report["run"]["notes"] if "sudo" in n["en"]]
        self.assertIn("/home/lan", note)


@unittest.skipUnless(CASES, "no shared cases here")
class Shared(unittest.TestCase):
    """Each of the cases with fixtures by the program itself; readers' own tests are in src/audit, and the ninth case,
    which has none, is test_published_khyrenz above."""

    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="niem-audit-"))
        self.addCleanup(shutil.rmtree, self.root)
        self.truth = {case["id"]: case
                      for case in json.loads((CASES / "truth.json").read_text())["cases"]}

    def put(self, fixture, name):
        data = (CASES / fixture).read_bytes()
        (self.root / name).write_bytes(lzma.decompress(data) if fixture.endswith(".xz") else data)

    def logs(self, archive, names):
        for name in names:
            subprocess.run(["7z", "e", "-y", f"-o{self.root}", CASES / archive, name + ".evtx"],
                           check=True, capture_output=True)

    def test_reg_win7_hp(self):
        expect = self.truth["REG-WIN7-HP"]["expect"]
        self.put("regipy-SYSTEM.xz", "SYSTEM")
        _, report, _ = audit(self.root)
        [drive] = report["devices"]
        # The flags of 2009 are of the machine that Windows' image was made on.
        self.assertEqual(found(report, "audit.trace.device_left"), [])
        for name in ("serial", "vid", "pid", "first_install", "last_arrival", "enum_key_write"):
            self.assertEqual(drive[name], expect[name], name)
        self.assertEqual(drive["first"], expect["first_install"])
        self.assertEqual(drive["labels"], [expect["volume_label"]])
        self.assertEqual(drive["letters"], [expect["drive_letter"]])

    def test_half_a_hive_is_no_whole_answer(self):
        data = lzma.decompress((CASES / "regipy-SYSTEM.xz").read_bytes())
        (self.root / "SYSTEM").write_bytes(data[:3_000_000])
        status, report, _ = audit(self.root)
        [source] = [s for s in report["sources"] if s["kind"] == "system_hive"]
        self.assertEqual((status, source["read"], source["partial"]), (3, True, True))
        [lan] = found(report, "audit.net.lan", "not_seen")
        self.assertIn("read in part alone", lan["notes"][0]["en"])

    def test_reg_w10_none(self):
        self.put("regipy-SYSTEM_2.xz", "SYSTEM")
        _, report, _ = audit(self.root)
        self.assertEqual(report["devices"], [])
        self.assertTrue(found(report, "audit.usb.connected", "not_seen"))
        # No register, no log of Wi-Fi, no folders: nothing is said of them.
        for rule in ("audit.usb.unregistered", "audit.net.wifi", "audit.chat.received"):
            self.assertTrue(found(report, rule, "source_absent"), rule)

    def test_reg_w10_lonewolf(self):
        case = self.truth["REG-W10-LONEWOLF"]
        self.put("regipy-SYSTEM_B.xz", "SYSTEM")
        drives = {d["serial"]: d for d in audit(self.root)[1]["devices"]}
        self.assertEqual(sorted(drives), sorted(case["expect"]["serials"]))
        names = {"0064": "last_install", "0065": "first_install", "0066": "last_arrival",
                 "0067": "last_removal"}
        for device in case["USBSTOR"]:
            drive = drives[device["instance"].removesuffix("&0")]
            self.assertEqual(drive["labels"], [case["expect"]["labels"][drive["serial"]]])
            self.assertEqual(drive["enum_key_write"], device["key_write"])
            for prop, value in device["props"].items():
                self.assertEqual(drive[names[prop]], value)
        self.assertEqual(drives["AA010603160707470215"]["letters"], ["D:"])
        self.assertEqual(len(drives["AA010215170355310594"]["notes"]), 1)
        self.assertEqual(drives["AA010603160707470215"]["notes"], [])

    def test_lonewolf_with_its_logs(self):
        for name in ("", ".LOG1", ".LOG2"):
            self.put(f"regipy-SYSTEM_B{name}.xz", "SYSTEM" + name)
        drives = {d["serial"]: d for d in audit(self.root)[1]["devices"]}
        # One more, which stands in the second log alone.
        self.assertEqual(sorted(drives), ["12345679FD0B", "AA010215170355310594",
                                          "AA010603160707470215"])
        self.assertEqual(drives["12345679FD0B"]["bus"], "uas")

    def test_evt_kpnp_usb(self):
        expect = self.truth["EVT-KPNP-USB"]["expect"]
        self.logs("museum-StolenSzechuanEventLogs.7z", ["Microsoft-Windows-Kernel-PnP%4Configuration"])
        [drive] = audit(self.root)[1]["devices"]
        for name in ("serial", "vid", "pid"):
            self.assertEqual(drive[name], expect[name])
        self.assertEqual(drive["first"], expect["first_seen"])

    def test_evt_netprofile(self):
        expect = self.truth["EVT-NETPROFILE"]["expect"]["internet"]
        self.logs("museum-BelkasoftCTF_InsiderThreat.7z",
                  ["Microsoft-Windows-NetworkProfile%4Operational",
                   "Microsoft-Windows-Partition%4Diagnostic"])
        _, report, _ = audit(self.root)
        self.assertEqual(report["devices"], [])
        [finding] = found(report, "audit.net.internet")
        self.assertEqual(finding["evidence_count"], expect["events"])
        self.assertEqual(finding["first"][:19] + "Z", expect["first"])
        self.assertEqual(finding["last"][:19] + "Z", expect["last"])

    def test_setupapi(self):
        expect = self.truth["SETUPAPI-W10A"]["expect"]
        self.put("plaso-setupapi.dev.log", "setupapi.dev.log")
        _, report, _ = audit(self.root)
        [drive] = report["devices"]
        self.assertEqual(drive["serial"], expect["serial"])
        self.assertEqual(drive["first"][:23], expect["section_start_local"])
        self.assertEqual(drive["time_origin"], "local")
        self.assertEqual(report["sources"][0]["units"], expect["sections"])

    def test_setupapi_without_drives(self):
        self.put("museum-setupapi-win10.dev.log", "setupapi.dev.log")
        self.assertEqual(audit(self.root)[1]["devices"], [])

    def test_mru_office(self):
        self.put("regipy-NTUSER.DAT.xz", "NTUSER.DAT")
        _, report, _ = audit(self.root)
        opened = sorted((f["subject"]["path"], f["first"])
                        for f in found(report, "audit.document.opened"))
        expect = sorted((e["path"], e["opened"]) for e in self.truth["MRU-OFFICE14"]["expect"])
        self.assertEqual(opened, expect)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=1))
