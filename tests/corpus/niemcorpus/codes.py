"""Legacy Vietnamese codes: TCVN3 (ABC), VNI and VIQR, written from TCVN 5712:1993, VNI-Windows and RFC 1456."""

import unicodedata

_TCVN3 = dict(zip(
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐ",
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢£¤¥¦§"))

_TONES = {"\u0300": "`", "\u0301": "'", "\u0309": "?", "\u0303": "~", "\u0323": "."}
_SHAPES = {"\u0302": "^", "\u0306": "(", "\u031b": "+"}

# VNI letters behind a, e, o, u, y: by shape, then tone.
_VNI_PLAIN = dict(zip("'`?~.", "ùøûõï"))
_VNI_HAT = dict(zip("'`?~.", "áàåãä"))
_VNI_BREVE = dict(zip("'`?~.", "éèúüë"))
_VNI_I = dict(zip("'`?~.", "íìæóò"))


def tcvn3(text, capital_font=False):
    """Carried as Latin-1 code points. Capitals with tones exist only in the capital fonts, as lower case."""
    out = []
    for c in unicodedata.normalize("NFC", text):
        if capital_font and c.lower() in _TCVN3:
            c = c.lower()
        out.append(_TCVN3.get(c, _TCVN3.get(c.lower(), c) if ord(c) > 127 else c))
    return "".join(out)


def _parts(c):
    """Base letter, shape sign, tone sign."""
    base, shape, tone = "", "", ""
    for part in unicodedata.normalize("NFD", c):
        if part in _TONES:
            tone = _TONES[part]
        elif part in _SHAPES:
            shape = _SHAPES[part]
        else:
            base += part
    return base, shape, tone


def vni(text):
    out = []
    for c in unicodedata.normalize("NFC", text):
        base, shape, tone = _parts(c)
        upper = base.isupper()
        if base.lower() == "đ":
            coded = "ñ"
        elif shape == "+":
            coded = {"o": "ô", "u": "ö"}[base.lower()] + (_VNI_PLAIN[tone] if tone else "")
        elif shape == "^":
            coded = base.lower() + (_VNI_HAT[tone] if tone else "â")
        elif shape == "(":
            coded = base.lower() + (_VNI_BREVE[tone] if tone else "ê")
        elif tone and base.lower() == "i":
            coded = _VNI_I[tone]
        elif tone and base.lower() == "y" and tone == ".":
            coded = "î"
        elif tone:
            coded = base.lower() + _VNI_PLAIN[tone]
        else:
            coded = base.lower()
        out.append(coded.upper() if upper else coded if base else c)
    return "".join(out)


def viqr(text):
    out = []
    for c in unicodedata.normalize("NFC", text):
        base, shape, tone = _parts(c)
        if base in "đĐ":
            out.append("dd" if base == "đ" else "DD")
        elif base in ".?'`~^(+" and out and out[-1][-1].isalpha():
            out.append("\\" + base)
        else:
            out.append(base + shape + tone)
    return "".join(out)


def bare(text):
    """Without marks, as in messages typed in a hurry."""
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return text.replace("đ", "d").replace("Đ", "D")


def cp1258(text):
    """Base letter with its shape, tone as a combining mark: the way Windows-1258 writes."""
    out = []
    for c in unicodedata.normalize("NFC", text):
        try:
            out.append(c.encode("cp1258"))
            continue
        except UnicodeEncodeError:
            pass
        marks = [m for m in unicodedata.normalize("NFD", c) if m in _TONES]
        rest = unicodedata.normalize("NFC", "".join(
            m for m in unicodedata.normalize("NFD", c) if m not in _TONES))
        out.append((rest + "".join(marks)).encode("cp1258", "replace"))
    return b"".join(out)


# What an eight-bit code has no letter for was typed like this.
_TYPED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "…": "...", "•": "-", "☐": "[ ]", "☒": "[x]", "□": "[ ]"})


def _eight_bit(coder, charset):
    return lambda text: coder(text.translate(_TYPED)).encode(charset, "replace")


# name: text -> bytes
ENCODERS = {
    "utf-8": lambda t: t.encode("utf-8"),
    "utf-8-bom": lambda t: t.encode("utf-8-sig"),
    "nfd": lambda t: unicodedata.normalize("NFD", t).encode("utf-8"),
    "utf-16le": lambda t: b"\xff\xfe" + t.encode("utf-16-le"),
    "utf-16be": lambda t: b"\xfe\xff" + t.encode("utf-16-be"),
    "tcvn3": _eight_bit(tcvn3, "latin-1"),
    "tcvn3-caps": _eight_bit(lambda t: tcvn3(t, capital_font=True), "latin-1"),
    "vni": _eight_bit(vni, "latin-1"),
    "viqr": _eight_bit(viqr, "ascii"),
    "cp1258": lambda t: cp1258(t.translate(_TYPED)),
    "bare": _eight_bit(bare, "ascii"),
}
