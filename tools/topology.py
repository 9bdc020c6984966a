# SPDX-License-Identifier: Apache-2.0
"""Reads the countries of a world-atlas TopoJSON file for make-countries and make-world: arcs on the file's own integer
grid, and one list of polygons for each ISO 3166-1 alpha-2 code.

The tables below say where we part from the file's own division into countries, and why."""

import hashlib
import json

# Features of the file without an ISO number: name -> (own code, codes of the countries that claim the land).
# XK is the code most institutions use for Kosovo; the other X codes are ours, from ISO's user-assigned range.
WITHOUT_ISO = {
    "Kosovo": ("XK", ()),
    "Somaliland": ("XS", ("SO",)),
    "N. Cyprus": ("XN", ("CY",)),
    "Cyprus U.N. Buffer Zone": ("XB", ("CY",)),
    "Siachen Glacier": ("XG", ("IN", "PK")),
    "Indian Ocean Ter.": ("CX", ()),          # Christmas Island; the Cocos Islands are split off below
    "Dhekelia": ("XD", ("GB",)),              # British base areas on Cyprus
    "Akrotiri": ("XD", ("GB",)),
    "USNB Guantanamo Bay": ("CU", ()),
    "Baikonur": ("KZ", ()),
    "Coral Sea Is.": ("AU", ()),
    "Clipperton I.": ("FR", ()),
    "Spratly Is.": ("XP", ("CN", "MY", "PH", "TW", "VN")),
    "Scarborough Reef": ("XR", ("CN", "PH", "TW")),
    "Bajo Nuevo Bank": ("CO", ()),
    "Serranilla Bank": ("CO", ()),
}

# Polygons that the file counts to one country but that are destinations of their own:
# code in the file, own code, claims, box south west north east that holds the whole polygon.
SPLIT = [
    ("FR", "GF", (), 1, -56, 7, -50),         # the overseas departments have ISO codes of their own
    ("FR", "GP", (), 15.7, -62.1, 16.7, -60.9),
    ("FR", "MQ", (), 14.2, -61.4, 15.1, -60.6),
    ("FR", "RE", (), -21.6, 55.0, -20.7, 56.0),
    ("FR", "YT", (), -13.2, 44.8, -12.5, 45.5),
    ("NO", "SJ", (), 74, 9, 82, 36),          # Svalbard
    ("NO", "SJ", (), 70.5, -10, 71.5, -7),    # Jan Mayen
    ("NO", "BV", (), -55, 3, -54, 4),
    ("NL", "BQ", (), 11.8, -68.6, 12.5, -67.9),
    ("NL", "BQ", (), 17.3, -63.5, 17.8, -62.8),
    ("NZ", "TK", (), -10, -173, -8, -171),
    ("CX", "CC", (), -12.4, 96.6, -11.6, 97.1),
    # Natural Earth draws who is in control. Export rules treat Crimea apart from Russia and from the rest of Ukraine
    # (15 CFR 746.6; Council Regulation (EU) No 692/2014), so it has a code of its own with both names beside it.
    ("RU", "XC", ("UA", "RU"), 44.2, 32.3, 46.4, 36.8),
]


def load(path, alpha2_of_number):
    """-> (arcs, countries, grid, SHA-256 of the file). arcs: lists of (x, y) on the integer grid, x taken modulo
    grid["columns"]. countries: code -> {"claims": codes, "polygons": [[ring, ...]]}, a ring being a list of arc
    references as in TopoJSON (~i = arc i backwards), the outer ring first."""
    raw = open(path, "rb").read()
    topo = json.loads(raw)
    (lon_step, lat_step), (lon_0, lat_0) = topo["transform"]["scale"], topo["transform"]["translate"]
    columns = round(360 / lon_step)
    if abs(columns * lon_step - 360) > lon_step / 1000 or lon_0 != -180:
        raise SystemExit("the grid of the file does not divide the equator evenly")
    grid = {"columns": columns, "lon_0": lon_0, "lat_0": lat_0, "lon_step": lon_step, "lat_step": lat_step}

    arcs = []
    for arc in topo["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            p = (x % columns, y)                # 180 E and 180 W are one meridian
            if not points or points[-1] != p:
                points.append(p)
        arcs.append(points)

    def lat(y):
        return lat_0 + y * lat_step

    def lon(x):
        return lon_0 + x * lon_step

    def points_of(ring):
        for ref in ring:
            yield from (arcs[ref] if ref >= 0 else reversed(arcs[~ref]))

    def is_pole(ring):                          # the file closes Antarctica by a "ring" along 89.999 S
        return all(lat(y) < -89.99 for _, y in points_of(ring))

    def without_spurs(ring):                    # an arc out and straight back encloses nothing
        refs = []
        for ref in ring:
            if refs and refs[-1] == ~ref:
                refs.pop()
            else:
                refs.append(ref)
        while len(refs) > 1 and refs[0] == ~refs[-1]:
            refs = refs[1:-1]
        return refs

    def is_flat(ring):                          # islets that the file's own grid reduced to a line or a point
        return sum(len(arcs[ref if ref >= 0 else ~ref]) - 1 for ref in ring) < 3

    countries = {}
    for feature in topo["objects"]["countries"]["geometries"]:
        name, number = feature["properties"]["name"], feature.get("id")
        if number is None:
            if name not in WITHOUT_ISO:
                raise SystemExit(f"no code for the feature {name!r}: add it to WITHOUT_ISO")
            code, claims = WITHOUT_ISO[name]
        else:
            code, claims = alpha2_of_number[number], ()
        polygons = feature["arcs"] if feature["type"] == "MultiPolygon" else [feature["arcs"]]
        for polygon in polygons:
            polygon = [without_spurs(ring) for ring in polygon]
            polygon = [ring for i, ring in enumerate(polygon) if not is_pole(ring) and (i == 0 or not is_flat(ring))]
            if not polygon or is_flat(polygon[0]):
                continue
            own, own_claims = code, claims
            for whole, part, part_claims, south, west, north, east in SPLIT:
                if whole == code and all(south <= lat(y) <= north and west <= lon(x) <= east
                                         for x, y in points_of(polygon[0])):
                    own, own_claims = part, part_claims
            entry = countries.setdefault(own, {"claims": own_claims, "polygons": []})
            entry["polygons"].append(polygon)
    return arcs, countries, grid, hashlib.sha256(raw).hexdigest()
