# SPDX-License-Identifier: Apache-2.0
"""classify: one question and batches, against published outcomes and against what the formats promise."""

import csv
import io
import json
import random
import re
import subprocess
from decimal import ROUND_HALF_UP, Decimal

from program import BINARY, ROOT, Skip, holds, main, run, same, shared

COLUMNS = ["case_id", "model_id", "tpp", "pd", "eccn", "licence_required", "licence_required_text", "exceptions", "review_policy",
           "share_percent", "instruments", "open_facts"]
READ = "case_id,model_id,model,as_of_date,destination,end_user_hq,marketed_dc"
ASKED = [
    ("H20", "--to", "CN", "--on", "2025-05-01"),
    ("H20", "--to", "CN", "--on", "2025-09-01"),
    ("RTX 4090", "--to", "SG", "--hq", "CN", "--on", "2026-06-01"),
    ("nv-h200-sxm", "--to", "CN", "--on", "2026-02-01"),
    ("A30", "--to", "MO", "--on", "2024-06-01"),
    ("amd-mi210", "--to", "CN", "--on", "2024-06-01"),
    ("aws-trn3", "--to", "AE", "--on", "2026-08-01"),
    ("nv-a100-sxm4-80", "--to", "RU", "--on", "2022-10-21", "--known-on", "2022-10-22"),
    ("--tpp", "2368", "--pd", "2.91", "--use", "dc", "--to", "CN", "--on", "2024-06-01"),
    ("--pd", "3", "--dram-bandwidth", "1400", "--to", "KP", "--on", "2026-06-01"),
    ("H100 SXM5 80GB", "--on", "2021-01-01"),
    ("hw-910d", "--on", "2025-06-01"),
]


def answer(*words, status=None):
    return json.loads(run("classify", *words, "--json", status=status)[1])


def batch(folder, text, *words, status=0, name="cases.csv"):
    """(rows, stderr) of a batch over this text or these bytes."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    _, out, err = run("classify", "--batch", path, "--format", "csv", *words, status=status)
    rows = list(csv.reader(io.StringIO(out, newline="")))
    same(rows[0], COLUMNS)
    same([len(row) for row in rows if len(row) != len(COLUMNS)], [])
    same(out.count("\r\n"), len(rows))
    return [dict(zip(COLUMNS, row)) for row in rows[1:]], err


# ---- Published outcomes ----------------------------------------------------------------------------------------------


def near(got, wanted):
    """Half a per cent, or half of the last decimal as it was printed."""
    if not got:
        return False
    got, printed = Decimal(got), Decimal(wanted)
    half = Decimal(1).scaleb(printed.as_tuple().exponent) / 2
    return abs(got - printed) <= max(printed * Decimal("0.005"), half)


WORDS = [  # the words of a case, and what a row must say then; the first that fits
    (r"text: licence; enforced: none", lambda r: (r["licence_required_text"], r["licence_required"]) == ("yes", "no")),
    (r"licence required by letter", lambda r: r["licence_required"] == "yes" and "letter" in r["instruments"]),
    (r"licence required", lambda r: r["licence_required"] == "yes"),
    (r"no licence\b|sold as compliant|not in the brought-forward list", lambda r: r["licence_required"] == "no"),
    (r"presumption of denial", lambda r: r["review_policy"] == "presumption-of-denial"),
    (r"presumption of approval", lambda r: r["review_policy"] == "presumption-of-approval"),
    (r"case-by-case", lambda r: r["review_policy"] == "case-by-case"),
    (r"presumed PRC 3A090 IC", lambda r: r["eccn"].startswith("3A090") and "guidance" in r["instruments"]),
    (r"TPP = (\d+) \(threshold met\)", lambda r: Decimal(r["tpp"]) >= 4800 and r["eccn"] == "3A090.a"),
    (r"over 4800", lambda r: Decimal(r["tpp"]) > 4800),
    (r"in 25 % band", lambda r: r["share_percent"] == "25"),
    (r"outside bands", lambda r: r["share_percent"] != "25"),
    (r"not controlled", lambda r: not r["eccn"].startswith("3A090")),
    (r"NAC/ACA eligible", lambda r: {"NAC", "ACA"} & set(r["exceptions"].split(";"))),
    (r"TPP value|^$", lambda r: True),
]


def judge(case, row):
    """What is wrong with a row, in words; nothing when it agrees with the case."""
    for column, wanted in (("tpp", case["expected_tpp"]), ("pd", case["expected_pd"])):
        if wanted and not near(row[column], wanted):
            yield f"{column} {row[column] or 'none'}, published {wanted}"
    eccn = case["expected_eccn"].replace(" (presumed)", "")
    if eccn and not row["eccn"].startswith(eccn):
        yield f"eccn {row['eccn'] or 'none'}, published {case['expected_eccn']}"
    for pattern, test in WORDS:
        if re.search(pattern, case["expected_outcome"]):
            if not test(row):
                yield f"{row}, published: {case['expected_outcome']}"
            return
    yield f"the words are new: {case['expected_outcome']}"


def published():
    path = shared("catalogue", "expected_classification.csv")
    with path.open(newline="", encoding="utf-8") as file:
        cases = list(csv.DictReader(file))
    _, out, err = run("classify", "--batch", path, "--format", "csv", status=0)
    rows = list(csv.DictReader(io.StringIO(out, newline="")))
    same([row["case_id"] for row in rows], [case["case_id"] for case in cases])
    same(err, "")
    return list(zip(cases, rows))


def test_published_outcomes_official_and_of_filings():
    strong = [(c, r) for c, r in published() if c["kind"] in ("official", "vendor filing") and c["contested"] == "no"]
    assert len(strong) >= 25, len(strong)
    same([(c["case_id"], list(judge(c, r))) for c, r in strong if list(judge(c, r))], [])


def test_published_outcomes_of_law_firms_and_press_or_an_argument():
    page = ROOT / "docs" / "rules" / "disagreements.md"
    argued = page.read_text(encoding="utf-8") if page.exists() else ""
    medium = [(c, r) for c, r in published() if c["kind"] in ("law firm", "press") and c["contested"] == "no"]
    assert len(medium) >= 10, len(medium)
    same([(c["case_id"], list(judge(c, r))) for c, r in medium if list(judge(c, r)) and c["case_id"] not in argued], [])


def test_published_outcomes_of_trackers_are_reported():
    weak = [(c, r) for c, r in published() if c["kind"] in ("tracker", "dataset")]
    wrong = [(c["case_id"], list(judge(c, r))) for c, r in weak if c["contested"] == "no" and list(judge(c, r))]
    for case, why in wrong:
        print(f"# {case}: {'; '.join(why)}")
    print(f"# {len(weak) - len(wrong)} of {len(weak)} agree or are contested")
    assert len(wrong) * 5 <= len(weak), wrong
    same([(case, why) for case, why in wrong if any("the words are new" in w for w in why)], [])


# ---- One question ----------------------------------------------------------------------------------------------------


def test_exit_codes():
    run("classify", "H20", "--to", "CN", "--on", "2025-05-01", status=1)
    run("classify", "H20", "--to", "CN", "--on", "2024-06-01", status=0)
    run("classify", "--pd", "3", "--to", "CN", "--on", "2024-06-01", status=2)
    run("classify", "nv-a100-sxm4-80", "--on", "2024-06-01", status=0)
    run("classify", "hw-910d", "--on", "2024-06-01", status=2)


def test_usage():
    for words, part in [
        (("H20", "--to", "CN"), "--on DATE"),
        (("--to", "CN", "--on", "2025-01-01"), "which accelerator?"),
        (("H20", "--to", "Nowhere", "--on", "2025-01-01"), '"Nowhere" is no country'),
        (("H20", "--hq", "XQ", "--on", "2025-01-01"), '"XQ" is no country'),
        (("H20", "--to", "\x1b[31mXQ", "--on", "2025-01-01"), '"\\x1B[31mXQ" is no country'),
        (("H20", "--shipped-from", "any", "--on", "2025-01-01"), '--shipped-from: "any" is no country'),
        (("--tpp", "4,8", "--on", "2025-01-01"), '"4,8" is no number'),
        (("--tpp", "-1", "--on", "2025-01-01"), "outside its limits"),
        (("--pd", "1e3", "--on", "2025-01-01"), "is no number"),
        (("--tpp", "99999999999", "--on", "2025-01-01"), "larger than any such figure"),
        (("H20", "--on", "2025-02-30"), "2025-02-30"),
        (("H20", "--on", "2025-01-01", "--use", "both"), "expected one of dc|gaming"),
        (("H20", "--on", "2025-01-01", "--what-if", "nothing"), "is no pending instrument"),
        (("H20", "--on", "2025-01-01", "--what-if", "88fr73458"), "is no pending instrument"),
        (("--batch", "examples/classify.csv", "H20"), "one word too many"),
        (("--batch", "examples/classify.csv", "--to", "CN"), "--to"),
        (("--batch", "examples/classify.csv", "--on", "2025-01-01"), "as_of_date"),
        (("--batch", "examples/classify.csv", "--format", "html"), "csv, ndjson or json"),
    ]:
        _, out, err = run("classify", *words, status=64)
        holds(err, part)
        same(out, "")


def test_a_name_of_several_models_or_of_none():
    _, out, err = run("classify", "H100", "--to", "CN", "--on", "2025-01-01", status=65)
    for part in ("may be several models", "nv-h100-sxm5-80", "nv-h100-pcie-80"):
        holds(err, part)
    same(out, "")
    for asked, near_by in [("RTX 4091", "nv-rtx4090 "), ("H2O", "nv-h20-96"), ("Asend 910C", "hw-910c"), ("nv-h20-69", "nv-h20-96")]:
        err = run("classify", asked, "--to", "CN", "--on", "2025-01-01", status=65)[2]
        holds(err, "is no model of the catalogue; the nearest names:")
        holds(err, near_by)
    holds(run("classify", "\x1b[31mzz", "--on", "2025-01-01", status=65)[2], '"\\x1B[31mzz" is no model')


def test_every_output_says_where_the_headquarters_were_taken():
    words = ("H20", "--to", "CN", "--on", "2025-05-01")
    holds(run("classify", *words)[1], "not stated, taken to be in China")
    said = answer(*words)
    same((said["question"]["headquarters"], said["question"]["headquarters_taken"]), ("CN", True))
    fact = "headquarters taken to be at the destination"
    holds(" ".join(said["open_facts"]), fact)
    holds(run("classify", *words, "--format", "csv")[1], fact)
    holds(run("classify", *words, "--format", "html")[1], "taken to be")
    stated = answer(*words, "--hq", "Volksrepublik China")
    same((stated["question"]["headquarters_taken"], [f for f in stated["open_facts"] if f == fact]), (False, []))


def test_no_output_says_the_one_word():
    for words in ASKED:
        for form in ("table", "json", "csv"):
            for lang in ("en", "de"):
                out = run("classify", *words, "--format", form, "--lang", lang, "--explain")[1]
                assert not re.search(r"\b(allowed|erlaubt)\b", out, re.I), (words, form, lang)


def test_text_tells_what_it_is_and_why():
    out = run("classify", "H20", "--to", "CN", "--on", "2025-09-01", status=1)[1]
    for part in ("NVIDIA H20 96GB (nv-h20-96)", "export from the United States to China on 2025-09-01", "■ required",
                 "us-letters-2025/nvidia", "2,368", "2.909", "4,000 GB/s", "by letter", "15 % expected by officials; no legal instrument",
                 "not reviewed by a lawyer"):
        holds(" ".join(out.split()), part)
    why = " ".join(run("classify", "RTX 4090", "--to", "CN", "--on", "2024-06-01", "--explain")[1].split())
    for part in ("clauses that apply", "clauses that do not apply", "TPP 5,284.8 reaches 4,800 (+10.1 %)", "us.3a090.tpp.high",
                 "performance density 8.692 reaches 5.92 (+46.8 %)", "the destination China is in group D:5", "overridden by"):
        holds(why, part)


def test_german_numbers_and_countries():
    out = " ".join(run("classify", "RTX 4090", "--to", "DE", "--hq", "VR China", "--on", "2026-06-01", "--lang", "de", "--explain")[1].split())
    for part in ("5.284,8", "+10,1 %", "Deutschland"):
        holds(out, part)
    assert "5,284.8" not in out and "Germany" not in out


def test_stated_figures_take_the_place_of_the_catalogue():
    plain, stated = answer("H20", "--to", "CN", "--on", "2024-06-01"), answer("H20", "--tpp", "4800", "--to", "CN", "--on", "2024-06-01")
    same((plain["classification"]["circuit"], stated["classification"]["circuit"]), ("3A991.p", "3A090.a"))
    same((plain["figures"]["tpp"]["from"], stated["figures"]["tpp"]["from"]), ("catalogue", "stated, in place of the catalogue's"))
    holds(run("classify", "H20", "--tpp", "4800", "--to", "CN", "--on", "2024-06-01")[1], "in place of the catalogue's figure")
    alone = answer("--tpp", "4799.999999999", "--pd", "1.5", "--use", "dc", "--on", "2024-06-01")
    same(alone["figures"]["tpp"]["low"], "4799.999999999")
    same((alone["model"], alone["classification"]["circuit"]), (None, "3A991.p"))
    same(answer("--tpp", "4800", "--on", "2024-06-01")["classification"]["circuit"], "3A090.a")


def test_thresholds_of_october_2023_from_figures():
    """ECCN 3A090.a and .b, Note 2, as 88 FR 73458 prints them."""
    for tpp, pd, use, eccn in [("4800", "0.1", "gaming", "3A090.a"), ("1600", "5.92", "dc", "3A090.a"), ("1600", "5.919", "dc", "3A090.b"),
                               ("1599.99", "9", "dc", None), ("2400", "1.6", "dc", "3A090.b"), ("2399.99", "1.6", "dc", None),
                               ("2400", "1.599", "dc", None), ("1600", "3.2", "dc", "3A090.b"), ("1600", "3.199", "dc", None),
                               ("4799.99", "9", "gaming", None)]:
        got = answer("--tpp", tpp, "--pd", pd, "--use", use, "--dram-bandwidth", "1", "--io-bandwidth", "1", "--on", "2024-06-01")
        circuit = got["classification"]["circuit"]
        same((tpp, pd, use, circuit if circuit and circuit.startswith("3A090") else None), (tpp, pd, use, eccn))


def test_figures_in_the_place_of_a_name():
    for words in ("600 TOPS at 8 bit", "300 TFLOPS at 16 bit", "600 tops @ 8-bit", "150 TOPS, 32 bits"):
        same(answer(words, "--on", "2026-01-01")["figures"]["tpp"]["low"], "4800")
    for words in ("TPP 2400, PD 1.6", "tpp=2400 pd=1.6 TPP/mm2 DRAM 900 GB/s", "PD 1.6 and TPP 2400"):
        got = answer(words, "--use", "dc", "--on", "2024-06-01")
        same((got["figures"]["tpp"]["low"], got["figures"]["performance_density"]["low"], got["classification"]["circuit"]), ("2400", "1.6", "3A090.b"))
    for words in ("600 TOPS at 65 bit", "TPP 2400 TPP 2500", "TPP 2400, PD", "TPP", "TPP many", "600 TOPS", "600 TOPS at 8 bit twice"):
        run("classify", words, "--on", "2026-01-01", status=65)


def test_two_layers_and_knowledge():
    """90 FR 4544 is printed and not enforced; who asked before 2025-05-13 was told that it will be."""
    today = answer("B200", "--to", "MY", "--hq", "MY", "--on", "2025-06-01", status=0)
    same((today["licence"]["text"]["required"], today["licence"]["enforced"]["required"]), ("yes", "no"))
    then = answer("B200", "--to", "MY", "--hq", "MY", "--on", "2025-06-01", "--known-on", "2025-05-01", status=1)
    same(then["licence"]["enforced"]["required"], "yes")


def test_what_if_lists_the_pending_and_answers_as_if():
    err = run("classify", "H20", "--on", "2026-06-01", "--what-if", "nothing", status=64)[2]
    pending = re.search(r"these are: (.*)", err)[1].split(", ")
    assert len(pending) >= 3, pending
    for bill in pending:
        plain = answer("H200 SXM", "--to", "CN", "--on", "2026-09-01")
        if_law = answer("H200 SXM", "--to", "CN", "--on", "2026-09-01", "--what-if", bill)
        same((plain["question"]["what_if"], if_law["question"]["what_if"]), ([], [bill]))
        same([s["clause"] for s in plain["steps"] if s["instrument"] == bill and (s["in_force"]["text"] or s["in_force"]["enforced"])], [])
        text = " ".join(run("classify", "H200 SXM", "--to", "CN", "--on", "2026-09-01", "--what-if", bill)[1].split())
        holds(text, f"WHAT IF: answered as if {bill}, which is pending, were law")


# ---- JSON ------------------------------------------------------------------------------------------------------------


def part_of(example, real, path="$"):
    """Every member of the example stands in the answer; an element of a list stands somewhere in it."""
    if isinstance(example, dict):
        assert isinstance(real, dict), path
        for key, value in example.items():
            assert key in real, f"{path}.{key}"
            part_of(value, real[key], f"{path}.{key}")
    elif isinstance(example, list):
        if not example:
            same((path, real), (path, []))
        for i, value in enumerate(example):
            wrong = []
            for candidate in real:
                try:
                    part_of(value, candidate, f"{path}[{i}]")
                    break
                except AssertionError as why:
                    wrong.append(str(why))
            else:
                raise AssertionError(f"{path}[{i}] fits no element: {max(wrong, key=len)}")
    else:
        same((path, real), (path, example))


def test_the_example_of_the_documentation():
    text = (ROOT / "docs/formats/classification.md").read_text(encoding="utf-8")
    part_of(json.loads(re.search(r"```json\n(.*?)```", text, re.S)[1]),
            answer("RTX 4090", "--to", "SG", "--hq", "CN", "--on", "2026-06-01", status=1))


def test_the_documentation_names_every_member():
    text = (ROOT / "docs/formats/classification.md").read_text(encoding="utf-8")

    def members(value):
        if isinstance(value, dict):
            for key, below in value.items():
                yield key
                yield from members(below)
        elif isinstance(value, list):
            for below in value:
                yield from members(below)

    names = set()
    for words in ASKED:
        names |= set(members(answer(*words)))
    same(sorted(name for name in names if not re.search(rf"[`\"]{name}[`\"]", text)), [])


def no_floats(value):
    assert not isinstance(value, float), value
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        no_floats(below)


def kleene(node):
    """The truth of a node worked out from those below, by Kleene's strong logic."""
    below = [kleene(child) for child in node.get("children", [])]
    if node["op"] == "not":
        (one,) = below
        got = {"yes": "no", "no": "yes", "unknown": "unknown"}[one]
    elif node["op"] == "and":
        got = "no" if "no" in below else "unknown" if "unknown" in below else "yes"
    elif node["op"] == "or":
        got = "yes" if "yes" in below else "unknown" if "unknown" in below else "no"
    else:
        got = leaf(node)
    same((node.get("text", node["op"]), node["is"]), (node.get("text", node["op"]), got))
    return got


def leaf(node):
    if node["op"] == "country" and node["country"]:
        within = [member["in"] for member in node["members"]]
        return "yes" if "yes" in within else "unknown" if "unknown" in within else "no"
    if node["op"] != "compare" or node["threshold"] is None:
        return node["is"]
    low, high, threshold = node["value"]["low"], node["value"]["high"], Decimal(node["threshold"])
    if low is None:
        return node["is"]  # not known at all, or a planar circuit that has none
    tests = {">=": lambda x: x >= threshold, ">": lambda x: x > threshold, "<=": lambda x: x <= threshold, "<": lambda x: x < threshold}
    ends = {tests[node["relation"]](Decimal(low)), tests[node["relation"]](Decimal(high)) if high is not None else node["relation"] in (">=", ">")}
    for end, margin in ((low, node["margin_percent"]["low"]), (high, node["margin_percent"]["high"])):
        if end is not None and threshold > 0:
            exact = (Decimal(end) - threshold) * 100 / threshold
            same((node["text"], margin.replace("-0.0", "0.0")),
                 (node["text"], str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP)).replace("-0.0", "0.0")))
    return "unknown" if len(ends) > 1 else "yes" if ends.pop() else "no"


def test_the_answer_follows_from_its_reasons():
    trees = 0
    for words in ASKED:
        said = answer(*words)
        no_floats(said)
        for step in said["steps"]:
            if step["reason"] is not None:
                trees += 1
                root = kleene(step["reason"])
                if not step["same_for_all"]:
                    same((step["clause"], step["holds"]), (step["clause"], root))
        if not said["question"]["destination"]:
            continue
        for layer in ("text", "enforced"):
            fired = [s["effective"][layer] for s in said["steps"] if (s["effect"], s["value"]) == ("licence", "required") and s["in_force"][layer]]
            if said["licence"][layer]["required"] == "no":
                same((words, layer, set(fired) <= {"no"}), (words, layer, True))
            elif "yes" in fired:
                same((words, layer, said["licence"][layer]["required"]), (words, layer, "yes"))
    assert trees > 100, trees


def test_outputs_agree():
    for words in ASKED:
        said = answer(*words)
        same([json.loads(line) for line in run("classify", *words, "--format", "ndjson")[1].splitlines()], [said])
        (row,) = csv.DictReader(io.StringIO(run("classify", *words, "--format", "csv")[1], newline=""))
        same(row["licence_required"], said["licence"]["enforced"]["required"])
        same(row["licence_required_text"], said["licence"]["text"]["required"])
        same(row["review_policy"], said["review"]["policy"])
        facts = [f for f in row["open_facts"].split(";") if f]  # a row has no notes
        same(facts[:len(said["open_facts"])], said["open_facts"])
        same([f for f in facts[len(said["open_facts"]):] if not f.startswith(("launched ", "as if ", "taken to be none of "))], [])
        same([f for f in row["instruments"].split(";") if f], said["instruments"])
        same(row["model_id"], said["model"]["id"] if said["model"] else "")


def test_out_writes_the_file(folder):
    for form in ("table", "json", "csv", "ndjson"):
        words = ("classify", "H20", "--to", "CN", "--on", "2025-05-01", "--format", form)
        same(run(*words, "--out", folder / form, status=1)[1], "")
        same((folder / form).read_bytes().decode(), run(*words)[1])
    run("classify", "--batch", "examples/classify.csv", "--out", folder / "batch.csv", status=0)
    same((folder / "batch.csv").read_bytes().decode(), run("classify", "--batch", "examples/classify.csv")[1])
    run("classify", "--batch", folder / "nothing.csv", "--out", folder / "batch.csv", status=65)
    assert (folder / "batch.csv").stat().st_size > 500


# ---- Batches ---------------------------------------------------------------------------------------------------------


def test_a_row_is_the_answer_to_its_question(folder):
    rows, _ = batch(folder, f"{READ}\nA,nv-h20-96,,2025-05-01,China,,yes\nB,,RTX 4090,2026-06-01,SG,CN,\nC,nv-b200,,2026-06-01,MY,MY,\n")
    for row, words in zip(rows, [("nv-h20-96", "--to", "CN", "--on", "2025-05-01"), ("RTX 4090", "--to", "SG", "--hq", "CN", "--on", "2026-06-01"),
                                 ("nv-b200", "--to", "MY", "--hq", "MY", "--on", "2026-06-01")]):
        (one,) = csv.DictReader(io.StringIO(run("classify", *words, "--format", "csv")[1], newline=""))
        same({**row, "case_id": ""}, one)


def test_the_ways_people_write_a_table(folder):
    plain = f"{READ}\nA,nv-h20-96,,2025-05-01,China,Taiwan,yes\nB,nv-l40,,2024-01-01,United Arab Emirates,,\n"
    wanted, _ = batch(folder, plain)
    same([row["licence_required"] for row in wanted], ["yes", "yes"])
    written = {
        "with a mark": "\ufeff" + plain,
        "semicolons": plain.replace(",", ";"),
        "tabs": plain.replace(",", "\t"),
        "windows": plain.replace("\n", "\r\n"),
        "quoted": re.sub(r"([^,\n]+)", r'"\1"', plain),
        "days": plain.replace("2025-05-01", "01.05.2025").replace("2024-01-01", "01.01.2024"),
        "German": plain.replace("United Arab Emirates", "Vereinigte Arabische Emirate").replace("Taiwan", "taiwan"),
        "codes": plain.replace("China", "cn").replace("Taiwan", "TWN").replace("United Arab Emirates", "AE"),
        "words": plain.replace(",yes", ",ja"),
        "other columns": "\n".join(line + (",extra,x y" if i == 0 else ',"1,2",') for i, line in enumerate(plain.splitlines())).replace("extra,x y", "extra,more") + "\n",
    }
    for way, text in written.items():
        same((way, batch(folder, text)[0]), (way, wanted))
    swapped = "as_of_date,destination,model_id,case_id,end_user_hq\n2025-05-01,China,nv-h20-96,A,Taiwan\n"
    same(batch(folder, swapped)[0], wanted[:1])


def test_optional_columns_may_be_missing(folder):
    rows, _ = batch(folder, "case_id,model,as_of_date\nA,RTX 4090,2024-01-01\n")
    same((rows[0]["model_id"], rows[0]["eccn"], rows[0]["licence_required"], rows[0]["review_policy"]), ("nv-rtx4090", "3A090.a", "unknown", "unknown"))
    for header, part in [("case_id,model_id,destination", "as_of_date"), ("model_id,as_of_date", "case_id"), ("case_id,as_of_date", "model_id")]:
        path = folder / "missing.csv"
        path.write_text(header + "\n1,2,3\n")
        _, out, err = run("classify", "--batch", path, status=65)
        holds(err, f"{path} line 1")
        holds(err, part)
        same(out, "")


def test_the_chip_alone(folder):
    rows, _ = batch(folder, f"{READ}\nA,nv-h100-sxm5-80,,2024-01-01,any,,\nB,nv-h100-sxm5-80,,2024-01-01,,China,\nC,hw-910d,,2025-06-01,any,,\n")
    for row in rows[:2]:
        same((row["eccn"], row["licence_required"], row["licence_required_text"], row["exceptions"], row["review_policy"], row["open_facts"]),
             ("3A090.a", "unknown", "unknown", "", "unknown", ""))
    same((rows[2]["eccn"], rows[2]["instruments"]), ("3A090 (presumed)", "bis-guidance-2025"))


def test_words_behind_a_name_tell_the_move(folder):
    rows, _ = batch(folder, f"{READ}\n" + "".join(f"{i},{model},2026-02-01,China,,yes\n" for i, model in enumerate(
        [",H200", ",H200 reexport from Taiwan", "nv-h200-sxm,H200 reexport from Taiwan", ",H200 in-country transfer",
         "nv-h200-sxm,H200 (re-exported from Malaysia)", ",H200 reexport from United States", ",H200 shipped from Deutschland", ",H200 reexport", ",H200 (export from abroad)"])))
    same([row["model_id"] for row in rows], ["nv-h200-sxm"] * 9)
    same([row["review_policy"] for row in rows], ["case-by-case"] + ["presumption-of-denial"] * 4 + ["case-by-case"] + ["presumption-of-denial"] * 3)
    holds(run("classify", "H200 reexport", "--to", "CN", "--on", "2026-02-01")[1], "reexport from a country that is not named to China")


def test_words_that_are_not_understood_are_not_dropped(folder):
    models = ["H200 reexport to Iran", "H200 reexport from Atlantis", "H200 in-country transfer to Iran", "H200 export from abroad and back"]
    rows, err = batch(folder, f"{READ}\n" + "".join(f"{i},,{model},2026-02-01,China,,yes\n" for i, model in enumerate(models))
                      + "W,,H200 transfer within China,2026-02-01,China,,yes\n")
    same([(row["model_id"], row["licence_required"], row["open_facts"]) for row in rows[:-1]], [("", "unknown", "model not in the catalogue")] * len(models))
    holds(err, f"{len(models)} of {len(models) + 1} rows name no model")
    same((rows[-1]["model_id"], rows[-1]["review_policy"]), ("nv-h200-sxm", "presumption-of-denial"))
    holds(run("classify", "H200 reexport to Iran", "--to", "CN", "--on", "2026-02-01", status=65)[2], '"H200 reexport to Iran" is no model')


def test_names_with_signs_of_trade_marks(folder):
    rows, _ = batch(folder, f"{READ}\nA,,NVIDIA\u00ae H20 Tensor Core GPU,2025-05-01,China,,\nB,,GeForce RTX\u2122 4090 D,2025-05-01,China,,\nC,,GeForce 910,2025-05-01,China,,\n")
    same([row["model_id"] for row in rows], ["nv-h20-96", "nv-rtx4090d", ""])


def test_a_name_of_several_models_is_answered_where_they_agree(folder):
    rows, err = batch(folder, f"{READ}\nA,,A100 SXM4,2024-01-01,China,,\nB,,H100,2026-02-01,Germany,Germany,\nC,,Rubin CPX Ultra Max,2026-02-01,China,,\n"
                      "D,,,2026-02-01,China,,\nE,,A100,2024-01-01,China,,\nF,,H100,2024-01-01,China,,\n")
    same((rows[0]["model_id"], rows[0]["tpp"], rows[0]["eccn"], rows[0]["licence_required"], rows[0]["review_policy"]),
         ("", "4992", "3A090.a", "yes", "presumption-of-denial"))
    holds(rows[0]["open_facts"], "which model is meant: nv-a100-sxm4-40, nv-a100-sxm4-80")
    same((rows[1]["licence_required"], rows[1]["licence_required_text"]), ("no", "yes"))
    for row in rows[2:4]:
        same((row["model_id"], row["eccn"], row["licence_required"], row["licence_required_text"], row["review_policy"], row["open_facts"]),
             ("", "unknown", "unknown", "unknown", "unknown", "model not in the catalogue"))
    holds(err, "2 of 6 rows name no model of the catalogue")
    same([(row["tpp"], row["eccn"], row["licence_required"]) for row in rows[4:]], [("4992", "3A090.a", "yes"), ("", "3A090.a", "yes")])
    holds(rows[4]["open_facts"], "no rates are known of nv-a100-sxm-64")


def test_stated_marketing_counts_and_is_named_where_it_differs(folder):
    rows, _ = batch(folder, f"{READ}\nA,nv-l40,,2024-01-01,China,,no\nB,nv-l40,,2024-01-01,China,,yes\nC,nv-l40,,2024-01-01,China,,\n")
    assert not rows[0]["eccn"].startswith("3A090"), rows[0]
    same([row["eccn"] for row in rows[1:]], ["3A090.b", "3A090.b"])
    same(["marketing as stated" in row["open_facts"] for row in rows], [True, False, False])


BAD = [("A,nv-h20-96,,2025-13-01,China,,yes", "as_of_date"), ("B,nv-h20-96,,,China,,yes", "as_of_date"),
       ("C,nv-h20-96,,2025-01-01,Atlantis,,yes", "destination"), ("D,nv-h20-96,,2025-01-01,China,Mordor; Gondor,yes", "end_user_hq"),
       ("E,nv-h20-96,,2025-01-01,China,,perhaps", "marketed_dc"), ("F,nv-h20-96,,2025-01-01,China", None),
       ("G,nv-h20-96,,2025-01-01,China,,yes,one too many", None), ('H,nv-h20-96,a"b,2025-01-01,China,,yes', None),
       ("I,nv-h20-96,,9999-12-31,China,,yes", "as_of_date"), ("J,nv-h20-96,\x00,2025-01-01,China,,yes", None)]


def test_a_bad_row_keeps_its_place_and_says_why(folder):
    good = "ok,nv-h20-96,,2025-05-01,China,,yes"
    for bad, column in BAD:
        rows, err = batch(folder, "\n".join([READ, good, bad, good]) + "\n", status=65)
        same((bad, [row["case_id"] for row in rows]), (bad, ["ok", bad[0], "ok"]))
        same((bad, [row["licence_required"] for row in rows]), (bad, ["yes", "unknown", "yes"]))
        same((bad, rows[1]["eccn"], rows[1]["review_policy"]), (bad, "unknown", "unknown"))
        holds(err, "cases.csv line 3")
        assert rows[1]["open_facts"], bad
        if column:
            holds(rows[1]["open_facts"], f'{column} "')
            holds(err, f"column {column}")
            holds(err, "expected")


def test_a_quote_that_never_closes_takes_no_other_row_along(folder):
    good = "ok,nv-h20-96,,2025-05-01,China,,yes"
    rows, _ = batch(folder, "\n".join([READ, good, 'bad,"nv-h20-96,,2025-05-01,China,,yes', good, good]) + "\n", status=65)
    same([(row["case_id"], row["licence_required"]) for row in rows], [("ok", "yes"), ("bad", "unknown"), ("ok", "yes"), ("ok", "yes")])


def test_cells_that_a_spreadsheet_would_run_are_guarded(folder):
    rows, _ = batch(folder, f'{READ}\n=1+1,nv-h20-96,,2025-05-01,China,,\n@x,,=cmd,2025-05-01,China,,\n"a,""b",nv-h20-96,,2025-05-01,China,,\n+x,nv-h20-96,,2025-05-01,=X,,\n',
                    status=65)
    same([row["case_id"] for row in rows], ["'=1+1", "'@x", 'a,"b', "'+x"])


def test_batches_as_json(folder):
    path = folder / "cases.csv"
    path.write_text(f"{READ}\nA,nv-h20-96,,2025-05-01,China,,yes\nB,,no such chip,2025-05-01,China,,\nC,nv-l40,,then,China,,\n")
    lines = [json.loads(line) for line in run("classify", "--batch", path, "--format", "ndjson", status=65)[1].splitlines()]
    same([(line["schema"], line["case_id"], line["licence"]["enforced"]["required"]) for line in lines],
         [("verbleib.classification/1", "A", "yes"), ("verbleib.classification/1", "B", "unknown"), ("verbleib.classification/1", "C", "unknown")])
    same([(line["review"]["policy"], line["classification"]["circuit"]) for line in lines[1:]], [("unknown", "unknown")] * 2)
    same([line["open_facts"][0].split(" ")[0] for line in lines], ["headquarters", "model", "as_of_date"])
    whole = json.loads(run("classify", "--batch", path, "--json", status=65)[1])
    same((whole["schema"], whole["cases"]), ("verbleib.classifications/1", lines))
    assert "steps" not in lines[0]
    explained = json.loads(run("classify", "--batch", path, "--json", "--explain", status=65)[1])["cases"]
    same({**explained[0], "steps": None}, {**lines[0], "steps": None})
    assert any(step["reason"] for step in explained[0]["steps"])
    path.write_text(READ + "\n")
    same(json.loads(run("classify", "--batch", path, "--json", status=0)[1])["cases"], [])
    same(run("classify", "--batch", path, "--format", "ndjson", status=0)[1], "")


def test_twenty_thousand_rows_keep_their_order(folder):
    """Remembered answers are those that are worked out: each row is compared with its like, asked in another order."""
    pick = random.Random(20260115)
    with (ROOT / "data/catalogue/accelerators.csv").open(newline="", encoding="utf-8") as file:
        models = [row["id"] for row in csv.DictReader(file)]
    rows = [(pick.choice(models), f"{pick.randint(2022, 2026)}-{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}",
             pick.choice(["CN", "MO", "SG", "AE", "DE", "RU", "any", "VN"]), pick.choice(["", "", "CN", "US"]), pick.choice(["", "yes", "no"]))
            for _ in range(20000)]

    def ask(order):
        text = READ + "\n" + "".join(f"C{i},{rows[i][0]},,{','.join(rows[i][1:])}\n" for i in order)
        return batch(folder, text)[0]

    order = list(range(len(rows)))
    first = ask(order)
    same([row["case_id"] for row in first], [f"C{i}" for i in order])
    pick.shuffle(order)
    second = ask(order[:5000])
    same([row["case_id"] for row in second], [f"C{i}" for i in order[:5000]])
    same([i for i, row in zip(order, second) if row != first[i]], [])


def test_files_of_anything_end_in_an_answer_or_an_error(folder):
    made = [b"", b"\n\n", b"\x00" * 100, b"\xff\xfe" + READ.encode("utf-16-le"), READ.encode(), (READ + "\n").encode() * 3, b"case_id,case_id\n1,2\n",
            (READ + "\n" + "," * 400 + "\n").encode(), (READ + "\n\xe9,,,,,,\n").encode("latin-1"), b'"' * 1001, (READ + "\n" + "x" * 3_000_000).encode()]
    pick = random.Random(7)
    seed = (ROOT / "examples/classify.csv").read_bytes()
    for _ in range(60):
        cut = bytearray(seed)
        for _ in range(pick.randint(1, 12)):
            cut[pick.randrange(len(cut))] = pick.choice(b',;"\n\r\x00\xff=AZ9 ')
        made.append(bytes(cut))
    path = folder / "anything.csv"
    for text in made + [file.read_bytes() for file in sorted((ROOT / "tests/attack/csv").iterdir()) if file.is_file()]:
        path.write_bytes(text)
        for form in ("csv", "ndjson"):
            status, out, err = run("classify", "--batch", path, "--format", form)
            assert status in (0, 65), (status, text[:200], err[:400])
            assert "anything.csv" in err or status == 0, (status, err[:400])
            if form == "ndjson":
                for line in out.splitlines():
                    json.loads(line)
    run("classify", "--batch", folder, status=74)
    run("classify", "--batch", folder / "nothing.csv", status=65)


def test_the_example_table_of_the_documentation():
    rows = list(csv.DictReader(io.StringIO(run("classify", "--batch", "examples/classify.csv", status=0)[1], newline="")))
    got = {row["case_id"]: row for row in rows}
    same(len(got), len(rows))
    assert all(row["eccn"] or row["licence_required"] for row in rows)


# ---- What was taken as given, and what may be meant ------------------------------------------------------------------

FIGURES = ("--tpp", "1000", "--pd", "1", "--io-bandwidth", "64", "--use", "gaming", "--to", "CN", "--on", "2026-06-01")


def says(text, *parts):
    for part in parts:
        holds(text, part)


def test_a_number_that_may_be_thousands_is_refused(folder):
    day = ("--to", "CN", "--on", "2026-06-01")
    for option in ("--tpp", "--dram-bandwidth", "--io-bandwidth"):
        for number in ("6.704", "6,704", "16.704", "116.704"):
            err = run("classify", option, number, *day, status=64)[2]
            clear = number.replace(",", ".")
            says(err, f"{option}: ", f"write {clear.replace('.', '')} or {clear}00")
    for number in ("6704", "6.70400", "0.704", "6.7", "6.7045", "1234.567"):
        assert run("classify", "--tpp", number, *day)[0] in (0, 1, 2)
    assert run("classify", "--tpp", "2400", "--pd", "2.910", *day)[0] in (0, 1, 2)
    for option in ("--pd", "--memory-density"):
        says(run("classify", option, "2,91", *day, status=64)[2], "2,91", "expected a decimal number such as")
    for name in ("TPP 2.000, PD 3.4", "TPP 2,000 PD 3.4", "PD 3.4 DRAM=1.792", "1.979 TFLOPS at 16 bit"):
        says(run("classify", name, *day, status=64)[2], "may be thousands or decimals; write ")
    rows, err = batch(folder, READ + '\n1,,"TPP 2.000, PD 3.4",2026-06-01,CN,,\n2,,"TPP 2000, PD 3.400",2026-06-01,CN,,\n', status=65)
    same([rows[0][c] for c in ("tpp", "eccn", "licence_required")], ["", "unknown", "unknown"])
    says(rows[0]["open_facts"], "write 2000 or 2.00000")
    says(err, "line 2 column model", "write 2000 or 2.00000")
    same((rows[1]["tpp"], rows[1]["pd"]), ("2000", "3.4"))


def test_a_server_card_does_not_take_the_name_of_a_gaming_card(folder):
    """NVIDIA's name table prints "GeForce RTX 3060" for some boards of the L40S and others."""
    for name in ("3060", "3050"):
        err = run("classify", f"RTX {name}", "--on", "2026-06-01", status=65)[2]
        ids = [line.split()[0] for line in err.splitlines()[1:]]
        same([i for i in ids if not i.startswith(f"nv-rtx{name}-")], [])
        assert len(ids) > 1, ids
        rows, _ = batch(folder, READ + f"\n1,,GeForce RTX {name},2026-06-01,VN,,\n")
        same(rows[0]["licence_required"], "no")
        assert not re.search("nv-l|pro6000|6000d", rows[0]["open_facts"]), rows[0]["open_facts"]


def test_a_card_before_its_launch_says_so(folder):
    launched = {row["id"]: row["launch_date"] for row in csv.DictReader((ROOT / "data/catalogue/accelerators.csv").open())}
    day = launched["nv-l40s"]
    before, after = "2020-01-01", "2026-06-01"
    got = answer("nv-l40s", "--to", "CN", "--on", before)
    same([n for n in got["notes"] if "launched" in n], [f"L40S was launched {day}, after that day."])
    same([n for n in answer("nv-l40s", "--to", "CN", "--on", day)["notes"] if "launched" in n], [])
    says(" ".join(run("classify", "nv-l40s", "--to", "CN", "--on", before)[1].split()), f"launched {day}, after that day.")
    lines = "".join(f"{i},nv-l40s,,{on},CN,,\n" for i, on in enumerate((before, after, before, "2020-01-02")))
    rows, _ = batch(folder, READ + "\n" + lines)
    same([f"launched {day}, after that day" in row["open_facts"] for row in rows], [True, False, True, True])


def test_figures_alone_are_no_model_that_clauses_name(folder):
    got = answer(*FIGURES, "--dram-bandwidth", "500", status=0)
    same(got["licence"]["enforced"]["required"], "no")
    same(got["notes"], ["The circuit is taken to be none of the models that clauses name."])
    same(got["question"]["maker"], None)
    open_ = answer(*FIGURES, "--dram-bandwidth", "4500", status=2)
    assert "the maker of the circuit" in open_["open_facts"] and "the model" not in open_["open_facts"], open_["open_facts"]
    by = {maker: run("classify", *FIGURES, "--dram-bandwidth", "4500", "--maker", maker)[0]
          for maker in ("NVIDIA", "nvidia corporation", "Intel", "Advanced Micro Devices", "Cambricon", "Nobody Ltd")}
    same(by, {"NVIDIA": 1, "nvidia corporation": 1, "Intel": 1, "Advanced Micro Devices": 2, "Cambricon": 0, "Nobody Ltd": 0})
    same(answer(*FIGURES, "--maker", "NVIDIA Corp.")["question"]["maker"], "NVIDIA")
    says(run("classify", *FIGURES, "--maker", "Nvidai", status=64)[2], "did you mean NVIDIA?")
    run("classify", "H20", "--maker", "NVIDIA", "--to", "CN", "--on", "2026-06-01", status=64)
    rows, _ = batch(folder, READ + '\n1,,"TPP 1000, PD 1, DRAM 500, IO 64",2026-06-01,CN,,no\n')
    same(rows[0]["licence_required"], "no")
    says(rows[0]["open_facts"], "taken to be none of the models that clauses name")


def test_where_marketing_decides_both_answers_are_told():
    words = ("--tpp", "2400", "--pd", "2", "--dram-bandwidth", "500", "--io-bandwidth", "64", "--to", "CN", "--on", "2026-06-01")
    notes = answer(*words)["notes"]
    says("\n".join(notes), "If for data centres: 3A090.b, licence required.", "If not for data centres: 3A991.p, licence not required.")
    for use in ("dc", "gaming"):
        got = answer(*words, "--use", use)
        same([n for n in got["notes"] if n.startswith("If ")], [])
        same((got["classification"]["circuit"], got["licence"]["enforced"]["required"]),
             {"dc": ("3A090.b", "yes"), "gaming": ("3A991.p", "no")}[use])
    same([n for n in answer("RTX 4090", "--to", "CN", "--on", "2026-06-01")["notes"] if n.startswith("If ")], [])


def test_what_if_says_where_it_changes_nothing(folder):
    """Each pending instrument, for some cards: the note stands there just where the answer without it is the same."""
    told = set()
    listed = json.loads(run("rules", "list", "--json")[1])
    for pending in sorted(i["id"] for i in listed["instruments"] if i["pending"]):
        for model in ("nv-h20-96", "nv-h200-sxm", "nv-rtx4090"):
            words = (model, "--to", "CN", "--on", "2026-06-01")
            with_, without = answer(*words, "--what-if", pending), answer(*words)
            members = ("classification", "licence", "review", "exceptions", "share", "import_duty", "flags", "quotas")
            if all(with_[m] == without[m] for m in members):
                says("\n".join(with_["notes"]), f"{pending}, which is pending, changes nothing in this answer.")
                told.add(True)
            elif with_["licence"]["enforced"]["required"] != without["licence"]["enforced"]["required"]:
                assert not any("changes nothing" in n for n in with_["notes"]), (pending, model)
            else:
                told.add(any("changes nothing" in n for n in with_["notes"]))
    same(told, {True, False})
    rows, _ = batch(folder, READ + "\n1,nv-h20-96,,2026-06-01,CN,,\n", "--what-if", "bill-s3374")
    says(rows[0]["open_facts"], "as if bill-s3374 were in force")


def test_a_misspelt_country_is_answered_with_the_nearest(folder):
    day = ("--on", "2026-06-01")
    for text, meant in (("Malasia", "Malaysia (MY)"), ("Malayisa", "Malaysia (MY)"), ("deutschlnad", "Germany (DE)")):
        for option in ("--to", "--hq", "--shipped-from"):
            says(run("classify", "H20", option, text, *day, status=64)[2], f"{option}: ", f"did you mean {meant}?")
    for text in ("Berlin", "Dubai", "Austin", "Tokyo", "Shenzhen", "XQ", "QQQ", "Atlantis"):
        assert "did you mean" not in run("classify", "H20", "--to", text, *day, status=64)[2], text
    rows, err = batch(folder, READ + "\n1,nv-h20-96,,2026-06-01,Malasia,,\n2,nv-h20-96,,2026-06-01,CN,Shenzhen,\n", status=65)
    says(rows[0]["open_facts"], "did you mean Malaysia (MY)?")
    says(err, "did you mean Malaysia (MY)?")
    assert "did you mean" not in rows[1]["open_facts"], rows[1]


def test_a_batch_from_standard_input(folder):
    path = folder / "cases.csv"
    path.write_text(READ + "\n1,nv-h20-96,,2026-06-01,CN,,\n2,nv-h20-96,,never,CN,,\n")
    _, wanted, _ = run("classify", "--batch", path, status=65)
    for piped in (True, False):
        with path.open("rb") as file:
            done = subprocess.run([BINARY, "classify", "--batch", "-"], cwd=ROOT, capture_output=True, check=False, timeout=60,
                                  **({"input": file.read()} if piped else {"stdin": file}))
        same((done.returncode, done.stdout.decode()), (65, wanted))
        says(done.stderr.decode(), "standard input line 3 column as_of_date")
    run("classify", "--batch", "-", status=65)  # nothing in it: no columns


def test_an_option_that_is_not_there_is_answered_with_the_nearest():
    for wrong, meant in (("--too", "--to"), ("--destnation", None), ("--formt=csv", "--format"), ("--shiped-from", "--shipped-from")):
        err = run("classify", "H20", wrong, "--on", "2026-06-01", status=64)[2]
        says(err, f"unknown option {wrong}" + (f"; did you mean {meant}?" if meant else ""))
        assert meant or "did you mean" not in err, err


def flat(*words):
    return re.sub(r"\s+", " ", run("classify", *words)[1])


def test_a_letter_is_no_printed_law():
    asked = ("nv-h20-96", "--to", "CN", "--on", "2025-05-01")
    text = flat(*asked, "--explain")
    holds(text, "licence, as printed ■ required by letter, which is not published")
    holds(text, "(letter; by letter, not published; enforced)")
    assert "(letter; printed and enforced)" not in text
    same(text.count("a licence is required by letter to the maker, whatever the ECCN: us-letters-2025/nvidia:"), 1)
    same(text.count("open whether a letter covers it: us-letters-2025/nvidia.reported:"), 1)
    same(answer(*asked)["licence"]["text"]["required"], "yes")


def test_the_reason_why_none_is_required():
    holds(flat("amd-mi300x", "--to", "IL", "--on", "2026-06-01"),
          "□ not required 88fr73458/licence.a would ask for 3A090.a, but: the destination Israel is in group A:6 ")
    holds(flat("nv-rtx4090", "--to", "DE", "--on", "2025-05-01"),
          "88fr73458/licence.a would ask for 3A090.a, but: the destination Germany is not among D:1, D:4, D:5 ")
    text = flat("nv-h20-96", "--to", "DE", "--on", "2025-05-01")
    holds(text, "87fr62186/licence.at would ask for 3A991.p, but: the destination Germany is not among E:1 ")
    same(text.count("would ask for"), 1)  # the same reason is not said of the other layer again
    holds(flat("nv-h100-sxm5-80", "--to", "DE", "--on", "2022-01-05"),
          "no clause held here classifies it, and none asks for one on another ground")


def test_addresses_stand_under_the_citation():
    text = run("classify", "nv-h20-96", "--to", "CN", "--on", "2025-05-01", "--explain")[1]
    for step in answer("nv-h20-96", "--to", "CN", "--on", "2025-05-01")["steps"]:
        body = re.search(rf"\n    {re.escape(step['clause'])}: .*?(?=\n    \S|\n\n)", text, re.S)[0]
        pages = re.findall(r"\b(\d+) FR (\d+)", step["citation"])
        for volume, page in pages:
            same(body.count(f"read it at https://www.federalregister.gov/citation/{volume}-FR-{page}\n"), 1)
        for found in re.findall(r"-FR-(\d+)\n", body):
            assert found in step["citation"], (found, step["citation"])
    assert "read it at" not in run("classify", "nv-h20-96", "--to", "CN", "--on", "2025-05-01")[1]


def test_flags_and_quotas_say_what_they_ask_for():
    text = flat("nv-h200-sxm", "--to", "CN", "--on", "2026-02-01")
    holds(text, "quotas at most 50 %: aggregate TPP of the product shipped to China and Macau")
    holds(text, "publicly owned computing centres; more than 50 % of the chips domestic")
    holds(text, "training-for-d5: whoever knows that the item")
    assert "bis-guidance-2025/training" not in text and "us.review-2026.volume" not in text
    holds(flat("nv-h200-sxm", "--to", "CN", "--on", "2026-02-01", "--explain"), "bis-guidance-2025/training: BIS policy")
    holds(flat("nv-h20-96", "--to", "DE", "--on", "2025-05-01"),
          "flags open, see --explain: foundry-authorised-designer, foundry-presumption ")
    holds(flat("nv-h100-sxm5-80", "--to", "MY", "--on", "2026-11-20"),
          "affiliates-rule: to be confirmed: a party owned at half or more by listed ones is treated as listed, unless the "
          "suspension was extended; whether it came into force must be confirmed ")


def test_a_not_over_one_test_is_that_test():
    text = run("classify", "amd-mi300x", "--to", "IL", "--on", "2026-06-01", "--explain")[1]
    holds(text, "✓ the destination is Israel, not United States\n")
    holds(text, "✗ the destination Israel is in group A:6\n")
    lines = text.splitlines()
    for i, line in enumerate(lines):
        if "not so:" in line:
            assert re.search(r"[✓✗○] (all|at least one) of these:|not so:", lines[i + 1]), lines[i + 1]


if __name__ == "__main__":
    main(globals())
