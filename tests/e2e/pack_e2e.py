#!/usr/bin/env python3
"""The contract of `niem pack`, held by the real program. NIEM_BIN_DIR names the folder of the programs."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BIN = pathlib.Path(os.environ.get("NIEM_BIN_DIR", "build/bin")).resolve()
SOURCE = pathlib.Path(os.environ.get("NIEM_SOURCE_DIR", pathlib.Path(__file__).parents[2])).resolve()

LIST = """{
  "format": "niem-list/1", "decision": "999/QĐ-TTg", "from": "2026-03-01",
  "items": [
    {"article": "1", "clause": "1", "point": "a", "level": "TOI_MAT", "text": "Mục thử"},
    {"article": "2", "level": "MAT", "text": "Mục thử hai"}
  ]
}
"""


class PackTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def pack(self, *arguments, expect=0):
        done = subprocess.run([str(BIN / "niem"), "pack", *map(str, arguments)], capture_output=True, text=True)
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return done

    def put(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def test_built_in_packs_and_those_of_the_sources_pass(self):
        for paths in ([], [SOURCE / "packs"], [SOURCE / "packs/vn-2018", SOURCE / "packs/vn-2025"]):
            found = json.loads(self.pack("check", *paths, "--format", "json").stdout)
            self.assertTrue(found["ok"])
            self.assertEqual([p["pack"] for p in found["packs"]], ["vn-2018", "vn-2025"])
            self.assertEqual(found["packs"][0]["valid_to"], "2026-02-28")
            self.assertIsNone(found["packs"][1]["valid_to"])

    def test_lists_pass_or_name_file_and_line(self):
        good = self.put("good.json", LIST)
        self.assertEqual(json.loads(self.pack("check", good, "-f", "json").stdout)["list_items"], 2)
        level = self.put("level.json", LIST.replace('"MAT"', '"KIN"'))
        twice = self.put("twice.json", LIST.replace('"article": "2"', '"article": "1", "clause": "1", "point": "a"'))
        shown = self.pack("check", level, twice, good, "--lang", "en", expect=1).stdout
        self.assertIn(f"{level}:5: ", shown)  # every bad file is named, not only the first
        self.assertIn(f"{twice}:5: ", shown)
        self.assertIn("failed", shown)
        self.assertIn("không đạt", self.pack("check", self.folder / "absent.json", "--lang", "vi", expect=1).stdout)

    def test_a_spoiled_pack_names_file_and_line(self):
        copy = self.folder / "vn-2018"
        shutil.copytree(SOURCE / "packs/vn-2018", copy)
        path = copy / "authority.json"
        lines = path.read_text(encoding="utf-8").splitlines()
        at = next(i for i, line in enumerate(lines) if '"own_management": true' in line)
        lines[at] = lines[at].replace("true", '"yes"')
        path.write_text("\n".join(lines), encoding="utf-8")
        self.assertIn(f"{path}:{at + 1}: ", self.pack("check", copy, expect=1).stdout)

    def test_show_by_id_day_folder_key_section_and_article(self):
        for name in ("vn-2018", "2026-02-28", SOURCE / "packs/vn-2018"):
            found = json.loads(self.pack("show", name, "11(1)(k)", "-f", "json").stdout)
            self.assertEqual([f["key"] for f in found["facts"]], ["roles/1k"])
            self.assertEqual(found["facts"][0]["certainty"], "S")
        self.assertEqual(json.loads(self.pack("show", "2026-03-01", "terms/MAT", "-f", "json").stdout)
                         ["facts"][0]["value"]["years"], 10)
        settings = json.loads(self.pack("show", "vn-2025", "settings", "-f", "json").stdout)["facts"]
        self.assertTrue(all(f["certainty"] in "2GU" and "chưa đối chiếu" in f["caution"]["vi"] for f in settings))
        self.assertIn("Luật Bảo vệ bí mật nhà nước 2025", self.pack("show", "vn-2025", "--lang", "vi").stdout)

    def test_diff(self):
        found = json.loads(self.pack("diff", "vn-2018", "vn-2025", "-f", "json").stdout)["differences"]
        by_key = {(d["before"] or d["after"])["key"]: d for d in found}
        self.assertEqual(by_key["prohibited/over_classify"]["change"], "added")
        self.assertEqual(by_key["delegation"]["change"], "removed")
        self.assertEqual(by_key["prohibited/take_out"]["change"], "moved")
        self.assertIn("roles: +deputy_head", by_key["powers/determine"]["members"])
        self.assertNotIn("terms/MAT", by_key)
        self.assertEqual(json.loads(self.pack("diff", "vn-2025", "vn-2025", "-f", "json").stdout)["differences"], [])

    def test_wrong_use_says_what_is_right(self):
        for arguments, hint in ((["show"], "niem pack show vn-2025"), (["diff", "vn-2018"], "niem pack diff"), ([], "--help"),
                                (["show", "vn-2030"], "vn-2018, vn-2025"), (["show", "2010-01-01"], "2020-07-01"),
                                (["show", "vn-2025", "99(9)"], "niem pack show vn-2025"), (["check", "--form"], "--format")):
            self.assertIn(hint, self.pack(*arguments, "--lang", "en", expect=2).stderr)
        for lang, word in (("vi", "danh mục"), ("en", "lists")):
            self.assertIn(word, self.pack("--help", "--lang", lang).stdout)


if __name__ == "__main__":
    unittest.main()
