"""Invented words: places, agencies, people and prose. No such province, commune or person exists."""

PROVINCES = ["Vĩnh Sơn Hà", "Đồng Giang Bắc", "Lâm Thủy", "An Khê Hạ", "Bình Trung Sơn", "Thạch Lộc"]
COMMUNES = ["Tân Hòa Thượng", "Phú Mỹ Hạ", "Cẩm Sơn Đoài", "Long Vĩnh Tây", "Hòa Lộc Đông", "Yên Thạch Nam", "Xuân Lĩnh"]
OFFICES = ["Sở Nội vụ", "Sở Tài chính", "Sở Nông nghiệp và Môi trường", "Sở Y tế", "Sở Tư pháp", "Sở Xây dựng",
           "Thanh tra tỉnh", "Văn phòng Ủy ban nhân dân tỉnh", "Ban Dân tộc", "Sở Khoa học và Công nghệ"]
MASS = ["Hội Nông dân", "Đoàn Thanh niên", "Hội Liên hiệp Phụ nữ", "Liên đoàn Lao động", "Hội Cựu chiến binh"]
FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đỗ", "Bùi", "Vũ", "Đặng", "Ngô"]
MIDDLE = ["Văn", "Thị", "Đức", "Hữu", "Minh", "Ngọc", "Quang", "Thanh", "Xuân"]
GIVEN = ["An", "Bình", "Cường", "Dũng", "Hà", "Hạnh", "Hùng", "Lan", "Mai", "Nam", "Phong", "Sơn", "Thảo", "Tuấn", "Yến"]
POSTS = ["CHỦ TỊCH", "PHÓ CHỦ TỊCH", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "CHÁNH VĂN PHÒNG", "TRƯỞNG BAN"]

KINDS = [("BC", "BÁO CÁO"), ("KH", "KẾ HOẠCH"), ("TTr", "TỜ TRÌNH"), ("TB", "THÔNG BÁO"), ("QĐ", "QUYẾT ĐỊNH"),
         ("BB", "BIÊN BẢN"), ("GM", "GIẤY MỜI"), ("HD", "HƯỚNG DẪN"), ("CTr", "CHƯƠNG TRÌNH"), ("PA", "PHƯƠNG ÁN")]

SUBJECTS = ["tình hình bảo đảm trật tự trên địa bàn quý {q}", "công tác chuẩn bị diễn tập khu vực phòng thủ",
            "kết quả kiểm tra kho vật tư dự trữ", "phương án bảo vệ các công trình trọng điểm",
            "công tác nhân sự nhiệm kỳ mới", "kết quả xác minh đơn thư tháng {m}",
            "quy hoạch sử dụng đất khu vực ven hồ Suối Đá", "việc tiếp đoàn công tác nước bạn",
            "rà soát hồ sơ dự án đường liên xã", "tình hình giá nông sản và đời sống nhân dân"]

PROSE = [
    "Trong quý vừa qua, các thôn đã tổ chức {n} cuộc họp dân, lấy ý kiến về đường giao thông, thủy lợi và trường học.",
    "Lực lượng tại chỗ phối hợp tuần tra {n} lượt, bảo đảm an toàn các ngày lễ và kỳ họp.",
    "Tổng kinh phí thực hiện là {n} triệu đồng, trong đó ngân sách cấp trên hỗ trợ một phần.",
    "Đề nghị các đơn vị hoàn thành trước ngày {d} tháng {m} và báo cáo kết quả về bộ phận tổng hợp.",
    "Qua kiểm tra thực tế tại {n} điểm, phần lớn cơ sở chấp hành tốt các quy định hiện hành.",
    "Việc bàn giao hồ sơ được lập thành biên bản, có chữ ký của hai bên và người chứng kiến.",
    "Tình hình thời tiết diễn biến thất thường, nước sông lên nhanh, một số tuyến đường bị chia cắt.",
    "Đội ngũ cán bộ được bồi dưỡng nghiệp vụ, nâng cao tinh thần trách nhiệm trong phục vụ nhân dân.",
    "Các cơ quan rà soát phương tiện, nhân lực, vật tư để sẵn sàng xử lý tình huống phát sinh.",
    "Ủy ban nhân dân giao bộ phận chuyên môn theo dõi, đôn đốc, tổng hợp kết quả hằng tuần.",
    "Nhân dân đồng tình hưởng ứng, nhiều hộ hiến đất mở đường với tổng diện tích {n} mét vuông.",
    "Một số tồn tại cần khắc phục là phối hợp chưa kịp thời và số liệu giữa các đơn vị chưa thống nhất.",
    "Kế hoạch năm tới tập trung vào ba nhiệm vụ trọng tâm, phân công rõ người chịu trách nhiệm.",
    "Cuộc họp kết thúc vào lúc 16 giờ 30 phút cùng ngày, biên bản đã được đọc lại cho các bên nghe.",
    "Căn cứ tình hình nêu trên, đề nghị cấp có thẩm quyền xem xét, cho ý kiến chỉ đạo.",
]

LEVELS = {"tuyet_mat": "TUYỆT MẬT", "toi_mat": "TỐI MẬT", "mat": "MẬT"}
MIXED = {"tuyet_mat": "Tuyệt mật", "toi_mat": "Tối mật", "mat": "Mật"}


def spaced(mark):
    """T Ố I   M Ậ T"""
    return "   ".join(" ".join(word) for word in mark.split())


class Words:
    """Everything random about one document comes from here."""

    def __init__(self, rng):
        self.rng = rng
        self.province = rng.choice(PROVINCES)
        self.commune = rng.choice(COMMUNES)
        self.number = rng.randint(1, 489)
        self.day, self.month = rng.randint(10, 28), rng.randint(3, 12)
        self.year = rng.choice([2024, 2025, 2026])
        self.kind, self.kind_name = rng.choice(KINDS)
        self.subject = self.fill(rng.choice(SUBJECTS))

    def fill(self, text):
        return text.format(n=self.rng.randint(3, 96), d=self.rng.randint(10, 28), m=self.rng.randint(3, 12),
                           q=self.rng.choice(["I", "II", "III", "IV"]))

    def prose(self, count=2):
        return " ".join(self.fill(text) for text in self.rng.sample(PROSE, count))

    def person(self):
        return " ".join(self.rng.choice(part) for part in (FAMILY, MIDDLE, GIVEN))

    def date(self):
        return f"ngày {self.day} tháng {self.month:02d} năm {self.year}"
