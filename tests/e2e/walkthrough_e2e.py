#!/usr/bin/env python3
"""An agency through a year with the shipped programs only, on the embedded store (`niem act` and HTTP) and on
PostgreSQL (HTTP): both must show a person the same words, and docs/walkthrough.*.md must show them too.

    walkthrough_e2e.py            # as the test runs
    walkthrough_e2e.py --write    # puts what was seen into docs/walkthrough.vi.md and .en.md
"""
import concurrent.futures
import difflib
import os
import pathlib
import re
import shutil
import sys
import tempfile
import time
import unittest

from walkthrough_world import FAKETIME, LANGS, POSTGRES, Postgres, World
from walkthrough_year import Year

SOURCE = pathlib.Path(os.environ.get("NIEM_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
BLOCK = re.compile(r"(<!-- step: ([a-z0-9-]+) -->\n```console\n)(.*?)(```\n)", re.S)


def walk(acts, postgres=None, restored=None):
    root = pathlib.Path(tempfile.mkdtemp(prefix="niem_year_"))
    world = World(root, acts, postgres)
    world.restored = restored
    begun = time.monotonic()
    try:
        Year(world).all()
    finally:
        if world.server is not None and world.server.process.poll() is None:
            world.server.process.kill()
        shutil.rmtree(root, True)
    print(f"{acts}: {len(world.steps)} steps, {time.monotonic() - begun:.1f} s", file=sys.stderr)
    return world.steps


def walk_both():
    """[(step, embedded vi, PostgreSQL vi, en)] in order."""
    postgres = Postgres()
    try:
        with concurrent.futures.ThreadPoolExecutor() as pool:
            one = pool.submit(walk, "both")
            two = pool.submit(walk, "http", postgres.database("nam"), postgres.database("lai"))
            return one.result(), two.result()
    finally:
        postgres.stop()


def filled(text, steps, lang):
    shown = dict(steps)
    return BLOCK.sub(lambda found: found[1] + shown.get(found[2], {lang: found[3]})[lang] + found[4], text)


def difference(name, one, two):
    return "".join(difflib.unified_diff(one.splitlines(True), two.splitlines(True), name + " (1)", name + " (2)"))


@unittest.skipUnless(FAKETIME and (POSTGRES / "initdb").exists(), "libfaketime or PostgreSQL 15 is not installed")
class Walkthrough(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.embedded, cls.postgres = walk_both()

    def test_both_stores_say_the_same(self):
        both = zip(self.embedded, self.postgres, strict=True)
        for (name, embedded), (other, postgres) in both:
            self.assertEqual(name, other)
            self.assertEqual(embedded["vi"], postgres["vi"], name)

    def test_docs_show_what_was_seen(self):
        for lang in LANGS:
            path = SOURCE / f"docs/walkthrough.{lang}.md"
            text = path.read_text()
            named = [found[2] for found in BLOCK.finditer(text)]
            self.assertEqual(named, [name for name, _ in self.postgres], path.name)
            self.assertEqual(difference(path.name, text, filled(text, self.postgres, lang)), "")


def write():
    embedded, postgres = walk_both()
    for lang in LANGS:
        path = SOURCE / f"docs/walkthrough.{lang}.md"
        text = path.read_text() if path.exists() else ""
        for name, _ in postgres:
            if f"<!-- step: {name} -->" not in text:
                text += f"\n<!-- step: {name} -->\n```console\n```\n"
        path.write_text(filled(text, postgres, lang))
    for (name, one), (_, two) in zip(embedded, postgres):
        sys.stdout.write(difference(name, one["vi"], two["vi"]))


if __name__ == "__main__":
    if "--write" in sys.argv:
        write()
    else:
        unittest.main()
