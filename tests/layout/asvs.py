#!/usr/bin/env python3
"""Holds docs/asvs.md to its word: every requirement that must be there is, with a proof that exists.

Must be there: levels 1 and 2 of every chapter, level 3 of the chapters in LEVEL3 (tests/layout/asvs-5.0.0.txt has the
numbers). A row is `| number | our words | level | status | proof |`:

    met     names at least one test (`path: Suite.Name`, `path: test_name`) or a file (`path`) that exists
    n.a.    says why it does not apply
    chưa    (not yet) says why, and what stands in its place

Also held: the counts in the summary, and the inventory of files that include a cryptographic library.
"""
import pathlib
import re
import sys

LEVEL3 = {"2", "6", "7", "8", "11", "14", "15", "16"}
STATUSES = ("met", "n.a.", "chưa")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \|(.*)\|(.*)\|(.*)\|(.*)\|$")
PROOF = re.compile(r"`([\w./-]+\.(?:cc|h|py|txt|md|sql|json|service|sh|xml|mjs|tsx))(?:: ([\w./]+))?`")
CRYPTO = re.compile(r'^#include <(?:openssl/|sodium|gnutls|p11-kit/)', re.M)
LEAST_REASON = 12  # letters outside the proofs


def wanted(root):
    """number → level, of what must be in the document."""
    all_levels = {}
    for line in (root / "tests/layout/asvs-5.0.0.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            number, level = line.split()
            all_levels[number] = int(level)
    must = {n for n, level in all_levels.items() if level <= 2 or n.split(".")[0] in LEVEL3}
    return all_levels, must


def exists(root, path, name):
    """Why the proof does not stand; empty when it does."""
    file = root / path
    if not file.is_file():
        return f"no file {path}"
    if not name:
        return ""
    text = file.read_text(errors="replace")
    if path.endswith(".py"):
        found = re.search(rf"^\s*def {re.escape(name)}\(", text, re.M)
    else:
        suite, _, test = name.partition(".")
        found = re.search(rf"^(?:TEST|TEST_F|TEST_P|RC_GTEST_PROP)\(\s*{re.escape(suite)},\s*{re.escape(test)}\b", text, re.M)
    return "" if found else f"no test {name} in {path}"


def check_row(root, number, words, level, status, proof, levels):
    problems = []
    if number not in levels:
        return [f"{number}: the standard has no such number"]
    if level != str(levels[number]):
        problems.append(f"{number}: is of level {levels[number]}, not {level}")
    if len(words) < 8:
        problems.append(f"{number}: says nothing in our words")
    if status not in STATUSES:
        problems.append(f"{number}: status {status!r} is none of {', '.join(STATUSES)}")
    proofs = PROOF.findall(proof)
    for path, name in proofs:
        fault = exists(root, path, name)
        if fault:
            problems.append(f"{number}: {fault}")
    if status == "met" and not proofs:
        problems.append(f"{number}: met, but no test and no file is named")
    reason = re.sub(r"`[^`]*`", "", proof)
    needs_reason = status != "met" or not any(name for _, name in proofs)
    if needs_reason and sum(c.isalpha() for c in reason) < LEAST_REASON:
        problems.append(f"{number}: no reason is given")
    for token in re.findall(r"`([^`]*)`", proof):
        if re.match(r"(src|tests|docs|packaging|fuzz|scripts)/", token) and not PROOF.fullmatch(f"`{token}`"):
            problems.append(f"{number}: `{token}` is no proof that can be looked up")
    return problems


def check(root):
    levels, must = wanted(root)
    text = (root / "docs/asvs.md").read_text()
    problems, seen, counts = [], set(), dict.fromkeys(STATUSES, 0)
    for line in text.splitlines():
        match = ROW.match(line)
        if match is None:
            if re.match(r"^\|\s*\d+\.\d+", line):
                problems.append(f"not a row: {line[:60]}")
            continue
        number, words, level, status, proof = (part.strip() for part in match.groups())
        if number in seen:
            problems.append(f"{number}: twice")
        seen.add(number)
        counts[status] = counts.get(status, 0) + 1
        problems += check_row(root, number, words, level, status, proof, levels)
    problems += [f"{number}: missing" for number in sorted(must - seen, key=lambda n: [int(p) for p in n.split(".")])]
    told = re.search(r"^\*\*(\d+) met, (\d+) n\.a\., (\d+) chưa", text, re.M)
    if told is None or [int(n) for n in told.groups()] != [counts[s] for s in STATUSES]:
        problems.append("the summary must say: **{} met, {} n.a., {} chưa".format(*(counts[s] for s in STATUSES)))
    for file in sorted((root / "src").rglob("*")):
        if file.suffix in (".cc", ".h") and CRYPTO.search(file.read_text(errors="replace")):
            name = file.relative_to(root).as_posix()
            if f"`{name}`" not in text:
                problems.append(f"{name} uses cryptography and is not in the inventory of docs/asvs.md")
    return problems


def main():
    problems = check(pathlib.Path(__file__).resolve().parents[2])
    for problem in problems:
        print("docs/asvs.md:", problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
