"""The stage on which worked examples are played: the real commands, on a real database, with people of its own.

Used by `tongban story play` and by the tests of the packs. Whoever a story needs comes into being when an act first
needs them: the applicant, and for every role and duty an account (further ones where several must sign). An act is
tried by those whose business it is, likeliest first; the engine, not the stage, says who may.
Imported only after Django has been set up.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.catalogue.stories import Act, Story, Then
from tongban.domains.registry import api as registry
from tongban.kernel import evidence, messages, outbox
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CitizenId

PAPER = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
CITIZEN = CitizenId.compose(region="990102", born_on=date(1990, 3, 7), sequence=2)
PERSON = "陈示例"
BY_APPLICANT = frozenset({"confirm", "supplement", "withdraw", "bring_tolerated"})
DUTIES: dict[str, tuple[str, ...]] = {
    "answer_precheck": ("intake",),
    "accept": ("intake",),
    "refuse": ("intake",),
    "ask_supplement": ("intake",),
    "deliver": ("intake",),
    "return_step": ("approve", "lead", "review"),
    "assign": ("lead", "approve"),
    "transfer": ("lead", "approve"),
    "end_track": ("approve", "lead"),
    "start_special": ("review", "approve", "lead"),
    "end_special": ("review", "approve", "lead"),
    "ask_extension": ("review", "lead", "approve"),
    "grant_extension": ("lead", "approve"),
    "deny_extension": ("lead", "approve"),
    "suspend": ("approve", "lead"),
    "resume": ("approve", "lead"),
    "record_check": ("review", "approve"),
    "record_audit": ("supervise", "review", "approve"),
    "revoke": ("approve", "lead"),
    "reopen": ("approve", "lead"),
}
"""Whose business an act usually is; steps say their own duty."""
MOST_SIGNERS = 9
SPOKEN = ("reason", "opinion", "finding", "result", "text")
"""The asks that a story's `reason` answers, whichever the act has."""
ELSEWHERE = frozenset({"cases.case.unknown", "kernel.authz.denied"})
"""Refusals that say no more than: ask somebody else."""


class StageError(Exception):
    """A story that cannot be played: the sentence says why."""


@dataclass
class RealStage:
    """Plays one story. It knows every fact that a story may state."""

    case: cases.CaseId | None = None
    applicant: registry.AccountId | None = None
    officers: dict[tuple[str, str, int], registry.AccountId] = field(default_factory=dict)
    looks: list[dict[str, Any]] = field(default_factory=list)
    """What was seen at every look, as JSON values, for whoever tells the story."""

    def perform(self, story: Story, act: Act) -> None:
        """Do one act at its moment, then let the platform's own reactions happen. A refusal fails the story."""
        if act.act == "submit":
            self.case = self._submit(story, act)
        elif act.act == "wait":
            cases.tick(now=act.at)
        else:
            self._act(story, act)
        outbox.deliver(now=act.at)

    def observe(self, story: Story, then: Then) -> dict[str, object]:
        """What the platform says at that moment, by the names of a story's facts."""
        seen = self._seen(story, then)
        told = {name: value.isoformat() if isinstance(value, date) else value for name, value in seen.items()}
        self.looks.append({"at": then.at.isoformat(), "scope": then.scope, "clock": then.clock, "seen": told})
        return seen

    def _seen(self, story: Story, then: Then) -> dict[str, object]:
        view = self._read(then.at)
        seen: dict[str, object] = {
            "status": view.status,
            "outcome": view.summary.outcome or None,
            "tracks": tuple(track.key for track in view.tracks),
            "messages": self._messages(view.id, then.at),
        }
        found = {(one.scope, one.kind): one for one in cases.clocks(view.id, then.at)}
        scopes = [then.scope] if then.scope != "case" else ["case", story.procedure]
        one = next((found[scope, then.clock] for scope in scopes if (scope, then.clock) in found), None)
        if one is None:
            return seen
        told = one.explanation
        return seen | {"due_on": one.due_on, "used": told.used, "left": told.left, "state": told.state}

    def _messages(self, case: cases.CaseId, at: datetime) -> tuple[str, ...]:
        """The codes of what anybody of the story has been told about the case."""
        known = [account for account in (self.applicant, *self.officers.values()) if account]
        told = [
            one.code
            for account in known
            for one in messages.list_messages(registry.actor_of(account, now=at), about=str(case), limit=200).rows
        ]
        return tuple(sorted(set(told)))

    def _read(self, at: datetime) -> cases.CaseView:
        if self.case is None:
            raise StageError("a story begins with `submit`")
        return cases.get_case(self.case, SYSTEM, now=at)

    # the applicant -------------------------------------------------------------------------------------------------

    def _submit(self, story: Story, act: Act) -> cases.CaseId:
        subject = self._subject(story, act.at)
        actor = self._applicant(act.at)
        given = tuple(cases.MaterialIn(one, (self._paper(act.at),)) for one in story.given.materials)
        return cases.submit(
            procedure=story.procedure,
            region=story.region,
            subject=subject,
            form=story.given.form,
            materials=given,
            actor=actor,
            now=act.at,
            **_unusual(story, act),
        )

    def _subject(self, story: Story, at: datetime) -> registry.SubjectId:
        """The applicant's account with the person behind it, and the enterprise where an enterprise applies."""
        before = at - timedelta(days=1)
        account = registry.create_account(username="applicant", password=None, name=PERSON, actor=SYSTEM, now=before)
        person = registry.register_person(name=PERSON, citizen_id=str(CITIZEN), actor=SYSTEM, now=before)
        registry.represent(account=account, subject=person, role="self", actor=SYSTEM, now=before)
        self.applicant = account
        if story.given.subject == "person":
            return person
        return registry.register_enterprise(
            name=str(story.given.form.get("name") or "示例企业有限公司"),
            region=story.region,
            legal_representative=person,  # whose account may act for it from now on
            address=str(story.given.form.get("address") or "示例街道云桥路20号1-1"),
            actor=SYSTEM,
            now=before,
        )

    def _applicant(self, at: datetime) -> Actor:
        if self.applicant is None:
            raise StageError("a story begins with `submit`")
        return registry.actor_of(self.applicant, now=at)

    def _paper(self, at: datetime) -> str:
        by = self._applicant(at).label
        return str(evidence.put(PAPER, "paper.pdf", by=by, purpose="worked example", at=at))

    # acts ----------------------------------------------------------------------------------------------------------

    def _act(self, story: Story, act: Act) -> None:
        """Try the act by each who might do it; what the likeliest was refused, if all were, is the story's failure."""
        view = self._read(act.at)
        track, step = _place(story, act, view)
        name = act.act if act.act != "decide" else ("grant" if act.granted else "deny")
        failure: Refusal | None = None
        for actor in self._candidates(story, act, view=view):
            try:
                told = cases.describe(case=view.id, act=name, track=track, step=step, actor=actor, now=act.at)
                values = self._values(story, act, told=told)
                cases.perform(case=view.id, act=name, values=values, track=track, step=step, actor=actor, now=act.at)
            except Refusal as refusal:
                if failure is None or failure.code in ELSEWHERE:
                    failure = refusal
            else:
                return
        raise failure or StageError(f"nobody is there to {name}")

    def _candidates(self, story: Story, act: Act, *, view: cases.CaseView) -> Iterator[Actor]:
        if act.act in BY_APPLICANT and act.by is None:
            yield self._applicant(act.at)
        signers = range(1, MOST_SIGNERS + 1) if act.act in ("sign", "decide") else (1,)
        for role in _roles(story, act, view):
            for duty in _duties(story, act, view):
                for number in signers:
                    yield self._officer(story, role, duty, number=number, at=act.at)

    def _officer(self, story: Story, role: str, duty: str, *, number: int, at: datetime) -> Actor:
        if (role, duty, number) not in self.officers:
            before = at - timedelta(days=1)
            agency = registry.get_agency(story.region, role, on=before.date())
            title = Text(zh="示例岗", en="Example post")
            post = registry.create_post(agency=agency.id, title=title, duties={duty}, actor=SYSTEM, now=before)
            name = f"{role}.{duty}" + (f".{number}" if number > 1 else "")
            account = registry.create_staff(username=name, name=name, post=post, actor=SYSTEM, now=before)
            self.officers[role, duty, number] = account
        return registry.actor_of(self.officers[role, duty, number], now=at)

    def _values(self, story: Story, act: Act, *, told: cases.Act) -> dict[str, Any]:
        """The story's answers as the act takes them: roles become agencies, papers are handed in, words are said."""
        values = dict(act.values)
        for ask in told.asks:
            given = values.get(ask.name)
            if ask.kind == "agency" and isinstance(given, str):
                values[ask.name] = str(registry.get_agency(story.region, given, on=act.at.date()).id)
            elif ask.kind == "files" and (given is not None or ask.required):
                values[ask.name] = [self._paper(act.at)]
            elif ask.kind == "account" and given is not None:
                values[ask.name] = self._account(story, act, str(given))
            elif ask.kind == "form" and given is None:
                values[ask.name] = story.given.form
            elif ask.name in SPOKEN and given is None and (act.reason or ask.required):
                values[ask.name] = act.reason or story.title.zh
            elif (act.act, ask.name) == ("return_step", "to") and given is None:
                values[ask.name] = act.step
            elif ask.name == "agree" and given is None:
                values[ask.name] = True
        return values

    def _account(self, story: Story, act: Act, named: str) -> str:
        """`review`, or `review.2` for a second one: an officer of the item's agency, by the id of the account."""
        duty, _, number = named.partition(".")
        role = next(iter(_roles(story, act, self._read(act.at))))
        return self._officer(story, role, duty, number=int(number or 1), at=act.at).label


def _unusual(story: Story, act: Act) -> dict[str, Any]:
    """What a submission says only when it is out of the ordinary."""
    given = story.given
    said: dict[str, Any] = {"situations": given.situations, "promised": given.promised}
    said["channel"] = given.channel if given.channel != "online" else ""
    said["precheck"] = bool(act.values.get("precheck"))
    return {name: value for name, value in said.items() if value}


def _place(story: Story, act: Act, view: cases.CaseView) -> tuple[str | None, str | None]:
    """The item and the step of an act; an act that names no item is about the only one there is."""
    key = act.track or (view.tracks[0].key if len(view.tracks) == 1 else None)
    track = next((one for one in view.tracks if one.key == key), None)
    if track is None:
        return key, act.step
    if act.act == "decide":
        return key, next(step.id for step in track.steps if step.decides)
    return key, act.step


def _roles(story: Story, act: Act, view: cases.CaseView) -> list[str]:
    """Whose agency acts, likeliest first: as the story says, the step's own, the item's, the one that accepted."""
    key, step = _place(story, act, view)
    procedure = catalogue.get_version(view.version, on=act.at.date())
    track = next((one for one in view.tracks if one.key == key), None)
    own = next((one.agency for one in procedure.track(key).steps if one.id == step), None) if track and key else None
    checked_by = None
    if track and key and act.act == "record_check" and (promise := procedure.track(key).conduct.commitment):
        checked_by = promise.checked_by
    item = track.agency.role if track and track.agency else None
    accepting = view.agency.role
    is_windows = DUTIES.get(act.act, ()) == ("intake",)
    order = [act.by, checked_by, own, *((accepting, item) if is_windows else (item, accepting)), procedure.lead]
    return list(dict.fromkeys(role for role in order if role))


def _duties(story: Story, act: Act, view: cases.CaseView) -> tuple[str, ...]:
    """The duties to try: of the step that is done or decided, else those that usually do such an act."""
    if act.act not in ("complete", "sign", "decide"):
        return DUTIES.get(act.act, ("intake", "review", "approve", "lead"))
    key, step_id = _place(story, act, view)
    steps = [step for track in view.tracks if track.key == key for step in track.steps]
    return tuple(step.duty for step in steps if step.id == step_id) or ("review",)
