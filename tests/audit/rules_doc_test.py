#!/usr/bin/env python3
"""The tables of rules in docs/audit.md, Vietnamese and English, say what packs/audit/rules.json says:
each rule once and in the same order, its title and explanation, the sources that it looks in, and what
it is on each kind of computer. `--write` puts the rows right.

    tests/audit/rules_doc_test.py [--write]
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `(audit\.[a-z_.]+)` \|")
STANDINGS = {"vi": {"violation": "trái quy định", "indication": "dấu hiệu", "note": "ghi nhận", "expected": "bình thường"},
             "en": {"violation": "contrary", "indication": "indication", "note": "noted", "expected": "ordinary"}}
SOURCES = {"register": "--register", "other_report": "--compare", "system_hive": "SYSTEM", "software_hive": "SOFTWARE",
           "user_hive": "NTUSER.DAT", "shell_hive": "UsrClass.dat", "inventory_hive": "Amcache.hve", "setup_log": "setupapi.dev.log",
           "wifi_profile": "Wlansvc", "phone_book": "rasphone.pbk", "places": "(*)", "kernel_log": "kern.log",
           "connection": "NetworkManager", "link": "*.lnk", "jump_list": "*Destinations-ms", "prefetch": "Prefetch",
           "browser_history": "History, places.sqlite", "traffic": "SRUDB.dat", "program_folder": "*.exe, *.dll",
           "yara_rules": "--yara", "tasks": "Tasks", "live_mutexes": "--live", "journal": "systemd journal", "live_devices": "--live", "live_network": "--live",
           "live_mounts": "--live", "live_processes": "--live", "volumes": "udisks2", "usb_policy": "usbguard", "tree": "(*)",
           "recent_files": "recently-used.xbel, KDE, LibreOffice", "network_state": "leases, wpa_supplicant, netplan",
           "package_list": "dpkg", "package_log": "apt", "antivirus_data": "ClamAV", "zones": "Zone.Identifier", "hosts": "hosts"}
# Event logs, by their channels, without what is the same in all of them.
CHANNEL = re.compile(r"^(?:Microsoft-Windows-)?(.*?)(?:%4.*)?$")


def source(need):
    if need.startswith("event_log/"):
        return CHANNEL.match(need.removeprefix("event_log/"))[1]
    return SOURCES.get(need, need)


def row(rule, lang):
    title, explain = rule["title"][lang], rule["explain"][lang]
    # Several kinds of sources may have one name.
    sources = ", ".join(dict.fromkeys(source(need) for need in rule.get("requires", []) + rule["needs"]))
    standings = " / ".join(STANDINGS[lang][rule["standing"][name]] for name in ("drafting", "internet", "office"))
    # Acronyms stand as they are.
    return f"| `{rule['id']}` | {title[0].upper() + title[1:]}. {explain} | {sources} | {standings} |"


def nameless(rules):
    """Fields that people would read as "on_drive"."""
    fields = {name for rule in rules for name in rule.get("show", []) + rule.get("group_by", [])}
    titles = set(re.findall(r'\{"([a-z0-9_]+)",\s*\{"', (ROOT / "src/audit/report_parts.cc").read_text()))
    words = set(re.findall(r'"subject\.([a-z0-9_]+)"', (ROOT / "web/src/words/findings.ts").read_text()))
    return ([f"src/audit/report_parts.cc: {name} has no title" for name in sorted(fields - titles)] +
            [f"web/src/words/findings.ts: subject.{name} is missing" for name in sorted(fields - words)])


def main():
    rules = json.loads((ROOT / "packs/audit/rules.json").read_text())["rules"]
    path = ROOT / "docs/audit.md"
    lines = path.read_text().splitlines()
    tables, inside = [], False
    for number, line in enumerate(lines):
        if ROW.match(line):
            if not inside:
                tables.append([])
            tables[-1].append(number)
        inside = bool(ROW.match(line))
    if len(tables) != 2:
        print(f"docs/audit.md: two tables of rules are expected, {len(tables)} found")
        return 1
    problems = nameless(rules)
    for lang, numbers in reversed(list(zip(("vi", "en"), tables))):
        expect = [row(rule, lang) for rule in rules]
        if "--write" in sys.argv:
            lines[numbers[0]:numbers[-1] + 1] = expect
            continue
        told = {ROW.match(lines[n])[1]: lines[n] for n in numbers}
        problems += [f"{lang}: {rule['id']} is missing" for rule in rules if rule["id"] not in told]
        problems += [f"{lang}: {name} is no rule" for name in told if name not in {r["id"] for r in rules}]
        problems += [f"{lang}: {rule['id']}:\n  told:  {told[rule['id']]}\n  rules: {wanted}"
                     for rule, wanted in zip(rules, expect) if told.get(rule["id"], wanted) != wanted]
        if [lines[n] for n in numbers] != expect:
            problems.append(f"{lang}: rules stand in another order, or twice")
    if "--write" in sys.argv:
        path.write_text("\n".join(lines) + "\n")
        return 0
    print("\n".join(problems) or f"both tables say what the {len(rules)} rules say")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
