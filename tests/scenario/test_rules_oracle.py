# SPDX-License-Identifier: Apache-2.0
"""The rules against a second implementation of the same law (rules_oracle.py): every card, many places, all changes."""

import collections
import csv
import io
import json

import rules_oracle as oracle
from program import ROOT, main, run, same, shared

# The day before and the day of each change.
DAYS = ("2022-08-25 2022-08-26 2022-10-06 2022-10-21 2023-01-16 2023-01-17 2023-10-22 2023-10-23 2023-11-16 2023-11-17 "
        "2024-04-03 2024-04-04 2025-01-12 2025-01-13 2025-04-08 2025-04-09 2025-05-12 2025-05-13 2025-08-12 2026-01-14 "
        "2026-01-15 2026-05-31 2026-07-09 2026-07-10 2026-07-23 2026-11-25").split()
PLACES = "CN HK MO TW SG MY TH VN SA AE IL CY IN KZ RU BY IR KP SY CU VE DE JP US".split()
MORE_PLACES = ("KR GB NL FR CA AU NZ NO CH PL TR BR ID PH MX ZA KE LK EG QA KW BH OM JO PK IQ YE LB LY AF UZ TM TJ "
               "KG GE AM AZ MN LA MD").split()
# Where the country groups changed, or may have, since 2022: only asked from the day of the list on.
CHANGED = {"CY", "AF"}
# Cards for the further places: one of every class, and those that lie next to a threshold.
SAMPLE = set("nv-h100-sxm5-80 nv-h200-sxm nv-b200 nv-a100-sxm4-80 nv-a800-sxm4-80 nv-rtx4090 nv-rtx4090d nv-rtx5090dv2 "
             "nv-l40 nv-l20 nv-a30 nv-a40 nv-a10 nv-t4 nv-h20-96 nv-k80 amd-mi300x amd-mi308x amd-mi210 "
             "intel-gaudi3-oam hw-910b2 aws-trn3".split())
FIELDS = ("eccn", "licence_required", "licence_required_text", "exceptions", "review_policy", "share_percent")


def codes():
    found = {"China (PRC)": "CN", "Macau": "MO", "Congo (Democratic Republic of)": "CD",
             "South Sudan, Republic of": "SS"}
    with open(ROOT / "data/countries.csv", newline="", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            for name in (row["name_en"], *row["other_names"].split(";")):
                found.setdefault(name, row["code"])
    return found


def questions(cards):
    for card in cards:
        for to in PLACES + (MORE_PLACES if card.id in SAMPLE else []):
            for day in DAYS:
                if to not in CHANGED or day >= oracle.GROUPS:
                    for hq in sorted({to, "CN"}):
                        yield card, to, hq, day


def wanted(places, card, to, hq, day):
    """What the oracle holds for possible, field by field, in the words of the batch."""
    def words(answers):
        return {"yes" if answer else "no" for answer in answers}
    return (oracle.printed(card, day), words(oracle.licence(card, places, to, hq, day, "enforced")),
            words(oracle.licence(card, places, to, hq, day, "text")), oracle.exceptions(card, places, to, hq, day),
            oracle.review(card, places, to, hq, day), oracle.share(card, to, day))


def answers(folder, asked):
    batch = folder / "batch.csv"
    with open(batch, "w", encoding="utf-8") as handle:
        handle.write("case_id,as_of_date,model_id,model,marketed_dc,destination,end_user_hq\n")
        for number, (card, to, hq, day) in enumerate(asked):
            model = f'{card.id},,' if card.id else f',"TPP {card.tpp[0]}, PD {card.pd[0]}",{"yes" if card.dc else "no"}'
            handle.write(f"{number},{day},{model},{to},{hq}\n")
    out = io.StringIO(run("classify", "--batch", batch, status=0)[1], newline="")
    for number, row in enumerate(csv.DictReader(out)):
        same(row["case_id"], str(number))
        yield row


def disagreements(asked, rows, counts):
    places, wrong = oracle.Places(shared("catalogue", "country_groups.csv"), codes()), collections.defaultdict(list)
    for question, row in zip(asked, rows, strict=True):
        row["exceptions"] = ";".join(e for e in row["exceptions"].split(";") if e in ("NAC", "ACA"))
        for field, possible in zip(FIELDS, wanted(places, *question)):
            if {row[field]} == possible:
                counts[field, "same"] += 1
            elif len(possible) > 1 and (row[field] in possible | {"unknown"} or oracle.OPEN in possible):
                counts[field, "open"] += 1
            else:
                wrong[field, *sorted(possible), row[field]].append((question[0], *question[1:], row["instruments"]))
    return {key: (len(found), found[:3]) for key, found in wrong.items()}


def test_every_settled_answer_is_that_of_the_oracle(folder):
    asked = list(questions(oracle.chips(ROOT / "data/catalogue/accelerators.csv")))
    counts = collections.Counter()
    same(disagreements(asked, answers(folder, asked), counts), {})
    for field in FIELDS:
        print(f"# {field}: {counts[field, 'same']} the same, {counts[field, 'open']} open")
        assert counts[field, "same"] > 250000, field


def test_at_every_threshold_of_3a090(folder):
    grid = [(oracle.figures(tpp, (pd, pd), dc), to, hq, day)
            for tpp in (100, 1599.999, 1600, 2399.999, 2400, 4799.999, 4800, 20999.999, 21000)
            for pd in (1.599, 1.6, 3.199, 3.2, 5.919, 5.92) for dc in (True, False)
            for to in ("CN", "MO", "VN", "SA", "MY", "TW", "DE", "US", "RU", "KP")
            for hq in (to, "CN", "MO", "VE", "VN")
            for day in ("2023-11-16", "2023-11-17", "2024-04-04", "2025-01-13", "2026-01-15", "2026-07-23")]
    counts = collections.Counter()
    same(disagreements(grid, answers(folder, grid), counts), {})
    assert counts["eccn", "same"] >= len(grid) * 5 / 6, counts  # all but those of 2022, where the link is not known
    assert counts["exceptions", "same"] == len(grid), counts


def test_at_every_threshold_of_bandwidth():
    """The link of 2022, the numbers of the letters of 2025, the lane of 2026; the model is there for its maker."""
    places, settled = oracle.Places(shared("catalogue", "country_groups.csv"), codes()), 0
    for model, vendor, day, tpp, link, memory in (
            *(("tesla-d1", "Tesla", "2022-12-01", t, i, 900) for t in (4799.999, 4800) for i in (599.999, 600)),
            *(("intel-max1550", "Intel", "2025-06-01", 1000, i, m) for i, m in (
                (100, 1399.999), (100, 1400), (1099.999, 600), (1100, 500), (300, 1399.999), (300.001, 1399.999))),
            *(("nv-h200-sxm", "NVIDIA", "2026-02-01", t, 900, m)
              for t in (20999.999, 21000) for m in (6499.999, 6500))):
        card = oracle.figures(tpp, (1, 1), vendor=vendor, io=(link, link), dram=(memory, memory))
        got = json.loads(run("classify", model, "--tpp", tpp, "--pd", 1, "--io-bandwidth", f"{link:.6f}",
                             "--dram-bandwidth", f"{memory:.6f}", "--to", "CN", "--on", day, "--json")[1])
        want = wanted(places, card, "CN", "CN", day)
        for possible, said in ((want[0], got["classification"]["circuit"]),
                               (want[1], got["licence"]["enforced"]["required"]), (want[4], got["review"]["policy"])):
            same(((model, tpp, link, memory), {said}), ((model, tpp, link, memory), possible))
            settled += 1
    same(settled, 42)


def test_figures_are_those_of_the_technical_notes(folder):
    cards = oracle.chips(ROOT / "data/catalogue/accelerators.csv")
    rows = answers(folder, [(card, "CN", "CN", "2026-07-23") for card in cards])
    seen = 0
    for card, row in zip(cards, rows, strict=True):
        for got, figure in ((row["tpp"], card.tpp), (row["pd"], card.pd)):
            known = figure is not None and 0 < figure[1] < oracle.INFINITE
            same((card.id, got != ""), (card.id, known))
            if known:
                seen += 1
                assert 0 <= figure[1] - float(got) < 0.001 + 1e-6, (card.id, got, figure)  # three decimals, cut
    assert seen > 300, seen


main(globals())
