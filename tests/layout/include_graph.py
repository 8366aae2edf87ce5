#!/usr/bin/env python3
"""Holds src/ to the layout of HACKING.md.

Fails when a folder is missing from the table (or the other way round), when an include points to a
folder on the same or a higher floor, when a folder that stands alone (the last lines below the table:
"`verify` stands alone") includes more than it may, or when a header lacks its opening comment.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+"([a-z_0-9]+)/')
ROW = re.compile(r"^\| `([a-z_]+)` \| (\d+) \|")
ALONE = re.compile(r"^`([a-z_]+)` stands alone")
NAMED = re.compile(r"`([a-z_0-9]+/[a-z_0-9]+\.h)`")


def read_floors(hacking):
    return {m[1]: int(m[2]) for m in map(ROW.match, hacking.read_text().splitlines()) if m}


def read_alone(hacking):
    """Folders that may include only the headers named on their line, beside their own."""
    lines = hacking.read_text().splitlines()
    return {m[1]: set(NAMED.findall(line)) for line in lines if (m := ALONE.match(line))}


def check(root):
    floors = read_floors(root / "HACKING.md")
    alone = read_alone(root / "HACKING.md")
    problems = []
    folders = {p.name for p in (root / "src").iterdir() if p.is_dir()}
    problems += [f"src/{name} is not in HACKING.md's layout" for name in sorted(folders - floors.keys())]
    problems += [f"HACKING.md names src/{name}, which does not exist" for name in sorted(floors.keys() - folders)]
    for path in sorted((root / "src").rglob("*")):
        if path.suffix not in {".h", ".cc"}:
            continue
        here = path.relative_to(root / "src").parts[0]
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            match = INCLUDE.match(line)
            if not match or match[1] == here:
                continue
            header = line.split('"')[1]
            if here in alone and header not in alone[here]:
                problems.append(f"{path.relative_to(root)}:{number}: {here} stands alone, but includes {header}")
            if match[1] not in floors:
                problems.append(f"{path.relative_to(root)}:{number}: includes unknown folder {match[1]}/")
            elif floors[match[1]] >= floors.get(here, 0):
                problems.append(f"{path.relative_to(root)}:{number}: arrow points up: {here} -> {match[1]}")
        if path.suffix == ".h" and (len(lines) < 2 or not lines[0].startswith("// ")):
            problems.append(f"{path.relative_to(root)}: a header opens with a comment that says what it is for")
    return problems


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    root = root if (root / "HACKING.md").exists() else root.parents[2]
    problems = check(root)
    print("\n".join(problems) or "layout holds")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
