"""What the walkthrough needs around the shipped programs: a clock, a PostgreSQL of its own, and two ways
to do an act (`niem act`, HTTP) that must show a person the same words.

The months of the year are simulated by libfaketime from outside: the programs have no way to be told the time.
"""
import http.client
import json
import os
import pathlib
import pwd
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time

BIN = pathlib.Path(os.environ.get("NIEM_BIN_DIR", "build/bin"))
POSTGRES = pathlib.Path("/usr/lib/postgresql/15/bin")
FAKETIME = next(iter(sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
PASSWORD = "nam-con-trau-do"
OWN_PASSWORD = "mua-roi-ben-nua"
LANGS = ("vi", "en")


class Clock:
    """One wall clock for all programs of a walk: ten in the morning in Việt Nam of the day set last."""

    def __init__(self, root):
        self.file = root / "gio"
        self.env = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC", "LD_PRELOAD": str(FAKETIME),
                    "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1",
                    "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def set(self, day):
        new = self.file.with_suffix(".moi")
        new.write_text(f"{day} 03:00:00\n")
        new.rename(self.file)


class Postgres:
    """A PostgreSQL 15 in a temporary folder, reached by a socket in it."""

    def __init__(self):
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="niem_pg_"))
        as_user = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.data, user.pw_uid, user.pw_gid)
            as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        subprocess.run([POSTGRES / "initdb", "-D", self.data / "data", "-U", "niem", "-A", "trust", "-E", "UTF8",
                        "--locale=C", "--no-sync"], check=True, capture_output=True, cwd=self.data, **as_user)
        self.process = subprocess.Popen([POSTGRES / "postgres", "-D", self.data / "data", "-k", self.data, "-c",
                                         "listen_addresses="], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, cwd=self.data, **as_user)
        for _ in range(200):
            if self.sql("SELECT 1").returncode == 0:
                break
            time.sleep(0.1)

    def sql(self, text):
        return subprocess.run([POSTGRES / "psql", "-h", self.data, "-U", "niem", "-d", "postgres", "-qc", text],
                              capture_output=True)

    def database(self, name):
        assert self.sql(f"CREATE DATABASE {name} TEMPLATE template0").returncode == 0
        return f"host={self.data} user=niem dbname={name}"

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        shutil.rmtree(self.data, True)


class Server:
    """`niem serve` on a port of its own, and those who are signed in."""

    def __init__(self, world, folder):
        self.process = subprocess.Popen([BIN / "niem", "serve", folder, "--port", "0"], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, cwd=world.root, env=world.clock.env)
        line = self.process.stdout.readline()
        assert ":" in line, self.process.stderr.read()
        self.port = int(line.rsplit(":", 1)[1])
        self.tokens = {}

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(30)
        self.process.stdout.close()
        self.process.stderr.close()
        return status

    def call(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = None if body is None else json.dumps(body).encode()
        connection.request(method, path, sent, {"Content-Type": "application/json", **(headers or {})})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, json.loads(text)

    def sign_in(self, login, password):
        return self.call("POST", "/api/v1/session", {"login": login, "password": password, "bearer": True})

    def as_person(self, login, password, method, path, body=None):
        if login not in self.tokens:
            status, me = self.sign_in(login, password)
            assert status == 200, (login, me)
            self.tokens[login] = me["token"]
        return self.call(method, path, body, {"Authorization": "Bearer " + self.tokens[login]})


class Answer:
    """What an act gave: the ids, the copies made, why it was refused; and the words shown."""

    def __init__(self, shown):
        self.shown = shown  # {"vi": …, "en": … or None}
        self.reason = None
        self.article = ""
        self.ids = {}
        self.copies = []
        self.pending = None
        for line in shown["vi"].splitlines():
            self.read(line)

    def read(self, line):
        if found := re.fullmatch(r"Không thực hiện \(([a-z_.]+)\): .*", line):
            self.reason = found[1]
        elif line.startswith("Căn cứ: "):
            self.article = line[len("Căn cứ: "):]
        elif found := re.fullmatch(r"Chờ người thứ hai: niem act --confirm (\d+)", line):
            self.pending = int(found[1])
        elif found := re.fullmatch(r"copies:((?: \d+)+)", line):
            self.copies = [int(one) for one in found[1].split()]
        elif found := re.fullmatch(r"([a-z_]+): (\d+)", line):
            self.ids[found[1]] = int(found[2])

    def __getitem__(self, name):
        return self.ids[name]


def outcome_text(outcome, lang):
    """An outcome of the API in the words of `niem act`."""
    vi = lang == "vi"
    lines = []
    refused = outcome.get("error")
    if refused:
        lines.append(("Không thực hiện" if vi else "Not done") + f" ({refused['code']}): {refused['message'][lang]}")
        if "article" in refused:
            lines.append(("Căn cứ: " if vi else "By: ") + refused["article"][lang])
        for who in refused.get("who_could", []):
            lines.append(("Người có thẩm quyền: " if vi else "Who could: ") + who[lang])
        return "\n".join(lines)
    if "pending" in outcome:
        waits = "Chờ người thứ hai" if vi else "Waits for a second person"
        lines.append(f"{waits}: niem act --confirm {outcome['pending']}")
    else:
        lines.append("Đã thực hiện" if vi else "Done")
    lines += [f"{name}: {outcome['ids'][name]}" for name in sorted(outcome["ids"])]
    lines += [f"{name}: {outcome['texts'][name]}" for name in sorted(outcome["texts"])]
    if outcome["copies"]:
        lines.append("copies: " + " ".join(map(str, outcome["copies"])))
    if "article" in outcome:
        lines.append(("Căn cứ: " if vi else "By: ") + outcome["article"][lang])
    lines += [("Chú ý: " if vi else "Note: ") + one[lang] for one in outcome["warnings"]]
    if "event" in outcome:
        lines.append(("sự kiện: " if vi else "event: ") + str(outcome["event"]))
    return "\n".join(lines)


class World:
    """An agency's folder, its server and what was shown so far. `acts`: "http", or "both": `niem act` for the
    first act of each kind (a password is checked anew at every call, which is slow), HTTP for the others."""

    def __init__(self, root, acts, postgres=None):
        self.root = root
        self.acts = acts
        self.postgres = postgres
        self.clock = Clock(root)
        self.server = None
        self.steps = []  # (id, {"vi": text, "en": text})
        self.passwords = {}
        self.by_program = set()

    # ---- what is shown -------------------------------------------------------------------------

    def step(self, name):
        assert all(known != name for known, _ in self.steps), name
        self.steps.append((name, {"vi": "", "en": ""}))

    def show(self, vi, en=None):
        shown = self.steps[-1][1]
        shown["vi"] += vi + "\n"
        shown["en"] += (vi if en is None else en) + "\n"

    # ---- programs ------------------------------------------------------------------------------

    def run(self, *arguments, program="niem", status=0, lang="vi"):
        done = subprocess.run([BIN / program, *map(str, arguments), "--lang", lang], capture_output=True, text=True,
                              timeout=300, stdin=subprocess.DEVNULL, env=self.clock.env, cwd=self.root)
        assert done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
        return (done.stdout + done.stderr).rstrip("\n")

    def know(self, login, password=PASSWORD):
        self.passwords[login] = password
        file = self.root / "mk"
        file.write_text("".join(f"{name} {text}\n" for name, text in self.passwords.items()))
        file.chmod(0o600)

    def command(self, *arguments):
        self.show("$ " + " ".join(shlex.quote(str(one)) for one in arguments))

    # ---- acts ----------------------------------------------------------------------------------

    @staticmethod
    def field_text(value):
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (list, tuple)):
            return ",".join(map(str, value))
        return str(value)

    def act(self, who, code, **fields):
        flags = [part for name, value in fields.items() for part in ("--field", f"{name}={self.field_text(value)}")]
        self.command("niem", "act", code, "--as", who, *flags)
        body = {name: (self.root / value[1:]).read_text() if str(value).startswith("@") else value
                for name, value in fields.items()}
        return self.do(("act", code, "--as", who, *flags), who, "/api/v1/acts/" + code, body)

    def confirm(self, who, pending, agree=True):
        word = "--confirm" if agree else "--give-up"
        self.command("niem", "act", word, pending, "--as", who)
        return self.do(("act", word, pending, "--as", who), who, f"/api/v1/pending/{pending}", {"agree": agree})

    def add_user(self, who, login, name, unit):
        """`niem user add`: over HTTP it is the act person.add."""
        self.know(login)
        self.command("niem", "user", "add", login, "--as", who, "--name", name, "--unit", unit)
        body = {"login": login, "name": name, "unit": unit, "password": PASSWORD, "roles": []}
        return self.do(("user", "add", login, "--as", who, "--name", name, "--unit", unit), who,
                       "/api/v1/acts/person.add", body)

    def own_password(self, login, password=OWN_PASSWORD):
        """Who was added sets a password that nobody else knows; until then he may do nothing else."""
        (self.root / "mk-moi").write_text(f"{login} {password}\n")
        (self.root / "mk-moi").chmod(0o600)
        flags = ("--as", login, "--new-passwords-file", "mk-moi")
        self.command("niem", "user", "passwd", *flags)
        answer = self.do(("user", "passwd", *flags), login, "/api/v1/acts/password.change",
                         {"old": self.passwords[login], "new": password})
        self.know(login, password)
        self.server.tokens.pop(login, None)  # his sessions have ended
        return answer

    def do(self, arguments, who, path, body):
        kind = arguments[:2]
        if self.acts == "both" and kind not in self.by_program:
            self.by_program.add(kind)
            shown = {"vi": self.act_by_program(arguments), "en": ""}
        else:
            outcome = self.server.as_person(who, self.passwords[who], "POST", path, body)[1]
            shown = {lang: outcome_text(outcome, lang) for lang in LANGS}
        self.show(shown["vi"], shown["en"])
        return Answer(shown)

    def act_by_program(self, arguments):
        done = subprocess.run([BIN / "niem", *map(str, arguments), "--dir", "thu", "--passwords-file", "mk", "--lang",
                               "vi"], capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
                              env=self.clock.env, cwd=self.root)
        text = done.stdout.rstrip("\n")
        refused = text.startswith("Không thực hiện")
        assert done.returncode == (1 if refused else 0) and not done.stderr, (arguments, done)
        return text

    # ---- reading over HTTP ---------------------------------------------------------------------

    def get(self, who, path, status=200):
        got, answer = self.server.as_person(who, self.passwords[who], "GET", path)
        assert got == status, (who, path, got, answer)
        return answer

    def curl(self, who, path):
        self.show(f'$ curl -s -H "Authorization: Bearer $({who})" "$NIEM{path}"')

    def show_row(self, who, kind, year):
        """The last row of a book in its statutory columns."""
        books = [one for one in self.get(who, "/api/v1/books")["books"] if one["kind"] == kind and one["year"] == year]
        book = max(books, key=lambda one: one["volume"])
        path = f"/api/v1/books/{book['id']}"
        self.curl(who, path)
        shown = self.get(who, path)
        row = shown["rows"][-1]
        for lang in LANGS:
            lines = [f"  {column['name'][lang]}: {cell}" for column, cell in zip(shown["columns"], row["cells"]) if cell]
            self.steps[-1][1][lang] += "\n".join(lines) + "\n"
        return {column["id"]: cell for column, cell in zip(shown["columns"], row["cells"])}
