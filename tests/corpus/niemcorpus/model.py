"""An abstract document that every writer can write."""

from dataclasses import dataclass, field, replace


@dataclass
class P:
    """A paragraph. `split`: the writer cuts it into runs inside words, as word processors do."""
    text: str
    align: str = "left"
    bold: bool = False
    italic: bool = False
    underline: bool = False
    color: str = ""  # "FF0000"
    size: int = 13
    border: str = ""  # "", "single", "double"
    split: bool = False
    indent: bool = False
    font: str = ""  # a legacy font, whose text is carried in its code

    def with_(self, **changes):
        return replace(self, **changes)


@dataclass
class T:
    """A table: rows of cells of paragraphs; `widths` in percent."""
    rows: list
    border: bool = True
    widths: list = None

    def columns(self):
        return max(len(row) for row in self.rows)

    def share(self, column):
        return (self.widths or [100 / self.columns()] * self.columns())[column]


@dataclass
class Box:
    """A text box at millimetres from the page's top left corner."""
    paras: list
    x: float = 32
    y: float = 48
    w: float = 42
    h: float = 9
    border: str = "single"


@dataclass
class Break:
    """A new page."""


@dataclass
class Doc:
    body: list
    header: list = field(default_factory=list)
    footer: list = field(default_factory=list)
    title: str = ""


def cell(*texts, **style):
    return [P(text, **style) for text in texts]


def plain_lines(doc, columns=False):
    """The document as lines of plain text; a letterhead's table side by side if `columns`."""
    lines = [p.text for p in doc.header]
    for item in doc.body:
        if isinstance(item, P):
            lines.append(item.text)
        elif isinstance(item, Box):
            lines += [p.text for p in item.paras]
        elif isinstance(item, T):
            lines += _table_lines(item, columns)
        else:
            lines.append("")
    return lines + [p.text for p in doc.footer]


def _table_lines(table, columns):
    lines = []
    for row in table.rows:
        cells = [[line for p in one for line in p.text.split("\n")] for one in row]
        if table.border:
            lines.append(" | ".join(" ".join(one) for one in cells))
        elif columns:
            for i in range(max(len(one) for one in cells)):
                lines.append("".join((one[i] if i < len(one) else "").center(40) for one in cells).rstrip())
        else:
            lines += [line for one in cells for line in one]
    return lines
