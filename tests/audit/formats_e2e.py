#!/usr/bin/env python3
"""The formats of niem audit's report: all of them say what the JSON says. (SARIF against its schema: tests/web.)"""
import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml
import zipfile

from audit_e2e import BIN, audit

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def workbook(path):
    """name → rows of cells, each a text or a number."""
    with zipfile.ZipFile(path) as book:
        part = lambda name: xml.fromstring(book.read(name))
        texts = ["".join(t.text or "" for t in item.iter(MAIN + "t")) for item in part("xl/sharedStrings.xml")]
        names = [sheet.get("name") for sheet in part("xl/workbook.xml").iter(MAIN + "sheet")]
        sheets = {}
        for number, name in enumerate(names, 1):
            sheet = part(f"xl/worksheets/sheet{number}.xml")
            assert not list(sheet.iter(MAIN + "f")), "a formula"
            sheets[name] = [{cell.get("r").rstrip("0123456789"):
                             texts[int(cell[0].text)] if cell.get("t") == "s" else float(cell[0].text)
                             for cell in row if len(cell)} for row in sheet.iter(MAIN + "row")]
        return sheets


def day(text):
    """As Excel counts it, to the second."""
    moment = datetime.datetime.fromisoformat(text[:19] + "+00:00")
    return moment.timestamp() // 1 / 86400 + 25569


class Formats(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="niem-audit-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.root = self.folder / "disk"
        subprocess.run([BIN / "audit_make_machine", "tree", self.root], check=True)

    def reports(self, *options, lang="vi"):
        """By format, of one run."""
        arguments = []
        for name in ("json", "jsonl", "sarif", "xlsx"):
            arguments += ["-f", name, "-o", self.folder / ("r." + name)]
        done = subprocess.run([BIN / "niem", "audit", "--root", self.root, "--lang", lang, *arguments, *options],
                              capture_output=True, check=False, timeout=120)
        self.assertIn(done.returncode, (0, 1, 3), done.stderr)
        lines = [json.loads(line) for line in (self.folder / "r.jsonl").read_text().splitlines()]
        [run] = json.loads((self.folder / "r.sarif").read_text())["runs"]
        return json.loads((self.folder / "r.json").read_text()), lines, run, workbook(self.folder / "r.xlsx")

    def test_the_lines_are_the_report(self):
        report, lines, _, _ = self.reports("--operator", "Nguyễn Văn A")
        [summary] = [line["summary"] for line in lines if "summary" in line]
        self.assertEqual(list(lines[-1]), ["summary"])
        self.assertEqual({name: summary[name] for name in report["summary"]}, report["summary"])
        for name in ("format", "run", "machine"):
            self.assertEqual(summary[name], report[name])
        for kind in ("finding", "device", "source"):
            mine = [dict(line) for line in lines if line.get("record") == kind]
            for line in mine:
                self.assertEqual((line.pop("record"), line.pop("machine")), (kind, "SOAN-THAO-01"))
            self.assertEqual(mine, report[kind + "s"])

    def test_sarif_tells_each_finding_once(self):
        (self.root / "Windows/INF/setupapi.dev.log").write_bytes(b"\0" * 100)
        report, _, run, _ = self.reports("--operator", "Nguyễn Văn A", lang="en")
        self.assertEqual(run["language"], "en")
        self.assertEqual(len(run["results"]), len(report["findings"]))
        expected = {"violation": ("fail", "error"), "indication": ("fail", "warning"), "note": ("informational", "none"),
                    "expected": ("informational", "none")}
        other = {"not_seen": ("pass", "none"), "source_absent": ("open", "none")}
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        for result, finding in zip(run["results"], report["findings"]):
            self.assertEqual(result["ruleId"], finding["rule"])
            self.assertEqual(rules[result["ruleIndex"]], finding["rule"])
            self.assertEqual((result["kind"], result["level"]),
                             other.get(finding["verdict"]) or expected[finding["standing"]])
            self.assertEqual(len(result["locations"]), len(finding["evidence"]))
            self.assertEqual(result["properties"]["evidenceCount"], finding["evidence_count"])
            for place, proof in zip(result["locations"], finding["evidence"]):
                self.assertEqual(place["logicalLocations"][0]["fullyQualifiedName"], proof["locator"])
                if "physicalLocation" not in place:
                    continue
                artifact = place["physicalLocation"]["artifactLocation"]
                self.assertEqual(artifact["uriBaseId"], "EXAMINED")
                self.assertEqual(run["artifacts"][artifact["index"]].get("hashes", {}).get("sha-256"), proof.get("sha256"))
        self.assertEqual([a.get("hashes", {}).get("sha-256") for a in run["artifacts"]],
                         [s.get("sha256") for s in report["sources"]])
        told = run["invocations"][0]["toolExecutionNotifications"]
        self.assertIn("setupapi.dev.log", json.dumps([n for n in told if n["level"] == "warning"]))
        self.assertTrue(run["invocations"][0]["executionSuccessful"])
        self.assertEqual(run["properties"]["machine"]["name"], "SOAN-THAO-01")
        # Where the disk was mounted is the inspecting machine's own.
        self.assertNotIn(str(self.folder), json.dumps(run))

    def test_a_finding_is_known_again(self):
        first = [result["fingerprints"]["niemAudit/v1"] for result in self.reports()[2]["results"]]
        self.assertEqual(len(set(first)), len(first))
        again = [result["fingerprints"]["niemAudit/v1"] for result in self.reports(lang="en")[2]["results"]]
        self.assertEqual(first, again)

    def test_the_workbook_has_it_all(self):
        report, _, _, sheets = self.reports("--operator", "Nguyễn Văn A")
        self.assertEqual(list(sheets), ["Phát hiện", "Bằng chứng", "Thiết bị USB", "Lần cắm", "Nguồn đã xem",
                                        "Máy và lần kiểm tra"])
        rows = sheets["Phát hiện"][1:]
        self.assertEqual([row["L"] for row in rows], [finding["rule"] for finding in report["findings"]])
        for row, finding in zip(rows, report["findings"]):
            for column, name in (("E", "first"), ("F", "last")):
                self.assertEqual(column in row, finding[name] is not None)
                if column in row:
                    self.assertAlmostEqual(row[column], day(finding[name]), 8)
            self.assertEqual(row["J"], finding["evidence_count"])
            judged = finding["verdict"] == "seen" and finding["standing"] in ("violation", "indication")
            self.assertEqual("I" in row, judged)
        self.assertEqual(len(sheets["Bằng chứng"]) - 1, sum(finding["evidence_count"] for finding in report["findings"]))
        [heading, drive] = sheets["Thiết bị USB"]
        self.assertEqual(heading["D"], "Sê-ri")
        self.assertEqual((drive["B"], drive["C"], drive["D"]), ("0951", "1666", "E0D55EA573FCF3A0F8230A11"))
        self.assertEqual(len(sheets["Lần cắm"]) - 1, len(report["devices"][0]["visits"]))
        self.assertEqual([row.get("H") for row in sheets["Nguồn đã xem"][1:]],
                         [source.get("sha256") for source in report["sources"]])
        facts = {row["A"]: row.get("B") for row in sheets["Máy và lần kiểm tra"]}
        self.assertEqual(facts["Tên"], "SOAN-THAO-01")
        self.assertEqual(facts["Người kiểm tra"], "Nguyễn Văn A")
        self.assertIn("Findings", self.reports(lang="en")[3])

    def test_papers_go_into_files(self):
        for name in ("xlsx", "pdf"):
            done = subprocess.run([BIN / "niem", "audit", "--root", self.root, "-f", name, "--lang", "en"],
                                  capture_output=True, text=True, check=False, timeout=60)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(name + " needs -o FILE", done.stderr)
        self.reports()
        for name in ("jsonl", "sarif", "xlsx"):
            self.assertEqual((self.folder / ("r." + name)).stat().st_mode & 0o777, 0o600)
            subprocess.run(["sha256sum", "-c", "--status", f"r.{name}.sha256"], cwd=self.folder, check=True)

    def secrets(self, machine, root):
        """Puts documents where names are remembered, each with ‹MAT› in its name or folder."""
        if machine == "tree":
            recent = root / "Users/lan/AppData/Roaming/Microsoft/Windows/Recent"
            recent.mkdir(parents=True, exist_ok=True)
            (recent / "MAT a.lnk").write_bytes(b"no link")
            return
        recent = root / "home/lan/.local/share"
        for number in (1, 60):  # a short path, and one that is cut where it is shown
            folder = "/media/lan/KINGSTON/MAT" + "ậ" * number + "/"
            name = recent / f"RecentDocuments/MAT {number}.docx.desktop"
            name.parent.mkdir(parents=True, exist_ok=True)
            name.write_text(f"[Desktop Entry]\nURL[$e]=file://{folder}MAT%20{number}.docx\n")
            with (recent / "recently-used.xbel").open("a") as file:
                file.write(f'<bookmark href="file://{folder}MAT.KHTC" visited="2026-05-03T13:25:00Z">\n'
                           f'<bookmark href="file://{folder}trang.com" visited="2026-05-03T13:25:00Z">\n')

    def test_no_name_of_a_document_leaves_the_unit(self):
        """As the reports without --redact have them, Windows and Linux, and in every format with it."""
        documents = ("audit.document.opened", "audit.document.removable", "audit.document.downloaded", "audit.web.download")
        for machine, least in (("tree", 3), ("linux", 2)):
            root = self.folder / machine
            subprocess.run([BIN / "audit_make_machine", machine, root], check=True)
            self.secrets(machine, root)
            other = self.folder / "vu MAT/o.json"
            other.parent.mkdir(exist_ok=True)
            subprocess.run([BIN / "niem", "audit", "--root", root, "-f", "json", "-o", other], check=False)
            plain = audit(root, "--compare", other)[1]
            self.assertIn("MAT", json.dumps(plain))
            names = {finding["subject"].get("path") or finding["subject"].get("name")
                     for finding in plain["findings"] if finding["rule"] in documents and finding["verdict"] == "seen"}
            names = {part for name in names for part in name.split(", ")}
            names |= {re.split(r"[/\\]", name)[-1] for name in names} | {"MAT"}
            self.assertGreaterEqual(len(names), least, machine)
            outputs = {}
            for form in ("text", "html", "json", "jsonl", "sarif", "xlsx", "pdf"):
                path = self.folder / f"{machine}.{form}"
                subprocess.run([BIN / "niem", "audit", "--root", root, "--compare", other, "--redact", "-f", form, "-o", path],
                               check=False)
                outputs[form] = path.read_text() if form not in ("xlsx", "pdf") else ""
            outputs["xlsx"] = json.dumps(workbook(self.folder / f"{machine}.xlsx"), ensure_ascii=False)
            outputs["pdf"] = subprocess.run(["pdftotext", self.folder / f"{machine}.pdf", "-"], check=True,
                                            capture_output=True, text=True).stdout
            for form, output in outputs.items():
                output = output.replace("\\\\", "\\")
                self.assertEqual([name for name in names if name in output], [], (machine, form))
                self.assertIn("sha256:", output, (machine, form))
            report = json.loads(outputs["json"])
            self.assertTrue(report["run"]["redacted"])
            self.assertEqual(report["summary"], plain["summary"])
            self.assertEqual([drive["serial"] for drive in report["devices"]], [drive["serial"] for drive in plain["devices"]])
            users = lambda one: [finding["subject"].get("user") for finding in one["findings"]]
            self.assertEqual(users(report), users(plain))

    def test_what_is_no_file_is_written_through(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
            subprocess.run([BIN / "niem", "audit", "--root", self.root, "-f", "jsonl", "-o", pipe], check=False, timeout=60)
            lines = reader.communicate(timeout=60)[0].splitlines()
        self.assertIn("summary", json.loads(lines[-1]))
        self.assertTrue(pipe.is_fifo())
        self.assertFalse((self.folder / "pipe.sha256").exists())
        shown = subprocess.run([BIN / "niem", "audit", "--root", self.root, "-f", "json", "-o", "/dev/stdout"],
                               capture_output=True, check=False, timeout=60).stdout
        self.assertIn("findings", json.loads(shown))
        self.assertFalse(os.path.exists("/dev/stdout.sha256"))
        # A signature needs a file to stand beside.
        done = subprocess.run([BIN / "niem", "audit", "--root", self.root, "-f", "json", "-o", "/dev/stdout", "--sign", "x",
                               "--lang", "en"], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("--sign signs the JSON report", done.stderr)

    def test_two_reports_in_one_file(self):
        done = subprocess.run([BIN / "niem", "audit", "--root", self.root, "-f", "json", "-o", self.folder / "a", "-f", "html",
                               "-o", f"{self.folder}/./a", "--lang", "en"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("same file", done.stderr)
        self.assertFalse((self.folder / "a").exists())

    def test_what_counts_as_found(self):
        self.assertEqual(audit(self.root)[0], 1)
        self.assertEqual(audit(self.root, "--fail-on", "violation")[0], 1)
        self.assertEqual(audit(self.root, "--fail-on", "never")[0], 0)
        # A drive was plugged in; without a register that is a sign alone.
        log = self.folder / "copied"
        log.mkdir()
        shutil.copy(self.root / "Windows/INF/setupapi.dev.log", log)
        status, report, _ = audit(log)
        self.assertEqual((status, report["summary"]["violations"], report["summary"]["indications"]), (0, 0, 1))
        self.assertEqual(audit(log, "--fail-on", "indication")[0], 1)
        self.assertEqual(audit(log, "--fail-on", "violation")[0], 0)
        self.assertEqual(audit(self.root, "--fail-on", "all")[0], 2)

    def test_the_register_comes_as_a_file(self):
        for address in ("https://so.example/thiet-bi.csv", "HTTP://so", "ftp://so/a.csv"):
            status, report, error = audit(self.root, "--register", address, "--lang", "en")
            self.assertEqual((status, report), (2, None))
            self.assertIn("niem report STORE devices -o drives.csv", error)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=1))
