"""The tables in scenarios/data are whole, consistent and connected."""

import csv
import datetime
import math
from collections import Counter
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "scenarios" / "data"
COLUMNS = {
    "nodes": "id,name,country,region,lat,lon,population,kind,pass_through,side_a,side_b,source",
    "legs": "id,from,to,kind,border_pair,km,bus_hours,walk_days,fare_usd,toll_low_usd,toll_usd,toll_high_usd,source",
    "targets": "id,quantity,geography,from,until,value,unit,confidence,use,source",
    "initial_stock": "node,people,source",
    "other_nationalities": "country,from,until,registered_people,source",
}
MODELLED_COUNTRIES = {"CO", "EC", "PE", "BO", "CL", "BR"}


def table(name):
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def date(text):
    return datetime.date.fromisoformat(text)


NODES = {row["id"]: row for row in table("nodes")}
LEGS = table("legs")


def reachable(start, legs):
    """Ids of the nodes that can be reached from `start` along `legs`; exits lead nowhere."""
    onward = {}
    for leg in legs:
        onward.setdefault(leg["from"], []).append(leg["to"])
    seen, waiting = {start}, [start]
    while waiting:
        for head in onward.get(waiting.pop(), []):
            if head not in seen:
                seen.add(head)
                waiting.append(head)
    return seen


def of_kind(*kinds):
    return {i for i, node in NODES.items() if node["kind"] in kinds}


def great_circle_km(a, b):
    lat_a, lon_a, lat_b, lon_b = (math.radians(float(n[k])) for n in (a, b) for k in ("lat", "lon"))
    chord = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 6371 * 2 * math.asin(math.sqrt(chord))


@pytest.mark.parametrize("name", COLUMNS)
def test_table_is_plain_csv_with_the_documented_columns_and_no_empty_source(name):
    raw = (DATA / f"{name}.csv").read_bytes()
    assert b"\r" not in raw and raw.endswith(b"\n") and not raw.startswith(b"\xef\xbb\xbf")
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    assert ",".join(rows[0]) == COLUMNS[name]
    assert all(len(row) == len(rows[0]) for row in rows)
    assert all(row[-1].strip() for row in rows)


def test_every_csv_is_described_in_the_readme():
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    on_disk = {path.stem for path in DATA.glob("*.csv")}
    assert set(COLUMNS) <= on_disk
    assert [name for name in sorted(on_disk) if f"`{name}.csv`" not in readme] == []


@pytest.mark.parametrize(
    ("name", "key"),
    [("nodes", "id"), ("legs", "id"), ("targets", "id"), ("initial_stock", "node"), ("other_nationalities", "from")],
)
def test_keys_are_unique(name, key):
    assert [k for k, n in Counter(row[key] for row in table(name)).items() if n > 1] == []


def test_nodes_are_the_87_places_of_the_corridor_and_the_exit_to_argentina():
    assert len(NODES) == 88 and NODES["AR_BUE"]["kind"] == "exit"
    assert {n["kind"] for n in NODES.values()} == {
        "origin",
        "city",
        "border_town",
        "border_post",
        "trocha",
        "prison",
        "destination",
        "exit",
    }
    for node in NODES.values():
        assert -60 < float(node["lat"]) < 50 and -120 < float(node["lon"]) < 0
        assert len(node["country"]) == 2 and int(node["population"]) >= 0
        if node["pass_through"] == "1":
            assert node["population"] == "0" and node["kind"] in ("trocha", "border_post")
        assert (node["kind"] == "trocha") == bool(node["side_a"]) == bool(node["side_b"])
        if node["side_a"]:
            assert node["country"] in (node["side_a"], node["side_b"])
    assert of_kind("trocha") <= {i for i, n in NODES.items() if n["pass_through"] == "1"}


def test_legs_join_known_nodes_at_positive_lengths_and_times():
    for leg in LEGS:
        assert leg["from"] in NODES and leg["to"] in NODES and leg["from"] != leg["to"]
        assert leg["id"] in (f"{leg['from']}>{leg['to']}", f"{leg['from']}>{leg['to']}/trocha")
        assert leg["kind"] in ("road", "walk", "official_crossing", "trocha", "flight")
        assert float(leg["km"]) > 0 and float(leg["bus_hours"]) > 0 and float(leg["fare_usd"]) >= 0
        assert leg["walk_days"] == "" or float(leg["walk_days"]) > 0
        if leg["kind"] == "flight":
            assert leg["walk_days"] == "" and leg["border_pair"] == ""
        else:
            assert float(leg["km"]) >= great_circle_km(NODES[leg["from"]], NODES[leg["to"]]), leg["id"]


def test_border_pair_stands_on_crossings_and_on_nothing_else():
    for leg in LEGS:
        assert bool(leg["border_pair"]) == (leg["kind"] in ("official_crossing", "trocha")), leg["id"]
        if leg["kind"] == "official_crossing":
            assert NODES[leg["from"]]["country"] != NODES[leg["to"]]["country"], leg["id"]


def test_roads_stay_inside_a_country_where_countries_are_modelled():
    modelled = MODELLED_COUNTRIES | {"VE"}
    for leg in LEGS:
        a, b = NODES[leg["from"]]["country"], NODES[leg["to"]]["country"]
        if leg["kind"] in ("road", "walk") and (a in modelled or b in modelled):
            assert a == b, leg["id"]


def test_every_leg_at_a_trocha_point_is_a_trocha_and_its_ends_are_the_two_sides():
    for leg in LEGS:
        for point, other in ((leg["from"], leg["to"]), (leg["to"], leg["from"])):
            if NODES[point]["kind"] == "trocha":
                assert leg["kind"] == "trocha"
                assert NODES[other]["country"] in (NODES[point]["side_a"], NODES[point]["side_b"]), leg["id"]
    for point in of_kind("trocha"):
        ends = {NODES[leg["to"]]["country"] for leg in LEGS if leg["from"] == point}
        assert ends == {NODES[point]["side_a"], NODES[point]["side_b"]}


def test_toll_is_charged_once_on_entering():
    for leg in LEGS:
        low, central, high = (float(leg[f"toll_{k}usd"]) for k in ("low_", "", "high_"))
        assert 0 <= low <= central <= high
        enters = leg["kind"] == "trocha" and NODES[leg["to"]]["kind"] != "trocha"
        assert (central > 0) == enters, leg["id"]


def test_each_way_has_its_way_back_except_flights_out_and_ways_into_exits():
    ways = {(leg["from"], leg["to"]) for leg in LEGS}
    one_way = {way for way in ways if way[::-1] not in ways}
    assert one_way == {
        ("CL_SCL", "VE_CCS"),
        ("VE_CCS", "N_EUR"),
        ("VE_CCS", "N_USA"),
        ("VE_CCS", "AR_BUE"),
        ("CO_BOG", "N_EUR"),
        ("N_MEX", "N_EUR"),
        ("N_MEX", "N_USA"),
    }


def test_exits_are_left_by_no_leg():
    assert not [leg["id"] for leg in LEGS if NODES[leg["from"]]["kind"] == "exit"]


@pytest.mark.parametrize("origin", sorted(of_kind("origin")))
def test_bus_travellers_reach_every_place(origin):
    assert reachable(origin, LEGS) == set(NODES)


@pytest.mark.parametrize("origin", sorted(of_kind("origin")))
def test_walkers_reach_every_destination_but_no_exit(origin):
    on_foot = reachable(origin, [leg for leg in LEGS if leg["walk_days"]])
    assert of_kind("destination") <= on_foot
    # The exits by air are out of reach on foot; the one by land is not.
    assert on_foot & of_kind("exit") <= {"N_USA"}


@pytest.mark.parametrize("shut", ["official_crossing", "trocha"])
def test_destinations_stay_reachable_when_one_kind_of_crossing_is_shut(shut):
    for origin in of_kind("origin"):
        assert of_kind("destination") <= reachable(origin, [leg for leg in LEGS if leg["kind"] not in (shut, "flight")])


def test_residents_can_move_on_and_go_home_by_land():
    by_land = [leg for leg in LEGS if leg["kind"] != "flight"]
    for city in of_kind("destination"):
        assert of_kind("origin", "destination") <= reachable(city, by_land)


def test_targets_are_half_open_and_divided_by_date():
    for row in table("targets"):
        assert date(row["from"]) < date(row["until"]), row["id"]
        float(row["value"])
        assert row["confidence"] in ("high", "medium", "low")
        if row["use"] != "context":
            expected = "calibration" if date(row["until"]) <= datetime.date(2022, 1, 1) else "validation"
            assert row["use"] == expected, row["id"]
            assert date(row["from"]) >= datetime.date(2015, 1, 1)


def test_compared_targets_have_a_known_quantity_and_geography():
    quantities = {
        "stock_abroad": "people",
        "registered_irregular_entries": "people",
        "registered_irregular_entries_venezuelan": "people",
        "irregular_entries_per_day": "people_per_day",
        "formal_entries_per_day": "people_per_day",
        "entries_per_day": "people_per_day",
        "walkers_per_day": "people_per_day",
        "trocha_share": "share",
        "returns": "people",
        "share_stayed_over_30_days": "share",
        "entries": "people",
    }
    geographies = MODELLED_COUNTRIES | {"WORLD", "LAC"} | set(NODES) | {leg["border_pair"] for leg in LEGS} - {""}
    rows = [row for row in table("targets") if row["use"] != "context"]
    assert {row["quantity"] for row in rows} == set(quantities)
    for row in rows:
        assert row["unit"] == quantities[row["quantity"]] and row["geography"] in geographies, row["id"]


def test_initial_stock_sums_to_the_totals_of_the_countries():
    people = Counter()
    for row in table("initial_stock"):
        assert NODES[row["node"]]["kind"] in ("destination", "city", "border_town", "exit") and int(row["people"]) > 0
        node = NODES[row["node"]]
        people["rest" if node["kind"] == "exit" else node["country"]] += int(row["people"])
    assert people == {"CO": 23500, "EC": 6000, "PE": 2000, "BO": 1000, "CL": 8000, "BR": 3000, "rest": 615000}


def test_other_nationalities_cover_every_year_and_do_not_exceed_the_registered_total():
    rows = table("other_nationalities")
    assert {row["country"] for row in rows} == {"CL"}
    periods = sorted((date(row["from"]), date(row["until"])) for row in rows)
    assert periods == [(datetime.date(y, 1, 1), datetime.date(y + 1, 1, 1)) for y in range(2015, 2026)]
    totals = {
        (row["from"], row["until"]): float(row["value"])
        for row in table("targets")
        if row["quantity"] == "registered_irregular_entries"
    }
    for row in rows:
        assert float(row["registered_people"]) <= totals.get((row["from"], row["until"]), math.inf), row["from"]
