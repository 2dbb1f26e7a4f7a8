"""Scenarios that are loaded, changed and compared in memory."""

from __future__ import annotations

import copy
import datetime
import errno
import html
import json
import operator
import os
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, SupportsIndex, overload

from corredor import _engine
from corredor.dates import Day, date_text
from corredor.errors import in_words_of_python
from corredor.labels import ABOUT_AN_ENTRY
from corredor.literals import overrides_of, text
from corredor.names import unknown


class Difference(NamedTuple):
    """
    One value that two scenarios do not share.

    Attributes
    ----------
    path : str
        Keys from the top, joined by dots; entries of the timeline stand under their id.
    a, b : str
        The value in each, as it would be written; empty where it is not there.
    """

    path: str
    a: str
    b: str


class Differences(tuple[Difference, ...]):
    """What differs between two scenarios, by path; empty when they are the same."""

    __slots__ = ()

    def __repr__(self) -> str:
        lines = [f"{d.path}: {d.a or '–'} → {d.b or '–'}" for d in self]
        return "\n".join(lines) if lines else "<corredor.Differences: none>"

    def _repr_html_(self) -> str:
        return table(("path", "a", "b"), [(d.path, d.a or "–", d.b or "–") for d in self])


class Timeline(Sequence[dict[str, Any]]):
    """
    The interventions of a scenario, in the order of its file.

    Each is a mapping with ``on``, often ``until``, ``id`` and ``about``, and one intervention by its name, such as
    ``raid``.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._entries: list[dict[str, Any]] = scenario.values().get("timeline") or []

    @overload
    def __getitem__(self, index: int | str) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, index: int | str | slice) -> dict[str, Any] | list[dict[str, Any]]:
        """Copy an entry by its number or its id, or several by their numbers."""
        if isinstance(index, str):
            index = self._number_of(index)
        return copy.deepcopy(self._entries[index])

    def __contains__(self, entry: object) -> bool:
        """Tell whether there is such an entry, or one with such an id."""
        if isinstance(entry, str):
            return any(own.get("id") == entry for own in self._entries)
        return entry in self._entries

    def _number_of(self, id: str) -> int:
        ids = [entry.get("id") for entry in self._entries]
        if id not in ids:
            raise KeyError(unknown("entry of the timeline", id, [own for own in ids if own]))
        return ids.index(id)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(copy.deepcopy(self._entries))

    def add(
        self,
        *,
        on: Day,
        until: Day | None = None,
        id: str | None = None,
        about: str | None = None,
        source: str | None = None,
        **intervention: Mapping[str, Any],
    ) -> Scenario:
        """
        Schedule an intervention. There is a warning if it changes nothing: outside the run, or in force already.

        Parameters
        ----------
        on, until : str, datetime.date or numpy.datetime64
            From which day, and up to before which; without ``until`` to the end.
        id, about, source : str, optional
            A name for the entry, what it is in a few words, and where it is known from.
        **intervention : mapping
            One intervention by its name with its parameters, as in a scenario file: ``close_border={"between": ["CL",
            "BO"]}``. ``docs/reference/scenario-keys.md`` lists them.

        Returns
        -------
        Scenario
            A new one; this scenario stays as it is.

        Raises
        ------
        ScenarioError
            If the entry is wrong.

        Examples
        --------
        >>> import corredor as cr
        >>> baseline = cr.Scenario("baseline")
        >>> shut = baseline.timeline.add(on="2018-01-01", until="2019-01-01", close_border={"between": ["CL", "BO"]})
        >>> len(shut.timeline) - len(baseline.timeline)
        1
        """
        entry = entry_text(on=on, until=until, id=id, about=about, source=source, **intervention)
        changed = self._scenario._changed(layer=("timeline.add", entry))
        warn_of_idle_entries(changed._ready)
        return changed

    def drop(self, *ids: str) -> Scenario:
        """
        Take entries out of the timeline.

        Parameters
        ----------
        *ids : str
            Their ids.

        Returns
        -------
        Scenario
            A new one; this scenario stays as it is.

        Raises
        ------
        ScenarioError
            If no entry has such an id.
        ValueError
            Without an id.

        Examples
        --------
        >>> import corredor as cr
        >>> baseline = cr.Scenario("baseline")
        >>> "passport_co_2018" in baseline.timeline.drop("passport_co_2018").timeline
        False
        """
        if not ids:
            raise ValueError("timeline.drop needs the id of an entry")
        return self._scenario._changed(layer=("timeline.drop", text({"drop": list(ids)})))

    def __repr__(self) -> str:
        return f"<corredor.Timeline of {self._scenario.name!r}, {len(self)} entries>"

    def _repr_html_(self) -> str:
        return table(("on", "until", "what", "about"), [_row_of(entry) for entry in self._entries])


class Scenario:
    """
    A scenario: a shipped one, a file, or one made in memory.

    It is read, resolved and checked at once, and never changes: what changes something gives a new one. It can be
    pickled and sent to other processes of a machine that has its tables.

    Parameters
    ----------
    source : str, os.PathLike or Scenario
        A scenario file, or the name of a shipped scenario, such as ``"baseline"``.
    overrides : mapping of str to value, optional
        Single values by their path, as for :meth:`set`.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each with file, line, column and a hint.

    Examples
    --------
    >>> import corredor as cr
    >>> scenario = cr.Scenario("baseline").set("run.persons_per_agent", 100).set("run.end", "2019-01-01")
    >>> scenario.persons_per_agent, scenario.end
    (100, datetime.date(2019, 1, 1))
    >>> [difference.path for difference in cr.Scenario("baseline").diff(scenario)]
    ['run.end', 'run.persons_per_agent']
    """

    __slots__ = ("_ready", "_values")

    def __init__(
        self, source: str | os.PathLike[str] | Scenario, *, overrides: Mapping[str, Any] | None = None
    ) -> None:
        self._values: dict[str, Any] | None = None
        self._ready = ready(source, overrides=overrides, any_size=True)
        if not isinstance(source, Scenario):
            warn_of_idle_entries(self._ready, shortened=bool(overrides))

    @classmethod
    def from_yaml(cls, yaml: str, *, folder: str | os.PathLike[str] = ".") -> Scenario:
        """
        Read a scenario from text; it may extend a shipped scenario or a file in its folder.

        Parameters
        ----------
        yaml : str
            What would be the content of a scenario file.
        folder : str or os.PathLike
            Where it would be: tables and parents are looked up from there.

        Returns
        -------
        Scenario

        Raises
        ------
        ScenarioError
            With everything that is wrong.

        Examples
        --------
        >>> import corredor as cr
        >>> text = '''
        ... schema_version: 1
        ... extends: baseline.yaml
        ... name: Fewer leave
        ... departures: {pool_people: 5000000}
        ... '''
        >>> cr.Scenario.from_yaml(text).name
        'Fewer leave'
        """
        read = _load(text=yaml, folder=os.fspath(folder), text_name="text", any_size=True)
        warn_of_idle_entries(read)
        return cls._of(read)

    @classmethod
    def _of(cls, ready: _engine.ReadyScenario) -> Scenario:
        scenario = cls.__new__(cls)
        scenario._ready = ready
        scenario._values = None
        return scenario

    def _changed(self, **arguments: Any) -> Scenario:
        return Scenario._of(_load(text=self.yaml, folder=self.folder, any_size=True, **arguments))

    # What it says ----------------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Its title."""
        return self._ready.name

    @property
    def question(self) -> str:
        """The question that it asks; may be empty."""
        return self._ready.question

    @property
    def start(self) -> datetime.date:
        """The first day."""
        return self._ready.start

    @property
    def end(self) -> datetime.date:
        """The day after the last."""
        return self._ready.end

    @property
    def seed(self) -> int:
        """Seed of all random numbers."""
        return self._ready.seed

    @property
    def persons_per_agent(self) -> int:
        """People that one agent stands for."""
        return self._ready.persons_per_agent

    @property
    def yaml(self) -> str:
        """The scenario with every value written out; as a file it runs to the same result."""
        return self._ready.yaml

    @property
    def sha256(self) -> str:
        """SHA-256 of the resolved scenario and its tables."""
        return self._ready.sha256

    @property
    def folder(self) -> str:
        """Where its tables are looked up."""
        return self._ready.folder

    @property
    def timeline(self) -> Timeline:
        """Its interventions; ``timeline.add(...)`` gives a scenario with one more."""
        return Timeline(self)

    def values(self) -> dict[str, Any]:
        """
        Give the whole scenario as mappings, lists, numbers, dates and texts.

        Returns
        -------
        dict
            A copy that may be changed; the scenario stays as it is.
        """
        values: dict[str, Any] = self._ready.values()
        return values

    def __getitem__(self, path: str) -> Any:
        """
        Look a value up by its path.

        Parameters
        ----------
        path : str
            Such as ``"countries.CO.corruption"``; entries of a list by id or number.

        Returns
        -------
        int, float, bool, str, datetime.date, list or dict
            A copy that may be changed; the scenario stays as it is.

        Raises
        ------
        KeyError
            If there is no such value.
        """
        if not isinstance(path, str):
            raise TypeError(f"a value is looked up by a path such as 'run.seed', not by {path!r}")
        if self._values is None:
            self._values = self.values()
        here: Any = self._values
        for key in path.split("."):
            here = _member(here, key, path)
        return copy.deepcopy(here)

    def __contains__(self, path: object) -> bool:
        """Tell whether there is a value at a path."""
        try:
            return isinstance(path, str) and self[path] is not None
        except KeyError:
            return False

    def keys(self) -> list[str]:
        """
        Name the keys at the top, such as ``"run"`` and ``"timeline"``; ``dict(scenario)`` has their values.

        Returns
        -------
        list of str
        """
        return list(self.values())

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    # What changes it -------------------------------------------------------------------------------------------------

    def set(self, path: str | Mapping[str, Any], value: Any = None) -> Scenario:
        """
        Change single values.

        Parameters
        ----------
        path : str or mapping of str to value
            Keys from the top, joined by dots; or several paths with their values.
        value : optional
            A text is taken as it would be written in the scenario, but a name, a question, ``about`` and ``source`` as
            they are; numbers, dates, lists and mappings are written for you.

        Returns
        -------
        Scenario
            A new one; this scenario stays as it is.

        Raises
        ------
        ScenarioError
            If there is no such key, the value is not allowed, or part of a text would be taken for a comment.

        Examples
        --------
        >>> import corredor as cr
        >>> cr.Scenario("baseline").set("run.seed", 7).seed
        7
        """
        return self._changed(overrides=overrides_of(path if isinstance(path, Mapping) else {path: value}))

    def extend(self, part: str | Mapping[str, Any]) -> Scenario:
        """
        Lay part of a scenario over this one, as a file that `extends` it would.

        Parameters
        ----------
        part : str or mapping
            YAML, or what would be in it: maps merge, lists replace, ``timeline`` appends, ``drop`` takes entries out of
            the timeline by their ids.

        Returns
        -------
        Scenario
            A new one; this scenario stays as it is.

        Raises
        ------
        ScenarioError
            With everything that is wrong.
        ValueError
            For a text that is no part of a scenario, such as the name of one.

        Examples
        --------
        >>> import corredor as cr
        >>> own = cr.Scenario("baseline").extend({"name": "Without the raid", "drop": ["tocoron_raid"]})
        >>> own.name
        'Without the raid'
        """
        if isinstance(part, str) and re.fullmatch(r"[\w./-]+", part):
            raise ValueError(f"extend takes part of a scenario, as a mapping or as YAML, and {part!r} is neither")
        changed = self._changed(layer=("extend", part if isinstance(part, str) else text(part)))
        warn_of_idle_entries(changed._ready)
        return changed

    # Comparing and keeping it ----------------------------------------------------------------------------------------

    def diff(self, other: str | os.PathLike[str] | Scenario) -> Differences:
        """
        Tell what differs between this scenario and another.

        Parameters
        ----------
        other : Scenario, str or os.PathLike
            The other one.

        Returns
        -------
        Differences
            A tuple of :class:`Difference` with ``a`` of this scenario and ``b`` of the other.
        """
        return Differences(
            Difference(*found) for found in _engine.differences(self._ready, ready(other, any_size=True))
        )

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """
        Write the scenario as a file with every value written out.

        Parameters
        ----------
        path : str or os.PathLike
            The file to write. Its own tables, if there are any, must be reachable from its folder by the same paths.
        force : bool
            Replace the file if it is there already.

        Returns
        -------
        pathlib.Path
            The file that was written.

        Raises
        ------
        FileExistsError
            If it is there and may not be replaced.
        """
        file = Path(path).expanduser()
        try:
            with file.open("w" if force else "x", encoding="utf-8") as opened:
                opened.write(self.yaml)
        except FileExistsError:
            raise FileExistsError(errno.EEXIST, "exists already; force=True replaces it", str(file)) from None
        return file

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.sha256 == other.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __repr__(self) -> str:
        return f"<corredor.Scenario {self.name!r}, {self.start} to {self.end}, seed {self.seed}>"

    def _repr_html_(self) -> str:
        scale = f"{self.persons_per_agent:,} people to an agent" if self.persons_per_agent > 1 else "every person"
        return (
            f"<strong>{html.escape(self.name)}</strong><br><em>{html.escape(self.question)}</em><br>"
            f"{self.start} to {self.end}, {scale}, seed {self.seed}"
            f"<details><summary>{len(self.timeline)} interventions</summary>{self.timeline._repr_html_()}</details>"
        )

    def __reduce__(self) -> Any:
        return _restored, (self.yaml, self.folder)


def _restored(yaml: str, folder: str) -> Scenario:
    return Scenario.from_yaml(yaml, folder=folder)


# Loading -------------------------------------------------------------------------------------------------------------


def _load(
    source: str | None = None,
    *,
    text: str = "",
    folder: str | None = None,
    text_name: str = "resolved scenario",
    layer: tuple[str, str] | None = None,
    overrides: Sequence[tuple[str, str]] = (),
    seed: int | None = None,
    persons_per_agent: int | None = None,
    until: str | None = None,
    any_size: bool = False,
) -> _engine.ReadyScenario:
    with in_words_of_python():
        return _engine.load(
            source,
            text=text,
            folder=folder,
            text_name=text_name,
            layer=layer,
            overrides=overrides,
            seed=seed,
            persons_per_agent=persons_per_agent,
            until=until,
            any_size=any_size,
        )


def ready(
    scenario: str | os.PathLike[str] | Scenario,
    *,
    overrides: Mapping[str, Any] | None = None,
    seed: SupportsIndex | None = None,
    persons_per_agent: SupportsIndex | None = None,
    until: Day | None = None,
    any_size: bool = False,
) -> _engine.ReadyScenario:
    """Make a scenario ready to run, whatever it was given as."""
    options: dict[str, Any] = {
        "overrides": overrides_of(overrides),
        "seed": whole("seed", seed),
        "persons_per_agent": whole("persons_per_agent", persons_per_agent),
        "until": None if until is None else date_text("until", until),
        "any_size": any_size,
    }
    if isinstance(scenario, Scenario):
        return _load(text=scenario.yaml, folder=scenario.folder, **options)
    return _load(place_of(scenario), **options)


def warn_of_idle_entries(given: _engine.ReadyScenario, *, shortened: bool = False, stacklevel: int = 3) -> None:
    """Warn of entries of a scenario's own that change nothing."""
    for line in given.in_vain(shortened=shortened).splitlines():
        warnings.warn(line.replace("warning: ", "", 1).split("; corredor show")[0], stacklevel=stacklevel)


def place_of(scenario: str | os.PathLike[str]) -> str:
    """Take the path or name of a scenario."""
    place = os.fspath(scenario) if isinstance(scenario, os.PathLike) else scenario
    if not isinstance(place, str):
        raise TypeError(f"scenario must be a Scenario, a text or a path, not {type(scenario).__name__}")
    return str(Path(place).expanduser()) if place.startswith("~") else place


def whole(name: str, value: SupportsIndex | None) -> int | None:
    """Take a whole number that fits into 64 bits."""
    if value is None:
        return None
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be a whole number, and is {value!r}") from None
    if not -(2**63) <= number < 2**63:
        raise ValueError(f"{name} must fit into 64 bits, and {number} does not")
    return number


# Showing -------------------------------------------------------------------------------------------------------------


def _row_of(entry: Mapping[str, Any]) -> tuple[str, ...]:
    what = [f"{name} {text(value)}" for name, value in entry.items() if name not in ABOUT_AN_ENTRY]
    return str(entry["on"]), str(entry.get("until", "")), "; ".join(what), str(entry.get("about", ""))


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table for a notebook."""
    head = "".join(f"<th>{html.escape(heading)}</th>" for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def entry_text(*, on: Day, until: Day | None, **parts: Any) -> str:
    """Write an entry of a timeline as part of a scenario; parts that are None are left out."""
    days = {"on": on} if until is None else {"on": on, "until": until}
    written = [f"{name}: {_written_day(name, day)}" for name, day in days.items()]
    written += [f"{name}: {text(value)}" for name, value in parts.items() if value is not None]
    return "timeline: [{" + ", ".join(written) + "}]"


def _written_day(name: str, day: Day) -> str:
    """Write a day in YAML. What is none is quoted, so that it can be nothing else either."""
    given = date_text(name, day)
    return given if re.fullmatch(r"\d{4}-\d\d-\d\d", given) else json.dumps(given, ensure_ascii=False)


def _member(here: Any, key: str, path: str) -> Any:
    if isinstance(here, Mapping) and key in here:
        return here[key]
    if isinstance(here, list):
        for item in here:
            if isinstance(item, Mapping) and item.get("id") == key:
                return item
        if key.isdecimal() and int(key) < len(here):
            return here[int(key)]
    raise KeyError(f"the scenario has no value at {path!r}: there is no {key!r}")
