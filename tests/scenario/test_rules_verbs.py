# SPDX-License-Identifier: Apache-2.0
"""rules list, show, diff and lint: the tables of the program against the files in data/ that they speak of."""

import csv
import io
import json
import re
import shutil

from program import ROOT, Skip, holds, main, run, same

RULES = sorted((ROOT / "data" / "rules").glob("*.rule"))


def stanzas(path):
    """[{key: value}] of a rule file, continuation lines joined; the first is the instrument."""
    found = []
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        fields = {}
        for line in lines:
            if line.startswith(" "):
                fields[key] += " " + line.strip()
            else:
                key, _, value = line.partition(":")
                fields[key] = value.strip()
        if fields:
            found.append(fields)
    return found


def of(path, kind):
    return [fields for fields in stanzas(path) if kind in fields]


def copy_of_data(folder):
    data = folder / "data"
    shutil.copytree(ROOT / "data", data)
    return data, {"VERBLEIB_DATA": str(data)}


def test_list_is_what_the_files_say():
    listed = json.loads(run("rules", "list", "--json", status=0)[1])
    same(listed["schema"], "verbleib.rules/1")
    rows = {row["id"]: row for row in listed["instruments"]}
    files = {of(path, "instrument")[0]["instrument"]: path for path in RULES}
    same(sorted(rows), sorted(files))
    for name, path in files.items():
        head, clauses = of(path, "instrument")[0], of(path, "clause")
        row = rows[name]
        same((name, row["clauses"], row["parameters"]), (name, len(clauses), len(of(path, "parameter"))))
        same((row["authority"], row["published"], row["reviewed_on"], row["reviewed_by"]),
             (head["authority"], head["published"], head["reviewed_on"], head["reviewed_by"]))
        same((name, row["pending"]), (name, head.get("state") == "pending"))
        same((name, set(row["basis"])), (name, {clause["basis"] for clause in clauses}) if not row["pending"] else
             (name, set(row["basis"])))
        begins = [clause["text_from"] for clause in clauses if clause["text_from"] != "none"]
        same((name, (row["text"] or {}).get("from")), (name, min(begins) if begins else None))
    same(listed["clauses"], sum(row["clauses"] for row in rows.values()))
    same(listed["reviewed_to"], max(row["reviewed_on"] for row in rows.values()))
    same(listed["lawyer_reviewed"], sum(row["lawyer_reviewed"] for row in rows.values()))


def test_list_is_honest_about_reviews(folder):
    text = run("rules", "list", status=0)[1]
    listed = json.loads(run("rules", "list", "--json", status=0)[1])
    for row in listed["instruments"]:
        holds(text, row["id"])
        holds(re.sub(r"\s+", " ", text), row["title"])
        if row["pending"]:
            holds([line for line in text.splitlines() if line.startswith(row["id"] + " ")][0], "what if only")
    if listed["lawyer_reviewed"] == 0:
        holds(text, f"Rules reviewed to {listed['reviewed_to']}; no lawyer has reviewed them.")
    data, env = copy_of_data(folder)
    path = data / "rules" / "88fr73458.rule"
    path.write_text(re.sub(r"(?m)^reviewed_by: .*$", "reviewed_by: A. Name, attorney", path.read_text(), count=1))
    holds(run("rules", "list", env=env, status=0)[1],
          f"a lawyer has reviewed {listed['lawyer_reviewed'] + 1} of {len(listed['instruments'])} instruments")


def test_show_has_every_clause_with_numbers():
    for path in RULES:
        name = of(path, "instrument")[0]["instrument"]
        shown = json.loads(run("rules", "show", name, "--json", status=0)[1])
        same(shown["schema"], "verbleib.rule-instrument/1")
        clauses = of(path, "clause")
        same([clause["id"] for clause in shown["clauses"]], [f"{name}/{clause['clause']}" for clause in clauses])
        same([(p["name"], p["from"]) for p in sorted(shown["parameters"], key=lambda p: p["line"])],
             [(p["parameter"], p["from"]) for p in of(path, "parameter")])
        page = run("rules", "show", name, status=0)[1]
        flat = re.sub(r"\s+", " ", page)
        for clause in clauses:
            holds(page, f"\n{name}/{clause['clause']}\n")
            holds(flat, re.sub(r"\s+", " ", clause["cite"]))
        assert all(len(line) <= 100 or " " not in line.strip() for line in page.splitlines()), name


def test_show_is_readable_law():
    page = run("rules", "show", "88fr73458", status=0)[1]
    holds(page, "tpp >= us.3a090.tpp.high (4800 TPP)")
    holds(page, "performance_density >= us.3a090.density.high (5.92 TPP/mm2)")
    holds(page, "from 2023-11-17 to 2025-01-12, the end known since 2025-01-13")  # licence.a in the text
    holds(page, "notice to BIS at least 25 days (us.nac.notice) before export")
    one = run("rules", "show", "88fr73458/licence.a", status=0)[1]
    holds(one, "a licence is required")
    assert "88fr73458/licence.b" not in one
    # the clause that the lane of January 2026 overrides says so, and the lane says it overrides
    holds(re.sub(r"\s+", " ", run("rules", "show", "88fr73458/review.denial", status=0)[1]), "91fr1684/lane")
    lane = json.loads(run("rules", "show", "91fr1684/lane", "--json", status=0)[1])["clauses"]
    same([clause["id"] for clause in lane], ["91fr1684/lane"])
    assert "88fr73458/review.denial" in lane[0]["overrides"]
    share = run("rules", "show", "us-licences-2025/share", status=0)[1]
    holds(share, "15 percent of the revenue is owed")
    holds(share, "in no text")


def test_list_fits_the_width():
    text = run("rules", "list", status=0)[1]  # to a file: 100 columns
    same([line for line in text.splitlines() if len(line) > 100], [])
    same(text.count("not yet reviewed"), 0)


REFERENCE = r"(?<!\S)\(?(\d+ FR \d+|\d+ CFR (?:part )?\d+(?:\.\d+)?)(?!\d)"


def test_show_links_each_reference_to_its_text():
    seen = 0
    for path in RULES:
        shown = json.loads(run("rules", "show", of(path, "instrument")[0]["instrument"], "--json", status=0)[1])
        text = run("rules", "show", shown["id"], status=0)[1]
        for row in [shown, *shown["clauses"]]:
            same((row["citation"], [link["of"] for link in row["links"]]),
                 (row["citation"], re.findall(REFERENCE, row["citation"])[:8]))
            for link in row["links"]:
                number = re.fullmatch(r"(\d+) (FR|CFR) (part )?(\S+)", link["of"])
                if number[2] == "FR":
                    same(link["url"], f"https://www.federalregister.gov/citation/{number[1]}-FR-{number[4]}")
                else:
                    kind = "part" if "." not in number[4] else "section"
                    assert re.fullmatch(rf"https://www\.ecfr\.gov/(current|on/\d{{4}}-\d\d-\d\d)/title-{number[1]}/{kind}-"
                                        rf"{re.escape(number[4])}", link["url"]), link
                    end = (row.get("text") or {}).get("to")
                    assert end is None or f"/on/{end}/" in link["url"], (row["id"], link)
                holds(text, link["url"])
                seen += 1
    assert seen > 60, seen
    holds(run("rules", "show", "88fr73458/licence.a", status=0)[1],
          "read it at      https://www.ecfr.gov/on/2025-01-12/title-15/section-742.6\n")


def test_show_names_the_nearest():
    for word, near in (("88fr73459", "88fr73458"), ("88FR73458", "88fr73458"), ("91fr1684/lan", "91fr1684/lane"),
                       ("letters", "us-letters-2022")):
        _, out, err = run("rules", "show", word, status=65)
        same(out, "")
        holds(err, near)
    run("rules", "show", status=64)
    run("rules", "show", "a", "b", status=64)


def changes(*words):
    found = json.loads(run("rules", "diff", *words, "--json", status=0)[1])
    return found, {(c["model_id"], c["what"]): (c["before"], c["after"], c["by"]) for c in found["changes"]}


def test_diff_days_of_the_law():
    _, letter = changes("2023-10-22", "2023-10-23", "--to", "CN")
    same(letter["nv-a800-sxm4-80", "licence"], ("no", "yes", "us-letters-2023/nvidia"))
    assert ("nv-rtx4090", "licence") not in letter
    found, rule = changes("2023-11-16", "2023-11-17", "--to", "China")
    same((found["destination"], found["headquarters"], found["headquarters_taken"]), ("CN", "CN", True))
    same(rule["nv-rtx4090", "licence"], ("no", "yes", "88fr73458/licence.a"))
    same(rule["nv-h800-sxm5", "class"][1], "3A090.a")
    _, lane = changes("2026-01-14", "2026-01-15", "--to", "CN", "--hq", "CN")
    same(lane["nv-h200-sxm", "review"], ("presumption-of-denial", "case-by-case", "91fr1684/lane"))
    # a reexport from abroad has no such lane
    _, abroad = changes("2026-01-14", "2026-01-15", "--to", "CN", "--shipped-from", "Singapore")
    assert ("nv-h200-sxm", "review") not in abroad


def test_diff_formats_agree():
    words = ("2025-04-08", "2025-04-15", "--to", "CN")
    found, by = changes(*words)
    rows = list(csv.DictReader(io.StringIO(run("rules", "diff", *words, "--format", "csv", status=0)[1])))
    same({(r["model_id"], r["what"]): (r["before"], r["after"], r["by"]) for r in rows}, by)
    table = run("rules", "diff", *words, status=0)[1]
    holds(table, f"{found['models_changed']} of {found['models']} accelerators")
    for model, _ in by:
        holds(table, model)
    for event in found["law"]:
        holds(table, event["id"])
    holds(table, "headquarters taken to be there")
    same(table, run("rules", "diff", *words, "--format", "table", status=0)[1])


def test_diff_says_what_it_was_not_asked():
    text = run("rules", "diff", "2023-11-16", "2023-11-17", status=0)[1]
    holds(text, "a destination (--to) shows licences too")
    assert "licence is now required" not in text
    same(text, run("rules", "diff", "2023-11-16", "2023-11-17", "--to", "any", status=0)[1])
    nothing = run("rules", "diff", "2023-11-17", "2023-11-17", "--to", "CN", status=0)[1]
    holds(nothing, "0 of ")
    holds(nothing, "No clause, number or membership began or ended.")


def test_diff_layers_and_knowledge():
    _, text = changes("2025-01-12", "2025-01-13", "--to", "IN", "--layer", "text")
    _, applied = changes("2025-01-12", "2025-01-13", "--to", "IN")
    same(text["nv-h100-sxm5-80", "licence"], ("no", "yes", "90fr4544/licence"))
    assert ("nv-h100-sxm5-80", "licence") not in applied
    found, early = changes("2023-11-16", "2023-11-17", "--to", "CN", "--known-on", "2023-10-01")
    same((found["known_on"], early, found["law"]), ("2023-10-01", {}, []))


def test_diff_what_if():
    listed = json.loads(run("rules", "list", "--json", status=0)[1])
    bills = [row for row in listed["instruments"] if row["pending"] and row["text"]]
    if not bills:
        raise Skip("no pending instrument")
    bill = bills[0]["id"]
    first = bills[0]["text"]["from"]
    year = str(int(first[:4]) - 1)
    plain, _ = changes(f"{year}-12-31", first, "--to", "CN")
    asked, _ = changes(f"{year}-12-31", first, "--to", "CN", "--what-if", bill)
    assert not any(event["id"].startswith(bill + "/") for event in plain["law"])
    assert any(event["id"].startswith(bill + "/") for event in asked["law"])
    same(asked["what_if"], [bill])
    run("rules", "diff", "2024-01-01", "2024-01-02", "--what-if", "88fr73458", status=64)  # law, not pending


def test_diff_errors():
    for words in (("2023-11-17", "2023-11-16"), ("yesterday", "2023-11-17"), ("2023-11-16", "2023-02-30"),
                  ("2023-11-16",), ("2023-11-16", "2023-11-17", "2023-11-18"),
                  ("2023-11-16", "2023-11-17", "--to", "Atlantis"),
                  ("2023-11-16", "2023-11-17", "--to", "CN", "--hq", "Atlantis"),
                  ("2023-11-16", "2023-11-17", "--layer", "practice"),
                  ("2023-11-16", "2023-11-17", "--format", "sarif")):
        _, out, err = run("rules", "diff", *words, status=64)
        same(out, "")
        holds(err, "verbleib: ")
    holds(run("rules", "diff", "2023-11-17", "2023-11-16", status=64)[2], "2023-11-16 2023-11-17")


def test_lint_own_rules():
    found = json.loads(run("rules", "lint", "--json", status=0)[1])
    same((found["schema"], found["wrong"]), ("verbleib.rules-lint/1", 0))
    text = run("rules", "lint", status=0)[1]
    for doubt in found["doubts"]:
        holds(text, doubt["says"])
        if doubt["file"]:
            assert (ROOT / doubt["file"]).exists(), doubt["file"]
    page = (ROOT / "docs" / "rules" / "lint.md").read_text(encoding="utf-8")
    kinds = (ROOT / "src" / "rules" / "lint.c").read_text(encoding="utf-8").split("kinds[] = {")[1].split("}")[0]
    for kind in re.findall(r'"([a-z-]+)"', kinds):
        holds(page, f"| `{kind}` |")
    assert len(found["doubts"]) <= 40, "doubts by the dozen are read by nobody"


def test_lint_finds_what_is_planted(folder):
    data, env = copy_of_data(folder)
    path = data / "rules" / "us-letters-2025.rule"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("nv-h20-96", "nv-h20-69", 1), encoding="utf-8")
    _, out, _ = run("rules", "lint", env=env, status=1)
    line = [found for found in out.splitlines() if "nv-h20-69" in found]
    same(len(line), 1)
    clause = text[:text.index("nv-h20-96")].rindex("\nclause: ") + 2  # its line, counted from 1
    number = text[:clause].count("\n") + 1
    holds(line[0], f"data/rules/us-letters-2025.rule:{number}: wrong: unknown-model: us-letters-2025/nvidia: ")
    found = json.loads(run("rules", "lint", "--json", env=env, status=1)[1])
    same([d["kind"] for d in found["doubts"] if d["level"] == "wrong"], ["unknown-model"])


def test_rules_that_do_not_load_are_not_shown(folder):
    data, env = copy_of_data(folder)
    path = data / "rules" / "88fr73458.rule"
    path.write_text(path.read_text(encoding="utf-8").replace("tpp >= us.3a090.tpp.high", "tpp >= us.nothing", 1),
                    encoding="utf-8")
    for words in (("list",), ("show", "91fr1684"), ("lint",), ("diff", "2023-11-16", "2023-11-17")):
        _, out, err = run("rules", *words, env=env, status=65)
        same(out, "")
        holds(err, "88fr73458.rule:")
        holds(err, "us.nothing")


def test_german_runs(folder):
    for words in (("list",), ("show", "88fr73458"), ("lint",), ("diff", "2026-01-14", "2026-01-15", "--to", "CN")):
        english = run("rules", *words, "--lang", "en", status=0)[1]
        german = run("rules", *words, "--lang", "de", status=0)[1]
        assert german.strip()
        for part in re.findall(r"[0-9a-z]+fr[0-9]+/[a-z0-9.-]+|us\.[a-z0-9.-]+", english):
            holds(german, part)
    holds(run("rules", "diff", "2026-01-14", "2026-01-15", "--to", "DE", "--lang", "de", status=0)[1], "Deutschland")
    same(run("rules", "list", "--json", "--lang", "de", status=0)[1], run("rules", "list", "--json", status=0)[1])


def test_out_writes_whole_files(folder):
    for words in (("list", "--json"), ("show", "91fr1684"), ("diff", "2023-11-16", "2023-11-17", "--format", "csv"),
                  ("lint", "--json")):
        path = folder / "answer"
        same(run("rules", *words, "--out", path, status=0)[1], "")
        same(path.read_bytes().decode("utf-8"), run("rules", *words, status=0)[1])


if __name__ == "__main__":
    main(globals())
