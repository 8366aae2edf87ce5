#!/usr/bin/env python3
"""The layout check must fail on each kind of fault it is there for."""
import pathlib
import tempfile
import unittest

import include_graph

TABLE = "| `base` | 1 | x |\n| `text` | 2 | x |\n"


class IncludeGraph(unittest.TestCase):
    def problems(self, files, table=TABLE):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "HACKING.md").write_text(table)
            for name in ("src/base", "src/text"):
                (root / name).mkdir(parents=True)
            for name, text in files.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return include_graph.check(root)

    def test_downward_is_fine(self):
        self.assertEqual(self.problems({"src/text/a.cc": '#include "base/b.h"\n#include "text/c.h"\n'}), [])

    def test_upward_is_found(self):
        self.assertIn("arrow points up", self.problems({"src/base/a.cc": '#include "text/b.h"\n'})[0])

    def test_same_floor_is_found(self):
        table = "| `base` | 1 | x |\n| `text` | 1 | x |\n"
        self.assertIn("arrow points up", self.problems({"src/base/a.cc": '#include "text/b.h"\n'}, table)[0])

    def test_a_folder_that_stands_alone_is_held_to_its_list(self):
        table = TABLE + "`text` stands alone: of the others it may include only `base/b.h`.\n"
        self.assertEqual(self.problems({"src/text/a.cc": '#include "base/b.h"\n#include "text/c.h"\n'}, table), [])
        self.assertIn("stands alone", self.problems({"src/text/a.cc": '#include "base/d.h"\n'}, table)[0])

    def test_unlisted_folder_is_found(self):
        self.assertIn("not in HACKING.md", self.problems({"src/extra/a.cc": ""})[0])

    def test_bare_header_is_found(self):
        self.assertIn("opens with a comment", self.problems({"src/base/a.h": "#pragma once\n"})[0])


if __name__ == "__main__":
    unittest.main()
