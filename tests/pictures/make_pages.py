#!/usr/bin/python3
"""Renders the labelled pages on which the reading of stamps is measured.

    make_pages.py FOLDER [--share N] [--seed N]

Writes FOLDER/<group>/NNN.(jpg|png|tif) and FOLDER/labels.jsonl: one line a page with its group and the level that a person
reads on it ("" = none). The same seed gives the same pages, but for versions of Pillow. All names and texts are invented.
Needs python3-pil, python3-numpy and fonts-liberation2.
"""
import argparse
import json
import os

import numpy
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

FONTS = "/usr/share/fonts/truetype/liberation2/LiberationSerif-%s.ttf"
LEVELS = {"TUYỆT MẬT": ("tuyet_mat", 40), "TỐI MẬT": ("toi_mat", 30), "MẬT": ("mat", 20)}
URGENCY = {"HOẢ TỐC": 30, "THƯỢNG KHẨN": 40, "KHẨN": 20, "HỎA TỐC HẸN GIỜ": 52, "LƯU HÀNH NỘI BỘ": 52}
SENTENCES = """Thực hiện chương trình công tác năm, Ủy ban nhân dân xã báo cáo kết quả sáu tháng đầu năm như sau.
Công tác tiếp dân được tổ chức đúng lịch, các đơn thư đã được phân loại và chuyển đến bộ phận có trách nhiệm.
Đề nghị các thôn rà soát lại danh sách hộ nghèo, hộ cận nghèo và gửi về văn phòng trước ngày hai mươi lăm.
Tình hình an ninh trật tự trên địa bàn cơ bản ổn định, không xảy ra vụ việc phức tạp.
Mật độ dân cư tại khu vực ven sông tăng nhanh, mặt bằng hạ tầng chưa theo kịp nhu cầu.
Các đơn vị thực hiện nghiêm quy định về bảo mật tài khoản, thay đổi mật khẩu định kỳ ba tháng một lần.
Kinh phí thực hiện lấy từ nguồn chi thường xuyên đã giao trong dự toán đầu năm.
Giao bộ phận tài chính phối hợp với các ngành liên quan kiểm tra, đối chiếu số liệu và báo cáo trước kỳ họp.
Việc trồng cây phân tán đạt chín mươi hai phần trăm kế hoạch, tỷ lệ sống ước đạt tám mươi lăm phần trăm.
Trạm y tế đã tiêm chủng cho hơn bốn trăm lượt trẻ em, bảo đảm an toàn theo quy trình.
Trường trung học cơ sở hoàn thành chương trình học kỳ hai, chuẩn bị cơ sở vật chất cho năm học mới.
Các hợp tác xã nuôi ong thu hoạch được mười hai tấn mật trong vụ hoa nhãn vừa qua.""".split("\n")


def font(kind, points, dpi):
    return ImageFont.truetype(FONTS % kind, max(int(round(points * dpi / 72)), 4))


class Page:
    """A page of paper being typed and stamped. Lengths in millimetres."""

    def __init__(self, rng, dpi):
        self.rng, self.dpi = rng, dpi
        self.image = Image.new("RGB", (self.dots(210), self.dots(297)), (255, 255, 255))
        self.draw = ImageDraw.Draw(self.image)

    def dots(self, mm):
        return int(round(mm * self.dpi / 25.4))

    def text(self, x, y, text, kind="Regular", points=13, center=False, color=(0, 0, 0)):
        face = font(kind, points, self.dpi)
        if center:
            x -= self.draw.textlength(text, font=face) / self.dpi * 25.4 / 2
        self.draw.text((self.dots(x), self.dots(y)), text, font=face, fill=color)

    def line(self, x0, y0, x1, y1, color=(0, 0, 0), mm=0.3):
        self.draw.line([self.dots(v) for v in (x0, y0, x1, y1)], fill=color, width=max(self.dots(mm), 1))

    def letter(self):
        """An invented official letter."""
        rng = self.rng
        self.text(62, 20, "ỦY BAN NHÂN DÂN", points=12, center=True)
        self.text(62, 25.5, "XÃ SUỐI NGÀ", "Bold", 12, True)
        self.line(52, 31.5, 72, 31.5)
        self.text(142, 20, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Bold", 12, True)
        self.text(142, 25.5, "Độc lập - Tự do - Hạnh phúc", "Bold", 13, True)
        self.line(112, 32, 172, 32)
        self.text(62, 36, "Số: %d/BC-UBND" % rng.randint(10, 400), points=13, center=True)
        self.text(142, 36, "Suối Ngà, ngày %d tháng %d năm 2026" % (rng.randint(10, 28), rng.randint(1, 12)), "Italic", 13, True)
        self.text(105, 66, "BÁO CÁO", "Bold", 14, True)
        self.text(105, 73, "Kết quả thực hiện nhiệm vụ phát triển kinh tế - xã hội", "Bold", 14, True)
        y = 86
        while y < 200:
            words = " ".join(SENTENCES[i] for i in rng.choice(len(SENTENCES), 3)).split()
            line, first = "", True
            for word in words + [None]:
                face = font("Regular", 13, self.dpi)
                if word is None or self.draw.textlength(line + word, font=face) > self.dots(152 if first else 160):
                    self.text(38 if first else 30, y, line.strip(), points=13)
                    y, line, first = y + 6.3, "", False
                line += (word or "") + " "
            y += 2.5
        self.text(30, 240, "Nơi nhận:", "BoldItalic", 12)
        self.text(30, 245.5, "- Như trên;", points=11)
        self.text(30, 250, "- Lưu: VT.", points=11)
        self.text(150, 240, "TM. ỦY BAN NHÂN DÂN", "Bold", 13, True)
        self.text(150, 246, "CHỦ TỊCH", "Bold", 13, True)
        self.text(150, 272, "Lò Văn Nghìn", "Bold", 14, True)
        return self

    def stamp(self, picture, x, y, angle, ink, strength=1.0):
        """Presses a grey picture (black = ink) with its middle at x, y; the ink multiplies what is below."""
        turned = ImageChops.invert(picture).rotate(angle, Image.BICUBIC, expand=True)
        scale = self.dpi / 300.0
        size = (max(int(turned.width * scale), 1), max(int(turned.height * scale), 1))
        press = numpy.asarray(turned.resize(size, Image.LANCZOS), dtype=numpy.float32) / 255.0 * strength
        left, top = self.dots(x) - size[0] // 2, self.dots(y) - size[1] // 2
        box = (max(left, 0), max(top, 0), min(left + size[0], self.image.width), min(top + size[1], self.image.height))
        part = press[box[1] - top:box[3] - top, box[0] - left:box[2] - left, None]
        under = numpy.asarray(self.image.crop(box), dtype=numpy.float32)
        tint = numpy.array(ink, dtype=numpy.float32) / 255.0
        out = under * (1 - part + part * tint)
        self.image.paste(Image.fromarray(out.clip(0, 255).astype(numpy.uint8)), box[:2])
        self.draw = ImageDraw.Draw(self.image)


def textured(rng, picture, wear):
    """Ink as a rubber stamp leaves it: uneven, with specks; `wear` 0..1 breaks it."""
    width, height = picture.size
    coarse = Image.fromarray(rng.randint(0, 256, (height // 12 + 2, width // 12 + 2)).astype(numpy.uint8))
    coarse = numpy.asarray(coarse.resize((width, height), Image.BICUBIC), dtype=numpy.float32) / 255.0
    fine = rng.random_sample((height, width)).astype(numpy.float32)
    ink = 1 - numpy.asarray(picture, dtype=numpy.float32) / 255.0
    ink *= 1 - wear * 0.7 * coarse
    ink[(fine < 0.10 * wear)] *= 0.3
    if wear > 0.6:
        ink[coarse > 0.93] = 0
    return Image.fromarray((255 * (1 - ink)).clip(0, 255).astype(numpy.uint8)).filter(ImageFilter.GaussianBlur(0.7))


def frame_stamp(rng, lines, wide, tall=8.0, double=True, wear=0.4, points=13):
    """A rectangular stamp at 300 dpi, black on white."""
    dots = lambda mm: int(round(mm * 300 / 25.4))
    margin = 20
    picture = Image.new("L", (dots(wide) + 2 * margin, dots(tall) + 2 * margin), 255)
    draw = ImageDraw.Draw(picture)
    thick = rng.choice([3, 4, 5, 6])
    x0, y0, x1, y1 = margin, margin, margin + dots(wide), margin + dots(tall)
    draw.rectangle((x0, y0, x1, y1), outline=0, width=thick)
    if double:
        gap = dots(1.0)
        draw.rectangle((x0 + gap, y0 + gap, x1 - gap, y1 - gap), outline=0, width=max(thick - 2, 2))
    step = dots(tall - 2.4) / len(lines)
    for i, line in enumerate(lines):
        face = font("Bold", points, 300)
        room = dots(wide - (3.4 if double else 2.0))
        while draw.textlength(line, font=face) > room and points > 7:
            points -= 0.5
            face = font("Bold", points, 300)
        draw.text((picture.width / 2, margin + dots(1.2) + step * (i + 0.5)), line, font=face, fill=0, anchor="mm")
    return textured(rng, picture, wear)


def round_seal(rng):
    picture = Image.new("L", (440, 440), 255)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((10, 10, 430, 430), outline=0, width=6)
    draw.ellipse((90, 90, 350, 350), outline=0, width=3)
    points = [(220 + (70 if i % 2 == 0 else 28) * numpy.sin(i * numpy.pi / 5),
               220 - (70 if i % 2 == 0 else 28) * numpy.cos(i * numpy.pi / 5)) for i in range(10)]
    draw.polygon(points, outline=0, fill=0)
    text = "ỦY BAN NHÂN DÂN XÃ SUỐI NGÀ * HUYỆN MƯỜNG THANH * "
    for i, letter in enumerate(text):
        tile = Image.new("L", (60, 60), 0)
        ImageDraw.Draw(tile).text((30, 30), letter, font=font("Bold", 9, 300), fill=255, anchor="mm")
        angle = 360.0 * i / len(text)
        x, y = 220 + 170 * numpy.sin(numpy.radians(angle)), 220 - 170 * numpy.cos(numpy.radians(angle))
        tile = tile.rotate(-angle, Image.BICUBIC)
        picture.paste(0, (int(x) - 30, int(y) - 30), tile)
    return textured(rng, picture, 0.5)


def registry_box(rng):
    dots = lambda mm: int(round(mm * 300 / 25.4))
    picture = Image.new("L", (dots(52), dots(32)), 255)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((10, 10, picture.width - 10, picture.height - 10), outline=0, width=4)
    heading = ["CÔNG VĂN ĐẾN", "ĐẾN", "VĂN PHÒNG UBND XÃ"][rng.randint(3)]
    draw.text((picture.width / 2, dots(5)), heading, font=font("Bold", 12, 300), fill=0, anchor="mm")
    for i, label in enumerate(["Số: %d" % rng.randint(1, 900), "Ngày: %d/%d/2026" % (rng.randint(1, 28), rng.randint(1, 12)),
                               "Chuyển: ................"]):
        draw.text((dots(4), dots(9 + 6.5 * i)), label, font=font("Regular", 12, 300), fill=0)
    if rng.rand() < 0.5:
        draw.line((10, dots(9), picture.width - 10, dots(9)), fill=0, width=3)
    return textured(rng, picture, 0.4)


def scribble(page, x, y, ink):
    rng = page.rng
    at = numpy.array([x, y], dtype=float)
    points = []
    for i in range(40):
        at += [1.1, 0]
        points.append((page.dots(at[0]), page.dots(at[1] + 8 * numpy.sin(i * 0.9 + rng.rand()) * rng.rand())))
    page.draw.line(points, fill=ink, width=max(page.dots(0.5), 1), joint="curve")


RED = [(214, 30, 38), (230, 40, 60), (196, 24, 30), (220, 60, 60)]


def red(rng):
    return RED[rng.randint(len(RED))]


def put_level(page, angle, legend=None, wear=None, strength=None, ink=None, double=None):
    """The level's stamp below the number, more or less where the law wants it."""
    rng = page.rng
    legend = legend or list(LEVELS)[rng.randint(3)]
    wide = LEVELS[legend][1] * rng.uniform(0.92, 1.12)
    tall = 8 * rng.uniform(0.92, 1.15)
    double = rng.rand() < 0.8 if double is None else double
    wear = rng.uniform(0.1, 0.6) if wear is None else wear
    picture = frame_stamp(rng, [legend], wide, tall, double, wear)
    x, y = rng.uniform(46, 66), rng.uniform(45.5, 58)  # may touch the number above or the title below
    if rng.rand() < 0.12:
        x, y = rng.uniform(130, 160), rng.uniform(46, 56)
    page.stamp(picture, x, y, angle, ink or red(rng), strength or rng.uniform(0.75, 1.0))
    return LEVELS[legend][0]


def signed(page, in_red=True):
    rng = page.rng
    page.stamp(round_seal(rng), 134, 259, rng.uniform(-15, 15), red(rng) if in_red else (20, 20, 20), rng.uniform(0.7, 0.95))
    scribble(page, 135, 262, (30, 40, 140) if in_red else (30, 30, 30))


def scanned(page, quality=None, noise=4.0, tilt=None, turn=0):
    """What a scanner makes of the paper: a little tilt, grain, and JPEG."""
    rng, image = page.rng, page.image
    tilt = rng.uniform(-0.8, 0.8) if tilt is None else tilt
    if tilt:
        image = image.rotate(tilt, Image.BICUBIC, fillcolor=(255, 255, 255))
    paper = numpy.array([rng.uniform(244, 254), rng.uniform(243, 253), rng.uniform(236, 252)], dtype=numpy.float32) / 255.0
    data = numpy.asarray(image, dtype=numpy.float32) * paper
    data += rng.normal(0, noise, data.shape[:2])[:, :, None].astype(numpy.float32)
    image = Image.fromarray(data.clip(0, 255).astype(numpy.uint8))
    return image.rotate(turn, expand=True) if turn else image


def photographed(page, blur, shadow, slant, light=(1.0, 0.96, 0.86)):
    """What a telephone makes of it: slanting lines, uneven light, blur."""
    rng, image = page.rng, page.image
    width, height = image.size
    moves = [rng.uniform(0, slant) * width for _ in range(8)]
    corners = [(moves[0], moves[1]), (width - moves[2], moves[3]), (width - moves[4], height - moves[5]), (moves[6], height - moves[7])]
    rows = []
    for (x, y), (u, v) in zip(corners, [(0, 0), (width, 0), (width, height), (0, height)]):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    target = numpy.array([0, 0, width, 0, width, height, 0, height], dtype=float)
    table = (int(rng.uniform(70, 130)), int(rng.uniform(50, 90)), int(rng.uniform(30, 60)))
    image = image.transform(image.size, Image.PERSPECTIVE, numpy.linalg.solve(numpy.array(rows), target), Image.BICUBIC,
                            fillcolor=table)
    if blur:
        image = image.filter(ImageFilter.GaussianBlur(blur * page.dpi / 200.0))
    data = numpy.asarray(image, dtype=numpy.float32) * numpy.array(light, dtype=numpy.float32)
    across = numpy.linspace(rng.uniform(1 - shadow, 1), rng.uniform(1 - shadow, 1), width, dtype=numpy.float32)[None, :, None]
    down = numpy.linspace(rng.uniform(1 - shadow, 1), rng.uniform(1 - shadow, 1), height, dtype=numpy.float32)[:, None, None]
    data = data * across * down + rng.normal(0, 5, data.shape).astype(numpy.float32)
    return Image.fromarray(data.clip(0, 255).astype(numpy.uint8))


def copied(page, black_and_white=False, contrast=None):
    """A photocopy: grey or black and white, specks, uneven toner."""
    rng = page.rng
    data = numpy.asarray(page.image.convert("L"), dtype=numpy.float32)
    contrast = contrast or rng.uniform(0.8, 1.1)
    data = 250 - (250 - data) * contrast + rng.normal(0, 7, data.shape).astype(numpy.float32)
    specks = rng.random_sample(data.shape) < 0.0004
    data[specks] = rng.uniform(30, 140)
    image = Image.fromarray(data.clip(0, 255).astype(numpy.uint8)).filter(ImageFilter.GaussianBlur(0.4 * page.dpi / 200.0))
    image = image.rotate(rng.uniform(-1, 1), Image.BICUBIC, fillcolor=250)
    if black_and_white:
        return image.point(lambda v: 255 if v > 165 else 0).convert("1", dither=Image.NONE)
    return image


ANY = [0, 2, -3, 5, -7, 10, -15, 15, 22, -30, 30, 45, -45, 60, 75, 90, -90, 135, 180]


def colour(rng, i, dpis):
    page = Page(rng, dpis[i % len(dpis)]).letter()
    level = put_level(page, ANY[i % len(ANY)] + rng.uniform(-1.5, 1.5))
    if rng.rand() < 0.7:
        signed(page)
    return scanned(page), level, int(rng.choice([60, 75, 85, 92]))


def hard(rng, i):
    page = Page(rng, [150, 200, 250, 300][i % 4]).letter()
    kind = i % 5
    wear, strength = (0.8, 0.55) if kind == 0 else (None, None)  # faded and broken
    level = put_level(page, rng.uniform(-20, 20), wear=wear, strength=strength)
    signed(page)
    if kind == 0:
        return scanned(page), level, 75
    if kind == 1:
        return scanned(page, noise=9), level, 30  # blocks of JPEG
    if kind == 2:
        return scanned(page, turn=[90, 180, 270][i // 5 % 3]), level, 75
    return photographed(page, rng.uniform(0.3, 0.9), 0.35, 0.05), level, 80


def grey(rng, i, angles):
    page = Page(rng, [150, 200, 300, 200][i % 4]).letter()
    angle = angles[i % len(angles)]
    level = put_level(page, angle + rng.uniform(-1, 1), ink=(25, 25, 25) if i % 2 else red(rng),
                      strength=rng.uniform(0.75, 1.0))
    signed(page, in_red=False)
    return copied(page, black_and_white=i % 5 == 4), level, 80


def without(rng, i):
    """What must not be taken for a mark."""
    page = Page(rng, [150, 200, 200, 300][i % 4]).letter()
    kind = i % 8
    in_colour = i % 3 != 2
    ink = red(rng) if in_colour else (25, 25, 25)
    angle = [0, 3, -5, 12, -20, 30, 90][i % 7]
    if kind in (1, 2, 3):
        name = list(URGENCY)[i % len(URGENCY)]
        page.stamp(frame_stamp(rng, [name], URGENCY[name], double=rng.rand() < 0.5), 58, 55, angle, ink)
    if kind in (3, 4):
        page.stamp(registry_box(rng), 170 if kind == 4 else 40, 50 if kind == 4 else 205, angle / 4, ink)
    if kind == 5:  # a red table with short words
        words = ["Một", "Mặt", "Mật ong", "MẶT A", "NHẬT", "MỘT", "Tốt", "Thật", "ĐẠT", "MẮT"]
        for r in range(5):
            for c in range(4):
                x, y = 40 + 33 * c, 120 + 11 * r
                page.draw.rectangle([page.dots(v) for v in (x, y, x + 33, y + 11)], fill=(255, 255, 255), outline=ink,
                                    width=max(page.dots(0.4), 1))
                page.text(x + 16, y + 3, words[rng.randint(len(words))], "Bold", 13, True, ink)
    if kind == 6:  # a chart with red bars and boxed figures
        page.draw.rectangle([page.dots(v) for v in (35, 118, 180, 190)], fill=(255, 255, 255))
        for c in range(6):
            page.draw.rectangle([page.dots(v) for v in (45 + 20 * c, 180 - rng.randint(10, 50), 57 + 20 * c, 180)], fill=ink)
            page.draw.rectangle([page.dots(v) for v in (43 + 20 * c, 182, 60 + 20 * c, 189)], outline=ink, width=max(page.dots(0.3), 1))
            page.text(51.5 + 20 * c, 183, "%d%%" % rng.randint(5, 99), "Bold", 11, True, ink)
    if kind == 7:
        page.text(105, 60, "QUY CHẾ BẢO MẬT THÔNG TIN", "Bold", 14, True, ink)
        name = ["SAO Y BẢN CHÍNH", "ĐÃ KIỂM TRA", "VĂN THƯ", "ĐÃ NHẬN"][i // 8 % 4]
        page.stamp(frame_stamp(rng, [name], 38, double=rng.rand() < 0.5), 60, 222, angle, ink)
    if kind != 0:
        signed(page, in_colour)
    if in_colour:
        return scanned(page), "", 75
    return copied(page, black_and_white=i % 2 == 0), "", 80


# name: (pages at share 1, maker)
GROUPS = {
    "colour_200": (114, lambda rng, i: colour(rng, i, [200, 300, 200, 400, 200])),
    "colour_150": (57, lambda rng, i: colour(rng, i, [150])),
    "colour_100": (38, lambda rng, i: colour(rng, i, [100])),
    "hard": (60, hard),
    "grey_15": (60, lambda rng, i: grey(rng, i, [0, 2, -2, 4, -5, 7, -8, 10, -12, 15, -15])),
    "grey_30": (40, lambda rng, i: grey(rng, i, [30, -30])),
    "grey_any": (30, lambda rng, i: grey(rng, i, [22, 45, -45, 60, 90, -90])),
    "without": (160, without),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--share", type=float, default=1.0, help="of the pages of each group")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--groups", default="", help="only these, with commas between")
    arguments = parser.parse_args()
    wanted = [g for g in arguments.groups.split(",") if g] or list(GROUPS)
    os.makedirs(arguments.folder, exist_ok=True)
    with open(os.path.join(arguments.folder, "labels.jsonl"), "w", encoding="utf-8") as labels:
        for name, (count, make) in GROUPS.items():
            if name not in wanted:
                continue
            os.makedirs(os.path.join(arguments.folder, name), exist_ok=True)
            for i in range(max(int(count * arguments.share), 1)):
                rng = numpy.random.RandomState(arguments.seed * 1000 + list(GROUPS).index(name) * 100003 % 99991 + i)
                image, level, quality = make(rng, i)
                if image.mode == "1":
                    file = "%s/%03d.tif" % (name, i)
                    image.save(os.path.join(arguments.folder, file), compression="group4", dpi=(200, 200))
                elif quality >= 92:
                    file = "%s/%03d.png" % (name, i)
                    image.save(os.path.join(arguments.folder, file), compress_level=1)
                else:
                    file = "%s/%03d.jpg" % (name, i)
                    image.save(os.path.join(arguments.folder, file), quality=quality)
                labels.write(json.dumps({"file": file, "group": name, "level": level}) + "\n")


if __name__ == "__main__":
    main()
