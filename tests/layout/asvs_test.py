#!/usr/bin/env python3
"""The check of docs/asvs.md must fail on each kind of fault it is there for."""
import pathlib
import tempfile
import unittest

import asvs

GOOD = """**1 met, 1 n.a., 1 chưa**
| 1.1.1 | said in our words | 1 | met | `src/a_test.cc: A.Works`, `tests/e2e/b.py: test_it` |
| 1.1.2 | said in our words | 2 | n.a. | there is nothing of that kind |
| 2.1.1 | said in our words | 3 | chưa | comes with the next version |
"""


class Asvs(unittest.TestCase):
    def problems(self, text, source="TEST(A, Works) {}\n", numbers="1.1.1 1\n1.1.2 2\n1.1.3 3\n2.1.1 3\n"):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, content in (("docs/asvs.md", text), ("src/a_test.cc", source), ("tests/layout/asvs-5.0.0.txt", numbers),
                                  ("tests/e2e/b.py", "    def test_it(self):\n")):
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(content)
            return asvs.check(root)

    def fails(self, old, new, why):
        self.assertIn(old, GOOD)
        self.assertIn(why, " ".join(self.problems(GOOD.replace(old, new))))

    def test_the_good_one_is_good(self):
        self.assertEqual(self.problems(GOOD), [])

    def test_a_test_that_is_gone(self):
        self.fails("A.Works", "A.Gone", "no test A.Gone")
        self.fails("test_it", "test_other", "no test test_other")
        self.fails("src/a_test.cc", "src/b_test.cc", "no file src/b_test.cc")
        self.assertIn("no test A.Works", self.problems(GOOD, "// TEST(A, Works)\n")[0])

    def test_a_missing_number(self):
        self.fails("| 1.1.2 |", "| 1.1.3 |", "1.1.2: missing")
        self.assertIn("2.1.2: missing", self.problems(GOOD, numbers="1.1.1 1\n1.1.2 2\n2.1.1 3\n2.1.2 3\n")[0])

    def test_no_proof_or_no_reason(self):
        self.fails("`src/a_test.cc: A.Works`, `tests/e2e/b.py: test_it`", "we are sure of it, really", "no test and no file")
        self.fails("`src/a_test.cc: A.Works`, `tests/e2e/b.py: test_it`", "`src/a_test.cc`", "no reason")
        self.fails("there is nothing of that kind", "", "no reason")
        self.fails("comes with the next version", "-", "no reason")
        self.fails("`src/a_test.cc: A.Works`", "`src/a_test.cc A.Works`", "no proof that can")

    def test_wrong_level_status_words_counts(self):
        self.fails("| 1 | met", "| 2 | met", "is of level 1")
        self.fails("| chưa |", "| soon |", "status 'soon'")
        self.fails("| 1.1.1 | said in our words", "| 1.1.1 | -", "in our words")
        self.fails("**1 met", "**2 met", "the summary must say")
        self.fails("| 2.1.1 |", "| 9.9.9 |", "no such number")
        self.assertIn("twice", " ".join(self.problems(GOOD + GOOD.splitlines()[1] + "\n")))

    def test_cryptography_outside_the_inventory(self):
        source = "#include <openssl/evp.h>\nTEST(A, Works) {}\n"
        self.assertIn("not in the inventory", self.problems(GOOD, source)[0])
        self.assertEqual(self.problems(GOOD + "`src/a_test.cc`\n", source), [])


if __name__ == "__main__":
    unittest.main()
