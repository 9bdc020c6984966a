# SPDX-License-Identifier: Apache-2.0
"""rules matrix: its formats, its errors, and that each of its rows is what `classify` answers."""

import csv
import datetime
import html.parser
import io
import json
import re
import xml.etree.ElementTree

from program import ROOT, main, run, same

DAY = datetime.timedelta(days=1)


def matrix(*words, kind, status=0):
    return run("rules", "matrix", *words, "--format", kind, status=status)[1]


def rows(*words):
    return list(csv.DictReader(io.StringIO(matrix(*words, kind="csv"), newline="")))


def date(text):
    return datetime.date.fromisoformat(text)


def test_periods_join_without_gaps():
    by_card = {}
    for row in rows("--to", "CN"):
        by_card.setdefault(row["model_id"], []).append(row)
    with open(ROOT / "data/catalogue/accelerators.csv", encoding="utf-8", newline="") as file:
        same(sorted(by_card), sorted(row["id"] for row in csv.DictReader(file)))
    for periods in by_card.values():
        same((periods[0]["from"], periods[-1]["to"]), ("2022-01-01", ""))
        for before, after in zip(periods, periods[1:]):
            same(date(before["to"]) + DAY, date(after["from"]))
            assert {k: before[k] for k in before if k not in ("from", "to")} != \
                {k: after[k] for k in after if k not in ("from", "to")}, after


def test_rows_are_single_answers():
    """First and last day of each period against classify, for models that stand at thresholds or under letters."""
    fields = ("eccn", "licence_required", "licence_required_text", "review_policy", "instruments")
    seen = 0
    for place, models in (("CN", ["nv-h20-96", "nv-rtx4090", "nv-a30"]), ("AE", ["nv-h100-sxm5-80"]),
                          ("MO", ["nv-a100-sxm4-80"])):
        for row in rows("--to", place, "--hq", place, *models):
            for day in sorted({row["from"], row["to"]} - {""}):
                answer = run("classify", row["model_id"], "--to", place, "--hq", place, "--on", day, "--format", "csv")[1]
                (one,) = csv.DictReader(io.StringIO(answer, newline=""))
                same((row["model_id"], day, *(row[f] for f in fields)), (row["model_id"], day, *(one[f] for f in fields)))
                seen += 1
    assert seen > 40, seen


def test_json_says_the_same():
    words = ("--to", "SG", "--hq", "CN", "--on", "2026-06-01", "--layer", "text", "H20", "nv-rtx4090")
    told = json.loads(matrix(*words, kind="json"))
    same([told[k] for k in ("schema", "destination", "headquarters", "headquarters_taken", "layer", "on", "known_on")],
         ["verbleib.matrix/1", "SG", "CN", False, "text", "2026-06-01", None])
    same(json.loads(run("rules", "matrix", *words, "--json")[1]), told)
    flat = [(card["model_id"], p["from"] or "", p["to"] or "", p["eccn"], p["licence_required"],
             p["licence_required_text"], p["review_policy"], ";".join(p["instruments"]))
            for card in told["cards"] for p in card["periods"]]
    same(flat, [tuple(row[k] for k in ("model_id", "from", "to", "eccn", "licence_required", "licence_required_text",
                                       "review_policy", "instruments")) for row in rows(*words)])
    for column in told["columns"]:
        counts = column["counts"]
        same(counts["announced"], sum(counts[k] for k in counts if k != "announced"))
        assert column["changed"] > 0 or column is told["columns"][0], column


def test_counts_are_those_of_the_day():
    """Counted again from the rows: announced by the day, in the layer asked for."""
    told = json.loads(matrix("--to", "CN", "--on", "2024-06-01", kind="json"))
    want = {"announced": 0, "yes": 0, "no": 0, "unknown": 0}
    for card in told["cards"]:
        if (card["launch"] or "")[:10].ljust(10, "-").replace("---", "-01") > "2024-06-01":
            continue
        (now,) = [p for p in card["periods"] if (p["from"] or "") <= "2024-06-01" and (p["to"] or "9") >= "2024-06-01"]
        want["announced"] += 1
        want[now["licence_required"]] += 1
    counts = told["counts"]
    same({"announced": counts["announced"], "yes": counts["required_by_rule"] + counts["required_by_letter"],
          "no": counts["not_required"], "unknown": counts["unknown"]}, want)


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.labels, self.open, self.h1 = [], [], [], ""

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag not in ("meta", "br", "path", "rect", "use", "circle", "link", "img"):
            self.open.append(tag)
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.labels += attrs.get("aria-labelledby", "").split()
        assert "style" not in attrs, attrs

    def handle_endtag(self, tag):
        if tag in ("path", "rect", "use", "circle"):
            return
        same(self.open.pop(), tag)

    def handle_data(self, data):
        if "h1" in self.open:
            self.h1 += data


def test_page():
    text = matrix("--to", "CN", "--on", "2026-06-01", kind="html")
    told = json.loads(matrix("--to", "CN", "--on", "2026-06-01", kind="json"))
    page = Page()
    page.feed(text)
    same(page.open, [])
    same(len(page.ids), len(set(page.ids)))
    same(set(page.labels) - set(page.ids), set())
    assert {"history", "days", "plane", "cards"} <= set(page.ids), page.ids
    need = told["counts"]["required_by_rule"] + told["counts"]["required_by_letter"]
    assert page.h1.startswith(f"China: {need} of {told['counts']['announced']} accelerators"), page.h1
    same(re.findall(r"(?:href|src)=\"(?!#)", text), [])
    assert len(text.encode()) < 600_000
    for words in ("--to CN", "--on 2026-06-01"):
        assert words in text, words
    same(text, matrix("--to", "CN", "--on", "2026-06-01", kind="html"))


def test_plane_of_each_regime():
    for day, words in (("2022-09-15", "No plane for 2022-09-15"), ("2023-01-01", "against I/O bandwidth"),
                       ("2024-06-01", "against performance density")):
        text = matrix("--to", "CN", "--on", day, kind="html")
        assert words in text, (day, words)
        same('class="za"' in text, day > "2022-10")


def test_svg_stands_alone():
    text = matrix("--to", "MO", "--on", "2026-06-01", kind="svg")
    root = xml.etree.ElementTree.fromstring(text)
    same(root.tag, "{http://www.w3.org/2000/svg}svg")
    same(re.findall(r"(?:href|src)=|url\((?!#hx\))|@import", text), [])
    names = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"H20 96GB", "Instinct MI300X", "NVIDIA", "AMD"} <= names, names
    same(text, matrix("--to", "MO", "--on", "2026-06-01", kind="svg"))


def test_words_choose_models():
    ids = {row["model_id"] for row in rows("H20", "--to", "CN")}
    assert {"nv-h20-96"} <= ids and "nv-h100-sxm5-80" not in ids, ids
    same({row["model_id"] for row in rows("nv-rtx4090", "GeForce RTX 4090", "--to", "CN")}, {"nv-rtx4090"})
    one = matrix("nv-rtx4090", "--to", "China", "--on", "2026-06-01", kind="html")
    assert "GeForce RTX 4090 to China: a licence is required on 1 Jun 2026" in one


def test_errors():
    for words, status, part in ((["rules", "matrix"], 64, "--to"), (["rules", "matrix", "--to", "Atlantis"], 64, "no country"),
                                (["rules", "matrix", "--to", "any"], 64, "destination"),
                                (["rules", "matrix", "nonsense-9", "--to", "CN"], 65, "nonsense-9"),
                                (["rules", "matrix", "--to", "CN", "--what-if", "88fr73458"], 64, "88fr73458"),
                                (["rules", "matrix", "--to", "CN", "--format", "sarif"], 64, "html|svg|csv|json")):
        _, out, err = run(*words, status=status)
        same((out, part in err), ("", True))


def test_out_and_earlier_knowledge(folder):
    file = folder / "matrix.svg"
    same(run("rules", "matrix", "--to", "CN", "--format", "svg", "--out", file, status=0)[1], "")
    assert file.read_text(encoding="utf-8").startswith("<svg ")
    old = json.loads(matrix("nv-h20-96", "--to", "CN", "--known-on", "2025-01-01", "--on", "2025-06-01", kind="json"))
    same((old["known_on"], old["counts"]["not_required"]), ("2025-01-01", 1))


def test_nothing_is_said_of_the_time_before_the_rules():
    run("rules", "matrix", "--to", "IR", "--on", "2021-12-31", status=64)
    run("rules", "matrix", "--to", "IR", "--on", "2022-01-01", "--format", "svg", status=0)
    rows = matrix("nv-rtx3090", "--to", "IR", kind="csv").splitlines()
    assert rows[1].split(",")[3:7] == ["2022-01-01", "2022-10-20", "", "yes"], rows[1]
    assert matrix("nv-rtx3090", "--to", "CN", kind="csv").splitlines()[1].split(",")[3] == "2022-01-01"


if __name__ == "__main__":
    main(globals())
