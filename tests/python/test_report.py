"""Reports from Python; what they show is tested in a browser (viewer/test)."""

import base64
import gzip
import json
import re
from typing import Any

import pytest

import corredor as cr


@pytest.fixture(scope="module")
def run():
    return cr.run("baseline", persons_per_agent=1000, until="2015-06-01", progress=False)


def header_in(page):
    """What the page holds, without its packed numbers."""
    found = re.search(r'id="report-data">([^<]*)<', page)
    assert found is not None
    data = gzip.decompress(base64.b64decode(found[1]))
    return json.loads(data[4 : 4 + int.from_bytes(data[:4], "little")])


def test_report_is_one_file_that_may_not_connect(run, tmp_path):
    path = cr.report(run, tmp_path / "report.html", title="What if?")
    page = path.read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert "<title>What if?</title>" in page
    assert not re.search(r'\b(src|href)="(?!#)', page.split("<script>")[0])
    header = header_in(page)
    assert [s["title"] for s in header["scenarios"]] == [run.scenario]
    assert header["scenarios"][0]["runs"][0]["state_hash"] == f"{run.state_hash & (2**64 - 1):016x}"


def test_report_takes_paths_and_refuses_what_it_cannot_do(run, tmp_path):
    path = cr.report([str(run.path)], tmp_path / "a.html")
    with pytest.raises(cr.RunError):
        cr.report(run, path)
    assert cr.report(run, path, force=True) == path
    with pytest.raises(ValueError, match="at least one"):
        cr.report([])
    with pytest.raises(cr.RunError):
        cr.report(tmp_path / "missing.h5", tmp_path / "b.html")
    with pytest.raises(cr.RunError, match="same run"):
        cr.report([run, run], tmp_path / "c.html")


def test_view_shows_the_report_in_a_frame_of_its_own(run):
    view = run.view(height=400)
    assert isinstance(view, cr.View)
    frame = view._repr_html_()
    assert 'sandbox="allow-scripts allow-downloads"' in frame and 'height="400"' in frame
    assert frame.count('"') % 2 == 0 and "<script" not in frame
    assert header_in(view.page)["scenarios"][0]["title"] == run.scenario
    assert header_in(cr.view(run).page) == header_in(view.page)


def test_money_of_headline_numbers_and_effects_is_that_of_the_results(tmp_path):
    base, other = (
        cr.ensemble(
            "baseline",
            replicates=2,
            persons_per_agent=1000,
            until="2019-01-01",
            overrides={"routes.refresh_days": 60, "mechanisms.robbery.hazard_per_day": hazard},
            progress=False,
        )
        for hazard in (0.01, 0.02)
    )
    header = header_in(cr.report([base, other], tmp_path / "report.html").read_text(encoding="utf-8"))
    money = {m["key"]: m["of"][1] for m in header["measures"] if m["unit"] == "USD" and m["of"][1]["low"] is not None}
    income = next(m["of"] for m in header["measures"] if m["key"] == "organisation_income_usd")
    assert header["scenarios"][0]["series"]["revenue_usd"]["is_about"], "of some businesses few agents are told"
    for of, runs in zip(income, (base, other)):
        assert of["mean"] == pytest.approx(runs.measures["organisation_income_usd"].mean(), rel=1e-9)
    gains = [each.to_xarray()["gains_usd"].sum("time").mean("replicate") for each in (base, other)]
    paid = {"fares_usd": "carriers", "takings_usd": "organisations"}
    for key, of in money.items():
        if key in paid:
            exact = float((gains[1] - gains[0]).sel(account=paid[key]))
        else:
            exact = (other.measures[key] - base.measures[key]).mean()
        assert of["effect"] == pytest.approx(exact, rel=1e-9), key
    options: dict[str, Any] = {"persons_per_agent": 1000, "until": "2016-01-01"}
    one = cr.run("baseline", **options)
    two = cr.run("baseline", overrides={"mechanisms.robbery.hazard_per_day": 0.1}, **options)
    single = header_in(cr.report([one, two], tmp_path / "single.html", force=True).read_text(encoding="utf-8"))
    (effect,) = (m["of"][1]["effect"] for m in single["measures"] if m["key"] == "organisation_income_usd")
    exact = two.measures["organisation_income_usd"] - one.measures["organisation_income_usd"]
    assert effect == pytest.approx(exact, rel=1e-9), "of a single pair too"
    assert {"fares_usd", "tolls_usd"} <= set(money)
