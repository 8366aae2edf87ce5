"""The year of an invented commune, act by act. Every id that a step gives is what the store gave; nothing is
assumed but the order. Where the law or the house refuses, the code and the article are asserted."""
import json
import re

from walkthrough_world import PASSWORD, Server

LIST = {"format": "niem-list/1", "decision": "000/QĐ-BỊA", "field": "Danh mục bịa đặt để tập dượt",
        "from": "2020-07-01", "items": [
            {"article": "1", "clause": "1", "level": "TUYET_MAT", "text": "Mục bịa thứ nhất"},
            {"article": "2", "clause": "1", "level": "TOI_MAT", "text": "Mục bịa thứ hai"},
            {"article": "3", "clause": "1", "level": "MAT", "text": "Mục bịa thứ ba"},
            {"article": "3", "clause": "2", "level": "MAT", "to": "2026-09-30", "text": "Mục bịa thứ tư"}]}

# login, duty, level, roles under the law, name; they get the ids 1, 2, 3 … in this order.
FOUNDERS = (
    ("chu-tich", "authority", "tuyet_mat", "head,2h", "Ngô Thị Thử"),
    ("pho-ct", "authority", "tuyet_mat", "deputy_head,2k", "Vũ Văn Mẫu"),
    ("van-thu", "registrar", "tuyet_mat", "", "Đỗ Thị Ví Dụ"),
    ("bao-quan", "keeper", "tuyet_mat", "", "Lý Văn Nháp"),
    ("bao-quan-2", "keeper", "tuyet_mat", "", "Hồ Thị Nháp"),
    ("can-bo", "officer", "toi_mat", "", "Bùi Văn Tạm"),
    ("bao-ve", "security", "mat", "", "Đinh Thị Giả"),
    ("bao-ve-2", "security", "mat", "", "Phan Văn Giả"),
    ("kiem-tra", "auditor", "", "", "Trịnh Thị Soi"),
    ("quan-tri", "admin", "", "", "Mai Văn Máy"),
)
IDS = {founder[0]: number for number, founder in enumerate(FOUNDERS, 1)}
LEVEL_ITEM = {"tuyet_mat": ("1", "1"), "toi_mat": ("2", "1"), "mat": ("3", "1")}
MASKED_KEY = "xa-suoi-nga+xxxxxxxx+…"


def item(level, clause=None):
    article, first = LEVEL_ITEM[level]
    return {"decision": "000/QĐ-BỊA", "article": article, "clause": clause or first}


class Year:
    """One walk. `self.made`: which copies of which document were ever made, as the acts said."""

    def __init__(self, world):
        self.w = world
        self.made = {}
        self.where = {}  # copy: state, as the acts said

    # ---- helpers -------------------------------------------------------------------------------

    def ok(self, answer, document=None):
        assert answer.reason is None, answer.shown["vi"]
        if document is not None:
            for copy in answer.copies:
                assert copy not in self.where, copy
                self.made.setdefault(document, []).append(copy)
                self.where[copy] = "held"
        return answer

    def no(self, answer, reason, article=""):
        """Refused for this reason, by this article; "": an order of the house, no article of a law."""
        assert answer.reason == reason, (reason, answer.shown["vi"])
        if article:
            assert article in answer.article, (article, answer.shown["vi"])
        else:
            assert answer.article == "", answer.shown["vi"]
        return answer

    def move(self, answer, copy, state):
        self.ok(answer)
        self.where[copy] = state
        return answer

    def two(self, first, second, code, **fields):
        begun = self.ok(self.w.act(first, code, **fields))
        assert begun.pending, begun.shown["vi"]
        self.no(self.w.confirm(first, begun.pending), "own_request")
        return self.w.confirm(second, begun.pending)

    def receive(self, step, level, copies, envelope, **fields):
        self.w.step(step)
        got = self.w.act("van-thu", "document.receive", level=level, stated=copies, counted=copies, sealed=True,
                         envelope=envelope, **fields)
        return self.ok(got, got.ids.get("document"))

    # ---- the parts -----------------------------------------------------------------------------

    def all(self):
        self.beginning()
        self.old_law()
        self.new_law()
        self.outgoing()
        self.copying()
        self.borrowing()
        self.outside()
        self.leaver()
        self.terms()
        self.declassification()
        self.destruction()
        self.stocktake()
        self.new_year()
        self.proof()

    def beginning(self):
        w = self.w
        w.clock.set("2026-02-23")
        for login, *_ in FOUNDERS:
            w.know(login)
        w.step("init")
        founders = [part for login, duty, level, roles, name in FOUNDERS
                    for part in ("--founder", f"{login}:{duty}:{level}:{roles}:{name}")]
        arguments = ("init", "thu", "--code", "xa-suoi-nga", "--agency", "UBND xã Suối Ngà (bịa đặt)", "--decision",
                     "00/QĐ-BỊA", *founders, "--passwords-file", "mk")
        w.command("niem", *arguments)
        if w.postgres:
            arguments += ("--postgres", w.postgres)
        # One walk hears it in English, the other in Vietnamese; each knows what the other must have heard.
        said = w.run(*arguments, lang="en" if w.acts == "http" else "vi")
        self.key = next(word for word in said.split() if word.startswith("xa-suoi-nga+"))
        heard = {
            "vi": f"Đã tạo kho: DIR/thu\nKhóa kiểm chứng nhật ký (gửi đơn vị cấp trên giữ): {MASKED_KEY}\n"
                  "Tệp khóa mở kho, cất một bản niêm phong ở nơi khác: DIR/thu/khoa/kho.key\n"
                  "Tiếp theo: niem serve DIR/thu",
            "en": f"Instance made: DIR/thu\nLedger verifier key (give it to the superior unit): {MASKED_KEY}\n"
                  "Key file of the instance; keep a sealed copy elsewhere: DIR/thu/khoa/kho.key\n"
                  "Next: niem serve DIR/thu"}
        assert self.masked(said) == heard["en" if w.acts == "http" else "vi"], said
        w.show(heard["vi"], heard["en"])
        w.server = Server(w, "thu")

        w.step("list-load")
        (w.root / "danh-muc.json").write_text(json.dumps(LIST, ensure_ascii=False, indent=1))
        self.ok(w.act("bao-ve", "list.load", name="danh-muc.json", content="@danh-muc.json"))

        w.step("new-person")
        self.lan = self.ok(w.add_user("bao-ve", "lan", "Lò Thị Lan", "xa-suoi-nga"))["person"]
        self.ok(w.act("chu-tich", "duty.assign", person=self.lan, duty="officer", decision="02/QĐ-BỊA"))
        self.ok(w.own_password("lan"))
        self.ok(self.two("bao-ve", "bao-ve-2", "clearance.grant", person=self.lan, level="mat", units=["xa-suoi-nga"]))

        w.step("duty-clash")
        self.no(w.act("chu-tich", "duty.assign", person=IDS["quan-tri"], duty="registrar", decision="03/QĐ-BỊA"),
                "duty_clash")
        self.no(w.act("quan-tri", "document.receive", level="mat", issuer="Sở Bịa", number="1", stated=1, counted=1,
                      sealed=True), "absent")

    def old_law(self):
        """Until 28/02/2026 Law 29/2018/QH14: a commune's chair permits no copying."""
        w = self.w
        got = self.receive("old-receive", "mat", 2, "C", issuer="Sở Bịa", number="12", symbol="CV-SB",
                           dated="2026-02-10", subject="Việc tập dượt số một", copying_allowed=True, place="Tủ 1")
        self.a, (self.a1, self.a2) = got["document"], got.copies
        w.step("old-receive-row")
        row = w.show_row("van-thu", "incoming", 2026)
        assert row["serial"] == "01" and row["date"] == "10/02/2026" and row["arrived"] == "23/02/2026", row
        w.step("old-copy")
        asked = self.ok(w.act("van-thu", "copy.request", document=self.a, form="sao_y", quantity=2,
                              purpose="Họp giao ban"))
        self.request = asked["request"]
        self.no(w.act("chu-tich", "copy.allow", request=self.request), "law.role", "khoản 3 Điều 11 Luật 29/2018/QH14")

    def new_law(self):
        """From 01/03/2026 Law 117/2025/QH15."""
        w = self.w
        w.clock.set("2026-03-02")
        w.step("new-copy")
        allowed = self.ok(w.act("chu-tich", "copy.allow", request=self.request))
        assert allowed.article == "khoản 3 Điều 11, khoản 5 Điều 11 Luật 117/2025/QH15", allowed.shown["vi"]
        made = self.ok(w.act("bao-quan", "copy.make", request=self.request, spoilt=1, place="Tủ 1"), self.a)
        self.a3, self.a4 = made.copies
        w.step("new-copy-row")
        row = w.show_row("bao-quan", "copies", 2026)
        assert (row["date"], row["count"], row["ordinals"], row["kind"]) == ("02/03/2026", "2", "3, 4", "Sao y bản chính")
        assert (row["permitted_by"], row["done_by"]) == ("Ngô Thị Thử", "Lý Văn Nháp"), row

        w.step("no-delegation")
        self.no(w.act("chu-tich", "delegation.grant", person=IDS["pho-ct"], number="1/UQ", acts=["permit_copy"],
                      levels=["mat"], scope="xã", **{"from": "2026-03-02", "until": "2026-12-31"}), "law.no_delegation",
                "điểm q khoản 1 Điều 11, điểm k khoản 2 Điều 11 Luật 117/2025/QH15")

        got = self.receive("receive-toi-mat", "toi_mat", 2, "A", issuer="UBND tỉnh Bịa", number="07", symbol="CV-UBND",
                           dated="2026-02-27", determined="2026-02-27", copy_numbers=[4, 5],
                           subject="Việc tập dượt số hai", place="Két 1")
        self.b, (self.b4, self.b5) = got["document"], got.copies
        assert "ký hiệu bì A không đúng" in got.shown["vi"] and "chưa đối chiếu bản gốc" in got.shown["vi"]

        w.step("receive-tuyet-mat-subject")
        fields = dict(level="tuyet_mat", issuer="Tỉnh ủy Bịa", number="01", stated=3, counted=3, sealed=True,
                      envelope="A", place="Két 1")
        self.no(w.act("van-thu", "document.receive", subject="Điều không được ghi", **fields), "tuyet_mat.subject",
                "Nghị định 63/2026/NĐ-CP")
        w.step("receive-tuyet-mat")
        got = self.ok(w.act("van-thu", "document.receive", **fields))
        self.c = got["document"]
        self.ok(got, self.c)
        self.c1, self.c2, self.c3 = got.copies
        w.step("receive-tuyet-mat-row")
        row = w.show_row("van-thu", "incoming", 2026)
        assert row["serial"] == "03" and "Điều không được ghi" not in json.dumps(row, ensure_ascii=False), row

        w.step("receive-broken")
        fields = dict(level="mat", issuer="Sở Bịa", number="15", stated=2, counted=1, sealed=False, envelope="C",
                      place="Tủ 1")
        self.no(w.act("van-thu", "document.receive", **fields), "arrival.discrepancy",
                "khoản 6 Điều 13 Luật 117/2025/QH15")
        got = self.ok(w.act("van-thu", "document.receive", discrepancy="Bì rách mép; phiếu ghi 2, có 1", **fields))
        self.d = got["document"]
        self.ok(got, self.d)
        self.d1 = got.copies[0]

    def issue(self, step, level, by, planned, drafter, clause=None, refusals=None, **fields):
        w = self.w
        w.step(step)
        drafted = self.ok(w.act(drafter, "document.draft", level=level, planned=planned, **fields))
        document = drafted["document"]
        self.ok(w.act(drafter, "document.propose", document=document, **item(level, clause)))
        if refusals:
            refusals(document)
        term = {"term_end": "2026-09-30", "activity": True} if step.startswith("issue-short") else {}
        self.ok(w.act(by, "document.determine", document=document, level=level, **item(level, clause), **term))
        issued = self.ok(w.act("van-thu", "document.issue", document=document, symbol="BC-UBND", signer="Ngô Thị Thử",
                               place="Tủ 1"), document)
        w.step(step + "-row")
        w.show_row("van-thu", "outgoing", 2026)
        return document, issued.copies

    def outgoing(self):
        w = self.w
        w.clock.set("2026-03-16")
        w.step("lend-to-draft")
        self.move(w.act("bao-quan", "copy.lend", copy=self.b4, person=IDS["can-bo"], due="2026-04-15"), self.b4, "out")
        w.step("write-down")
        self.no(w.act("can-bo", "document.draft", level="mat", type_name="Báo cáo", planned=2, sources=[self.b]),
                "write_down", "khoản 3 Điều 10 Luật 117/2025/QH15")

        def refusals(document):
            self.no(w.act("chu-tich", "document.determine", document=document, level="toi_mat", decision="000/QĐ-BỊA",
                          article="9"), "law.no_list_item", "khoản 1 Điều 10 Luật 117/2025/QH15")
            self.no(w.act("chu-tich", "document.determine", document=document, level="toi_mat", **item("mat")),
                    "law.no_list_item", "khoản 1 Điều 10 Luật 117/2025/QH15")
            self.no(w.act("can-bo", "document.determine", document=document, level="toi_mat", **item("toi_mat")),
                    "wrong_duty")

        self.e, self.e_copies = self.issue(
            "issue-toi-mat", "toi_mat", "pho-ct", 3, "can-bo", refusals=refusals, type_name="Báo cáo",
            subject="Kết quả việc số hai", recipients="UBND tỉnh Bịa", sources=[self.b])
        self.f, self.f_copies = self.issue(
            "issue-mat", "mat", "chu-tich", 3, "van-thu", type_name="Kế hoạch", subject="Kế hoạch tập dượt",
            recipients="Sở Bịa", copying_allowed=True)
        self.g, self.g_copies = self.issue("issue-tuyet-mat", "tuyet_mat", "chu-tich", 2, "van-thu",
                                           type_name="Tờ trình", recipients="Tỉnh ủy Bịa")
        self.h, self.h_copies = self.issue("issue-short", "mat", "chu-tich", 1, "van-thu", type_name="Lịch",
                                           subject="Lịch tuần tra", recipients="Sở Bịa")
        self.i, self.i_copies = self.issue("issue-off-list", "mat", "pho-ct", 1, "van-thu", clause="2",
                                           type_name="Danh sách", subject="Danh sách thử", recipients="Sở Bịa")
        self.j, self.j_copies = self.issue("issue-short-2", "mat", "chu-tich", 1, "van-thu", type_name="Sơ đồ",
                                           subject="Sơ đồ tuần tra", recipients="Sở Bịa")
        w.step("send")
        for copy, where, post in ((self.e_copies[0], "UBND tỉnh Bịa", "KT1 số 0001"), (self.f_copies[0], "Sở Bịa", "KT1 số 0002"),
                                  (self.g_copies[0], "Tỉnh ủy Bịa", "giao liên")):
            self.move(w.act("van-thu", "copy.send", copy=copy, recipient=where, post=post), copy, "out")
        w.step("send-row")
        row = w.show_row("van-thu", "transfer", 2026)
        assert (row["count"], row["recipient"], row["date"]) == ("1", "Tỉnh ủy Bịa", "16/03/2026"), row

    def copying(self):
        w = self.w
        w.clock.set("2026-04-01")
        w.step("copy-not-allowed-by-document")
        self.no(w.act("can-bo", "copy.request", document=self.e, form="sao_y", quantity=1, purpose="Lưu"),
                "copying.not_allowed")
        w.step("copy-mat")
        asked = self.ok(w.act("van-thu", "copy.request", document=self.f, form="sao_y", quantity=2, purpose="Họp"))
        self.no(w.act("van-thu", "copy.make", request=asked["request"]), "wrong_state")
        self.no(w.act("van-thu", "copy.allow", request=asked["request"]), "wrong_duty")
        self.ok(w.act("pho-ct", "copy.allow", request=asked["request"], quantity=1))
        self.no(w.act("van-thu", "copy.make", request=asked["request"], count=2), "copies.more_than_allowed")
        made = self.ok(w.act("van-thu", "copy.make", request=asked["request"], place="Tủ 1"), self.f)
        self.f_copies += made.copies
        self.no(w.act("van-thu", "copy.make", request=asked["request"]), "wrong_state")
        w.step("copy-own-request")
        asked = self.ok(w.act("chu-tich", "copy.request", document=self.f, form="chup", quantity=1, purpose="Xem"))
        self.no(w.act("chu-tich", "copy.allow", request=asked["request"]), "own_request")
        self.ok(w.act("pho-ct", "copy.refuse", request=asked["request"], reason="Đọc tại nơi lưu giữ là đủ"))
        w.step("copy-tuyet-mat")
        got = w.act("van-thu", "document.receive", level="tuyet_mat", issuer="Tỉnh ủy Bịa", number="02", stated=1,
                    counted=1, sealed=True, envelope="A", copying_allowed=True, place="Két 1")
        self.k = got["document"]
        self.ok(got, self.k)
        self.k1 = got.copies[0]
        asked = self.ok(w.act("van-thu", "copy.request", document=self.k, form="sao_y", quantity=1, purpose="Lưu"))
        self.no(w.act("chu-tich", "copy.allow", request=asked["request"]), "law.level",
                "khoản 1 Điều 11, khoản 5 Điều 11 Luật 117/2025/QH15")
        self.ok(w.act("chu-tich", "copy.refuse", request=asked["request"], reason="Ngoài thẩm quyền cấp xã"))

    def borrowing(self):
        w = self.w
        w.clock.set("2026-04-20")
        w.step("lend-refused")
        self.no(w.act("bao-quan", "copy.lend", copy=self.b5, person=self.lan, due="2026-05-20"), "receiver.clearance")
        self.no(w.act("bao-quan", "copy.lend", copy=self.f_copies[1], person=self.lan, due="2026-04-19"),
                "copy.due_past")
        w.step("lend")
        self.move(w.act("bao-quan", "copy.lend", copy=self.f_copies[1], person=self.lan, due="2026-06-30"),
                  self.f_copies[1], "out")
        w.step("need-to-know")
        path = f"/api/v1/documents/{self.b}"
        w.curl("can-bo", path)
        seen = w.get("can-bo", path)
        w.show(f"  {seen['number']}/{seen['symbol']} · {seen['level']} · {seen['subject']}")
        w.curl("lan", path)
        hidden = w.get("lan", path, 404)["error"]
        w.show("  404 " + hidden["message"]["vi"], "  404 " + hidden["message"]["en"])
        w.step("late")
        answer = w.act("bao-quan", "copy.take_back", copy=self.b4, place="Két 1")
        self.move(answer, self.b4, "held")
        assert "trả chậm" in answer.shown["vi"]

    def outside(self):
        w = self.w
        w.clock.set("2026-05-11")
        w.step("take-out")
        asked = self.ok(w.act("bao-quan", "take_out.request", copy=self.a1, purpose="Họp tại tỉnh", where="UBND tỉnh Bịa",
                              measures="Cặp có khóa", **{"from": "2026-05-12", "until": "2026-05-13"}))
        self.ok(w.act("chu-tich", "take_out.allow", request=asked["request"]))
        self.move(w.act("bao-quan-2", "take_out.leave", request=asked["request"]), self.a1, "out")
        w.clock.set("2026-05-14")
        answer = w.act("bao-quan-2", "take_out.return", request=asked["request"], report="Về đủ", place="Tủ 1")
        self.move(answer, self.a1, "held")
        assert "về chậm" in answer.shown["vi"]
        w.step("take-out-abroad")
        asked = self.ok(w.act("bao-quan", "take_out.request", copy=self.a1, purpose="Khảo sát", where="Nước ngoài",
                              measures="Cặp có khóa", abroad=True, **{"from": "2026-06-01", "until": "2026-06-02"}))
        self.no(w.act("chu-tich", "take_out.allow", request=asked["request"]), "law.role",
                "khoản 2 Điều 14 Luật 117/2025/QH15")
        self.ok(w.act("chu-tich", "take_out.refuse", request=asked["request"], reason="Ngoài thẩm quyền cấp xã"))
        w.step("provide")
        asked = self.ok(w.act("van-thu", "provide.request", document=self.f, recipient="Tòa án Bịa", purpose="Xét xử"))
        self.ok(w.act("chu-tich", "provide.allow", request=asked["request"]))
        self.move(w.act("van-thu", "provide.deliver", request=asked["request"], copies=[self.f_copies[2]]),
                  self.f_copies[2], "out")
        w.step("provide-foreign")
        asked = self.ok(w.act("van-thu", "provide.request", document=self.f, recipient="Tổ chức nước ngoài bịa",
                              purpose="Hợp tác", foreign=True))
        self.no(w.act("chu-tich", "provide.allow", request=asked["request"]), "law.role",
                "điểm b khoản 1 Điều 16 Luật 117/2025/QH15")
        self.ok(w.act("chu-tich", "provide.refuse", request=asked["request"], reason="Không đủ điều kiện"))
        w.step("meeting")
        meeting = dict(level="mat", title="Giao ban", place="Phòng 2", plan="Gửi điện thoại ngoài phòng",
                       **{"from": "2026-05-15", "until": "2026-05-15"})
        planned = self.ok(w.act("van-thu", "meeting.plan", **meeting))
        copy = self.f_copies[3]
        self.no(w.act("bao-quan", "copy.hand_over", copy=copy, person=IDS["can-bo"], meeting=planned["meeting"]),
                "meeting.not_allowed", "điểm a khoản 1 Điều 17 Luật 117/2025/QH15")
        self.ok(w.act("chu-tich", "meeting.allow", meeting=planned["meeting"]))
        self.move(w.act("bao-quan", "copy.hand_over", copy=copy, person=IDS["can-bo"], meeting=planned["meeting"]),
                  copy, "out")
        self.no(w.act("bao-quan", "meeting.close", meeting=planned["meeting"]), "meeting.copies_out",
                "khoản 2 Điều 17 Luật 117/2025/QH15")
        self.move(w.act("bao-quan", "copy.take_back", copy=copy), copy, "held")
        self.ok(w.act("bao-quan", "meeting.close", meeting=planned["meeting"]))
        w.step("meeting-tuyet-mat")
        planned = self.ok(w.act("van-thu", "meeting.plan", **{**meeting, "level": "tuyet_mat"}))
        self.no(w.act("chu-tich", "meeting.allow", meeting=planned["meeting"]), "law.level",
                "khoản 1 Điều 15 Luật 117/2025/QH15")
        self.ok(w.act("chu-tich", "meeting.refuse", meeting=planned["meeting"], reason="Ngoài thẩm quyền cấp xã"))

    def leaver(self):
        w = self.w
        w.clock.set("2026-06-15")
        w.step("leave")
        left = self.ok(w.act("bao-ve", "person.leave", person=self.lan, day="2026-06-30", reason="Chuyển công tác"))
        assert left["to_give_back"] == 1
        w.step("leave-close-refused")
        self.no(w.act("bao-ve", "person.close", person=self.lan, commitment="CK-01"), "person.custody",
                "khoản 3 Điều 25, điểm d khoản 2 Điều 26 Luật 117/2025/QH15")
        self.no(w.act("bao-quan", "copy.lend", copy=self.a1, person=self.lan, due="2026-06-20"), "receiver.clearance")
        w.step("leave-close")
        self.move(w.act("bao-quan", "copy.take_back", copy=self.f_copies[1], place="Tủ 1"), self.f_copies[1], "held")
        self.ok(w.act("bao-ve", "person.close", person=self.lan, commitment="CK-01 ngày 15/06/2026"))
        assert w.server.sign_in("lan", PASSWORD)[0] == 401

    def terms(self):
        w = self.w
        w.clock.set("2026-09-28")
        w.step("deadlines")
        w.curl("chu-tich", "/api/v1/deadlines")
        for one in w.get("chu-tich", "/api/v1/deadlines")["deadlines"]:
            w.show(f"  {one['kind']} · document {one['document']} · {one['day'] or '–'}")
        w.step("extend")
        early = w.act("van-thu", "declassify.expire", document=self.j)
        self.no(early, "law.term_runs", "điểm a khoản 1 Điều 22 Luật 117/2025/QH15")
        extended = self.ok(w.act("chu-tich", "term.extend", document=self.h, until="2027-03-31", reason="Còn tuần tra"))
        self.ok(w.act("van-thu", "notice.send", document=self.h, notice=extended["notice"], number="31/TB",
                      recipients="Sở Bịa"))
        self.no(w.act("chu-tich", "term.extend", document=self.b, until="2060-01-01", reason="Thử"), "document.not_own",
                "điểm a khoản 2 Điều 20, điểm a khoản 3 Điều 20 Luật 117/2025/QH15")
        w.clock.set("2026-10-02")
        w.step("expire")
        self.no(w.act("chu-tich", "term.extend", document=self.j, until="2027-03-31", reason="Quên"), "law.term_over",
                "điểm a khoản 1 Điều 22 Luật 117/2025/QH15")
        self.ok(w.act("van-thu", "declassify.expire", document=self.j))
        w.step("level")
        self.no(w.act("chu-tich", "level.change", document=self.e, level="mat", reason="Bớt nhạy cảm", **item("mat")),
                "level.below_source", "khoản 3 Điều 10 Luật 117/2025/QH15")
        self.no(w.act("chu-tich", "level.change", document=self.f, level="toi_mat", reason="Nâng", **item("mat")),
                "law.no_list_item", "khoản 1 Điều 10 Luật 117/2025/QH15")
        raised = self.ok(w.act("chu-tich", "level.change", document=self.f, level="toi_mat", reason="Có thêm số liệu",
                               **item("toi_mat")))
        assert "điểm c khoản 1 Điều 19" not in raised.shown["vi"]
        self.ok(w.act("van-thu", "notice.send", document=self.f, notice=raised["notice"], number="33/TB",
                      recipients="Sở Bịa, Tòa án Bịa"))

    def declassification(self):
        w = self.w
        w.clock.set("2026-10-12")
        w.step("off-list")
        self.ok(w.act("chu-tich", "declassify.off_list", document=self.i, decision="40/QĐ-BỊA"))
        self.no(w.act("chu-tich", "declassify.off_list", document=self.h, decision="41/QĐ-BỊA"), "law.still_listed",
                "điểm b khoản 1 Điều 22, khoản 2 Điều 22 Luật 117/2025/QH15")
        w.step("declassify")
        opened = self.ok(w.act("chu-tich", "declassify.council", document=self.e, reason="Phục vụ phát triển kinh tế - xã hội",
                               council="QĐ 42/QĐ-BỊA: Ngô Thị Thử (Chủ tịch), Bùi Văn Tạm"))
        self.ok(w.act("chu-tich", "declassify.decide", dossier=opened["dossier"], decision="43/QĐ-BỊA", minutes="BB 02"))
        w.step("notice-received")
        self.ok(w.act("van-thu", "notice.receive", document=self.d, about="declassify", number="50/TB-SB",
                      **{"from": "2026-10-10"}))
        w.step("archive")
        self.no(w.act("bao-quan", "archive.hand_over", document=self.a, archive="Lưu trữ lịch sử tỉnh Bịa",
                      historical=True, minutes="BB 03"), "law.not_declassified", "khoản 6 Điều 17 Luật 33/2024/QH15")
        self.ok(w.act("bao-quan", "archive.hand_over", document=self.d, archive="Lưu trữ lịch sử tỉnh Bịa",
                      historical=True, minutes="BB 04"))
        self.where[self.d1] = "out"

    def destruction(self):
        w = self.w
        w.clock.set("2026-11-09")
        w.step("destroy-propose")
        lent = w.act("bao-quan", "copy.lend", copy=self.c3, person=IDS["van-thu"], due="2026-11-20")
        self.move(lent, self.c3, "out")
        self.no(w.act("bao-quan", "destroy.propose", copies=[self.c1, self.c3], reason="Hết giá trị"), "destroy.not_held")
        proposed = self.ok(w.act("bao-quan", "destroy.propose", copies=[self.c1, self.c2], reason="Hết giá trị"))
        dossier = proposed["dossier"]
        w.step("destroy-council")
        self.no(w.act("chu-tich", "destroy.decide", dossier=dossier, decision="61/QĐ-BỊA"), "law.council",
                "khoản 4 Điều 23 Luật 117/2025/QH15")
        self.ok(w.act("chu-tich", "destroy.council", dossier=dossier, minutes="BB 05",
                      council="QĐ 60/QĐ-BỊA: Ngô Thị Thử (Chủ tịch), Lý Văn Nháp, Đỗ Thị Ví Dụ"))
        self.ok(w.act("chu-tich", "destroy.decide", dossier=dossier, decision="61/QĐ-BỊA"))
        w.step("destroy-list")
        how = dict(dossier=dossier, method="Đốt, nghiền tro", minutes="BB 06")
        self.no(self.two("bao-quan", "bao-quan-2", "destroy.carry_out", copies=[self.c1], **how), "destroy.list_differs",
                "khoản 4 Điều 23 Luật 117/2025/QH15")
        w.step("destroy")
        self.ok(self.two("bao-quan", "bao-quan-2", "destroy.carry_out", copies=[self.c1, self.c2], **how))
        self.where[self.c1] = self.where[self.c2] = "destroyed"
        w.step("destroy-emergency")
        answer = w.act("bao-quan", "destroy.emergency", copy=self.a4, reason="Nước ngập kho")
        self.move(answer, self.a4, "destroyed")
        self.move(w.act("bao-quan", "copy.take_back", copy=self.c3, place="Két 1"), self.c3, "held")
        w.step("give-back")
        self.move(w.act("van-thu", "copy.give_back", copy=self.b5), self.b5, "returned")

    def stocktake(self):
        w = self.w
        w.clock.set("2026-12-14")
        w.step("stocktake")
        opened = self.ok(w.act("bao-quan", "stocktake.open", level="tuyet_mat"))
        held = sorted(copy for copy, state in self.where.items() if state == "held")
        # Released papers are counted too: they are still kept.
        assert opened["expected"] == len(held), (opened["expected"], held)
        missing = {self.a2, self.g_copies[1]}
        for copy in held:
            if copy not in missing:
                self.ok(w.act("bao-quan", "stocktake.scan", stocktake=opened["stocktake"], copy=copy))
        closed = self.ok(w.act("bao-quan", "stocktake.close", stocktake=opened["stocktake"], minutes="BB kiểm kê 2026"))
        assert set(closed.copies) == missing and closed["missing"] == 2, closed.shown["vi"]
        w.step("lost")
        first = w.act("bao-quan", "copy.lost", copy=self.a2, account="Kiểm kê không thấy")
        self.move(first, self.a2, "lost")
        second = w.act("bao-quan", "copy.lost", copy=self.g_copies[1], account="Kiểm kê không thấy")
        self.move(second, self.g_copies[1], "lost")
        self.move(w.act("bao-quan", "copy.found", copy=self.g_copies[1], place="Két 1"), self.g_copies[1], "held")
        self.ok(w.act("chu-tich", "incident.close", incident=second["incident"], outcome="Để nhầm ngăn"))
        w.step("lost-lend")
        self.no(w.act("bao-quan", "copy.lend", copy=self.a2, person=IDS["can-bo"], due="2026-12-20"), "wrong_state")

    def new_year(self):
        w = self.w
        w.clock.set("2026-12-31")
        w.step("book-close")
        books = w.get("van-thu", "/api/v1/books")["books"]
        incoming = next(one for one in books if one["kind"] == "incoming")
        self.ok(w.act("van-thu", "book.close", book=incoming["id"]))
        self.no(w.act("van-thu", "document.receive", level="mat", issuer="Sở Bịa", number="99", stated=1, counted=1,
                      sealed=True), "book.closed")
        w.clock.set("2027-01-04")
        got = self.receive("new-year", "mat", 1, "C", issuer="Sở Bịa", number="01", symbol="CV-SB",
                           subject="Việc đầu năm", place="Tủ 1")
        assert got["number"] == 1
        self.l = got["document"]

    # ---- the proof -----------------------------------------------------------------------------

    def everything(self):
        """All that the API shows of the registers to those who see most."""
        w = self.w
        documents = w.get("van-thu", "/api/v1/documents?limit=200")["documents"]
        books = w.get("van-thu", "/api/v1/books")["books"]
        return {"documents": [w.get("van-thu", f"/api/v1/documents/{one['id']}") for one in documents],
                "books": [w.get("van-thu", f"/api/v1/books/{one['id']}") for one in books],
                "people": w.get("van-thu", "/api/v1/people"), "deadlines": w.get("van-thu", "/api/v1/deadlines")}

    def check_custody(self, everything):
        states = ("held", "out", "returned", "destroyed", "lost")
        total = dict.fromkeys(states, 0)
        seen = 0
        for document in everything["documents"]:
            copies = {copy["id"]: copy for copy in document["copies"]}
            assert sorted(copies) == sorted(self.made.get(document["id"], [])), document["id"]
            for number, copy in copies.items():
                assert copy["state"] == self.where[number] == copy["custody"][-1]["state"], (number, copy)
                total[copy["state"]] += 1
            seen += len(copies)
        assert seen == len(self.where) == sum(total.values()), (seen, total)
        return seen, total

    def proof(self):
        w = self.w
        w.step("invariant")
        before = self.everything()
        made, total = self.check_custody(before)
        w.show(f"{made} bản = {total['held']} đang giữ + {total['out']} ở ngoài + {total['returned']} đã trả + "
               f"{total['destroyed']} đã tiêu hủy + {total['lost']} mất",
               f"{made} made = {total['held']} held + {total['out']} out + {total['returned']} returned + "
               f"{total['destroyed']} destroyed + {total['lost']} lost")
        w.step("ledger")
        refused = w.get("chu-tich", "/api/v1/ledger/events", 403)["error"]
        w.curl("chu-tich", "/api/v1/ledger/events")
        w.show("  403 " + refused["message"]["vi"], "  403 " + refused["message"]["en"])
        w.curl("kiem-tra", "/api/v1/ledger/events")
        events = w.get("kiem-tra", "/api/v1/ledger/events?from=0")
        refusals = 0
        start = 0
        while start < events["size"]:
            page = w.get("kiem-tra", f"/api/v1/ledger/events?from={start}")["events"]
            refusals += sum(one["act"].endswith(".refused") for one in page)
            start = page[-1]["seq"] + 1
            if len(page) < 200:
                break
        w.show(f"  {events['size']} sự kiện, {refusals} lần từ chối", f"  {events['size']} events, {refusals} refusals")
        assert w.server.stop() == 0

        w.step("backup")
        w.command("niem", "backup", "thu", "sao")
        w.run("backup", "thu", "sao")
        w.command("niem", "restore", "sao", "lai", "--key-file", "thu/khoa/kho.key")
        restored = ("--postgres", w.restored) if w.postgres else ()
        w.run("restore", "sao", "lai", "--key-file", "thu/khoa/kho.key", *restored)
        w.server = Server(w, "lai")
        assert self.everything() == before
        assert w.server.stop() == 0
        w.show("(kho phục hồi trả lời như kho gốc)", "(the restored instance answers as the first did)")

        w.step("verify")
        w.command("niem", "export-ledger", "thu", "nam-2026.niemlog")
        w.run("export-ledger", "thu", "nam-2026.niemlog")
        self.verify("nam-2026.niemlog", 0)
        w.run("export-ledger", "lai", "lai.niemlog")
        self.verify("lai.niemlog", 0, shown=False)
        w.step("tamper")
        log = (w.root / "nam-2026.niemlog").read_bytes()
        at = log.index("Nước ngập kho".encode())
        assert log.count("Điều không được ghi".encode()) == 0 and PASSWORD.encode() not in log
        changed = bytearray(log)
        changed[at] ^= 1
        (w.root / "sua.niemlog").write_bytes(changed)
        self.verify("sua.niemlog", 1)

    def verify(self, name, status, shown=True):
        w = self.w
        said = {lang: w.run(name, "-k", self.key, program="niem-verify", status=status, lang=lang)
                for lang in ("vi", "en")}
        if shown:
            w.show(f"$ niem-verify {name} -k {MASKED_KEY}")
            w.show(*(self.masked(said[lang]) for lang in ("vi", "en")))
        return said

    def masked(self, text):
        text = text.replace(self.key, MASKED_KEY).replace(str(self.w.root), "DIR")
        # When a checkpoint falls due depends on the time that passed and on how long a program ran.
        text = re.sub(r"(mốc kiểm đã ký: |signed checkpoints: )\d+", r"\1…", text)
        return re.sub(r"\b[0-9a-f]{8,}\b", "…", text)
