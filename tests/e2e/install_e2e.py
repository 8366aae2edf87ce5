#!/usr/bin/env python3
"""What a package installs: every file that is promised, and programs that find each other where they then stand.

NIEM_BUILD_DIR names the build tree.
"""
import gzip
import os
import pathlib
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["NIEM_BUILD_DIR"])
PROMISED = ["bin/niem", "bin/niem-verify", "share/man/man1/niem-verify.1.gz", "share/man/vi/man1/niem-pack.1.gz",
            "libexec/niem/niem-worker", "libexec/niem/niem-worker-light", "libexec/niem/niem-worker-ocr",
            "libexec/niem/niem-worker-disk", "libexec/niem/niem-worker-lock",
            "libexec/niem/niem-full",
            "share/man/man1/niem.1.gz", "share/man/vi/man1/niem.1.gz",
            "share/bash-completion/completions/niem", "share/zsh/vendor-completions/_niem",
            "share/fish/vendor_completions.d/niem.fish", "share/doc/niem/copyright", "share/doc/niem/changelog.gz",
            "lib/systemd/system/niem.service", "lib/sysusers.d/niem.conf", "share/doc/niem/examples/niem.env",
            "share/doc/niem/README.md", "share/doc/niem/user-guide.vi.md", "share/niem/packs/scan/rules.schema.json"]


class InstallTest(unittest.TestCase):
    def test_installed_tree_is_complete_and_works(self):
        with tempfile.TemporaryDirectory(prefix="niem_install_") as folder:
            prefix = pathlib.Path(folder)
            subprocess.run(["cmake", "--install", BUILD, "--prefix", prefix], check=True, capture_output=True)
            for name in PROMISED:
                with self.subTest(file=name):
                    self.assertTrue((prefix / name).is_file())
                    self.assertGreater((prefix / name).stat().st_size, 0)
            self.assertIn(b"NIEM", gzip.decompress((prefix / "share/man/man1/niem.1.gz").read_bytes()))
            subprocess.run(["bash", "-n", prefix / "share/bash-completion/completions/niem"], check=True)
            letter = prefix / "thu.rtf"
            letter.write_text("{\\rtf1\\ansi TUY\\'caT M?T\\par}")
            done = subprocess.run([prefix / "bin/niem", "scan", letter, "-f", "jsonl"], capture_output=True, timeout=60)
            self.assertIn(done.returncode, (0, 1), done.stderr.decode())
            self.assertIn(b'"format":"rtf"', done.stdout)
            done = subprocess.run([prefix / "bin/niem", "pack", "show", "vn-2025"], capture_output=True, timeout=60)
            self.assertEqual(done.returncode, 0, done.stderr.decode())

    def test_the_service_is_sound_and_shut_in(self):
        unit = (SOURCE / "packaging/niem.service").read_text()
        with tempfile.TemporaryDirectory(prefix="niem_unit_") as folder:
            here = pathlib.Path(folder) / "niem.service"
            here.write_text(unit.replace("/usr/bin/niem", str(BUILD / "bin/niem")).replace("man:niem-serve(1)", "man:cat(1)"))
            checked = subprocess.run(["systemd-analyze", "verify", "--man=no", here], capture_output=True, text=True)
            self.assertEqual((checked.returncode, [line for line in checked.stderr.splitlines() if "niem.service" in line]),
                             (0, []))
            # 15 of 100 is what systemd itself calls OK for a service on the network
            subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=15", here], check=True,
                           capture_output=True)
            loose = pathlib.Path(folder) / "loose.service"
            loose.write_text(unit.replace("ProtectSystem=strict", "").replace("CapabilityBoundingSet=", ""))
            self.assertNotEqual(subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=15", loose],
                                               capture_output=True).returncode, 0)

    def test_package_scripts_are_shell(self):
        for name in ("postinst", "prerm", "postrm"):
            subprocess.run(["sh", "-n", SOURCE / "packaging" / name], check=True)


if __name__ == "__main__":
    unittest.main()
