"""Mails and archives around documents, and documents carried in a legacy font."""

import bz2
import gzip
import io
import lzma
import subprocess
import tarfile
import tempfile
import pathlib
import zipfile
from email.message import EmailMessage
from email.mime.message import MIMEMessage

from . import codes, pages
from .model import Box, Doc, P, T


def carried(doc, code):
    """The same document typed with legacy fonts: capitals of TCVN3 stand in the capital font, coded as lower case."""
    def one(p):
        if code == "vni":
            return p.with_(text=codes.vni(p.text), font="VNI-Times")
        upper = p.text == p.text.upper()
        return p.with_(text=codes.tcvn3(p.text, capital_font=upper), font=".VnTimeH" if upper else ".VnTime")

    def item(x):
        if isinstance(x, P):
            return one(x)
        if isinstance(x, T):
            return T([[[one(p) for p in cell] for cell in row] for row in x.rows], x.border, x.widths)
        if isinstance(x, Box):
            return Box([one(p) for p in x.paras], x.x, x.y, x.w, x.h, x.border)
        return x

    return Doc([item(x) for x in doc.body], [one(p) for p in doc.header], [one(p) for p in doc.footer])


# --- mail ---------------------------------------------------------------------------------------

def mail(w, subject, text, attachments=(), html=None, encoding="quoted-printable", charset="utf-8"):
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = f"{w.person()} <vanthu@donvi.example>"
    message["To"] = f"{w.person()} <tonghop@donvi.example>"
    message["Date"] = "Mon, 05 Jan 2026 08:00:00 +0700"
    message["Message-ID"] = f"<{w.rng.randint(10**8, 10**9)}@donvi.example>"
    message.set_content(text, cte=encoding, charset=charset)
    if html:
        message.add_alternative(html, subtype="html", cte=encoding)
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"phan-{number}-{w.number}")
    return message.as_bytes()


def forwarded(w, subject, inner):
    outer = EmailMessage()
    outer["Subject"] = subject
    outer["From"] = f"{w.person()} <a@donvi.example>"
    outer["To"] = f"{w.person()} <b@donvi.example>"
    outer.set_content("Chuyển đồng chí.\n", cte="8bit")
    outer.make_mixed()
    import email
    outer.attach(MIMEMessage(email.message_from_bytes(inner)))
    outer.set_boundary(f"chuyen-{w.number}")
    return outer.as_bytes()


def mbox(messages):
    out = b""
    for message in messages:
        body = b"\n".join(b">" + line if line.startswith(b"From ") else line for line in message.split(b"\n"))
        out += b"From vanthu@donvi.example Mon Jan  5 08:00:00 2026\n" + body.rstrip(b"\n") + b"\n\n"
    return out


def mht(doc):
    html = pages.html_text(doc)
    message = EmailMessage()
    message["From"] = "<Saved by a browser>"
    message["Subject"] = (doc.title or "Trang").replace("\n", " ")
    message["MIME-Version"] = "1.0"
    message.set_content(html, subtype="html", cte="quoted-printable")
    message.make_related()
    message.set_boundary("----=_NextPart_01")
    message["Snapshot-Content-Location"] = "file:///vanban.html"
    return message.as_bytes()


# --- archives -----------------------------------------------------------------------------------

def zip_(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 5, 8, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tar(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1767600000
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def seven(members):
    with tempfile.TemporaryDirectory() as folder:
        for name, data in members:
            (pathlib.Path(folder) / name).write_bytes(data)
        subprocess.run(["7zz", "a", "-bso0", "-bsp0", "-mtm-", "x.7z", *(name for name, _ in members)], cwd=folder, check=True)
        return (pathlib.Path(folder) / "x.7z").read_bytes()


def zstd(data):
    return subprocess.run(["zstd", "-q", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout


ARCHIVES = {
    "zip": zip_,
    "7z": seven,
    "tar.gz": lambda members: gzip.compress(tar(members), mtime=0),
    "tar.xz": lambda members: lzma.compress(tar(members)),
    "tar.bz2": lambda members: bz2.compress(tar(members)),
    "tar.zst": lambda members: zstd(tar(members)),
}
