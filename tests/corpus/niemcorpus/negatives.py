"""Hard negatives: documents that no person would call marked. Every builder returns (Doc, label, note).

"mentions" talks about state secrecy or its levels; "clean" does not (honey, passwords, urgency stamps).
"""

from . import letters
from .letters import RED
from .model import Box, Break, Doc, P, T, cell

H = dict(align="center", bold=True, size=14)


def head(w):
    return letters.state_head(w, w.rng.choice(["table", "rows", "tabs", "stack"]))


def official(w, *items, title=None):
    start = letters.title(w) if title is None else [P(title, **H)] if title else []
    return Doc(head(w) + start + list(items) + letters.body(w, 2) + letters.closing(w), title=title or w.kind_name.capitalize())


def statistics(w):
    rows = [[cell("Đơn vị", bold=True), cell("Tuyệt mật", bold=True), cell("Tối mật", bold=True), cell("Mật", bold=True)]]
    rows += [[cell(name), *(cell(str(w.rng.randint(0, 9))) for _ in range(3))] for name in w.rng.sample(letters.OFFICES, 4)]
    return official(w, P("Số lượng văn bản theo độ mật trong kỳ báo cáo:"), T(rows)), "mentions", "table of counts by level"


def statistics_rows(w):
    rows = [[cell("Độ mật", bold=True), cell("Văn bản đến", bold=True), cell("Văn bản đi", bold=True)]]
    rows += [[cell(name), cell(str(w.rng.randint(0, 40))), cell(str(w.rng.randint(0, 40)))]
             for name in ("Tuyệt mật", "Tối mật", "Mật", "Cộng")]
    return official(w, T(rows)), "mentions", "levels as row labels"


def law_text(w):
    lines = [P(f"Điều {n}. {name}", bold=True) for n, name in ((8, "Phân loại độ mật"), (9, "Dấu chỉ độ mật"))]
    text = [lines[0], P("1. Căn cứ tính chất quan trọng, nội dung thông tin được chia thành ba độ:"),
            P("a) Độ Tuyệt mật gồm tin nếu lộ sẽ gây nguy hại đặc biệt nghiêm trọng;"),
            P("b) Độ Tối mật gồm tin nếu lộ sẽ gây nguy hại rất nghiêm trọng;"), P("c) Độ Mật gồm tin nếu lộ sẽ gây nguy hại nghiêm trọng."),
            lines[1], P("2. Dấu “TUYỆT MẬT”, “TỐI MẬT”, “MẬT” được đóng bên trái, dưới số, ký hiệu của văn bản.")]
    return official(w, *text, title="QUY CHẾ"), "mentions", "regulation that defines the levels"


def stamp_form(w):
    """The form of the stamps themselves, drawn in boxes."""
    items = [P("Mẫu số 01", "right", bold=True), P("MẪU DẤU CHỈ ĐỘ MẬT", **H),
             P("1. Mẫu dấu “TUYỆT MẬT”: hình chữ nhật, kích thước 40mm x 8mm, có đường viền xung quanh."),
             T([[cell("TUYỆT MẬT", bold=True, color=RED, align="center")]], widths=[30]),
             P("2. Mẫu dấu “TỐI MẬT”: hình chữ nhật, kích thước 30mm x 8mm."),
             T([[cell("TỐI MẬT", bold=True, color=RED, align="center")]], widths=[30]),
             P("3. Mẫu dấu “MẬT”: hình chữ nhật, kích thước 20mm x 8mm."),
             T([[cell("MẬT", bold=True, color=RED, align="center")]], widths=[30])]
    return Doc([P("PHỤ LỤC", **H), P("MẪU DẤU VÀ MẪU SỔ DÙNG TRONG CÔNG TÁC VĂN THƯ", **H)] + items, title="Phụ lục"), "mentions", "forms of the stamps"


def blank_form(w):
    items = [P("PHIẾU ĐỀ XUẤT ĐỘ MẬT", **H), P("1. Tên văn bản: ........................................"),
             P("2. Độ mật đề xuất: .................... (Tuyệt mật, Tối mật, Mật)"), P("3. Căn cứ: ..............................."),
             P("4. Số lượng bản: ........")]
    return Doc(head(w) + items, title="Phiếu"), "mentions", "empty form"


def checkbox_form(w):
    boxes = w.rng.choice(["☐ Mật   ☐ Tối mật   ☐ Tuyệt mật", "□ Tuyệt mật  □ Tối mật  □ Mật  □ Không", "[ ] Mật\n[ ] Tối mật\n[ ] Tuyệt mật"])
    return Doc(head(w) + [P("PHIẾU TRÌNH GIẢI QUYẾT CÔNG VIỆC", **H), P("Độ mật:"), P(boxes), P("Độ khẩn: ☐ Khẩn ☐ Hỏa tốc")] +
               letters.body(w, 1), title="Phiếu trình"), "mentions", "boxes to tick, none ticked"


def no_level(w):
    text = w.rng.choice(["Độ mật: Không", "Độ mật: không có", "ĐỘ MẬT: KHÔNG", "Độ mật: Thường"])
    return official(w, P(text)), "mentions", "field says no level"


def minutes_no_level(w):
    return official(w, P("Sau khi xem xét, hội nghị thống nhất tài liệu này không có độ mật, không thuộc danh mục bí mật nhà nước."),
                    title="BIÊN BẢN"), "mentions", "says that it has no level"


def quiz(w):
    items = [P("BỘ CÂU HỎI TÌM HIỂU PHÁP LUẬT VỀ BẢO VỆ BÍ MẬT NHÀ NƯỚC", **H)]
    for n in range(1, w.rng.randint(3, 5)):
        items += [P(f"Câu {n}. Dấu nào được đóng trên tài liệu nếu bị lộ gây nguy hại {w.rng.choice(['nghiêm trọng', 'rất nghiêm trọng'])}?")]
        items += [P(text) for text in w.rng.choice([("A. Tuyệt mật", "B. Tối mật", "C. Mật", "D. Cả ba"), ("a) MẬT", "b) TỐI MẬT", "c) TUYỆT MẬT")])]
    return Doc(items, title="Câu hỏi"), "mentions", "quiz answers"


def directive(w):
    items = [P("1. Thủ trưởng các cơ quan quán triệt quy định về bảo vệ bí mật nhà nước; không soạn thảo văn bản mật trên máy tính nối mạng."),
             P("2. Việc in, sao, chụp tài liệu độ Tuyệt mật, Tối mật, Mật phải được người có thẩm quyền cho phép bằng văn bản."),
             P("3. Tổ chức kiểm tra, kịp thời giải mật tài liệu hết thời hạn bảo vệ.")]
    return official(w, *items, title="CHỈ THỊ"), "mentions", "directive about secrecy"


def quotation(w):
    text = w.rng.choice(["Trên bìa hồ sơ có đóng dấu “TUYỆT MẬT”, nhưng bên trong chỉ là giấy trắng.",
                         "Ông kể: tờ lệnh năm ấy ghi chữ \"TỐI MẬT\" ở góc trái, nay đã bày trong bảo tàng.",
                         "Bức điện mang dòng chữ “MẬT” được trưng bày lần đầu tiên."])
    return Doc([P("HỒI ỨC MỘT THỜI", **H), P(f"Ghi chép của {w.person()}", "center", italic=True), P(text, "justify")] + letters.body(w, 3)), \
        "mentions", "quotation in an article"


def novel(w):
    chapter = w.rng.choice(["Chương 3: Hồ sơ tuyệt mật", "CHƯƠNG BỐN\nMẬT LỆNH", "Chương 7. Tối mật và im lặng", "HỒ SƠ TUYỆT MẬT (truyện dài)"])
    return Doc([P(chapter, **H), P(f"Anh {w.rng.choice(['Sơn', 'Phong', 'Nam'])} lật tập giấy ngả màu. “Đây là tài liệu tuyệt mật”, cô nói khẽ.")] +
               letters.body(w, 3), title="Truyện"), "mentions", "fiction"


def films(w):
    items = [P("LỊCH CHIẾU PHIM TRONG TUẦN", **H)]
    items += [P(f"{hour} giờ: phim {name}") for hour, name in ((8, "TUYỆT MẬT (tập 2)"), (14, "Nhiệm vụ tối mật"), (20, "Mùa hoa mật"))]
    return Doc(items, title="Lịch chiếu"), "mentions", "film titles"


def honey(w):
    items = [P(w.rng.choice(["MẬT ONG RỪNG NGUYÊN CHẤT", "MẬT ONG HOA NHÃN"]), **H), P("Mật ong khai thác tháng 4, đóng chai 500 ml, hạn dùng 24 tháng."),
             P("Cách dùng: pha 2 thìa mật với nước ấm.")]
    return Doc(items + letters.body(w, 1), title="Mật ong"), "clean", "honey"


def password(w):
    items = [P("QUY ĐỊNH SỬ DỤNG THƯ ĐIỆN TỬ", **H), P(w.rng.choice(["MẬT KHẨU", "Mật khẩu", "BẢO MẬT"]), bold=True),
             P("Mật khẩu dài ít nhất 12 ký tự, đổi 90 ngày một lần, không dùng chung."), P(w.rng.choice(["BẢO MẬT", "BẢO MẬT TÀI KHOẢN", "MẬT MÃ"]), bold=True),
             P("Người dùng chịu trách nhiệm về tài khoản được cấp.")]
    return Doc(head(w) + items, title="Quy định"), "clean", "headings MẬT KHẨU, BẢO MẬT alone on a line"


def density(w):
    rows = [[cell("Xã", bold=True), cell("Dân số", bold=True), cell("Mật độ", bold=True)]]
    rows += [[cell(f"Thôn {i}"), cell(str(w.rng.randint(200, 900))), cell(str(w.rng.randint(50, 300)))] for i in range(1, 5)]
    return official(w, P("MẬT ĐỘ DÂN SỐ", bold=True), T(rows)), "clean", "population density"


def urgency(w):
    text = w.rng.choice(["HỎA TỐC", "KHẨN", "THƯỢNG KHẨN", "HỎA TỐC HẸN GIỜ"])
    stamp = P(text, "left", bold=True, color=RED, border="single")
    if w.rng.random() < 0.4:
        stamp = Box([stamp.with_(border="", align="center")])
    return Doc(head(w) + [stamp] + letters.title(w) + letters.body(w) + letters.closing(w)), "clean", "urgency stamp in the place of a level"


def internal(w):
    text = w.rng.choice(["LƯU HÀNH NỘI BỘ", "TÀI LIỆU LƯU HÀNH NỘI BỘ", "XEM XONG TRẢ LẠI", "TÀI LIỆU THAM KHẢO NỘI BỘ"])
    return Doc([P(text, "right", bold=True, color=RED, border="single")] + head(w) + letters.title(w) + letters.body(w)), "clean", "circulation stamp"


def arrival(w):
    box = Box([P(f"ĐẾN\nSố: {w.rng.randint(100, 999)}\nNgày: {w.day}/{w.month}\nChuyển: VP", size=11, color=RED)], x=32, y=60, w=50, h=35)
    return Doc(head(w) + [box] + letters.title(w) + letters.body(w)), "clean", "stamp of arrival"


def register(w):
    rows = [[cell(text, bold=True) for text in ("Số đến", "Số, ký hiệu", "Trích yếu", "Độ mật", "Người nhận")]]
    for i in range(1, w.rng.randint(4, 7)):
        rows.append([cell(f"{i:02d}"), cell(f"{w.rng.randint(1, 90)}/BC"), cell(w.prose(1)[:50]),
                     cell(w.rng.choice(["Mật", "Tối mật", "Tuyệt mật", "A", "B", "C"])), cell(w.person())])
    return Doc(head(w) + [P("SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐẾN", **H), T(rows, widths=[10, 15, 40, 15, 20])], title="Sổ"), "mentions", "register with a column of levels"


def bidding(w):
    return Doc([P("HỒ SƠ MỜI THẦU", **H), P("Mục 6. Bảo mật", bold=True), P("Nhà thầu giữ bí mật thông tin trong hồ sơ dự thầu; bên mời thầu không tiết lộ "
               "nội dung hồ sơ trước khi mở thầu."), P("BẢO MẬT THÔNG TIN", bold=True)] + letters.body(w, 2)), "clean", "bid confidentiality"


def contract(w):
    return Doc([P("THỎA THUẬN BẢO MẬT THÔNG TIN", **H), P("Điều 1. Thông tin mật", bold=True), P("“Thông tin mật” là bí mật kinh doanh, công nghệ, giá "
               "thành của bên A; bên B không tiết lộ cho bên thứ ba."), P("BÍ MẬT KINH DOANH", bold=True)] + letters.body(w, 2)), "clean", "trade secrets"


def menu(w):
    rows = [[cell(name), cell(f"{w.rng.randint(15, 90)}.000")] for name in ("Sườn nướng mật ong", "Chanh mật ong", "Gà mật", "Chè mật mía", "Mật")]
    return Doc([P("THỰC ĐƠN", **H), T(rows, border=w.rng.random() < 0.5, widths=[70, 30])]), "clean", "menu, one cell is only “Mật”"


def names(w):
    name = w.rng.choice(["Nguyễn Văn Mật", "Trần Thị Mật", "Lê Mật"])
    doc = official(w, P(f"Giao ông (bà) {name} chủ trì thực hiện."))
    doc.body += [P("CÁN BỘ THEO DÕI", "right", bold=True), P(name, "right", bold=True)]
    return doc, "clean", "a person called Mật"


def look_alike(w):
    word = w.rng.choice(["MẶT", "MẤT", "MẮT", "MẶT TRƯỚC", "MẠT"])
    follow = {"MẮT": "Khám mắt: thị lực 10/10.", "MẤT": "Vật dụng ghi mất trong kỳ kiểm kê: 02 ghế."}.get(word, "Kích thước theo bản vẽ kèm theo.")
    return Doc(head(w) + letters.title(w) + [P(word, bold=True, align=w.rng.choice(["left", "center"])), P(follow)] + letters.body(w, 2)), "clean", \
        "MẶT, MẤT, MẮT alone on a line"


def dictionary(w):
    items = [P("TỪ ĐIỂN HỌC SINH (trích)", **H), P("mắt: cơ quan để nhìn."), P("mật: 1. chất ngọt do ong làm; 2. nước đắng do gan tiết ra; 3. cần giữ kín."),
             P("mật thiết: gắn bó chặt chẽ."), P("tuyệt mật: hết sức bí mật."), P("tối mật: rất bí mật.")]
    return Doc(items), "mentions", "dictionary"


def scouts(w):
    return Doc([P("TRÒ CHƠI LỚN", **H), P("MẬT THƯ SỐ 1", bold=True), P("Chìa khóa: lấy chữ đầu mỗi dòng."), P("Đội nào giải xong mật thư sẽ nhận mật khẩu vào cổng.")] +
               letters.body(w, 1)), "clean", "camp game"


def news(w):
    return Doc([P("PHÁT HIỆN NHIỀU VỤ LỘ TÀI LIỆU", **H), P("Theo cơ quan chức năng, một cán bộ đã chụp công văn đóng dấu mật gửi qua mạng xã hội. "
               "Tài liệu tối mật khác bị sao chép trái phép. Luật Bảo vệ bí mật nhà nước nghiêm cấm các hành vi trên.")] + letters.body(w, 2)), "mentions", "news"


def secret_list(w):
    items = [P("Điều 1. Bí mật nhà nước độ Tuyệt mật gồm:", bold=True), P("a) Phương án bảo vệ đặc biệt chưa công khai;"),
             P("Điều 2. Bí mật nhà nước độ Tối mật gồm:", bold=True), P("a) Kế hoạch dự trữ chưa công khai;"),
             P("Điều 3. Bí mật nhà nước độ Mật gồm:", bold=True), P("a) Hồ sơ nhân sự chưa công bố.")]
    return official(w, *items, title="QUYẾT ĐỊNH\nBan hành danh mục bí mật nhà nước"), "mentions", "decision that lists secrets"


def declassifying(w):
    items = [P("Điều 5. Giải mật", bold=True), P("Tài liệu được giải mật phải đóng dấu “GIẢI MẬT” và ghi rõ “Từ: ngày … tháng … năm …”."),
             P("Hội đồng giải mật lập biên bản, trình người có thẩm quyền quyết định.")]
    return official(w, *items, title="HƯỚNG DẪN"), "mentions", "procedure of declassification"


def lesson(w):
    pages = [[P("TẬP HUẤN BẢO VỆ BÍ MẬT NHÀ NƯỚC", **H), P(f"Báo cáo viên: {w.person()}", "center")],
             [P("BA ĐỘ MẬT", **H), P("• Tuyệt mật"), P("• Tối mật"), P("• Mật")],
             [P("VỊ TRÍ ĐÓNG DẤU", **H), P("Dấu độ mật đóng dưới số, ký hiệu; dấu khẩn đóng dưới dấu độ mật.")]]
    items = pages[0]
    for page in pages[1:]:
        items = items + [Break()] + page
    return Doc(items, title="Tập huấn"), "mentions", "training handout, levels as bullets"


def work_secret(w):
    return official(w, P("Cán bộ có trách nhiệm giữ bí mật công tác, bí mật nội bộ; không cung cấp thông tin chưa công khai."),
                    P("Thiết bị lưu khóa bí mật được bàn giao theo biên bản.")), "clean", "work secrets, private keys"


def agenda(w):
    rows = [[cell("8h00"), cell("Khai mạc")], [cell("8h30"), cell("Phổ biến quy định về văn bản mật")], [cell("9h30"), cell("Xử lý tài liệu Tối mật, Tuyệt mật: tình huống")]]
    return official(w, T(rows, widths=[20, 80]), title="GIẤY MỜI"), "mentions", "agenda"


def butcher(w):
    rows = [[cell("Mặt hàng", bold=True), cell("Giá (đồng)", bold=True)]] + [[cell(n), cell(str(w.rng.randint(10, 90) * 1000))] for n in ("Gan", "Mật", "Tim", "Lòng")]
    return Doc([P("BẢNG GIÁ PHỤ PHẨM", **H), T(rows)]), "clean", "price table, a cell is “Mật”"


def sugar(w):
    return Doc([P("KỸ THUẬT NẤU MẬT MÍA", **H), P("MẬT MÍA", bold=True), P("Ép mía, lọc, đun nhỏ lửa đến khi mật sánh lại."), P("Mật độ trồng: 30.000 hom/ha.")] +
               letters.body(w, 2)), "clean", "molasses"


def law_index(w):
    names_ = ["Phân loại bí mật nhà nước", "Độ Tuyệt mật", "Độ Tối mật", "Độ Mật", "Giải mật", "Tiêu hủy tài liệu mật"]
    return Doc([P("MỤC LỤC", **H)] + [P(f"Điều {i}. {name}\t{i + 3}") for i, name in enumerate(names_, 1)]), "mentions", "table of contents"


def wanted_level(w):
    return official(w, P("Đề nghị quý cơ quan xác định độ mật (Mật hay Tối mật) của báo cáo nêu trên trước khi phát hành."), title=""), "mentions", "asks which level"


NEGATIVES = [statistics, statistics_rows, law_text, stamp_form, blank_form, checkbox_form, no_level, minutes_no_level, quiz, directive, quotation,
             novel, films, honey, password, density, urgency, internal, arrival, register, bidding, contract, menu, names, look_alike, dictionary,
             scouts, news, secret_list, declassifying, lesson, work_secret, agenda, butcher, sugar, law_index, wanted_level]


def ordinary(w):
    """No word about secrecy at all."""
    return Doc(head(w) + letters.title(w) + letters.body(w, 3) + letters.closing(w), title=w.kind_name.capitalize()), "clean", "ordinary letter"
