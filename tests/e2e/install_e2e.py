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

BUILD = pathlib.Path(os.environ["NIEM_BUILD_DIR"])
PROMISED = ["bin/niem", "bin/niem-verify", "share/man/man1/niem-verify.1.gz", "share/man/vi/man1/niem-pack.1.gz",
            "libexec/niem/niem-worker", "share/man/man1/niem.1.gz", "share/man/vi/man1/niem.1.gz",
            "share/bash-completion/completions/niem", "share/zsh/vendor-completions/_niem",
            "share/fish/vendor_completions.d/niem.fish", "share/doc/niem/copyright", "share/doc/niem/changelog.gz",
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


if __name__ == "__main__":
    unittest.main()
