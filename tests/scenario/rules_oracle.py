# SPDX-License-Identifier: Apache-2.0
"""The law of accelerator exports a second time, by other means than src/rules: a function for each question, each rule
with its citation. An answer is the set of possible outcomes: one where law and figures settle it, several where a fact
(die area, width of TF32, a rate) or the law is open; OPEN stands for whatever the law was not read for."""

import csv
import functools
import itertools
from collections import namedtuple

CHINA = {"CN", "HK"}                            # 85 FR 83765: Hong Kong is China; Macau is named beside it
EMBARGO = {"IR", "KP", "SY", "CU", "RU", "BY"}  # 15 CFR 746.2, .4, .7, .8, .9; E:1 and E:2 of supp. 1 to part 740
MIDDLE_EAST = {"AE", "BH", "EG", "IL", "IQ", "JO", "KW", "LB", "OM", "QA", "SA", "YE"}
# Days. 87 FR 62186 came into force in parts (7, 12 and 21 October 2022): between them its duties are not compared.
LETTERS_2022 = "2022-08-26"   # form 8-K of NVIDIA; AMD alike
RULE_2022_FIRST, RULE_2022 = "2022-10-07", "2022-10-21"  # 87 FR 62186, DATES
MACAU_2023 = "2023-01-17"     # 88 FR 2821
WESTERN = {"NVIDIA", "AMD", "Intel", "Google", "AWS", "Microsoft", "Meta", "Tesla", "?"}
LETTER_JULY = "2023-07-01"  # A100 and H100 to some customers in the Middle East; which, and the day, is not public
LETTER_2023 = "2023-10-23"    # filing of NVIDIA, 2023-10-24
RULE_2023, RULE_2024 = "2023-11-17", "2024-04-04"  # 88 FR 73458; 89 FR 23876
DIFFUSION = "2025-01-13"      # 90 FR 4544: never enforced (BIS, 2025-05-13; compliance was due on 2025-05-15)
LETTERS_2025, LETTERS_2025_ALL = "2025-04-09", "2025-04-16"  # form 8-K nvda-20250409; AMD and Intel within the week
GP10 = "2025-05-13"           # guidance on General Prohibition 10: PRC circuits presumed 3A090
SHARE_FIRST, SHARE = "2025-08-10", "2025-08-12"  # reported 10 and 11 August 2025
LANE = "2026-01-15"           # 91 FR 1684; duty under section 232 from the same day
SYRIA = "2025-09-02"          # 90 FR 42320: another policy of review
UAE = "2026-07-10"            # 91 FR 43034: out of D:4, into A:5
GROUPS = "2026-07-23"         # issue of the eCFR from which the country groups are

# Technical notes 1 and 2 to 3A090: bit length = the largest input; TF32 has 19 bits that count, held in 32.
WIDTHS = {"fp4_dense_tflops": (4, 4), "fp8_dense_tflops": (8, 8), "int8_dense_tops": (8, 8), "int4_dense_tops": (4, 4),
          "fp16_dense_tflops": (16, 16), "bf16_dense_tflops": (16, 16), "tf32_dense_tflops": (19, 32),
          "fp32_tflops": (32, 32), "fp64_tflops": (64, 64), "fp64_matrix_tflops": (64, 64)}
INFINITE, OPEN = float("inf"), "open"
Chip = namedtuple("Chip", "id vendor market dc tpp pd tops io dram")


def chip(row):
    """A row of data/catalogue/accelerators.csv; figures of one circuit as (low, high)."""
    ics = int(row["ics"] or 1)            # 3A090 speaks of the integrated circuit: four on a card are four tests
    rates = {name: float(row[name]) / ics for name in WIDTHS if row[name]}
    if rates:                             # note 2: the highest of several; note 3: dense
        tpp = tuple(round(max(r * WIDTHS[n][end] for n, r in rates.items()), 6) for end in (0, 1))
        tops = (max(rates.values()),) * 2
    else:
        tpp = tops = (0, INFINITE)
    areas = [float(row[name]) for name in ("die_area_mm2", "die_area_alt_mm2") if row[name]]
    if row["nonplanar"] == "no":
        pd = None                         # note 4: only dies of a non-planar node have an area that counts
    elif areas:
        pd = (round(tpp[0] / max(areas), 6), round(tpp[1] / min(areas), 6))
    else:
        pd = (0, INFINITE)
    link = float(row["interconnect_gbs"]) if row["interconnect_gbs"] else None
    io = (0, INFINITE) if link is None else (link if ics == 1 else 0, link)
    dram = (float(row["mem_bw_gbs"]) / ics,) * 2 if row["mem_bw_gbs"] else (0, INFINITE)
    return Chip(row["id"], row["vendor"], row["market"], row["datacenter_marketed"] == "yes", tpp, pd, tops, io, dram)


def figures(tpp, pd=(0, INFINITE), dc=True, vendor="?", io=(0, INFINITE), dram=(0, INFINITE)):
    """A circuit that is no card; its TOPS follow from the TPP, at 4 to 64 bit."""
    return Chip("", vendor, "global", dc, (tpp, tpp), pd, (tpp / 64, tpp / 4), io, dram)


def chips(path):
    with open(path, newline="", encoding="utf-8") as handle:
        return [chip(row) for row in csv.DictReader(handle)]


def reaches(value, threshold):
    """{True}, {False} or both: value >= threshold, value being (low, high)."""
    return {value[0] >= threshold, value[1] >= threshold}


def corners(value, *marks):
    """Values of an interval that can matter: its ends and every mark inside it."""
    if value is None:
        return [None]
    return sorted({value[0], *(mark for mark in marks if value[0] < mark <= value[1]), *{value[1]} - {INFINITE}})


def class_2022(tpp, io):
    """87 FR 62186, 3A090.a: 600 GB/s over all inputs and outputs other than volatile memory, and 4800."""
    return "3A090.a" if io >= 600 and tpp >= 4800 else ""


def class_2023(tpp, pd, dc):
    """88 FR 73458, 3A090.a and .b, and the note that leaves out what is not for data centres and under 4800."""
    density = -1 if pd is None else pd  # none: no applicable area
    if not dc and tpp < 4800:
        return ""
    if tpp >= 4800 or (tpp >= 1600 and density >= 5.92):
        return "3A090.a"
    if (2400 <= tpp < 4800 and 1.6 <= density < 5.92) or (tpp >= 1600 and 3.2 <= density < 5.92):
        return "3A090.b"
    return ""


@functools.lru_cache(None)
def eccn(c, day):
    if day < RULE_2022_FIRST:
        return {""}
    found = set()
    for tpp, pd, io, tops in itertools.product(corners(c.tpp, 1600, 2400, 4800), corners(c.pd, 1.6, 3.2, 5.92),
                                               corners(c.io, 150, 600), corners(c.tops, 8)):
        name = class_2022(tpp, io) if day < RULE_2023 else class_2023(tpp, pd, c.dc)
        # 3A991.p, not elsewhere specified: 8 TOPS, or 150 GB/s to what is not volatile memory (87 FR 62186).
        found.add(name or ("3A991.p" if tops >= 8 or io >= 150 else ""))
    return found | {""} if day < RULE_2022 else found


def printed(c, day):
    """With the presumption of the guidance of 2025-05-13: Ascend 910B, C and D, and what of the PRC meets 3A090."""
    found = eccn(c, day)
    meant = c.vendor not in WESTERN and all(name.startswith("3A090") for name in found)
    meant = meant or c.id.startswith(("hw-910b", "hw-910c", "hw-910d"))
    return {"3A090 (presumed)"} if day >= GP10 and meant and len(found) > 1 else found


class Places:
    def __init__(self, path, codes):
        self.groups = {}
        with open(path, newline="", encoding="utf-8") as handle:
            for row in csv.DictReader(handle):
                self.groups.setdefault(codes[row["country"]], set()).add(row["group"])

    def of(self, code):
        return self.groups.get("CN" if code == "HK" else code, set())

    def d5(self, code):
        return code == "MO" or "D:5" in self.of(code)  # "Macau or a destination specified in Country Group D:5"

    def listed(self, code, day):
        """88 FR 73458, 742.6(a)(6)(iii): D:1, D:4 or D:5, not also A:5 or A:6."""
        groups = self.of(code)
        return code == "AE" and day < UAE or bool(groups & {"D:1", "D:4", "D:5"}) and not groups & {"A:5", "A:6"}


def letters(c, places, to, hq, day):
    """Whether a letter (is-informed, part 744) demands a licence, as its addressee disclosed it."""
    found = {True, False} if c.vendor == "?" else {False}
    if c.vendor in ("NVIDIA", "AMD") and LETTERS_2022 <= day and to in CHINA | {"RU"}:
        # 8-K: A100, H100, and what reaches about an A100 both in peak and chip-to-chip rate (4992; 600 GB/s).
        near = {a and b for a in reaches(c.tpp, 4992) for b in reaches(c.io, 600)}
        found = {True} if c.id.startswith(("nv-a100", "nv-h100")) else near
    if c.id.startswith(("nv-a100", "nv-h100")) and LETTER_JULY <= day < RULE_2023 and to in MIDDLE_EAST:
        found = {True, False}                            # report of NVIDIA for the quarter: who is named is not public
    if c.vendor == "NVIDIA" and c.dc and LETTER_2023 <= day < RULE_2023 and places.listed(to, day):
        named = c.id.startswith(("nv-a100", "nv-a800", "nv-h100", "nv-h800", "nv-l40s"))  # the filing names these
        found = merge(found, {True} if named else reaches(c.tpp, 4800))  # the rule of 2023 for data-centre parts
    if c.vendor in ("NVIDIA", "AMD", "Intel") and day >= LETTERS_2025 and (places.d5(to) or places.d5(hq)):
        mail = exceeds(c, 1400, 1100, 1700)              # the numbers of Intel's mail to customers
        if c.id.startswith("nv-h20-") or c.id in ("nv-h20b", "amd-mi308x"):
            new = {True}
        elif c.vendor == "NVIDIA":                       # 8-K: the H20's memory rate, link, or both; or those numbers
            new = exceeds(c, 4000, 900, 4900) | mail
        else:                                            # AMD names the MI308 alone: open whether the numbers hold
            new = mail | {False} if c.vendor == "AMD" else mail
        if day < LETTERS_2025_ALL and c.vendor != "NVIDIA":
            new = new | {False}
        found = merge(found, new)
    return found


def exceeds(c, dram, io, both):
    return merge(reaches(c.dram, dram), reaches(c.io, io), reaches((c.dram[0] + c.io[0], c.dram[1] + c.io[1]), both))


def merge(*sets):
    return {any(row) for row in itertools.product(*sets)}


def rule(name, places, to, hq, day, layer):
    """Whether the rules demand a licence for a circuit of this class; without letters."""
    if to == "US":
        return False                                     # no export; guidance of 2026-05-31: outside the United States
    if to in EMBARGO:
        return True                                      # part 746; 3A991.p: AT column 1 (742.8, .9, .19), 746.8
    if not name.startswith("3A090"):
        return False
    if day < RULE_2023:
        return to in CHINA or (to == "MO" and day >= MACAU_2023)  # 742.6(a)(6), 87 FR 62186; 88 FR 2821
    if layer == "text" and name == "3A090.a" and day >= DIFFUSION:
        return True                                      # 742.6(a)(6)(iii)(A): any destination worldwide
    if to == "AE" and day >= UAE:
        return True                                      # 91 FR 43034: named, though in A:5; but for supp. 8
    # 88 FR 73458: by destination, and 744.23(a)(3)(i) by headquarters in Macau or D:5, wherever the entity is.
    return places.listed(to, day) or places.d5(hq)


def licence(c, places, to, hq, day, layer):
    found = {rule(name, places, to, hq, day, layer) for name in eccn(c, day)}
    # In both layers: the printed law says that what a person was informed of needs a licence (744.21(b), 744.23(b)).
    return found if to == "US" else merge(found, letters(c, places, to, hq, day))


def exceptions(c, places, to, hq, day):
    found = set()                                        # NAC and ACA only (740.8): what could apply
    for name in eccn(c, day):
        eligible = (name == "3A090.a" and not c.dc) or (name == "3A090.b" and c.dc)  # 3A090, list based exceptions
        if day < RULE_2023 or not eligible or to in EMBARGO or not rule(name, places, to, hq, day, "enforced"):
            continue                                     # 740.8(b): not where part 746 demands the licence
        if places.d5(to) or places.d5(hq) or day < RULE_2024:
            found.add("NAC")                             # 88 FR 73458: one exception for all; 89 FR 23876: D:5, Macau
        else:                                            # 89 FR 23876: D:1 and D:4; not found out whether the UAE still
            found |= {"ACA", ""} if to == "AE" and day >= UAE else {"ACA"}
    # 740.8(b): nor where part 744 demands it on another ground, and a letter does.
    return found | {""} if not found or c.vendor != "?" and True in letters(c, places, to, hq, day) else found


def review(c, places, to, hq, day):
    needed = licence(c, places, to, hq, day, "enforced")
    if needed != {True}:
        return {"none"} if needed == {False} else {"none", OPEN}
    if to in EMBARGO - {"KP"} and (to != "SY" or day < SYRIA):
        return {"presumption-of-denial"}                 # policy of denial: 746.2(b), 746.7(b), 746.8(b), 746.9(c)
    found, d5 = set(), places.d5(to) or places.d5(hq)
    for name in eccn(c, day):
        if not name.startswith("3A090") or not rule(name, places, to, hq, day, "enforced"):
            found |= {"unknown", OPEN} if to in EMBARGO else {"unknown"}  # the letters name no policy
        elif day < RULE_2023:                            # 742.6(b)(10), 87 FR 62186; others may be judged case by case
            found |= {"presumption-of-denial"} if hq in CHINA | {"MO"} and to not in EMBARGO else {"unknown", OPEN}
        elif name == "3A090.a" and c.dc:                 # 742.6(b)(10), 88 FR 73458; 91 FR 43034 was not read for it
            if d5:
                found |= lane(c) if day >= LANE and to in CHINA | {"MO"} else {"presumption-of-denial"}
            else:
                found |= {"unknown", OPEN} if to == "AE" and day >= UAE else {"presumption-of-approval"}
        elif day >= RULE_2024:                           # 89 FR 23876: case by case; for D:1 and D:4 not confirmed
            found |= {"case-by-case"} if d5 and to not in EMBARGO else {"unknown", OPEN}
        else:
            found |= {"presumption-of-denial" if d5 else "presumption-of-approval"}
    return found


def lane(c):  # 91 FR 1684: exports from the United States to China or Macau of what is for sale in the United States
    fits = {not a and not b for a in reaches(c.tpp, 21000) for b in reaches(c.dram, 6500)}
    fits |= set() if c.market == "global" else {False}
    return {"case-by-case" if f else "presumption-of-denial" for f in fits}


def share(c, to, day):
    """The share expected of H20 and MI308 (press, August 2025), else the duty (section 232): what is so for certain."""
    if c.id.startswith("nv-h20-") or c.id in ("nv-h20b", "amd-mi308x"):
        if day < SHARE_FIRST or to not in CHINA | {"MO"}:
            return {""}
        return {"15"} if to in CHINA and day >= SHARE else {"15", ""}
    bands = ((14000, 17500, 4500, 5000), (20800, 21100, 5800, 6200))  # annex
    inside = [a < c.tpp[0] and c.tpp[1] < b and d < c.dram[0] and c.dram[1] < e for a, b, d, e in bands]
    return {"25"} if any(inside) and day >= LANE else {""}
