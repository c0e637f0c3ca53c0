"""How a case stands beyond its steps: what stops its clocks and why, more time, papers that follow, promises, results.

Told from the history, as a reader may know it; the state keeps only what rules ask.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import singledispatchmethod

from tongban.domains.cases import history, wording
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.actors import accounts_in
from tongban.kernel.declaration import Text
from tongban.kernel.durations import Duration, Unit
from tongban.kernel.events import Recorded


@dataclass(frozen=True, slots=True)
class SpecialView:
    """A special procedure of an item: why, which clocks stand still meanwhile and by which law, since, at most until.

    `result` and `ended_at` once it is over. `reason` and `result` are told to the applicant.
    """

    track: str
    kind: str
    title: Text
    reason: str
    stops: tuple[str, ...]
    basis: str
    since: datetime
    until: date | None = None
    ended_at: datetime | None = None
    result: str = ""

    @property
    def is_running(self) -> bool:
        return self.ended_at is None

    @property
    def stops_now(self) -> bool:
        return self.is_running and bool(self.stops)


@dataclass(frozen=True, slots=True)
class SuspensionView:
    """A suspension by law: everything stands still from `since` until `ended_at`."""

    reason: str
    basis: str
    since: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExtensionView:
    """More time for a scope (`case` or an item): asked, and granted with how much `more`, or not.

    `wanted_because` is what the officer wrote for the head; the applicant reads `reason`, and only of a grant.
    """

    scope: str
    asked_at: datetime
    wanted_because: str
    granted: bool | None = None
    decided_at: datetime | None = None
    reason: str = ""
    more: Text | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper that may follow (容缺): until which day, and what comes of it else; wanted, brought, lapsed."""

    material: str
    title: Text
    track: str
    due_on: date
    consequence: str
    state: str = "wanted"


@dataclass(frozen=True, slots=True)
class CheckView:
    """The later check of a promise (告知承诺): until when, by whom, and what was found."""

    track: str
    due_on: date
    agency: Text
    kept: bool | None = None
    finding: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignatureView:
    """One signature or vote under a step. `who` is an officer's name, for colleagues."""

    track: str
    step: str
    who: str
    agree: bool
    opinion: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A result that was handed over: how (counter, post, download), to whom, under which number."""

    track: str
    method: Text
    to: Text
    reference: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RevocationView:
    """A grant that was taken back: why and by which law."""

    track: str
    because: Text
    reason: str
    basis: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything of the above in the order in which it happened."""

    specials: tuple[SpecialView, ...] = ()
    suspensions: tuple[SuspensionView, ...] = ()
    extensions: tuple[ExtensionView, ...] = ()
    papers: tuple[PaperView, ...] = ()
    checks: tuple[CheckView, ...] = ()
    signatures: tuple[SignatureView, ...] = ()
    deliveries: tuple[DeliveryView, ...] = ()
    revocations: tuple[RevocationView, ...] = ()

    @property
    def stopping(self) -> tuple[SpecialView, ...]:
        """The special procedures for which a clock stands still now."""
        return tuple(one for one in self.specials if one.stops_now)

    @property
    def suspended(self) -> SuspensionView | None:
        """The suspension under way."""
        return next((one for one in self.suspensions if one.ended_at is None), None)

    def of_step(self, track: str, step: str) -> tuple[SignatureView, ...]:
        return tuple(one for one in self.signatures if (one.track, one.step) == (track, step))


def standing(past: Iterable[Recorded], *, pinned: catalogue.Procedure, opinions: bool) -> Standing:
    """How the case stands after these events. `opinions`: whether the reader may see what officers write each other."""
    teller = _Teller(pinned, opinions)
    for recorded in past:
        teller.take(recorded.event, recorded.at)
    return teller.told


class _Teller:
    """Folds a history; an event that it does not know changes nothing here."""

    def __init__(self, pinned: catalogue.Procedure, opinions: bool) -> None:
        self.told = Standing()
        self._pinned = pinned
        self._opinions = opinions

    def _add(self, **more: object) -> None:
        """Put one more at the end of a list."""
        changed = {name: (*getattr(self.told, name), one) for name, one in more.items()}
        self.told = replace(self.told, **changed)

    def _note(self, name: str, fits: Callable[..., bool], **changes: object) -> None:
        """Change the last of a list that fits; nothing happens when none does."""
        found = list(getattr(self.told, name))
        for place in reversed(range(len(found))):
            if fits(found[place]):
                found[place] = replace(found[place], **changes)
                break
        self.told = replace(self.told, **{name: tuple(found)})

    @singledispatchmethod
    def take(self, event: object, at: datetime) -> None:
        """One more event, at its moment."""

    @take.register
    def _(self, event: history.SpecialStarted, at: datetime) -> None:
        kind = self._pinned.special_procedures.get(event.kind)
        title = kind.title if kind else Text(zh=event.kind, en=event.kind)
        until = date.fromisoformat(event.until) if event.until else None
        self._add(
            specials=SpecialView(
                event.track, event.kind, title, event.reason, tuple(event.stops), event.basis, since=at, until=until
            )
        )

    @take.register
    def _(self, event: history.SpecialEnded, at: datetime) -> None:
        def fits(one: SpecialView) -> bool:
            return one.is_running and (one.track, one.kind) == (event.track, event.kind)

        self._note("specials", fits, ended_at=at, result=event.result)

    @take.register
    def _(self, event: history.CaseSuspended, at: datetime) -> None:
        self._add(suspensions=SuspensionView(event.reason, event.basis, since=at))

    @take.register
    def _(self, event: history.CaseResumed, at: datetime) -> None:
        self._note("suspensions", lambda one: one.ended_at is None, ended_at=at)

    @take.register
    def _(self, event: history.ExtensionAsked, at: datetime) -> None:
        self._add(extensions=ExtensionView(event.scope, at, event.reason if self._opinions else ""))

    @take.register
    def _(self, event: history.ExtensionGranted, at: datetime) -> None:
        self._note(
            "extensions",
            lambda one: one.scope == event.scope and one.granted is None,
            granted=True,
            decided_at=at,
            reason=event.reason,
            more=wording.duration(Duration(event.amount, Unit(event.unit))),
            basis=event.basis,
        )

    @take.register
    def _(self, event: history.ExtensionDenied, at: datetime) -> None:
        self._note(
            "extensions",
            lambda one: one.scope == event.scope and one.granted is None,
            granted=False,
            decided_at=at,
            reason=event.reason if self._opinions else "",
        )

    @take.register
    def _(self, event: history.CaseAccepted, at: datetime) -> None:
        for one in event.tolerated:
            material = self._pinned.material(one.material)
            title = material.title if material else Text(zh=one.material, en=one.material)
            due_on = date.fromisoformat(one.due_on)
            self._add(papers=PaperView(one.material, title, one.track, due_on, one.consequence))

    @take.register
    def _(self, event: history.ToleratedBrought, at: datetime) -> None:
        self._papers(lambda one: one.material == event.material and one.state == "wanted", "brought")

    @take.register
    def _(self, event: history.CredentialTaken, at: datetime) -> None:
        self._papers(lambda one: one.material == event.material.id and one.state == "wanted", "brought")

    @take.register
    def _(self, event: history.ToleranceLapsed, at: datetime) -> None:
        self._papers(lambda one: one.track == event.track and one.material in event.materials, "lapsed")

    def _papers(self, fits: Callable[[PaperView], bool], state: str) -> None:
        papers = tuple(replace(one, state=state) if fits(one) else one for one in self.told.papers)
        self.told = replace(self.told, papers=papers)

    @take.register
    def _(self, event: history.CheckPlanted, at: datetime) -> None:
        self._add(checks=CheckView(event.track, date.fromisoformat(event.due_on), _agency(event.agency)))

    @take.register
    def _(self, event: history.CheckRecorded, at: datetime) -> None:
        self._note("checks", lambda one: one.track == event.track, kept=event.kept, finding=event.finding, at=at)

    @take.register
    def _(self, event: history.StepSigned, at: datetime) -> None:
        who, opinion = (_officer(event.by), event.opinion) if self._opinions else ("", "")
        self._add(signatures=SignatureView(event.track, event.step, who, event.agree, opinion, at))

    @take.register
    def _(self, event: history.StepReturned, at: datetime) -> None:
        """What was signed under a step that opens again no longer stands."""
        kept = tuple(one for one in self.told.signatures if f"{one.track}.{one.step}" not in event.reopened)
        self.told = replace(self.told, signatures=kept)

    @take.register
    def _(self, event: history.ResultDelivered, at: datetime) -> None:
        method = wording.both(f"cases.delivery.{event.method}")
        to = wording.both(f"cases.collector.{event.to}")
        self._add(deliveries=DeliveryView(event.track, method, to, event.reference, at))

    @take.register
    def _(self, event: history.GrantRevoked, at: datetime) -> None:
        because = wording.both(f"cases.because.{event.because}")
        self._add(revocations=RevocationView(event.track, because, event.reason, event.basis, at))


def _agency(label: str) -> Text:
    return registry.get_agency_by_id(registry.AgencyId.parse(label)).name


def _officer(signature: str) -> str:
    """The name of the account that signed."""
    found = sorted(one for one in accounts_in([signature]) if one.startswith("account_"))
    return registry.get_account(registry.AccountId.parse(found[0])).name if found else ""
