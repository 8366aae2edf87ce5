#!/usr/bin/env python3
"""Scores `niem scan` against a labelled folder.

    scripts/score_verdicts.py [--niem build/bin/niem] [--errors] LABELS.csv

LABELS.csv has the columns file (relative to its own folder), verdict, level and, optionally, kind and note.
Without --errors only counts are printed, so that a held-back set stays unseen. A container has the verdict of
its gravest member.

    precision        of the documents called marked, those labelled so
    recall           of the documents labelled marked, those called so
    recall+suspect   the same, counting documents that a person is asked to look at
    level            of the documents rightly called marked, those with the right level
"""
import argparse
import collections
import csv
import json
import pathlib
import subprocess
import sys

GRAVITY = ["clean", "mentions", "declassified", "unreadable", "suspect", "copy", "marked"]


def verdicts(niem, paths):
    """The gravest result of each path."""
    run = subprocess.run([niem, "scan", "--format", "jsonl", "--progress", "never", *paths],
                         stdout=subprocess.PIPE, check=False)
    if run.returncode not in (0, 1, 3):
        sys.exit(f"niem scan failed with status {run.returncode}")
    worst = {}
    for line in run.stdout.decode("utf-8").splitlines():
        result = json.loads(line)
        if "summary" in result:
            continue
        known = worst.get(result["path"])
        if known is None or GRAVITY.index(result["verdict"]) > GRAVITY.index(known["verdict"]):
            worst[result["path"]] = result
    return worst


def share(part, whole):
    return f"{part / whole:.4f} ({part}/{whole})" if whole else "- (0/0)"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--niem", default="build/bin/niem")
    arguments.add_argument("--errors", action="store_true", help="list what went wrong, with evidence")
    arguments.add_argument("labels", type=pathlib.Path)
    given = arguments.parse_args()
    with open(given.labels, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    root = given.labels.parent
    found = verdicts(given.niem, [str(root / row["file"]) for row in rows])
    pairs, levels, wrong = collections.Counter(), collections.Counter(), []
    for row in rows:
        result = found.get(str(root / row["file"]), {"verdict": "missing", "level": None, "evidence": []})
        want, got = row["verdict"], result["verdict"]
        pairs[want, got] += 1
        right_level = (row["level"] or None) == result["level"]
        if want == got == "marked":
            levels[right_level] += 1
        if want != got or (want == "marked" and not right_level):
            wrong.append((row, result))
    marked = sum(n for (want, _), n in pairs.items() if want == "marked")
    called = sum(n for (_, got), n in pairs.items() if got == "marked")
    hit = pairs["marked", "marked"]
    print("documents       ", len(rows))
    print("precision       ", share(hit, called))
    print("recall          ", share(hit, marked))
    print("recall+suspect  ", share(hit + pairs["marked", "suspect"], marked))
    print("level           ", share(levels[True], hit))
    print("verdict as given", share(sum(n for (want, got), n in pairs.items() if want == got), len(rows)))
    for (want, got), count in sorted(pairs.items()):
        if want != got:
            print(f"  {want} called {got}: {count}")
    if given.errors:
        for row, result in wrong:
            print(f"\n{row['file']} [{row.get('kind', '')}; {row.get('note', '')}]")
            print(f"  wanted {row['verdict']} {row['level']}, got {result['verdict']} {result['level']}")
            for one in result["evidence"]:
                print(f"    {one['weight']:+.2f} {one['rule']} {one['text']!r} {one['place']} p{one['page']}")
            for note in result.get("notes", []):
                print("    note:", note)


if __name__ == "__main__":
    main()
