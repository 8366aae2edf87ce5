#!/usr/bin/env python3
"""niem audit --image from the command line: the constructed computer in file systems and containers made here, broken and
foreign images, a removable drive laid out as USB worms do, and (where they are) Debian's forensic samples."""
import json
import lzma
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import uuid

BIN = pathlib.Path(os.environ["NIEM_BIN_DIR"])
SAMPLES = pathlib.Path("/usr/share/forensics-samples")
NO_BREAK_SPACE = "\u00a0"
ENVIRONMENT = dict(os.environ, LC_ALL="C.UTF-8", MTOOLS_SKIP_CHECK="1", PATH=os.environ["PATH"] + ":/usr/sbin:/sbin")


def run(*command, **more):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, env=ENVIRONMENT, **more)


def audit(*options, key=None):
    done = subprocess.run([BIN / "niem", "audit", *map(str, options), "-f", "json"], capture_output=True, text=True,
                          timeout=120, check=False, env=ENVIRONMENT, input=key)
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def warnings(*options):
    """What the SARIF report says that it could not see."""
    done = subprocess.run([BIN / "niem", "audit", *map(str, options), "-f", "sarif", "--lang", "en"], capture_output=True,
                          timeout=120, check=False, env=ENVIRONMENT)
    [run_] = json.loads(done.stdout)["runs"]
    told = run_["invocations"][0]["toolExecutionNotifications"]
    return " ".join(one["message"]["text"] for one in told if one["level"] == "warning")


def found(report, rule):
    return [f for f in report["findings"] if f["rule"] == rule and f["verdict"] == "seen"]


def findings(report):
    """What was concluded, without the times of folders, which copying changes, and the ways to say where."""
    return sorted((f["rule"], f["verdict"], f["grade"], f["standing"], json.dumps(f["subject"], sort_keys=True),
                   f["evidence_count"]) for f in report["findings"] if f["rule"] != "audit.document.downloaded")


class Image(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="niem-image-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.image = self.folder / "disk.dd"

    def empty(self, size, path=None):
        with open(path or self.image, "wb") as file:
            file.truncate(size)
        return path or self.image

    def machine(self):
        root = self.folder / "tree"
        run(BIN / "audit_make_machine", "tree", root)
        return root

    def ntfs(self, root, extras="", size=24 << 20, path=None):
        image = self.empty(size, path)
        run("mkntfs", "-F", "-q", "-s", "512", "-p", "0", "-H", "16", "-S", "63", "-L", "SOAN", image)
        lines = self.folder / "extras"
        lines.write_text(extras)
        run(BIN / "audit_make_ntfs", image, root, lines)
        return image

    def disk_of(self, *volumes, label="dos"):
        """A disk with these volumes, each at a megabyte's edge."""
        disk, table, at = self.folder / "whole.dd", ["label: " + label], 2048
        for path, kind in volumes:
            table.append(f"start={at}, size={path.stat().st_size // 512}" + (f", type={kind}" if label == "dos" else ""))
            at += path.stat().st_size // 512 + 2048
        self.empty(at * 512, disk)
        run("sfdisk", "-q", disk, input="\n".join(table).encode())
        at = 2048
        with open(disk, "r+b") as file:
            for path, _ in volumes:
                file.seek(at * 512)
                file.write(path.read_bytes())
                at += path.stat().st_size // 512 + 2048
        return disk


class Computer(Image):
    def test_ntfs_gives_the_same_as_its_folder(self):
        root = self.machine()
        self.ntfs(root)
        _, plain, _ = audit("--root", root)
        status, report, _ = audit("--image", self.image)
        self.assertEqual(status, 1)
        self.assertEqual(findings(report), findings(plain))
        self.assertEqual(report["devices"], plain["devices"])
        sums = [{s["path"]: s["sha256"] for s in r["sources"] if "path" in s} for r in (plain, report)]
        self.assertEqual(sums[0], sums[1])
        [volume] = report["run"]["image"]["volumes"]
        self.assertEqual((volume["file_system"], volume["label"], volume["system"], volume["examined"]),
                         ("NTFS", "SOAN", "windows", True))
        self.assertFalse(report["run"]["removable"])
        self.assertEqual(report["run"]["image"]["unread"], [])

    def test_other_file_systems(self):
        root = self.machine()
        expected = findings(audit("--root", root)[1])
        run("mkfs.ext4", "-q", "-d", root, self.empty(32 << 20))
        status, report, _ = audit("--image", self.image)
        self.assertEqual((status, findings(report)), (1, expected))
        self.assertEqual(report["run"]["image"]["volumes"][0]["file_system"], "ext4")
        run("mkfs.vfat", "-F", "32", self.empty(64 << 20))
        run("mcopy", "-s", "-i", self.image, root / "Users", root / "Windows", "::")
        status, report, _ = audit("--image", self.image)
        self.assertEqual((status, findings(report)), (1, expected))
        self.assertEqual(report["run"]["image"]["volumes"][0]["file_system"], "FAT32")
        # FAT keeps the machine's own time.
        [chat] = found(report, "audit.chat.received")
        self.assertEqual(chat["time_origin"], "local")

    def test_containers(self):
        self.ntfs(self.machine())
        expected = findings(audit("--image", self.image)[1])
        digest = run("sha256sum", self.image).stdout.split()[0].decode()
        made = {"VHDX": ["vhdx"], "qcow2": ["qcow2", "-c"], "VMDK": ["vmdk"], "VHD": ["vpc", "-o", "force_size=on"]}
        for name, how in made.items():
            with self.subTest(name):
                path = self.folder / ("image." + how[0])
                run("qemu-img", "convert", "-O", *how, self.image, path)
                status, report, error = audit("--image", path, "--hash")
                self.assertEqual(status, 1, error)
                self.assertEqual(report["run"]["image"]["format"], name)
                self.assertEqual(report["run"]["image"]["sha256"], digest)
                self.assertEqual(findings(report), expected)
        run("split", "-b", "10000000", "-d", "-a", "3", "--numeric-suffixes=1", self.image, self.folder / "split.")
        _, report, _ = audit("--image", self.folder / "split.001", "--hash")
        self.assertEqual((report["run"]["image"]["segments"], report["run"]["image"]["sha256"]), (3, digest))
        self.assertEqual(findings(report), expected)

    def acquire(self):
        run("ewfacquire", "-u", "-q", "-t", self.folder / "e", "-S", "1MiB", "-c", "none", "-C", "Vụ 1", "-e",
            "Nguyễn Thị Lan", "-d", "sha1", self.image, stdin=subprocess.DEVNULL)
        return self.folder / "e.E01"

    def test_e01_in_many_parts(self):
        self.ntfs(self.machine(), size=20 << 20)
        first = self.acquire()
        status, report, _ = audit("--image", first, "--hash")
        image = report["run"]["image"]
        self.assertEqual(status, 1)
        self.assertGreater(image["segments"], 15)  # more than a worker's usual descriptors
        self.assertEqual(image["stored_md5"], run("md5sum", self.image).stdout.split()[0].decode())
        self.assertEqual(image["stored_sha1"], run("sha1sum", self.image).stdout.split()[0].decode())
        self.assertEqual(image["sha256"], run("sha256sum", self.image).stdout.split()[0].decode())
        self.assertEqual(image["acquisition"]["examiner_name"], "Nguyễn Thị Lan")
        self.assertFalse(image["cut"])
        (self.folder / "e.E15").unlink()
        _, report, _ = audit("--image", first)
        self.assertTrue(report["run"]["image"]["cut"])
        self.assertIn("The end of the image is missing.", warnings("--image", first))

    def test_documents_say_where_they_came_from(self):
        root = self.machine()
        downloads = root / "Users/lan/Downloads"
        downloads.mkdir()
        for name in ("Công văn 12.docx", "trong.docx", "cai-dat.exe"):
            (downloads / name).write_text("bí mật của nội dung")
        zone = "[ZoneTransfer]\\nZoneId=3\\nHostUrl=https://lan:khoa@tai.example.vn:8443/tep?ma=1\\n"
        self.ntfs(root, "".join(f"Users/lan/Downloads/{name}\tZone.Identifier\t{zone}\n"
                                for name in ("Công văn 12.docx", "cai-dat.exe")))
        _, report, _ = audit("--image", self.image)
        [finding] = found(report, "audit.document.downloaded")
        self.assertEqual(finding["standing"], "indication")
        self.assertEqual(finding["subject"], {"path": "Users/lan/Downloads/Công văn 12.docx", "zone": "3",
                                              "site": "tai.example.vn", "user": "lan"})
        self.assertEqual(finding["time_origin"], "utc")
        for secret in ("khoa@", "ma=1", "bí mật của nội dung"):
            self.assertNotIn(secret, json.dumps(report, ensure_ascii=False))
        # A folder shows no streams: the question was not answered, rather than answered by no.
        _, report, _ = audit("--root", root)
        [answer] = [f for f in report["findings"] if f["rule"] == "audit.document.downloaded"]
        self.assertEqual(answer["verdict"], "source_absent")

    def test_which_volume(self):
        system = self.ntfs(self.machine(), path=self.folder / "system")
        data = self.empty(16 << 20, self.folder / "data")
        run("mkfs.vfat", "-n", "DULIEU", data)
        one = self.disk_of((data, "c"), (system, "7"))
        _, report, _ = audit("--image", one)
        image = report["run"]["image"]
        self.assertEqual(image["partition_table"], "MBR")
        self.assertEqual([(v["file_system"], v["examined"]) for v in image["volumes"]], [("FAT16", True), ("NTFS", True)])
        # What is not of the system's volume says whose it is; its own reads as before.
        sources = [s.get("path", "") for s in report["sources"]]
        self.assertIn("Windows/System32/config/SYSTEM", sources)
        self.assertIn("#1", sources)
        self.assertEqual(findings(report), findings(audit("--image", one, "--volume", "2")[1]))
        _, gpt, _ = audit("--image", self.disk_of((data, "c"), (system, "7"), label="gpt"))
        self.assertEqual(gpt["run"]["image"]["partition_table"], "GPT")
        self.assertEqual(findings(gpt), findings(report))
        one = self.disk_of((data, "c"), (system, "7"))
        status, report, _ = audit("--image", one, "--volume", "1")
        self.assertEqual((status, report["run"]["removable"]), (0, True))
        self.assertEqual([v["examined"] for v in report["run"]["image"]["volumes"]], [True, False])
        status, report, error = audit("--image", one, "--volume", "3", "--lang", "en")
        self.assertEqual((status, report), (2, None))
        self.assertIn("1: FAT16", error)
        status, _, error = audit("--image", self.disk_of((system, "7"), (system, "7")), "--lang", "en")
        self.assertEqual(status, 2)
        self.assertIn("--volume", error)
        self.assertIn("2: NTFS, 24.0 MiB, label “SOAN”", error)


class Volumes(Image):
    """A computer's second volume, and disks with several volumes and no system."""

    def stick(self, name, label="DULIEU"):
        image = self.empty(16 << 20, self.folder / name)
        run("mkfs.vfat", "-n", label, image)
        return image

    def worm(self, image):
        for folder in (NO_BREAK_SPACE, NO_BREAK_SPACE + "/RECYCLER.BIN", NO_BREAK_SPACE + "/RECYCLER.BIN/1"):
            run("mmd", "-i", image, "::" + folder)
        (self.folder / "copied").write_text("[.ShellClassInfo]\r\nCLSID={645FF040-5081-101B-9F08-00AA002F954E}\r\n")
        run("mcopy", "-i", image, self.folder / "copied", f"::{NO_BREAK_SPACE}/RECYCLER.BIN/desktop.ini")

    def layouts(self, report):
        """Those of the second volume; the constructed computer has one of its own."""
        return [f for f in found(report, "audit.worm.layout") if f["subject"]["path"].startswith("#2: ")]

    def test_a_second_volume_is_walked_and_named(self):
        system, data = self.ntfs(self.machine(), path=self.folder / "system"), self.stick("data")
        self.worm(data)
        # A copy of another computer's registry on it is not this computer's.
        run("mcopy", "-i", data, self.folder / "tree/Windows/System32/config/SYSTEM", "::SYSTEM")
        disk = self.disk_of((system, "7"), (data, "c"))
        _, alone, _ = audit("--image", disk, "--volume", "1")
        self.assertEqual(self.layouts(alone), [])
        status, both, error = audit("--image", disk)
        self.assertEqual(status, 1, error)
        [finding] = self.layouts(both)
        self.assertTrue(any(e["source"].endswith(" #2") for e in finding["evidence"]), finding["evidence"])
        self.assertEqual(both["devices"], alone["devices"])
        self.assertEqual([s["path"] for s in both["sources"] if s["kind"] == "system_hive"],
                         ["Windows/System32/config/SYSTEM"])
        self.assertFalse(both["run"]["removable"])
        rest = [f for f in findings(both) if f[0] != "audit.worm.layout"]
        self.assertEqual(rest, [f for f in findings(alone) if f[0] != "audit.worm.layout"])

    SIGNATURE = "a1b2c3d4"  # as sfdisk takes it: the number that the four bytes are, little-endian
    PARTITIONS = ("0b7a1c22-1111-41ee-8000-0123456789ab", "0b7a1c22-2222-41ee-8000-0123456789ab")

    def two_drives(self, label, letters):
        """The constructed computer with drives C: and D:; `letters`: what each has of the two places (None: another disk's)."""
        offsets = (2048 * 512, 2048 * 512 + (24 << 20) + (1 << 20))
        values = []
        for letter, place in letters.items():
            if label == "gpt":
                own = uuid.UUID(self.PARTITIONS[place]) if place is not None else uuid.uuid4()
                value = b"DMIO:ID:" + own.bytes_le
            else:
                disk = bytes.fromhex(self.SIGNATURE)[::-1] if place is not None else b"abcd"
                value = disk + offsets[place or 0].to_bytes(8, "little")
            values.append(f"{letter}={value.hex()}")
        trees = self.folder / "drives"
        shutil.rmtree(trees, ignore_errors=True)
        run(BIN / "audit_make_machine", "drives", trees, *values)
        paths = [self.ntfs(trees / name, path=self.folder / name) for name in "cd"]
        disk = self.disk_of(*((path, "7") for path in paths), label=label)
        if label == "gpt":
            for number, partition in enumerate(self.PARTITIONS, 1):
                run("sfdisk", "-q", "--part-uuid", disk, str(number), partition)
        else:
            run("sfdisk", "-q", "--disk-id", disk, "0x" + self.SIGNATURE)
        return disk

    def started(self, report):
        """Where programs that Windows starts were found, and what was not looked at."""
        layouts = [f for f in report["findings"] if f["rule"] == "audit.worm.layout"]
        folders = sorted(e["locator"] for f in layouts if f["verdict"] == "seen" for e in f["evidence"]
                         if e["fact"] == "folder.sideload")
        return folders, [n["en"] for f in layouts if f["verdict"] == "source_absent" for n in f["notes"]]

    def test_letters_are_joined_with_volumes(self):
        for label in ("dos", "gpt"):
            with self.subTest(label):
                disk = self.two_drives(label, {"C": 0, "D": 1, "E": None})
                status, report, error = audit("--image", disk)
                self.assertEqual(status, 1, error)
                volumes = report["run"]["image"]["volumes"]
                self.assertEqual([v.get("letters") for v in volumes], ["C:", "D:"])
                if label == "gpt":
                    self.assertEqual([v["partition_id"] for v in volumes], ["{" + p + "}" for p in self.PARTITIONS])
                else:
                    self.assertEqual(report["run"]["image"]["disk_signature"], bytes.fromhex(self.SIGNATURE)[::-1].hex())
                # D:'s is on the second volume, and that of a user's registry there on the first; E: is not here, though there
                # is a folder of that name on C:.
                folders, absent = self.started(report)
                self.assertEqual(folders, ["#2: App/CEFHelper.exe", "Lan/CEFHelper.exe"])
                [layout] = found(report, "audit.worm.layout")
                self.assertEqual(layout["subject"]["heuristic"], "H4, H8")
                run_keys = [e["locator"].rsplit("\\", 1)[1] for e in layout["evidence"] if e["fact"] == "autostart"]
                self.assertEqual(sorted(run_keys), ["Lan", "Ung dung"])
                self.assertEqual(absent, ["not looked at: E:\\Kho\\CEFHelper.exe: drive E: is of a disk or a partition that is "
                                          "not in what was looked at"])
                self.assertEqual(report["run"]["image"]["unread"], [])

    def test_a_profile_on_another_volume(self):
        disk = self.two_drives("gpt", {"C": 0, "D": 1})
        _, report, _ = audit("--image", disk)
        user = "#2: Nguoi dung/lan/"
        kinds = {s["kind"]: (s["path"], s.get("user")) for s in report["sources"] if s.get("path", "").startswith(user)}
        self.assertEqual(kinds, {"user_hive": (user + "NTUSER.DAT", "lan"), "browser_history":
                                 (user + "AppData/Local/CocCoc/Browser/User Data/Default/History", "lan")})
        [document] = found(report, "audit.document.removable")
        self.assertEqual((document["subject"]["path"], document["subject"]["user"]), ("F:\\du thao.docx", "lan"))
        [chat] = found(report, "audit.chat.received")
        self.assertTrue(chat["subject"]["path"].startswith(user + "AppData/Roaming/ZaloData"), chat["subject"])
        self.assertEqual(chat["subject"]["user"], "lan")
        # The copy of another computer's hive beside it does not count.
        self.assertNotIn("sao luu", json.dumps([s.get("path") for s in report["sources"]]))

    def test_a_letter_that_is_not_known_is_said(self):
        for letters, options, why in (
                ({"C": 0, "D": 1}, ("--volume", "1"), "is volume #2 of the image, which was not looked at"),
                ({"C": 0, "D": None}, (), "is of a disk or a partition that is not in what was looked at"),
                ({"C": 0}, (), "is of a volume that is not known; it was not looked at")):
            with self.subTest(letters):
                _, report, _ = audit("--image", self.two_drives("dos", letters), *options)
                _, absent = self.started(report)
                self.assertIn(f"not looked at: D:\\App\\CEFHelper.exe: drive D: {why}", absent)
                [software] = [s for s in report["sources"] if s["kind"] == "software_hive"]
                self.assertIn(f"the user's profile D:\\Nguoi dung\\lan was not looked at: drive D: {why}",
                              [n["en"] for n in software["notes"]])
        # A folder shows one volume: what is on D: is not looked for on C:.
        _, report, _ = audit("--root", self.folder / "drives/c")
        folders, absent = self.started(report)
        self.assertEqual((folders, len(absent)), ([], 2))
        # Reports for people name the paths too.
        minutes = self.folder / "m.pdf"
        text = subprocess.run([BIN / "niem", "audit", "-q", "--root", self.folder / "drives/c", "-f", "pdf", "-o", minutes, "-f",
                               "text"], capture_output=True, text=True, env=ENVIRONMENT, check=False).stdout
        pages = " ".join(run("pdftotext", minutes, "-").stdout.decode().split())
        for shown in (pages, text):
            self.assertIn("không xem được E:\\Kho\\CEFHelper.exe: ổ E:", shown)

    def test_no_system_all_volumes(self):
        first, second = self.stick("a", "MOT"), self.stick("b", "HAI")
        self.worm(second)
        status, report, error = audit("--image", self.disk_of((first, "c"), (second, "c")))
        self.assertEqual(status, 1, error)
        self.assertTrue(report["run"]["removable"])
        self.assertEqual([s["path"] for s in report["sources"] if s["kind"] == "tree"], ["#1", "#2"])
        self.assertEqual(len(self.layouts(report)), 1)

    def test_damage_in_one_volume_leaves_the_other(self):
        system, data = self.ntfs(self.machine(), path=self.folder / "system"), self.stick("data")
        raw = bytearray(data.read_bytes())
        raw[512:] = os.urandom(len(raw) - 512)
        data.write_bytes(raw)
        expected = findings(audit("--image", system)[1])
        _, report, error = audit("--image", self.disk_of((system, "7"), (data, "c")))
        self.assertIsNotNone(report, error)
        self.assertEqual([f for f in findings(report) if f[0].startswith("audit.usb")],
                         [f for f in expected if f[0].startswith("audit.usb")])


class BitLocker(Image):
    """Volumes locked by audit_make_bitlocker, constructed after the public description of the format."""

    PASSWORD = "mat khau 1"
    RECOVERY = "-".join(f"{11 * number:06}" for number in (1, 65535, 4096, 777, 31000, 12, 50505, 2))

    def setUp(self):
        super().setUp()
        self.plain = self.ntfs(self.machine(), path=self.folder / "plain")
        self.expected = findings(audit("--image", self.plain)[1])
        self.locked = self.folder / "locked"

    def lock(self, cipher, *protectors):
        run(BIN / "audit_make_bitlocker", self.plain, self.locked, cipher, *protectors)
        return self.locked

    def both(self):
        return f"password={self.PASSWORD}", f"recovery={self.RECOVERY}"

    def assert_opened(self, by, *options, key=None):
        status, report, error = audit("--image", self.locked, *options, key=key)
        self.assertEqual(status, 1, error)
        self.assertEqual(findings(report), self.expected)
        [volume] = report["run"]["image"]["volumes"]
        self.assertEqual((volume["file_system"], volume["bitlocker"], volume["bitlocker_library"]), ("NTFS", "unlocked", by))
        self.assertEqual(report["run"]["image"]["unread"], [])

    def test_each_key_opens_by_the_library_that_knows_the_cipher(self):
        for cipher, by in (("xts128", "libbde"), ("xts256", "dislocker")):
            with self.subTest(cipher):
                self.lock(cipher, *self.both())
                self.assert_opened(by, "--bitlocker-key", self.PASSWORD)
                self.assert_opened(by, "--bitlocker-key", "sai", "--bitlocker-key", self.RECOVERY)
                self.assert_opened(by, "--bitlocker-key", "-", key=self.RECOVERY + "\n")
                self.lock(cipher, "clear")  # protection suspended
                self.assert_opened(by)

    def test_no_key_fits(self):
        self.lock("xts256", *self.both())
        for options in ((), ("--bitlocker-key", "sai"), ("--bitlocker-key", self.RECOVERY.replace("000011", "000022"))):
            status, report, error = audit("--image", self.locked, *options, "--lang", "en")
            self.assertEqual((status, report), (2, None))
            self.assertIn("--bitlocker-key KEY", error)
            self.assertIn("1: BitLocker, locked, ", error)

    def test_the_report_of_a_disk_says_which_library_read_what(self):
        disk = self.disk_of((self.lock("xts256", "clear"), "7"), (self.folder / "plain", "7"))
        status, report, error = audit("--image", disk, "--volume", "1")
        self.assertEqual(status, 1, error)
        self.assertEqual(findings(report), self.expected)
        self.assertEqual([v.get("bitlocker_library") for v in report["run"]["image"]["volumes"]], ["dislocker", None])
        self.assertIn("Not examined: volume 2: ", warnings("--image", disk, "--volume", "1"))
        page = self.folder / "r.html"
        subprocess.run([BIN / "niem", "audit", "-q", "--image", disk, "--volume", "1", "-f", "html", "-o", page], env=ENVIRONMENT,
                       check=False)
        self.assertIn("NTFS trong BitLocker (dislocker)", page.read_text())

    def test_a_form_that_no_library_reads_is_one_line(self):
        """As of a volume half-way through encryption: another identifier in its first sector."""
        self.lock("xts128", "clear")
        with open(self.locked, "r+b") as file:
            file.seek(160)
            file.write(os.urandom(16))
        disk = self.disk_of((self.locked, "7"), (self.plain, "7"))
        status, report, error = audit("--image", disk)
        self.assertEqual(status, 1, error)
        self.assertEqual(findings(report), self.expected)  # the other volume is read
        [volume, _] = report["run"]["image"]["volumes"]
        self.assertEqual(volume["bitlocker"], "locked")
        self.assertIn("dislocker", volume["bitlocker_note"]["vi"])

    def test_damage_is_told_and_does_not_end_the_audit(self):
        self.lock("xts256", "clear")
        sound, behind = self.locked.read_bytes(), self.plain.stat().st_size
        for seed in range(8):
            spoiled = bytearray(sound)
            for block in range(3):
                at = behind + block * 0x10000 + seed * 48
                spoiled[at:at + 8] = bytes((seed * 31 + k * 97) & 0xFF for k in range(8))
            self.locked.write_bytes(spoiled)
            status, report, error = audit("--image", self.locked)
            self.assertIn(status, (0, 1, 2, 3), error)
            self.assertTrue(report or error)


class Removable(Image):
    def setUp(self):
        super().setUp()
        run("mkfs.vfat", "-n", "KINGSTON", self.empty(40 << 20))

    def copy(self, text, to):
        (self.folder / "copied").write_text(text)
        run("mcopy", "-i", self.image, self.folder / "copied", "::" + to)

    def test_a_worms_layout(self):
        """Constructed after the published layout: a folder named by a no-break space, a false recycle bin."""
        hidden = NO_BREAK_SPACE
        for folder in (hidden, hidden + "/RECYCLER.BIN", hidden + "/RECYCLER.BIN/1"):
            run("mmd", "-i", self.image, "::" + folder)
        self.copy("[.ShellClassInfo]\r\nCLSID={645FF040-5081-101B-9F08-00AA002F954E}\r\n",
                  hidden + "/RECYCLER.BIN/desktop.ini")
        self.copy("", "KINGSTON.lnk")
        run("mattrib", "-i", self.image, "+h", "+s", "::" + hidden)
        status, report, _ = audit("--image", self.image)
        self.assertEqual(status, 1)
        self.assertTrue(report["run"]["removable"])
        [finding] = found(report, "audit.worm.layout")
        self.assertEqual((finding["standing"], finding["subject"]["heuristic"], finding["subject"]["score"]),
                         ("violation", "H1, H3, H5, H7", "11"))
        # All of it stands in one file system: it corroborates nothing.
        self.assertEqual(finding["grade"], "single")
        [volume] = report["run"]["image"]["volumes"]
        self.assertEqual(volume["label"], "KINGSTON")
        self.assertRegex(volume["serial"], "^[0-9A-F]{4}-[0-9A-F]{4}$")

    def test_an_ordinary_stick(self):
        run("mmd", "-i", self.image, "::Tai lieu")
        self.copy("x", "Tai lieu/bao-cao.docx")
        self.copy("x", "setup.exe")
        status, report, _ = audit("--image", self.image)
        self.assertEqual((status, found(report, "audit.worm.layout")), (0, []))
        [answer] = [f for f in report["findings"] if f["rule"] == "audit.net.internet"]
        self.assertEqual(answer["verdict"], "source_absent")

    def test_exfat(self):
        run("mkfs.exfat", "-L", "DULIEU", self.empty(16 << 20))
        status, report, _ = audit("--image", self.image)
        self.assertEqual(status, 0)
        [volume] = report["run"]["image"]["volumes"]
        self.assertEqual((volume["file_system"], volume["label"]), ("exFAT", "DULIEU"))

    def test_a_mounted_stick_has_no_windows(self):
        stick = self.folder / "stick"
        (stick / NO_BREAK_SPACE / "RECYCLER.BIN").mkdir(parents=True)
        self.assertEqual(audit("--root", self.folder / "none")[0], 2)
        (stick / "x").write_text("")
        status, report, _ = audit("--root", stick, "--removable")
        self.assertEqual((status, report["run"]["removable"]), (1, True))
        self.assertEqual(found(report, "audit.worm.layout")[0]["subject"]["heuristic"], "H1, H3")
        empty = self.folder / "empty"
        empty.mkdir()
        self.assertEqual(audit("--root", empty)[0], 2)  # no drive, says nobody
        self.assertEqual(audit("--root", empty, "--removable")[0], 0)


class Broken(Image):
    def test_what_is_no_image(self):
        for name, bytes_ in (("empty", b""), ("text", b"xin chao\n" * 500), ("noise", os.urandom(100_000))):
            with self.subTest(name):
                self.image.write_bytes(bytes_)
                status, report, error = audit("--image", self.image, "--lang", "en")
                self.assertEqual((status, report), (2, None))
                self.assertIn("niem: error:", error)
        self.assertIn("--root", audit("--image", self.folder, "--lang", "en")[2])
        self.assertEqual(audit("--image", self.folder / "none")[0], 2)
        self.assertEqual(audit("--image", self.image, "--root", self.folder)[0], 2)

    def test_containers_that_are_not_read(self):
        for start, name in ((b"AFF10\r\n\0", "AFF"), (b"EVF2\r\n\x81\0", "Ex01"), (b"PK\x03\x04", "ZIP")):
            self.image.write_bytes(start + bytes(5000))
            self.assertIn(name, audit("--image", self.image, "--lang", "en")[2])

    def test_locked_and_unread_volumes(self):
        for at, mark, name in ((0, b"LUKS\xba\xbe", "LUKS"), (512, b"LABELONE", "LVM"), (3, b"ReFS", "ReFS")):
            disk = bytearray(1 << 20)
            disk[at:at + len(mark)] = mark
            self.image.write_bytes(disk)
            status, _, error = audit("--image", self.image, "--lang", "en")
            self.assertEqual(status, 2)
            self.assertIn(name, error)

    def test_cut_off(self):
        root = self.machine()
        big = root / "Users/lan/Downloads"
        big.mkdir()
        (big / "lon.docx").write_bytes(os.urandom(6 << 20))
        self.ntfs(root)
        whole = self.disk_of((self.image, "7"))
        with open(whole, "r+b") as file:
            file.truncate(15 << 20)
        status, report, error = audit("--image", whole, "--lang", "en")
        self.assertIn(status, (1, 2, 3), error)
        if report:  # what could be read is kept, and that there is more is told
            self.assertTrue(report["run"]["image"]["cut"])

    def test_damage_is_told_and_does_not_end_the_audit(self):
        """Blots of noise all over the file system: no crash reaches the user, every run ends."""
        self.ntfs(self.machine())
        sound = self.image.read_bytes()
        for seed in range(12):
            spoiled = bytearray(sound)
            for i in range(40):
                at = (seed * 7919 + i * 104729 * 512) % (6 << 20)
                spoiled[at + 600:at + 700] = bytes((seed + i * k) & 0xFF for k in range(100))
            self.image.write_bytes(spoiled)
            status, report, error = audit("--image", self.image)
            self.assertIn(status, (0, 1, 2, 3), error)
            self.assertTrue(report or error)


@unittest.skipUnless(SAMPLES.exists(), "forensics-samples-* are not installed")
class Samples(Image):
    def test_every_file_system(self):
        for name, system in (("ntfs", "NTFS"), ("vfat", "FAT32"), ("exfat", "exFAT"), ("ext4", "ext4")):
            source = SAMPLES / f"fs.{name}.xz"
            if not source.exists():
                continue
            with self.subTest(name):
                self.image.write_bytes(lzma.open(source).read())
                status, report, _ = audit("--image", self.image)
                self.assertEqual(status, 0)
                self.assertEqual(report["run"]["image"]["volumes"][0]["file_system"], system)
                [tree] = [s for s in report["sources"] if s["kind"] == "tree"]
                self.assertGreaterEqual(tree["units"], 23)
                self.assertEqual(report["run"]["image"]["unread"], [])


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=1))
