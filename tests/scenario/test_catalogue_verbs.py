# SPDX-License-Identifier: Apache-2.0
"""catalogue list, show, sources and lint: what the catalogue knows, where from, how sure, and what is doubtful."""

import csv
import io
import json
import shutil

from program import ROOT, holds, main, run, same

TABLE = ROOT / "data" / "catalogue" / "accelerators.csv"


def rows():
    with open(TABLE, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def data_with(folder, changes, extra=None):
    """A copy of data/ where fields of accelerators.csv are changed: {(id, column): value}."""
    shutil.copytree(ROOT / "data", folder / "data")
    table = rows()
    left = set(changes)
    for row in table:
        for (model, column), value in changes.items():
            if row["id"] == model:
                row[column] = value
                left.discard((model, column))
    assert not left, left
    with open(folder / "data" / "catalogue" / "accelerators.csv", "w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, list(table[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(table)
    for name, text in (extra or {}).items():
        (folder / "data" / "catalogue" / name).write_text(text, encoding="utf-8")
    return {"VERBLEIB_DATA": str(folder / "data")}


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def test_list_csv_holds_every_figure_exactly():
    out = list(csv.DictReader(io.StringIO(run("catalogue", "list", "--format", "csv", status=0)[1])))
    table = rows()
    same([row["id"] for row in out], [row["id"] for row in table])
    figures = [c for c in table[0] if c.endswith(("_tflops", "_tops", "_gbs", "_gb")) or c in ("tdp_w", "units")]
    assert len(figures) == 15, figures
    compared = 0
    for ours, theirs in zip(out, table):
        for column in figures:
            same((ours["id"], column, float(ours[column] or -1)), (theirs["id"], column, float(theirs[column] or -1)))
            compared += ours[column] != ""
        areas = sorted(float(theirs[c]) for c in ("die_area_mm2", "die_area_alt_mm2") if theirs[c])
        same([float(ours[c]) for c in ("die_area_low_mm2", "die_area_high_mm2") if ours[c]], areas and [areas[0], areas[-1]])
    assert compared > 1500, compared


def test_list_words_filter_together():
    found = [m["id"] for m in lines(run("catalogue", "list", "h20", "hbm3E", "--json", status=0)[1])]
    same(found, ["nv-h20-141"])
    by_chip = [m["id"] for m in lines(run("catalogue", "list", "huawei", "--format", "json", status=0)[1])]
    assert "hw-910b1" in by_chip and all(m.startswith("hw-") for m in by_chip), by_chip
    alias = run("catalogue", "list", "4090D", status=0)[1]
    holds(alias, "nv-rtx4090d")
    run("catalogue", "list", "no-such-card", status=65)


def test_list_of_nothing_leaves_the_file_alone(folder):
    kept = folder / "kept.csv"
    for form in ("table", "csv", "json"):
        kept.write_text("as it was")
        _, out, err = run("catalogue", "list", "no-such-card", "--format", form, "--out", kept, status=65)
        same((out, kept.read_text()), ("", "as it was"))
        holds(err, "no model of the catalogue")


def test_list_fits_the_width_and_says_what_is_left_out():
    out = run("catalogue", "list", "a100", status=0)[1]
    assert all(len(line) <= 100 for line in out.splitlines()[:-1]), max(map(len, out.splitlines()[:-1]))
    holds(out, "not shown for the width")
    header = out.splitlines()[0].split()
    assert "TPP" in header and "PD" in header, header
    german = run("catalogue", "list", "a100", "--lang", "de", status=0)[1]
    same(len(german.splitlines()), len(out.splitlines()))


def test_show_tells_rates_readings_and_what_counts():
    # H20: 296 dense FP8 TFLOPS x 8 bit (notes: TPP 2368, density 2.91, outside 3A090)
    page = json.loads(run("catalogue", "show", "nv-h20-96", "--json", status=0)[1])
    same((page["schema"], page["tpp"]), ("verbleib.model/1", {"low": 2368, "high": 2368}))
    assert 2.90 < page["performance_density"]["low"] < 2.92
    assert not page["class"]["eccn"].startswith("3A090"), page["class"]
    same([f["column"] for f in page["false_figures"]], ["eccn"])
    # Trainium3: TF32 with 19 or 32 bits gives two numbers
    page = json.loads(run("catalogue", "show", "aws-trn3", "--json", status=0)[1])
    same(page["tpp"], {"low": 20136, "high": 21472})
    tf32 = [r for r in page["rates"] if r["format"] == "TF32"][0]
    same(tf32["bits"], [19, 32])
    out = run("catalogue", "show", "aws-trn3", status=0)[1]
    holds(out, "x 19 or 32")
    holds(out, "both are read")


def test_show_says_unit_source_grade_and_what_is_missing():
    out = run("catalogue", "show", "nv-a30", status=0)[1]
    for part in ("933 GB/s", "re-checked", "not re-checked", "+/- 0.5", "82 x 19 or 32", "<- counts", "PCI 10de:20b7",
                 "https://www.nvidia.com/en-us/data-center/products/a30-gpu/", "3.200"):
        holds(out, part)
    # two sources, two die areas
    out = run("catalogue", "show", "hw-910", status=0)[1]
    for part in ("die area, other source", "456 mm2", "1228 mm2", "two die areas"):
        holds(out, part)
    # nothing published: the rule questions that need it are named
    page = json.loads(run("catalogue", "show", "nv-h20b", "--json", status=0)[1])
    same((page["tpp"], page["class"]["eccn"]), (None, "unknown"))
    assert any("3a090" in m["clause"] and "operation rates" in m["missing"] for m in page["missing"]), page["missing"]


def test_show_a_figure_with_a_source_of_its_own():
    page = json.loads(run("catalogue", "show", "nv-rtxpro6000-mq", "--json", status=0)[1])
    fp4 = [f for f in page["figures"] if f["column"] == "fp4_dense_tflops"][0]
    same((fp4["value"], fp4["confidence"]), (1755.5, "A"))
    assert fp4["source"].startswith("https://"), fp4
    holds(fp4["note"], "3511")


def test_show_an_ambiguous_name_names_the_candidates():
    out, err = run("catalogue", "show", "H100", status=65)[1:]
    same(out, "")
    for model in ("nv-h100-sxm5-80", "nv-h100-pcie-80", "nv-h100-nvl-94"):
        holds(err, model)
    err = run("catalogue", "show", "RTX 4091", status=65)[2]
    for part in ("is no model of the catalogue; the nearest names:", "nv-rtx4090 ", "catalogue list"):
        holds(err, part)
    holds(run("catalogue", "show", "\x1b[31mzz", status=65)[2], '"\\x1B[31mzz" is no model')


def test_sources_are_counted_and_can_be_followed():
    sources = lines(run("catalogue", "sources", "--json", status=0)[1])
    table = rows()
    by_place = {s["place"]: s for s in sources}
    same(len(by_place), len(sources))
    pci = by_place["pciutils/pciids@c1c1254"]
    same(pci["models"], sum("pciutils/pciids@c1c1254" in row["source"] for row in table))
    same((pci["kind"], pci["figures"], pci["licence"]), ("repository", 0, "GPL-2.0-or-later OR BSD-3-Clause"))
    lost = [s["place"] for s in sources if not s["followed"]]
    assert len(lost) <= 1, lost
    assert not any("public text" in row["source"] for row in table)
    holds(run("catalogue", "sources", status=0)[1], "CC BY 4.0")


def test_our_catalogue_has_nothing_wrong():
    doubts = lines(run("catalogue", "lint", "--json", status=0)[1])
    same([d for d in doubts if d["level"] == "wrong"], [])
    kinds = {d["kind"] for d in doubts}
    documented = (ROOT / "docs" / "catalogue.md").read_text(encoding="utf-8")
    for kind in kinds:
        holds(documented, f"`{kind}`")
    # what is known of the data: hw-910 has two die areas, one on each side of 5.92
    assert any(d["kind"] == "class.area" and d["model_id"] == "hw-910" for d in doubts)
    assert any(d["kind"] == "class.reading" and d["model_id"] == "aws-trn1" for d in doubts)


def test_a_false_figure_in_our_row_is_wrong(folder):
    env = data_with(folder, {("nv-b300", "int8_dense_tops"): "4500"})
    out = run("catalogue", "lint", status=1, env=env)[1]
    holds(out, "nv-b300: int8_dense_tops is 4500")
    assert out.startswith("wrong"), out[:80]


def test_the_h20_as_3a090_b_is_wrong(folder):
    # the class that a public tracker prints comes out when the die is taken smaller than it is: 2368 / 700 = 3.38
    env = data_with(folder, {("nv-h20-96", "die_area_mm2"): "700"})
    out = run("catalogue", "lint", status=1, env=env)[1]
    holds(out, "class.false")
    holds(out, "nv-h20-96: the figures give 3A090.b")


def test_a_class_that_hangs_on_one_figure_is_named_with_its_clause(folder):
    env = data_with(folder, {("nv-l40", "unverified_fields"): "int8_dense_tops int4_dense_tops fp8_dense_tflops "
                             "fp16_dense_tflops bf16_dense_tflops tf32_dense_tflops fp32_tflops fp64_tflops",
                             ("amd-mi210", "unverified_fields"): "die_area_mm2"})
    doubts = [d for d in lines(run("catalogue", "lint", "--json", status=0, env=env)[1]) if d["kind"] == "class.unverified"]
    because = {d["model_id"]: d["because"] for d in doubts}
    holds(because["nv-l40"], "88fr73458/3a090.b")
    holds(because["amd-mi210"], "die_area_mm2")


def test_a_table_with_a_hole_is_refused(folder):
    env = data_with(folder, {}, {"figures.csv": "model_id,column,value,confidence,source,note\n"
                                                "nv-a30,mem_gb,25,A,https://a.example/,\n"})
    err = run("catalogue", "list", status=65, env=env)[2]
    for part in ("figures.csv", "line 2", "25"):
        holds(err, part)


main(globals())
