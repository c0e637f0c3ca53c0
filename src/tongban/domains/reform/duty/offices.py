"""From the spelling of a unit in a plan to the agency of that region. Pure: the agencies are handed in.

A name is looked up as written, by an alias that the region's pack gives, and without the region's own prefix (区财政局
and 青川区财政局 are the same in 青川区). Nothing is guessed: a likely misprint is proposed to a person, a name of
another region stays unknown, and what names many (各镇街, 有关部门) is a group.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tongban.domains.reform.duty.plain import plain

LEVELS = "区县市省州旗"
BRACKET = re.compile(r"[（(][^（）()]*[）)]$")
JOINED = re.compile(r"^(?P<first>.{2,}?)等(?P<group>(?:\d+个)?(?:[一-龥]{0,8}(?:部门|单位|机构|公司|企业))?)$")
TOWNS = re.compile(
    r"^(?:各|有关|相关|涉及)?(?:乡镇|镇街|街镇|镇乡|街道|乡镇街道)(?:[（(]街道[）)])?(?:政府)?$|^各镇[（(]?街"
)
DISTRICTS = re.compile(r"^各?(?:区县|县区|市县|区市县|县市区)(?:[（(][^）)]*[）)])?(?:人民)?(?:政府)?$")
GENERIC = re.compile(
    r"^(?:各|有关|相关|涉及|入驻|区各|市各|县各|其他|其它)|^[区市县省]?(?:级|直)?(?:各|有关|相关|涉及)|(?:成员|牵头|责任|配合|执法)单位$|"
    r"^(?:[区市县]级)?(?:部门|单位|事业单位|采购单位|采购人|代理机构|政府采购代理机构)$|^(?:各)?(?:行业)?主管部门$"
)
SHORTEST = 4
"""Names of so few letters differ by one from too many others to tell a misprint."""


@dataclass(frozen=True, slots=True)
class Office:
    """An agency as the resolver needs it: its role, its region, every name it goes by.

    `level` is set only for regions below the plan's own (town, district): such an office is meant only with the name of
    its region.
    """

    role: str
    region: str
    region_name: str
    name: str
    short: str
    aliases: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    successor: str | None = None
    level: str = ""

    def is_in_force(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a spelled name means. `agency_ids` are roles, `offices` the same with their regions; a misprint has none,
    only a `proposal` for a person.

    `why` is the code of a sentence: `reform.unit_name.{name,alias,prefix,bracket,successor,towns,districts,generic,
    and_group,misprint,elsewhere,unknown}`.
    """

    kind: Literal["agency", "group", "unknown", "misprint"]
    agency_ids: tuple[str, ...]
    proposal: str | None
    why: str
    offices: tuple[Office, ...] = ()


def _of(kind: Literal["agency", "group"], offices: Sequence[Office], why: str) -> Resolution:
    return Resolution(kind, tuple(office.role for office in offices), None, why, tuple(offices))


def resolve(name: str, agencies: Sequence[Office], *, at: date, regions: Collection[str] = ()) -> Resolution:
    """The agency, group or nothing that a spelled unit means on a day.

    `agencies` are those of the plan's region first, then of the regions above it (and of towns below, for 各镇街).
    `regions` are names of other regions, told apart from misprints. Of an agency that has ended the successor of the
    day is meant.
    """
    spelled = plain(name).text.strip("、,，;；。")
    if found := _agency(spelled, agencies, at=at):
        return found
    if group := _group(spelled, agencies, at=at):
        return group
    if joined := JOINED.match(spelled):
        return _and_group(joined["first"], agencies, at=at)
    bare = BRACKET.sub("", spelled)
    if bare != spelled and (found := _agency(bare, agencies, at=at)):
        return _of("agency", found.offices, "reform.unit_name.bracket")
    if any(spelled.startswith(region) for region in _others(agencies, regions)):
        return Resolution("unknown", (), None, "reform.unit_name.elsewhere")
    return _misprint(spelled, agencies, at=at)


def _agency(spelled: str, agencies: Sequence[Office], *, at: date) -> Resolution | None:
    """The first agency that goes by the name. The home region is asked first, so its own office is meant."""
    for office in agencies:
        why = _match(spelled, office)
        if why is None:
            continue
        if office.is_in_force(at):
            return _of("agency", (office,), why)
        if (after := _successor(office, agencies, at=at)) is not None:
            return _of("agency", (after,), "reform.unit_name.successor")
    return None


def _match(spelled: str, office: Office) -> str | None:
    if office.level and not spelled.startswith(office.region_name):
        return None  # 区财政局 in a city's plan may be any district's
    if spelled in (office.short, office.name):
        return "reform.unit_name.name"
    if spelled in office.aliases:
        return "reform.unit_name.alias"
    return "reform.unit_name.prefix" if _stem(spelled, office) in _stems(office) else None


def _stem(spelled: str, office: Office) -> str:
    """A name without what says of which region: 青川区, 区. Another level's prefix stays and makes the name differ."""
    for prefix in (office.region_name, office.region_name[:-1], office.region_name[-1:]):
        if prefix and spelled.startswith(prefix) and len(spelled) > len(prefix) + 1:
            return spelled[len(prefix) :]
    return "" if spelled[:1] in LEVELS else spelled


def _stems(office: Office) -> set[str]:
    return {stem for name in (office.name, office.short, *office.aliases) if (stem := _stem(name, office))}


def _successor(office: Office, agencies: Sequence[Office], *, at: date) -> Office | None:
    """Who holds the work on the day: along the successors, or the same role's later entry."""
    here = [one for one in agencies if one.region == office.region]
    role = office.successor or office.role
    for _ in here:  # a chain is never longer than the offices there are
        held = next((one for one in here if one.role == role and one.is_in_force(at)), None)
        if held is not None:
            return held
        following = next((one.successor for one in here if one.role == role and one.successor), None)
        if following is None:
            return None
        role = following
    return None


def _group(spelled: str, agencies: Iterable[Office], *, at: date) -> Resolution | None:
    """各镇街 and 各区县 are the offices of those levels that are known; 有关部门 are many, and nobody in particular."""
    for pattern, levels, why in (
        (TOWNS, ("town",), "reform.unit_name.towns"),
        (DISTRICTS, ("district", "county"), "reform.unit_name.districts"),
    ):
        if pattern.search(spelled):
            return _of("group", [one for one in agencies if one.level in levels and one.is_in_force(at)], why)
    return _of("group", (), "reform.unit_name.generic") if GENERIC.search(spelled) else None


def _and_group(first: str, agencies: Sequence[Office], *, at: date) -> Resolution:
    """A等部门: A by name, and others that the plan does not name."""
    named = resolve(first, agencies, at=at)
    if named.kind == "misprint":
        return named
    return _of("group", named.offices, "reform.unit_name.and_group")


def _others(agencies: Iterable[Office], regions: Collection[str]) -> set[str]:
    own = {office.region_name for office in agencies}
    return {name for name in regions if name and name not in own}


def _misprint(spelled: str, agencies: Iterable[Office], *, at: date) -> Resolution:
    """A name one letter away from exactly one agency is proposed to a person, never applied."""
    near = {
        office.short
        for office in agencies
        if not office.level and office.is_in_force(at) and len(spelled) > SHORTEST and _is_near(spelled, office)
    }
    if len(near) == 1:
        return Resolution("misprint", (), near.pop(), "reform.unit_name.misprint")
    return Resolution("unknown", (), None, "reform.unit_name.unknown")


def _is_near(spelled: str, office: Office) -> bool:
    return any(one_letter_apart(spelled, name) for name in (office.name, office.short, *office.aliases))


def one_letter_apart(first: str, second: str) -> bool:
    """Whether one letter replaced, added, left out, or changed with its neighbour makes one of the other."""
    if first == second or abs(len(first) - len(second)) > 1:
        return False
    short, long = sorted((first, second), key=len)
    same = next((place for place in range(len(short)) if short[place] != long[place]), len(short))
    rest, other = short[same:], long[same:]
    if len(short) < len(long):
        return rest == other[1:]
    is_swapped = rest[:2] == other[:2][::-1] and rest[2:] == other[2:]
    return rest[1:] == other[1:] or is_swapped
