"""The parts of official documents: heads of state, party, mass and military letters, bodies, closings."""

from .model import P, T, cell
from .texts import MASS, OFFICES, POSTS

RED = "FF0000"


def state_head(w, layout="table", below=(), symbol=None, about=""):
    """Issuer and number left, country and date right. `below`: paragraphs under the number."""
    rng = w.rng
    office = rng.random() < 0.4
    upper, issuer = ((f"UBND TỈNH {w.province.upper()}", rng.choice(OFFICES).upper()) if office else
                     (f"ỦY BAN NHÂN DÂN\nXÃ {w.commune.upper()}", ""))
    symbol = symbol or f"{w.number:02d}/{w.kind}-UBND"
    place = w.province if office else w.commune
    number = f"Số: {symbol}"
    date = f"{place}, {w.date()}"
    motto = "Độc lập - Tự do - Hạnh phúc"
    country = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    if layout == "table":
        left = [P(upper, "center", bold=not office)]
        if issuer:
            left.append(P(issuer, "center", bold=True))
        left += [P("_______", "center"), P(number, "center")]
        if about:
            left.append(P(f"V/v {about}", "center", size=12))
        right = [P(country, "center", bold=True, size=12), P(motto, "center", bold=True), P("__________________", "center"),
                 P(date, "center", italic=True)]
        return [T([[left + list(below), right]], border=False, widths=[42, 58])]
    if layout == "rows":
        rows = [[cell(f"{upper}\n{issuer}".strip(), align="center", bold=True), cell(f"{country}\n{motto}", align="center", bold=True)],
                [cell(number, align="center"), cell(date, align="center", italic=True)]]
        head = [T(rows, border=False, widths=[42, 58])]
    elif layout == "tabs":
        lines = upper.split("\n") + ([issuer] if issuer else [])
        right = [country, motto]
        head = [P(f"{left}\t\t{right[i] if i < 2 else ''}".rstrip(), bold=True) for i, left in enumerate(lines)]
        head += [P(f"{number}\t\t{date}")]
    else:  # one under the other
        head = [P(country, "center", bold=True), P(motto, "center", bold=True), P(upper.replace("\n", " "), bold=True)]
        head += [P(issuer, bold=True)] * bool(issuer) + [P(number), P(date, "right", italic=True)]
    if about and layout != "table":
        head.append(P(f"V/v {about}", size=12))
    return head + list(below)


def party_head(w, below=(), layout="table"):
    number = f"Số {w.number}-{w.rng.choice(['QĐ', 'BC', 'KL', 'TB', 'NQ'])}/{w.rng.choice(['TU', 'ĐU', 'HU'])}"
    left = [P(f"TỈNH ỦY {w.province.upper()}", "center", bold=True), P("*", "center"), P(number, "center")]
    right = [P("ĐẢNG CỘNG SẢN VIỆT NAM", "center", bold=True, underline=True, size=15),
             P(f"{w.province}, {w.date()}", "center", italic=True)]
    if layout == "stack":
        return left + list(below) + right
    return [T([[left + list(below), right]], border=False, widths=[45, 55])]


def mass_head(w, below=()):
    name = w.rng.choice(MASS)
    left = [P(f"{name.upper()}\nTỈNH {w.province.upper()}", "center", bold=True),
            P(f"Số: {w.number:02d}/{w.kind}-HND", "center")]
    right = [P("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc", "center", bold=True, size=12),
             P(f"{w.province}, {w.date()}", "center", italic=True)]
    return [T([[left + list(below), right]], border=False, widths=[42, 58])]


def military_head(w, below=()):
    left = [P(f"BỘ CHỈ HUY QUÂN SỰ\nTỈNH {w.province.upper()}", "center"),
            P(f"TRUNG ĐOÀN {w.rng.randint(900, 989)}", "center", bold=True),
            P(f"Số: {w.number:02d}/{w.kind}-TrĐ", "center")]
    right = [P("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc", "center", bold=True, size=12),
             P(f"{w.province}, {w.date()}", "center", italic=True)]
    return [T([[left + list(below), right]], border=False, widths=[45, 55])]


def title(w, name=None, about=None):
    return [P(name or w.kind_name, "center", bold=True, size=14), P(f"Về {about or w.subject}", "center", bold=True, size=14)]


def body(w, count=3):
    return [P(w.prose(w.rng.randint(2, 3)), "justify", indent=True) for _ in range(count)]


def closing(w, control="", copies=None):
    """Nơi nhận and the signature. `control`: what may be done with copies."""
    receivers = ["Nơi nhận:", "- Như trên;", f"- {w.rng.choice(OFFICES)};", "- Lưu: VT" + (f", {copies}." if copies else ".")]
    if control:
        receivers.append(control)
    left = [P(receivers[0], bold=True, italic=True, size=12)] + [P(text, size=11) for text in receivers[1:]]
    right = [P(w.rng.choice(POSTS), "center", bold=True), P("(Đã ký)", "center", italic=True), P(w.person(), "center", bold=True)]
    return [T([[left, right]], border=False, widths=[50, 50])]
