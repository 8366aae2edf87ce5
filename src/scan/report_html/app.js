// The report's page: reads the JSON blocks, draws, sorts, filters. Text from scanned files only ever
// becomes text nodes. Rows are made a block at a time, so that 50,000 documents stay quick.
"use strict";
(() => {
  const json = (id) => JSON.parse(document.getElementById(id).textContent);
  const run = json("run"), words = json("words"), summary = json("summary"), facts = json("facts");
  const docs = [];
  for (const block of document.querySelectorAll("script.documents")) {
    for (const doc of JSON.parse(block.textContent)) docs.push(doc);
    block.remove();
  }
  const VERDICTS = ["marked", "copy", "suspect", "unreadable", "declassified", "mentions", "clean"];
  const LEVELS = ["tuyet_mat", "toi_mat", "mat"];
  const LEVEL_TITLE = { tuyet_mat: "TUYỆT MẬT", toi_mat: "TỐI MẬT", mat: "MẬT" };
  const BLOCK = 100, PRINT_LIMIT = 3000;
  const SVG = "http://www.w3.org/2000/svg";

  const TEXT = {
    skip: ["Tới danh sách tài liệu", "Skip to the documents"],
    title: ["Báo cáo quét bí mật nhà nước", "State secret scan report"],
    tools: ["Công cụ", "Tools"],
    print: ["In báo cáo", "Print"],
    interrupted: ["Phiên quét bị ngắt giữa chừng: phần còn lại chưa được xem.", "The scan was interrupted: the rest was not looked at."],
    overview: ["Tổng quan", "Overview"],
    overviewHint: ["Bấm một ô để chỉ xem loại đó trong danh sách.", "Press a box to see only that kind in the list."],
    todo: ["Việc cần làm", "What to do next"],
    nothing: ["Không có tài liệu nào cần xem.", "No document needs a look."],
    chart: ["Theo định dạng", "By format"],
    results: ["Tài liệu", "Documents"],
    filters: ["Lọc danh sách", "Filter the list"],
    search: ["Tìm theo tên, căn cứ (không cần gõ dấu)", "Search names and evidence (tones not needed)"],
    verdict: ["Kết luận", "Verdict"], level: ["Độ mật", "Level"], format: ["Định dạng", "Format"],
    all: ["Tất cả", "All"], attention: ["Cần xem", "To look at"],
    clear: ["Bỏ lọc", "Clear"],
    tableCaption: ["Danh sách tài liệu đã quét", "Scanned documents"],
    file: ["Tài liệu", "Document"], evidence: ["Căn cứ chính", "Main evidence"], bytes: ["Cỡ", "Size"],
    modified: ["Sửa lần cuối", "Modified"], confidence: ["Tin cậy", "Confidence"],
    empty: ["Không có tài liệu nào hợp với bộ lọc.", "No document fits the filter."],
    minutes: ["Số liệu cho biên bản kiểm tra", "Facts for the minutes of inspection"],
    digestHint: ["Mã băm SHA-256 của báo cáo này ở tệp .sha256 đi kèm; kiểm bằng lệnh sha256sum -c.", "The SHA-256 of this report is in the .sha256 file beside it; check with sha256sum -c."],
    signInspector: ["NGƯỜI KIỂM TRA", "INSPECTOR"],
    signUnit: ["ĐẠI DIỆN ĐƠN VỊ ĐƯỢC KIỂM TRA", "FOR THE INSPECTED UNIT"],
    signNote: ["(Ký, ghi rõ họ tên)", "(Signature, full name)"],
    next: ["Việc cần làm", "What to do next"], why: ["Vì sao", "Why"], notes: ["Ghi chú", "Notes"],
    about: ["Về tệp", "About the file"], page: ["trang", "page"], copyOf: ["Trùng với", "Copy of"],
    source: ["nguồn", "source"], rule: ["quy tắc", "rule"],
    forIt: ["ủng hộ", "for"], against: ["chống lại", "against"],
    noEvidence: ["Không có căn cứ nào được ghi.", "No evidence was recorded."],
    where: ["Chỗ của dấu trên trang", "Where the mark stands"],
    groupAlarm: ["Mang dấu, trùng", "Marked, copy"], groupRest: ["Còn lại", "The rest"], other: ["khác", "other"],
    themeDark: ["Nền tối", "Dark"], themeLight: ["Nền sáng", "Light"], toEnglish: ["English", "Tiếng Việt"],
    path: ["Đường dẫn", "Path"], inside: ["Bên trong", "Member"], size: ["Cỡ", "Size"],
    printCut: ["Bản in chỉ có 3.000 tài liệu đầu; lọc bớt để in phần còn lại.", "Only the first 3,000 documents are printed; filter to print the rest."],
  };

  let lang = run.lang === "en" ? 1 : 0;
  const t = (key) => TEXT[key][lang];
  const pick = (pair) => pair[lang];
  const number = (n) => n.toLocaleString(lang ? "en-US" : "vi-VN");
  const fold = (s) => s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  const $ = (id) => document.getElementById(id);

  function el(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value === null || value === false) continue;
      if (key === "class") node.className = value;
      else node.setAttribute(key, value === true ? "" : value);
    }
    for (const child of children) if (child !== null && child !== undefined) node.append(child);
    return node;
  }
  function svg(name, attributes, ...children) {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  function bytes(n) {
    if (n < 1024) return n + " B";
    const units = ["B", "KB", "MB", "GB", "TB"];
    let i = 0;
    while (n >= 1023.95 && i < units.length - 1) { n /= 1024; i++; }
    const text = n.toFixed(1) + " " + units[i];
    return lang ? text : text.replace(".", ",");
  }
  function date(iso) {
    const m = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso || "");
    return m ? (lang ? `${m[1]}-${m[2]}-${m[3]}` : `${m[3]}/${m[2]}/${m[1]}`) : "";
  }
  const percent = (x) => Math.round(x * 100) + "%";
  const verdictTitle = (v) => pick(words.verdicts[v][0]);
  const placeTitle = (p) => pick(words.places[p] || [p, p]);
  const needsLook = (d) => d.verdict === "marked" || d.verdict === "copy" || d.verdict === "suspect" || d.verdict === "unreadable";

  function ruleWords(rule) {
    let best = ["", ["", ""], ["", ""]];
    for (const entry of words.rules) {
      const fits = entry[0] === "" || (entry[0].endsWith(".") ? rule.startsWith(entry[0]) : rule === entry[0]);
      if (fits && (best[1][0] === "" || entry[0].length > best[0].length)) best = entry;
    }
    return best;
  }

  // Names: the last part is what a person looks for.
  docs.forEach((d, i) => {
    const slash = d.path.lastIndexOf("/");
    d.i = i;
    d.dir = d.path.slice(0, slash + 1);
    d.base = d.path.slice(slash + 1) || d.path;
    d.shown = d.member.length ? d.member[d.member.length - 1] : d.base;
    d.rank = VERDICTS.indexOf(d.verdict) * 4 + (d.level ? LEVELS.indexOf(d.level) : 3);
    d.key = fold([d.path, ...d.member, ...d.evidence.map((e) => e.text)].join(" "));
    d.sortName = fold(d.path + " " + d.member.join(" "));
  });

  const COLUMNS = [
    { id: "verdict", key: (d) => d.rank },
    { id: "file", key: (d) => d.sortName },
    { id: "evidence", key: (d) => (d.evidence[0] ? fold(d.evidence[0].text) : "\uffff") },
    { id: "format", key: (d) => d.format },
    { id: "bytes", key: (d) => d.bytes, num: true },
    { id: "modified", key: (d) => d.modified || "" },
    { id: "confidence", key: (d) => d.confidence, num: true },
  ];

  let sort = { id: "verdict", up: true };
  let shown = docs, made = 0;
  const picked = new Set();  // verdicts chosen by the cards

  function badge(d) {
    if (d.verdict === "marked" && d.level) return el("span", { class: "stamp" }, LEVEL_TITLE[d.level]);
    const box = el("span", { class: "badge v-" + d.verdict }, verdictTitle(d.verdict));
    if (!d.level) return box;
    const both = document.createDocumentFragment();
    both.append(box, el("br"), el("span", { class: "quiet" }, LEVEL_TITLE[d.level]));
    return both;
  }

  const quote = (e) => (e.text ? "“" + e.text + "”" : pick(ruleWords(e.rule)[1]));

  function evidenceLine(d) {
    const e = d.evidence[0];
    if (!e) {
      const note = d.notes[0];
      return el("span", { class: "quiet" }, note ? pick(words.reasons[note.code] || [note.code, note.code]) : "—");
    }
    const place = (e.page ? `${t("page")} ${e.page}, ` : "") + placeTitle(e.place);
    return el("span", {}, el("b", {}, quote(e)), el("br"), el("span", { class: "quiet" }, place));
  }

  function nameButton(d) {
    const button = el("button", { type: "button", class: "name", "aria-expanded": "false", "data-i": d.i },
      el("span", { class: "base" }, d.shown));
    if (d.member.length) {
      button.append(el("span", { class: "members" }, [d.path, ...d.member.slice(0, -1)].join(" › ")));
    } else if (d.dir) {
      button.append(el("span", { class: "dir" }, d.dir));
    }
    return button;
  }

  function row(d) {
    return el("tr", { class: "row" },
      el("td", {}, badge(d)),
      el("td", {}, nameButton(d)),
      el("td", { class: "c-evidence cell-evidence" }, evidenceLine(d)),
      el("td", { class: "c-format" }, d.format),
      el("td", { class: "c-bytes num" }, bytes(d.bytes)),
      el("td", { class: "c-modified" }, date(d.modified)),
      el("td", { class: "num" }, d.verdict === "unreadable" || d.verdict === "clean" ? "—" : percent(d.confidence)));
  }

  // Where a place stands on an A4 page of 120 x 170; "out" ones stand beside it.
  const SPOTS = {
    below_number: [18, 41, 26, 8], top_left: [14, 5, 26, 8], top_right: [72, 5, 28, 8], letterhead: [18, 14, 86, 9],
    header: [14, 3, 92, 7], footer: [14, 160, 92, 7], body: [18, 82, 84, 9], text_box: [62, 66, 40, 20],
    table_cell: [62, 96, 20, 9], comment: [98, 70, 30, 14], footnote: [18, 148, 60, 8], hidden: [18, 110, 60, 9],
    metadata: [30, 176, 60, 10], annotation: [28, 74, 64, 22], form_field: [18, 66, 40, 9], file_name: [10, 176, 100, 10],
  };
  // Where it really stands, if that is known; never too small to be seen.
  function spotOf(e) {
    if (!e.box) return SPOTS[e.place];
    const [x0, y0, x1, y1] = e.box;
    return [x0 * 120, y0 * 170, Math.max((x1 - x0) * 120, 5), Math.max((y1 - y0) * 170, 4)];
  }
  function pageFigure(d) {
    const spots = [], boxed = d.evidence.find((e) => e.box);  // its page is the one that is drawn
    const same = (a, b) => (a.box || b.box ? String(a.box) === String(b.box) : a.place === b.place);
    for (const e of d.evidence) {
      if (e.box && e.page !== boxed.page) continue;
      if (spotOf(e) && !spots.some((s) => same(s, e))) spots.push(e);
    }
    const titles = [...new Set(spots.map((e) => placeTitle(e.place)))];
    const label = (boxed ? `${t("page")} ${boxed.page}: ` : "") + (titles.length ? titles.join("; ") : "—");
    const drawing = svg("svg", { viewBox: "-2 -2 134 192", role: "img", "aria-label": t("where") + ": " + label });
    drawing.append(svg("rect", { class: "paper", x: 0, y: 0, width: 120, height: 170, rx: 2 }));
    const rule = (x, y, w) => drawing.append(svg("rect", { class: "ruled", x, y, width: w, height: 2 }));
    rule(20, 15, 36); rule(24, 20, 28); rule(68, 15, 36); rule(76, 20, 20); rule(24, 28, 24); rule(72, 28, 30);
    rule(44, 54, 34); rule(36, 59, 50);
    for (let y = 70; y < 128; y += 6) rule(18, y, y % 24 === 22 ? 60 : 86);
    rule(18, 138, 24); rule(18, 143, 30); rule(70, 138, 30); rule(76, 152, 18);
    for (const e of spots.slice().reverse()) {
      const [x, y, width, height] = spotOf(e);
      const strong = e.weight > 0;
      drawing.append(svg("rect", { class: strong ? "spot" : "spot-weak", x, y, width, height }));
      if (!strong || Math.min(width, height) < 7) continue;
      drawing.append(svg("rect", { class: "spot-in", x: x + 1.6, y: y + 1.6, width: width - 3.2, height: height - 3.2 }));
    }
    return el("figure", { class: "page-figure" }, drawing, el("figcaption", {}, t("where") + ": " + label));
  }

  function evidenceList(d) {
    if (!d.evidence.length) return el("p", { class: "quiet" }, t("noEvidence"));
    const list = el("ul", { class: "evidence" });
    for (const e of d.evidence) {
      const rule = ruleWords(e.rule);
      const place = [e.page ? `${t("page")} ${e.page}` : "", placeTitle(e.place), e.locator || ""].filter(Boolean).join(", ");
      const sign = e.weight < 0;
      list.append(el("li", {},
        el("span", {}, el("span", { class: "quote" }, quote(e)), e.text ? " — " + pick(rule[1]) : null),
        el("span", { class: sign ? "weight against" : "weight" }, e.weight === 0 ? "" : `${t(sign ? "against" : "forIt")} ${Math.abs(e.weight).toFixed(2)}`),
        el("span", { class: "why" }, pick(rule[2]) + " ", el("span", {}, place + ". "),
          el("span", { class: "mono" }, e.rule), " · " + pick(words.sources[e.source] || [e.source, e.source]))));
    }
    return list;
  }

  function detail(d) {
    const text = el("div", {}, el("h3", {}, t("why")), el("p", { class: "quiet" }, pick(words.verdicts[d.verdict][1])), evidenceList(d));
    if (d.notes.length) {
      const list = el("ul", { class: "notes" });
      for (const n of d.notes) {
        list.append(el("li", {}, el("b", {}, pick(words.reasons[n.code] || [n.code, n.code])), ": " + (lang ? n.en : n.vi)));
      }
      text.append(el("h3", {}, t("notes")), list);
    }
    text.append(el("h3", {}, t("next")), el("p", {}, pick(words.verdicts[d.verdict][2])), el("h3", {}, t("about")));
    const list = el("dl", { class: "kv" });
    const add = (label, value, mono) => value && list.append(el("dt", {}, label), el("dd", { class: mono ? "mono" : null }, value));
    add(t("path"), d.path, true);
    add(t("inside"), d.member.join(" › "), true);
    add(t("size"), bytes(d.bytes) + " (" + number(d.bytes) + " B)");
    add(t("modified"), d.modified);
    add("SHA-256", d.sha256, true);
    add(t("copyOf"), d.copy_of);
    text.append(list);
    const box = el("div", { class: "detail-box" }, pageFigure(d), text);
    // A span over hidden columns would bring them back as empty ones.
    const columns = [...$("head").children].filter((th) => th.offsetWidth > 0).length;
    return el("tr", { class: "detail" }, el("td", { colspan: columns }, box));
  }

  function toggle(button) {
    const line = button.closest("tr"), open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    line.classList.toggle("open", !open);
    if (open) line.nextElementSibling.remove();
    else line.after(detail(docs[Number(button.dataset.i)]));
  }

  function makeMore(limit) {
    const end = Math.min(shown.length, Math.max(made, limit));
    const part = document.createDocumentFragment();
    for (; made < end; made++) part.append(row(shown[made]));
    $("rows").append(part);
    const rest = shown.length - made;
    $("more").hidden = rest === 0;
    $("print-cut").hidden = rest === 0;
    $("more").textContent = lang ? `Show more (${number(rest)} left)` : `Hiện thêm (còn ${number(rest)})`;
  }

  function drawRows() {
    $("rows").replaceChildren();
    made = 0;
    makeMore(BLOCK);
    $("empty").hidden = shown.length > 0;
    $("count").textContent = shown.length === docs.length
      ? (lang ? `${number(docs.length)} documents` : `${number(docs.length)} tài liệu`)
      : (lang ? `${number(shown.length)} of ${number(docs.length)} documents` : `${number(shown.length)} trong ${number(docs.length)} tài liệu`);
  }

  function apply() {
    const needles = fold($("q").value).split(/\s+/).filter(Boolean);
    const verdict = $("f-verdict").value, level = $("f-level").value, format = $("f-format").value;
    const column = COLUMNS.find((c) => c.id === sort.id);
    shown = docs.filter((d) =>
      (picked.size === 0 || picked.has(d.verdict)) &&
      (verdict === "" || (verdict === "attention" ? needsLook(d) : d.verdict === verdict)) &&
      (level === "" || d.level === level) && (format === "" || d.format === format) &&
      needles.every((n) => d.key.includes(n)));
    const way = sort.up ? 1 : -1;
    const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    shown.sort((a, b) => way * compare(column.key(a), column.key(b)) || compare(a.sortName, b.sortName) || a.i - b.i);
    drawRows();
  }

  function drawHead() {
    $("head").replaceChildren(...COLUMNS.map((c) => {
      const arrow = svg("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, svg("path", { d: "M5 1 9 9H1z" }));
      const button = el("button", { type: "button", class: "sort" }, t(c.id), arrow);
      button.addEventListener("click", () => {
        sort = { id: c.id, up: sort.id === c.id ? !sort.up : !c.num };
        for (const [i, th] of [...$("head").children].entries()) setSort(th, COLUMNS[i]);
        apply();
      });
      const th = el("th", { scope: "col", class: `w-${c.id}` + (c.num ? " num" : "") }, button);
      setSort(th, c);
      return th;
    }));
  }
  function setSort(th, c) {
    th.setAttribute("aria-sort", sort.id !== c.id ? "none" : sort.up ? "ascending" : "descending");
  }

  function drawCards() {
    $("cards").replaceChildren(...VERDICTS.map((v) => {
      const n = summary.by_verdict[v] || 0;
      let extra = pick(words.verdicts[v][1]);
      if (v === "marked" && n) {
        extra = LEVELS.filter((l) => summary.by_level[l]).map((l) => `${LEVEL_TITLE[l]} ${number(summary.by_level[l])}`).join(" · ");
      } else if (v === "unreadable" && n) {
        extra = Object.entries(summary.unreadable_by_reason)
          .map(([code, count]) => `${pick(words.reasons[code] || [code, code])} ${number(count)}`).join(" · ");
      }
      const card = el("button", { type: "button", class: `card v-${v}` + (n ? "" : " none"), "aria-pressed": String(picked.has(v)), "data-v": v },
        el("span", { class: "n" }, number(n)), el("span", { class: "t" }, verdictTitle(v)), el("span", { class: "x" }, extra));
      card.addEventListener("click", () => {
        if (picked.has(v)) picked.delete(v);
        else picked.add(v);
        card.setAttribute("aria-pressed", String(picked.has(v)));
        apply();
      });
      return card;
    }));
  }

  function drawTodo() {
    const items = VERDICTS.slice(0, 5).filter((v) => summary.by_verdict[v]);
    if (!items.length) return $("todo").replaceChildren(el("p", { class: "quiet" }, t("nothing")));
    return $("todo").replaceChildren(...items.map((v, i) =>
      el("details", { class: "todo-item", open: i === 0 },
        el("summary", {}, el("span", { class: `badge v-${v}` }, `${verdictTitle(v)} · ${number(summary.by_verdict[v])}`),
          el("span", { class: "quiet" }, pick(words.verdicts[v][1]))),
        el("p", {}, pick(words.verdicts[v][2])))));
  }

  function formatCounts() {
    const groups = { marked: 0, copy: 0, suspect: 1, unreadable: 2 };
    const counts = new Map();
    for (const d of docs) {
      if (!counts.has(d.format)) counts.set(d.format, [0, 0, 0, 0]);
      counts.get(d.format)[groups[d.verdict] ?? 3]++;
    }
    const sum = (c) => c.reduce((a, b) => a + b, 0);
    const lines = [...counts].sort((a, b) => sum(b[1]) - sum(a[1]) || (a[0] < b[0] ? -1 : 1));
    if (lines.length <= 12) return lines;
    const rest = lines.slice(11).reduce((all, [, c]) => all.map((n, i) => n + c[i]), [0, 0, 0, 0]);
    return [...lines.slice(0, 11), [t("other"), rest]];
  }

  function drawChart() {
    const lines = formatCounts();
    const names = [t("groupAlarm"), verdictTitle("suspect"), verdictTitle("unreadable"), t("groupRest")];
    const legend = el("ul", { class: "legend" }, ...names.map((name, i) =>
      el("li", {}, svg("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, svg("rect", { class: "c" + i, width: 10, height: 10, rx: 2 })), name)));
    const total = (c) => c.reduce((a, b) => a + b, 0);
    const most = Math.max(1, ...lines.map(([, c]) => total(c)));
    const label = lines.map(([f, c]) => `${f}: ` + c.map((n, i) => (n ? `${names[i]} ${n}` : "")).filter(Boolean).join(", ")).join("; ");
    const chart = svg("svg", { class: "chart", viewBox: `0 0 460 ${Math.max(1, lines.length) * 25 + 4}`, role: "img", "aria-label": t("chart") + ". " + label });
    lines.forEach(([format, c], i) => {
      const y = i * 25 + 4;
      chart.append(svg("text", { x: 0, y: y + 13 }, format));
      let x = 72;
      c.forEach((n, g) => {
        if (!n) return;
        const width = Math.max(3, (n / most) * 300);
        chart.append(svg("rect", { class: "c" + g, x, y, width: Math.max(2, width - 1), height: 17, rx: 2 }));
        x += width;
      });
      const alarm = c[0] ? ` (${number(c[0])})` : "";
      chart.append(svg("text", { class: "num", x: x + 6, y: y + 13 }, number(total(c)) + alarm));
    });
    $("chart").replaceChildren(legend, chart);
  }

  function option(value, text) { return el("option", { value }, text); }
  function drawFilters() {
    const keep = ["f-verdict", "f-level", "f-format"].map((id) => $(id).value);
    $("f-verdict").replaceChildren(option("", t("all")), option("attention", t("attention")), ...VERDICTS.map((v) => option(v, verdictTitle(v))));
    $("f-level").replaceChildren(option("", t("all")), ...LEVELS.map((l) => option(l, LEVEL_TITLE[l])));
    const formats = [...new Set(docs.map((d) => d.format))].sort();
    $("f-format").replaceChildren(option("", t("all")), ...formats.map((f) => option(f, f)));
    ["f-verdict", "f-level", "f-format"].forEach((id, i) => { $(id).value = keep[i] || ""; });
  }

  function drawFacts() {
    $("facts-list").replaceChildren(...facts.flatMap((f) => [el("dt", {}, f[lang]), el("dd", {}, f[2 + lang])]));
    $("disclaimer").textContent = pick(words.disclaimer);
    $("subtitle").textContent = [run.machine, run.operator, run.started, "Niêm " + run.version].filter(Boolean).join(" · ");
  }

  const dark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  function drawTools() {
    $("theme-toggle").textContent = t(dark() ? "themeLight" : "themeDark");
    $("lang-toggle").textContent = t("toEnglish");
    $("lang-toggle").lang = lang ? "vi" : "en";
  }

  function draw() {
    document.documentElement.lang = lang ? "en" : "vi";
    document.title = t("title");
    for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
    for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
    drawTools(); drawCards(); drawTodo(); drawChart(); drawFilters(); drawHead(); drawFacts();
    apply();
  }

  $("lang-toggle").addEventListener("click", () => { lang = 1 - lang; draw(); });
  $("theme-toggle").addEventListener("click", () => {
    document.documentElement.dataset.theme = dark() ? "light" : "dark";
    drawTools();
  });
  $("print").addEventListener("click", () => window.print());
  addEventListener("beforeprint", () => {
    makeMore(PRINT_LIMIT);
    for (const item of document.querySelectorAll("details")) item.open = true;
  });
  $("filters").addEventListener("submit", (e) => e.preventDefault());
  $("filters").addEventListener("reset", () => {
    picked.clear();
    setTimeout(() => { drawCards(); apply(); });
  });
  let waiting = 0;
  $("q").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, docs.length > 5000 ? 150 : 0); });
  for (const id of ["f-verdict", "f-level", "f-format"]) $(id).addEventListener("change", apply);
  $("rows").addEventListener("click", (e) => {
    const button = e.target.closest("button.name");
    if (button) toggle(button);
  });
  $("rows").addEventListener("keydown", (e) => {
    const button = e.target.closest("button.name");
    if (!button || !["ArrowDown", "ArrowUp", "Escape"].includes(e.key)) return;
    e.preventDefault();
    if (e.key === "Escape") {
      if (button.getAttribute("aria-expanded") === "true") toggle(button);
      return;
    }
    const all = [...$("rows").querySelectorAll("button.name")];
    const next = all[all.indexOf(button) + (e.key === "ArrowDown" ? 1 : -1)];
    if (next) next.focus();
  });
  addEventListener("keydown", (e) => {
    if (e.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      e.preventDefault();
      $("q").focus();
    }
  });
  $("more").addEventListener("click", () => makeMore(made + BLOCK));
  if ("IntersectionObserver" in window) {
    new IntersectionObserver((seen) => {
      if (seen.some((s) => s.isIntersecting) && made < shown.length) makeMore(made + BLOCK);
    }, { rootMargin: "600px" }).observe($("more-box"));
  }

  $("interrupted").hidden = !summary.interrupted;
  $("app").hidden = false;
  $("tools").hidden = false;
  draw();
  document.documentElement.dataset.ready = "1";
})();
