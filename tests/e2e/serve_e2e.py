#!/usr/bin/env python3
"""An agency from the command line and over HTTP: init, serve, sign in, acts, backup, restore, niem-verify.

On the embedded store, and on a PostgreSQL 15 of its own where it is installed. Every answer is held to the
OpenAPI description that the server itself gives.
"""
import http.client
import io
import json
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unicodedata
import unittest
import zipfile

import jsonschema

BIN = pathlib.Path(os.environ["NIEM_BIN_DIR"])
POSTGRES = pathlib.Path("/usr/lib/postgresql/15/bin")
PASSWORD = "chi-de-dung-thu"


def niem(*arguments, status=0, program="niem"):
    done = subprocess.run([BIN / program, *map(str, arguments)], capture_output=True, text=True, timeout=120,
                          stdin=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
    return done.stdout + done.stderr


class Server:
    def __init__(self, folder, *options):
        self.process = subprocess.Popen([BIN / "niem", "serve", folder, "--port", "0", *options],
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])
        self.api = None
        self.api = self.call("GET", "/api/v1/openapi.json")[1]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(30)
        self.process.stdout.close()
        return status

    def raw(self, data):
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(data)
            return connection.recv(4096).decode(errors="replace")

    def call(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = None if body is None else json.dumps(body).encode()
        connection.request(method, path, sent, {**({"Content-Type": "application/json"} if sent else {}), **(headers or {})})
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        connection.close()
        if answer.getheader("Content-Type") != "application/json":
            return answer.status, text, answer
        value = json.loads(text)
        if self.api:
            self.check(method, path.split("?")[0], answer.status, value)
        return answer.status, value, answer

    def check(self, method, path, status, value):
        plain = re.sub(r"/may/.*$", "/may/{code}", re.sub(r"/\d+$", "/{id}", path))
        operation = self.api["paths"].get(path, self.api["paths"].get(plain, {})).get(method.lower())
        if operation is None:
            schema = {"$ref": "#/components/schemas/Error"}
        else:
            responses = operation["responses"]
            content = responses.get(str(status), responses["default"]).get("content")
            if not content:
                return
            schema = content["application/json"]["schema"]
        jsonschema.validate(value, {**schema, "components": self.api["components"]})


class Person:
    def __init__(self, server, login):
        self.server = server
        status, me, _ = server.call("POST", "/api/v1/session", {"login": login, "password": PASSWORD, "bearer": True})
        assert status == 200, me
        self.headers = {"Authorization": "Bearer " + me["token"]}
        self.id = me["person"]

    def get(self, path):
        return self.server.call("GET", path, headers=self.headers)[:2]

    def act(self, code, fields, **headers):
        return self.server.call("POST", "/api/v1/acts/" + code, fields, {**self.headers, **headers})[:2]

    def post(self, path, body):
        return self.server.call("POST", path, body, self.headers)[:2]


class Journey:
    """The same on both stores; `init` and `restored` say where."""

    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="niem_serve_"))
        self.addCleanup(shutil.rmtree, self.root, True)
        self.folder = self.root / "thu"
        said = niem("init", "--demo", self.folder, *self.init())
        self.key = re.search(r"\S+\+[0-9a-f]{8}\+\S+", said)[0]
        self.server = Server(self.folder)
        self.addCleanup(self.end)

    def end(self):
        if self.server.process.poll() is None:
            self.server.process.kill()
            self.server.process.wait()
            self.server.process.stdout.close()

    def test_an_old_register(self):
        """Looked at first, then taken over whole, then taken back; as many rows as are allowed at once."""
        server = self.server
        registrar, keeper, officer = (Person(server, name) for name in ("van-thu", "bao-quan", "can-bo"))
        columns = registrar.get("/api/v1/intakes/columns")[1]["columns"]
        self.assertEqual([one["name"] for one in columns if one["required"]], ["number", "level"])
        self.assertEqual(registrar.get("/api/v1/intakes/template.xlsx")[0], 200)

        def row(number, **more):
            return {"row": number + 4, "number": f"{number}/BC-CA", "issuer": "Công an tỉnh", "dated": "20/11/2021",
                    "determined": "20/11/2021", "level": "Mật", "subject": f"Báo cáo số {number}", "place": "Tủ 3", **more}

        sheet = {"direction": "incoming", "rows": [row(1), row(2, level="mặt", dated="31/2/2021"), row(3, holder="ai đó")]}
        schema = server.api["paths"]["/api/v1/intakes/check"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        jsonschema.validate(sheet, schema)
        status, seen = registrar.post("/api/v1/intakes/check", sheet)
        self.assertEqual((status, seen["rows"], seen["good"], seen["bad"]), (200, 3, 1, [6, 7]))
        self.assertEqual([(one["row"], one["field"]) for one in seen["problems"]], [(6, "level"), (6, "dated"), (7, "holder")])
        self.assertEqual(registrar.act("intake.import", {**sheet, "source": "Sổ đến 2021"})[1]["error"]["code"], "intake.problems")
        self.assertEqual(registrar.get("/api/v1/intakes")[1]["intakes"], [])
        self.assertEqual(keeper.post("/api/v1/intakes/check", sheet)[0], 403)
        self.assertEqual(registrar.post("/api/v1/intakes/check", {**sheet, "rows": [{"row": 1, "lạ": "x"}]})[0], 400)

        rows = [row(number, copies="2") for number in range(1, 5001)]
        begun = time.monotonic()
        seen = registrar.post("/api/v1/intakes/check", {"direction": "incoming", "rows": rows})[1]
        self.assertEqual((seen["good"], seen["copies"], seen["levels"]), (5000, 10000, [{"level": "mat", "rows": 5000}]))
        looked = time.monotonic()
        status, done = registrar.act("intake.import", {"direction": "incoming", "source": "Sổ đến 2021", "rows": rows})
        self.assertEqual((status, done["ids"]["documents"], done["ids"]["copies"]), (200, 5000, 10000))
        taken = time.monotonic()
        intake = done["ids"]["intake"]
        page = registrar.get(f"/api/v1/intakes/{intake}?limit=2")[1]
        self.assertEqual([(one["sheet_row"], one["number"], one["touched"]) for one in page["rows"]],
                         [(5, "1/BC-CA", False), (6, "2/BC-CA", False)])
        self.assertEqual(len(registrar.get(f"/api/v1/intakes/{intake}?limit=2&after={page['next']}")[1]["rows"]), 2)
        self.assertEqual((officer.get("/api/v1/intakes")[0], officer.get(f"/api/v1/intakes/{intake}")[0]), (404, 404))
        self.assertEqual(keeper.get("/api/v1/intakes")[1]["intakes"][0]["source"], "Sổ đến 2021")
        again = registrar.post("/api/v1/intakes/check", {"direction": "incoming", "rows": rows[:3]})[1]
        self.assertEqual([one["field"] for one in again["problems"]], ["number"] * 3)

        copy = registrar.get(f"/api/v1/documents/{page['rows'][0]['document']}")[1]["copies"][0]
        self.assertEqual(keeper.act("copy.lost", {"copy": copy["id"], "account": "không thấy"})[0], 200)
        undo = {"intake": intake, "reason": "nhầm sổ"}
        self.assertEqual(registrar.act("intake.undo", undo)[1]["error"]["code"], "intake.touched")
        half = time.monotonic()
        status, undone = registrar.act("intake.undo", {**undo, "rest": True})
        self.assertEqual((status, undone["ids"]["documents"], undone["ids"]["kept"]), (200, 4999, 1))
        print(f"# 5,000 rows: looked at in {looked - begun:.1f} s, taken in {taken - looked:.1f} s, "
              f"undone in {time.monotonic() - half:.1f} s")
        listed = registrar.get("/api/v1/intakes")[1]["intakes"][0]
        self.assertEqual((listed["state"], listed["undo_until"], listed["reason"]), ("ended", None, "nhầm sổ"))

    def test_a_working_day(self):
        server = self.server
        registrar, keeper, officer = (Person(server, name) for name in ("van-thu", "bao-quan", "can-bo"))
        head, auditor = Person(server, "chu-tich"), Person(server, "kiem-tra")
        self.assertEqual(registrar.get("/api/v1/forms")[0], 200)
        fields = {"level": "toi_mat", "issuer": "UBND tỉnh Bịa", "number": "33", "symbol": "CV-UBND", "stated": 1,
                  "counted": 1, "sealed": True, "envelope": "B", "subject": "Đường dây thử"}
        jsonschema.validate(fields, server.api["paths"]["/api/v1/acts/document.receive"]["post"]["requestBody"]["content"]
                            ["application/json"]["schema"])
        once = {"Idempotency-Key": "request-0001"}
        status, first = registrar.act("document.receive", fields, **once)
        self.assertEqual((status, first["done"]), (200, True))
        self.assertEqual(registrar.act("document.receive", fields, **once), (200, first))
        document, copy = first["ids"]["document"], first["copies"][0]

        # searching folds tones and đ; who need not know finds nothing
        found = keeper.post("/api/v1/documents", {"q": "duong day"})[1]["documents"]
        self.assertEqual([one["id"] for one in found], [document])
        self.assertEqual(officer.post("/api/v1/documents", {"q": "duong day"})[1]["documents"], [])
        hidden = officer.get(f"/api/v1/documents/{document}")
        self.assertEqual(hidden, officer.get("/api/v1/documents/999999"))
        self.assertEqual(hidden[0], 404)

        status, lent = keeper.act("copy.lend", {"copy": copy, "person": officer.id, "due": "2099-01-01"})
        self.assertEqual(status, 200, lent)
        detail = officer.get(f"/api/v1/documents/{document}")[1]
        self.assertEqual(detail["copies"][0]["holder"], officer.id)
        self.assertEqual(detail["copies"][0]["custody"][-1]["act"], "copy.lend")
        pages = keeper.get("/api/v1/documents?limit=2")[1]
        self.assertEqual(len(pages["documents"]), 2)
        self.assertTrue(keeper.get(f"/api/v1/documents?before={pages['next']}")[1]["documents"])

        # refused by duty, by form, by the law, with reason in both languages
        self.assertEqual(officer.act("copy.lend", {"copy": copy, "person": 1, "due": "2099-01-01"})[0], 403)
        self.assertEqual(registrar.act("document.receive", {"level": "mat"})[0], 400)
        self.assertEqual(registrar.act("no.such", {})[0], 404)
        security, other = Person(server, "bao-ve"), Person(server, "bao-ve-2")
        self.assertEqual(security.act("person.amend", {"person": officer.id, "password": "ngắn"})[0], 422)

        # whether an act may be done, with nothing done: whole forms, half ones, what is absent to him
        before = auditor.get("/api/v1/ledger/events")[1]["size"]
        may = keeper.post("/api/v1/may/copy.take_back", {"copy": 2})[1]
        self.assertEqual((may["allowed"], may["complete"]), (False, True), may)
        back = keeper.post("/api/v1/may/copy.take_back", {"copy": copy})[1]
        self.assertEqual((back["allowed"], back["complete"]), (True, True))
        half = head.post("/api/v1/may/term.extend", {"document": 3})[1]
        self.assertEqual((half["allowed"], half["complete"]), (True, False))
        self.assertIn("117/2025", half["article"]["vi"])
        self.assertEqual(officer.post("/api/v1/may/term.extend", {"document": 3})[1]["code"], "wrong_duty")
        # a password is never tried here, right or wrong
        for typed in (PASSWORD, "không phải"):
            asked = officer.post("/api/v1/may/password.change", {"old": typed, "new": "mật khẩu mới nào đó"})[1]
            self.assertEqual((asked["allowed"], asked["complete"]), (True, False))
        self.assertEqual(auditor.get("/api/v1/ledger/events")[1]["size"], before + 1)  # his own look
        hidden = [officer.post("/api/v1/may/document.link", {"document": one, "source": 1}) for one in (2, 999999)]
        self.assertEqual((hidden[0], hidden[0][0]), (hidden[1], 404))
        self.assertEqual(keeper.get("/api/v1/copies?id=" + str(copy))[1]["copies"][0]["state"], "out")

        # what is under way, with what he may do next; what he has
        asked = head.get("/api/v1/matters")[1]["requests"][0]
        self.assertEqual((asked["state"], asked["acts"]), ("open", ["copy.allow", "copy.refuse"]))
        self.assertEqual([one["acts"] for one in keeper.get("/api/v1/matters")[1]["requests"]], [[]])
        self.assertEqual(len(keeper.get("/api/v1/matters?document=3")[1]["requests"]), 2)
        self.assertIn(copy, [one["id"] for one in officer.get(f"/api/v1/copies?holder={officer.id}")[1]["copies"]])

        # lists as files: not while something in them bears a level, until the agency allows that; never a formula
        def file(person, where, query=None):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
            search = where.endswith(".xlsx")
            connection.request("POST" if search else "GET", where, json.dumps(query or {}) if search else None,
                               {**person.headers, "Content-Type": "application/json"} if search else person.headers)
            answer = connection.getresponse()
            raw = answer.read()
            connection.close()
            return answer.status, answer.headers, raw if answer.status == 200 else json.loads(raw)
        book = next(one["id"] for one in registrar.get("/api/v1/books")[1]["books"] if one["kind"] == "incoming")
        for where in (f"/api/v1/books/{book}/xlsx", "/api/v1/documents.xlsx"):
            self.assertEqual(file(registrar, where)[2]["error"]["code"], "export.labelled")
        self.assertEqual(file(registrar, "/api/v1/documents.xlsx", {"q": "khong co gi nhu vay"})[0], 200)
        self.assertEqual(file(officer, "/api/v1/documents.xlsx")[0], 403)
        self.assertEqual(file(registrar, "/api/v1/books/999999/xlsx")[0], 404)
        self.assertEqual(head.act("setting.set", {"name": "export.labelled", "value": "on"})[0], 200)
        registrar.act("document.receive", {**fields, "number": "34", "issuer": "=1+1"})
        for where in (f"/api/v1/books/{book}/xlsx", "/api/v1/documents.xlsx"):
            status, headers, raw = file(registrar, where, {"number": "34"})
            self.assertEqual(status, 200)
            self.assertRegex(headers["Content-Disposition"], r'^attachment; filename="[a-z0-9-]+\.xlsx"$')
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                cells = archive.read("xl/worksheets/sheet1.xml").decode()
                words = archive.read("xl/sharedStrings.xml").decode()
            self.assertNotIn("<f>", cells)
            self.assertTrue("=1+1" in words or "books" in where)
            self.assertIn("TỐI MẬT", words)
        events = auditor.get("/api/v1/ledger/events?from=" + str(auditor.get("/api/v1/ledger/events")[1]["size"] - 4))[1]["events"]
        self.assertIn(("list.export", "book", str(book)), [(one["act"], one["object_kind"], one["object_id"]) for one in events])

        # what audits of computers found, and the register of devices
        text = json.dumps({
            "format": "niem-audit/1", "run": {"version": "0", "finished": "2026-05-01T00:00:00Z"}, "machine": {"name": "may-9"},
            "findings": [{"rule": "audit.net.wifi", "title": {"vi": "máy đã nối Wi-Fi", "en": "Wi-Fi"}, "verdict": "seen",
                          "grade": "single", "standing": "violation", "subject": {"ssid": "Quan"}, "first": None, "last": None}],
            "devices": [{"vid": "0951", "pid": "1666", "serial": "abc", "name": "USB"}], "sources": []})
        seen = security.post("/api/v1/audits/check", {"report": text})[1]
        self.assertEqual((seen["machine"], len(seen["findings"]), seen["devices"][0]["known"]), ("may-9", 1, False))
        self.assertEqual(security.get("/api/v1/devices")[1]["devices"], [])  # a look enters nothing
        self.assertEqual(security.post("/api/v1/audits/check", {"report": text, "signature": "{}"})[1]["error"]["code"], "audit.signature")
        self.assertEqual(security.post("/api/v1/audits/check", {"report": text[:-5]})[0], 400)
        self.assertEqual(keeper.post("/api/v1/audits/check", {"report": text})[0], 403)
        done = security.act("audit.import", {"report": text})[1]["ids"]
        self.assertEqual((done["new"], done["new_devices"]), (1, 1))
        self.assertEqual(security.post("/api/v1/audits/check", {"report": text})[1]["error"]["code"], "audit.twice")
        [found] = head.get("/api/v1/audits/findings?state=open")[1]["findings"]
        self.assertEqual((found["rule"], found["subject"]), ("audit.net.wifi", "ssid=Quan"))
        [device] = head.get("/api/v1/devices?mark=unregistered")[1]["devices"]
        self.assertEqual((device["serial"], len(device["uses"])), ("ABC", 1))
        self.assertEqual(head.get("/api/v1/audits")[1]["machines"][0]["open"], 1)
        self.assertEqual(keeper.get("/api/v1/audits")[0], 403)
        # half a surrogate pair is no text
        self.assertEqual(registrar.act("audit.answer", {"audit_findings": [found["id"]], "answer": "máy \udc00"})[0], 400)
        self.assertEqual(registrar.act("audit.answer", {"audit_findings": [found["id"]], "answer": "máy mượn"})[0], 200)
        self.assertEqual(head.act("audit.close", {"audit_findings": [found["id"]], "outcome": "remedied", "reason": "đã ngắt"})[0], 200)
        self.assertEqual(security.act("device.mark", {"devices": [device["id"]], "mark": "registered", "reason": "đã kiểm tra"})[0], 200)
        self.assertEqual(head.get("/api/v1/audits/findings?state=closed")[1]["findings"][0]["answer"], "máy mượn")
        self.assertEqual(head.get("/api/v1/devices?mark=unknown")[0], 400)

        # what scans found: each sees what he is cleared for, and no more is counted for him
        lines = [{"path": "/m/" + name, "member": [], "format": "docx", "bytes": 1, "sha256": mark * 64, "modified": None,
                  "verdict": "marked", "level": level, "evidence": []}
                 for name, mark, level in (("a", "a", "mat"), ("b", "b", "toi_mat"), ("c", "c", "tuyet_mat"))]
        end = {"summary": {"files": 3, "documents": 3, "run": {"engine": "niem", "version": "0.1.0", "machine": "may-1"}}}
        report = "\n".join(json.dumps(line) for line in [*lines, end])
        self.assertEqual(security.act("finding.import", {"report": report})[1]["error"]["code"], "finding.above_clearance")
        self.assertEqual(registrar.act("finding.import", {"report": report[:-9]})[0], 400)
        self.assertEqual(registrar.act("finding.import", {"report": report})[1]["ids"]["new"], 3)
        self.assertEqual(registrar.act("finding.import", {"report": report})[1]["error"]["code"], "finding.twice")
        page = head.get("/api/v1/findings?limit=2")[1]
        self.assertEqual(([one["level"] for one in page["findings"]], page["next"]), (["tuyet_mat", "toi_mat"], 2))
        page = head.get("/api/v1/findings?limit=2&before=2")[1]
        self.assertEqual(([one["level"] for one in page["findings"]], page["next"]), (["mat"], None))
        self.assertEqual([one["level"] for one in security.get("/api/v1/findings?machine=2")[1]["findings"]], ["mat"])
        scans = security.get("/api/v1/scans")[1]
        self.assertEqual((scans["machines"][0]["open"], scans["machines"][0]["toi_mat"], scans["reports"]), (1, 0, []))
        self.assertEqual(head.get("/api/v1/scans")[1]["reports"][0]["found"], 3)
        self.assertEqual(keeper.get("/api/v1/findings")[0], 403)
        self.assertEqual(officer.get("/api/v1/scans")[0], 404)  # nobody gave him such to know
        self.assertEqual(head.get("/api/v1/findings?level=x")[0], 400)
        absent = [security.act("finding.decide", {"findings": [one], "outcome": "moved", "reason": "x"}) for one in (2, 999)]
        self.assertEqual((absent[0], absent[0][0]), (absent[1], 404))
        incident = head.act("incident.open", {"kind": "leak", "findings": [1, 2], "account": "máy nối mạng"})[1]["ids"]["incident"]
        found = head.get(f"/api/v1/findings?incident={incident}&state=closed")[1]["findings"]
        self.assertEqual([one["outcome"] for one in found], ["incident", "incident"])

        # two people
        status, begun = security.act("clearance.grant", {"person": officer.id, "level": "mat", "units": ["xa-suoi-nga"]})
        self.assertEqual(status, 202)
        waiting = other.get("/api/v1/pending")[1]["pending"]
        self.assertEqual([one["id"] for one in waiting], [begun["pending"]])
        self.assertEqual(security.post(f"/api/v1/pending/{begun['pending']}", {"agree": True})[0], 403)
        self.assertEqual(other.post(f"/api/v1/pending/{begun['pending']}", {"agree": True})[0], 200)

        # books, people, deadlines, the ledger
        books = registrar.get("/api/v1/books")[1]["books"]
        incoming = next(one for one in books if one["kind"] == "incoming")
        rows = registrar.get(f"/api/v1/books/{incoming['id']}")[1]
        self.assertEqual([row["cells"][0] for row in rows["rows"]], ["01", "02", "03", "04"])
        self.assertEqual(officer.get("/api/v1/books")[1]["books"], [])
        self.assertEqual(officer.get(f"/api/v1/books/{incoming['id']}")[0], 404)
        self.assertTrue(officer.get("/api/v1/people")[1]["people"])
        self.assertEqual(head.get("/api/v1/deadlines")[0], 200)
        events = auditor.get("/api/v1/ledger/events?from=1")[1]
        self.assertEqual(events["events"][0]["seq"], 1)
        self.assertEqual(head.get("/api/v1/ledger/events")[0], 403)
        signed = auditor.post("/api/v1/ledger/checkpoint", {})[1]
        self.assertIn(self.key, signed["key"])
        proof = auditor.get("/api/v1/ledger/proof?event=1&first=2")[1]
        self.assertEqual((proof["event"], proof["first"], proof["newest"]), (1, 2, signed["note"]))
        self.assertEqual(auditor.get("/api/v1/ledger/proof?first=9&last=3")[0], 400)
        self.assertEqual(head.get("/api/v1/ledger/proof")[0], 403)
        self.assertIn("niem_ledger_events", server.call("GET", "/metrics")[1])

        # what touches the machine: two persons of two duties; one's own password
        status, order = auditor.act("ledger.export", {"target": "Công an tỉnh", "reason": "kiểm tra"})
        self.assertEqual(status, 202)
        self.assertEqual([one["act"] for one in head.get("/api/v1/pending")[1]["pending"]], ["ledger.export"])
        self.assertEqual(security.post(f"/api/v1/pending/{order['pending']}", {"agree": True})[0], 403)
        status, ordered = head.post(f"/api/v1/pending/{order['pending']}", {"agree": True})
        self.assertEqual((status, ordered["ids"]), (200, {"order": 1}))
        self.assertEqual(head.act("clock.approve", {"reason": "đúng giờ"})[0], 422)
        # "ậ" typed as one letter, then as three
        change = {"old": PASSWORD, "new": unicodedata.normalize("NFC", "mật ong rừng tháng ba")}
        self.assertEqual(officer.act("password.change", {**change, "old": "không phải thế này"})[0], 422)
        self.assertEqual(officer.act("password.change", change)[0], 200)
        self.assertEqual(officer.get("/api/v1/session")[0], 401)
        typed = {"login": "can-bo", "password": unicodedata.normalize("NFD", change["new"])}
        self.assertEqual(server.call("POST", "/api/v1/session", typed)[0], 200)

        # stop, back up, restore elsewhere, prove
        self.assertEqual(server.stop(), 0)
        niem("backup", self.folder, self.root / "sao")
        niem("restore", self.root / "sao", self.root / "lai", "--key-file", self.folder / "khoa/kho.key", *self.restored())
        for folder in (self.folder, self.root / "lai"):
            export = self.root / (folder.name + ".niemlog")
            said = niem("export-ledger", folder, export)
            # The order is used up in the first; the restored copy still has it.
            self.assertNotIn("không có lệnh", said)
            self.assertIn("ĐÃ CHỨNG MINH", niem(export, "-k", self.key, program="niem-verify"))
            self.assertNotIn(PASSWORD.encode(), export.read_bytes())
            self.assertNotIn("ngắn".encode(), export.read_bytes())

    def test_sessions(self):
        server = self.server
        self.assertEqual(server.call("GET", "/api/v1/forms")[0], 401)
        status, me, answer = server.call("POST", "/api/v1/session", {"login": "can-bo", "password": PASSWORD})
        cookie = answer.getheader("Set-Cookie")
        self.assertRegex(cookie, r"niem_session=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict$")
        headers = {"Cookie": cookie.split(";")[0]}
        self.assertEqual(server.call("GET", "/api/v1/session", headers=headers)[0], 200)
        self.assertEqual(server.call("DELETE", "/api/v1/session", headers=headers)[1]["error"]["code"], "csrf")
        headers["X-Niem-CSRF"] = me["csrf"]
        self.assertEqual(server.call("DELETE", "/api/v1/session", headers=headers)[0], 200)
        self.assertEqual(server.call("GET", "/api/v1/session", headers=headers)[0], 401)
        wrong = [server.call("POST", "/api/v1/session", {"login": name, "password": "x" * 12})[:2]
                 for name in ("can-bo", "khong-co-ai")]
        self.assertEqual(wrong[0], wrong[1])
        for _ in range(4):
            server.call("POST", "/api/v1/session", {"login": "can-bo", "password": "x"})
        self.assertEqual(server.call("POST", "/api/v1/session", {"login": "can-bo", "password": PASSWORD})[0], 429)

    def test_live_lists(self):
        server = self.server
        registrar, keeper, officer = (Person(server, name) for name in ("van-thu", "bao-quan", "can-bo"))

        def follow(person, query=""):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
            connection.request("GET", "/api/v1/live" + query, headers=person.headers)
            answer = connection.getresponse()
            self.addCleanup(connection.close)
            return answer

        def event(answer):
            lines = []
            while True:
                line = answer.readline().decode().rstrip("\n")
                if line and not line.startswith(":"):
                    lines.append(line)
                elif lines or not line and answer.isclosed():
                    return lines

        keepers, officers = follow(keeper, "?duty=keeper"), follow(officer, "?lists=documents")
        self.assertEqual((keepers.status, keepers.getheader("Content-Type")), (200, "text/event-stream"))
        for one in (keepers, officers):
            self.assertEqual(event(one), ["event: ready", "data: {}"])

        # following is no reading: while nothing happens the ledger stands still
        def size():
            return re.search(r"niem_ledger_events (\d+)", server.call("GET", "/metrics")[1])[1]

        still = size()
        time.sleep(2.5)
        self.assertEqual(size(), still)
        status, made = registrar.act("document.receive", {
            "level": "mat", "issuer": "UBND tỉnh Bịa", "number": "77", "stated": 1, "counted": 1, "sealed": True,
            "envelope": "C", "subject": "Luồng thử"})
        self.assertEqual(status, 200, made)
        self.assertEqual(event(keepers), ["event: changed", 'data: {"list":"documents"}'])
        # the officer heard nothing of it: what he hears first is of the copy lent to him
        status, lent = keeper.act("copy.lend", {"copy": made["copies"][0], "person": officer.id, "due": "2099-01-01"})
        self.assertEqual(status, 200, lent)
        self.assertEqual(event(officers), ["event: changed", 'data: {"list":"documents"}'])
        self.assertEqual(server.call("DELETE", "/api/v1/session", headers=officer.headers)[0], 200)
        self.assertEqual(event(officers), ["event: signed_out", "data: {}"])
        self.assertEqual(officers.read(), b"")
        self.assertEqual(server.call("GET", "/api/v1/live?lists=people", headers=keeper.headers)[0], 400)
        self.assertEqual(server.call("GET", "/api/v1/live")[0], 401)
        # many who go away unheard, and a stop while streams sleep
        for _ in range(8):
            follow(registrar, "?lists=pending").close()
        self.assertEqual(server.stop(), 0)

    def test_the_gate(self):
        host = b"Host: 127.0.0.1\r\n"
        for name, request, status in (
                ("two lengths", b"POST /api/v1/session HTTP/1.1\r\n" + host + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "400"),
                ("both", b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"),
                ("two hosts", b"GET /healthz HTTP/1.1\r\n" + host + host + b"\r\n", "400"),
                ("other host", b"GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n", "421"),
                ("no host", b"GET /healthz HTTP/1.1\r\n\r\n", "400"),
                ("old", b"GET /healthz HTTP/1.0\r\n" + host + b"\r\n", "505"),
                ("control", b"GET /\x01 HTTP/1.1\r\n" + host + b"\r\n", "400"),
                ("huge", b"POST /api/v1/session HTTP/1.1\r\n" + host + b"Content-Length: 99999999\r\n\r\n", "413"),
                ("good", b"GET /healthz HTTP/1.1\r\n" + host + b"\r\n", "200")):
            with self.subTest(name):
                self.assertEqual(self.server.raw(request).split(" ")[1], status)


class Embedded(Journey, unittest.TestCase):
    def init(self):
        return ()

    restored = init

    def test_command_line(self):
        passwords = self.root / "mk"
        passwords.write_text(f"bao-quan {PASSWORD}\nbao-ve {PASSWORD}\nlan nam-con-trau-do\n")
        passwords.chmod(0o600)
        common = ("--dir", self.folder, "--passwords-file", passwords)
        taken = json.loads(niem("act", "copy.take_back", "--as", "bao-quan", *common, "--field", "copy=1", "-f", "json"))
        self.assertTrue(taken["done"])
        niem("act", "copy.take_back", "--as", "bao-quan", *common, "--field", "copy=1", status=1)
        niem("user", "add", "lan", "--as", "bao-ve", *common, "--name", "Lò Thị Lan", "--unit", "xa-suoi-nga")
        self.assertIn("Lò Thị Lan", niem("user", "list", "--as", "bao-ve", *common))
        self.assertIn("copy.lend", niem("act", "--list"))
        self.assertIn("--field due=day", niem("act", "copy.lend", "--help"))
        new = self.root / "mk-moi"
        new.write_text("bao-quan một câu khác dễ nhớ\n")
        new.chmod(0o600)
        niem("user", "passwd", "--as", "bao-quan", *common, "--new-passwords-file", new)
        niem("user", "passwd", "--as", "bao-quan", *common, "--new-passwords-file", new, status=2)
        passwords.chmod(0o644)
        self.assertIn("chmod 600", niem("user", "list", "--as", "bao-ve", *common, status=2))
        self.assertEqual(self.server.stop(), 0)
        said = niem("rekey", self.folder, "--new-key-file", self.root / "k2", "--data-key")
        self.assertIn("không có lệnh", said)
        self.assertFalse((self.folder / "khoa/errand.json").exists())
        # the key that signs: announced, signed over by the old one, which proves the whole
        said = niem("rekey", self.folder, "--signing-key")
        after = re.search(r"\S+\+[0-9a-f]{8}\+\S+", said)[0]
        self.assertNotEqual(after, self.key)
        niem("export-ledger", self.folder, self.root / "z.niemlog")
        for key in (self.key, after):
            self.assertIn("ĐÃ CHỨNG MINH", niem(self.root / "z.niemlog", "-k", key, program="niem-verify"))
        niem("export-ledger", self.folder, self.root / "x.niemlog")
        niem("-q", self.root / "x.niemlog", program="niem-verify")
        niem("export-ledger", self.folder, self.root / "y.niemlog", "--key-file", "/no/such", status=2)

    def test_beyond_this_machine_only_with_tls(self):
        said = niem("serve", self.folder, "--address", "0.0.0.0", "--port", "0", status=2)
        self.assertIn("TLS", said)


@unittest.skipUnless((POSTGRES / "initdb").exists(), "PostgreSQL 15 is not installed")
class Postgres(Journey, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.data = pathlib.Path(tempfile.mkdtemp(prefix="niem_pg_"))
        as_user = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(cls.data, user.pw_uid, user.pw_gid)
            as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        subprocess.run([POSTGRES / "initdb", "-D", cls.data / "data", "-U", "niem", "-A", "trust", "-E", "UTF8",
                        "--locale=C", "--no-sync"], check=True, capture_output=True, cwd=cls.data, **as_user)
        cls.postgres = subprocess.Popen([POSTGRES / "postgres", "-D", cls.data / "data", "-k", cls.data, "-c",
                                         "listen_addresses="], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        cwd=cls.data, **as_user)
        for _ in range(200):
            if cls.sql("SELECT 1").returncode == 0:
                break
            time.sleep(0.1)
        cls.count = 0

    @classmethod
    def tearDownClass(cls):
        cls.postgres.send_signal(signal.SIGINT)
        cls.postgres.wait(30)
        shutil.rmtree(cls.data, True)

    @classmethod
    def sql(cls, text):
        return subprocess.run([POSTGRES / "psql", "-h", cls.data, "-U", "niem", "-d", "postgres", "-qc", text],
                              capture_output=True)

    def init(self):
        type(self).count += 1
        self.assertEqual(self.sql(f"CREATE DATABASE thu{self.count} TEMPLATE template0").returncode, 0)
        return ("--postgres", f"host={self.data} user=niem dbname=thu{self.count}")

    restored = init


if __name__ == "__main__":
    unittest.main()
