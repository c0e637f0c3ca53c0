"""Everything that anybody might try with a case at one moment, lawful or not: one thunk per act, actor and argument."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import product
from typing import Any

from tongban.domains.cases import rules
from tongban.domains.cases.history import (
    CaseEvent,
    CaseSubmitted,
    MaterialGiven,
    Missing,
    Renewed,
    Starts,
    StepKind,
    StepPlan,
    Tolerated,
    TrackPlan,
)
from tongban.domains.cases.state import RUNNING, WHOLE
from tongban.domains.cases.tests.life import APPLICANT, KINDS, OFFICERS, Life, pinned, submitted
from tongban.domains.cases.tests.life_versions import attempts as versions
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal

Thunk = Callable[[], list[CaseEvent]]
EVERYBODY = (*OFFICERS, APPLICANT)
REASONS = ("", "because of condition 2")


def is_lawful(one: Thunk) -> bool:
    """Whether it would bring something about."""
    try:
        return bool(one())
    except Refusal:
        return False


def candidates(life: Life, *names: str) -> list[Thunk]:
    """The tries of these names. Every rule is asked with arguments that fit and with some that do not."""
    wanted = {build for build, of in GROUPS.items() if not of.isdisjoint(names)}
    return [one for build in GROUPS if build in wanted for name, one in build(life) if name in names]


Named = Iterator[tuple[str, Thunk]]
Told = dict[str, Any]


def _who(account: str) -> rules.Who:
    return rules.Who(account, "agency")


def _filing(life: Life) -> Named:
    case, now = life.case, life.now
    due = (law_day(now) + timedelta(days=5)).isoformat()
    filing = rules.Filing((), {}, "f2")
    period = rules.Period(law_day(life.first_day) + timedelta(days=7), law_day(now))
    yield "supplement", partial(rules.supplement, case, filing=filing, who=rules.Who(APPLICANT))
    yield "withdraw", partial(rules.withdraw, case, reason="", who=rules.Who(APPLICANT))
    for who, item in product(EVERYBODY, ("", "lease")):
        missing = (Missing(item, "unsigned"),)
        told: Told = {"missing": missing, "known": {"lease"}, "who": _who(who)}
        yield "ask_supplement", partial(rules.ask_supplement, case, **told, period=period)
        yield "refuse", partial(rules.refuse, case, reason=item, where="window 3", period=period, who=_who(who))
        yield "answer_precheck", partial(rules.answer_precheck, case, **told, ready=False)
        yield "answer_precheck", partial(rules.answer_precheck, case, **told | {"missing": ()}, ready=True)
    yield "confirm", partial(rules.confirm, case, filing=filing, who=rules.Who(APPLICANT))
    yield "fall_silent", partial(rules.fall_silent, case, period=period, who=rules.Who("system"))
    clocks = [one for scope in life.scopes() for one in pinned(scope, now)]
    agencies = {track.key: f"agency of {track.key}" for track in case.tracks}
    for who, how in product(EVERYBODY, ("", "deny", "end")):
        papers = [Tolerated("lease", case.tracks[0].key, due, "end" if how == "end" else "deny")] if how else []
        given = rules.Acceptance(clocks=clocks, agencies=agencies, tolerated=papers)
        yield "accept", partial(rules.accept, case, acceptance=given, who=_who(who))
    for purpose, who in product(("", "taking in"), (APPLICANT, OFFICERS[0])):
        shown = MaterialGiven("lease", (), "1.2.156.3005.2.x", "scan")
        signed = rules.Who(who, "" if who == APPLICANT else "agency")
        yield "take", partial(rules.take_credential, case, shown, purpose, who=signed)
    for files in ((), ("evidence_1",)):
        yield (
            "bring",
            partial(
                rules.bring_tolerated,
                case,
                material="lease",
                evidence=files,
                today=law_day(now),
                who=rules.Who(APPLICANT),
            ),
        )


def _steps(life: Life) -> Named:
    case = life.case
    for track, who in product((*case.tracks, None), EVERYBODY):
        key = track.key if track else "track9"
        for step in (*(step.id for step in (track.steps if track else ())), "step9"):
            told: Told = {"track": key, "step": step, "who": _who(who)}
            yield "complete", partial(rules.complete_step, case, **told, opinion="seen")
            for agree, opinion in product((True, False), REASONS):
                yield "sign", partial(rules.sign, case, **told, agree=agree, opinion=opinion)
            for reason in REASONS:
                yield "return_step", partial(rules.return_step, case, **told, reason=reason)
            for to in ("", "bo", "cai", APPLICANT):
                yield "assign", partial(rules.assign, case, **told, to=to)
        for agency, reason in product(("another", "agency"), REASONS):
            yield "transfer", partial(rules.transfer, case, track=key, to_agency=agency, reason=reason, who=_who(who))
        yield "urge", partial(rules.urge, case, track=key, text="soon", who=_who(who))


def _decisions(life: Life) -> Named:
    case = life.case
    for track, who, reason in product(case.tracks, EVERYBODY, REASONS):
        yields = rules.Yield(None, None, "2026-09-01", "agency") if track.promised else rules.NOTHING
        for granted in (True, False):
            told: Told = {"track": track.key, "granted": granted, "reason": reason, "who": _who(who)}
            yield "grant" if granted else "deny", partial(rules.decide, case, **told, yields=yields)
        yield (
            "record_audit",
            partial(rules.record_audit, case, track=track.key, sound=bool(reason), finding="looked", who=_who(who)),
        )
        yield "end_track", partial(rules.end_track, case, track=track.key, reason=reason, who=_who(who))


def _by_rule(life: Life) -> Named:
    case, platform = life.case, rules.Who("system")
    for track in case.tracks:
        yield "draw_audit", partial(rules.draw_audit, case, track=track.key, share=5)
        yields = rules.Yield(None, None, "2026-09-01", "agency") if track.promised else rules.NOTHING
        told: Told = {"track": track.key, "trace": {"rule": "r"}, "who": platform}
        yield "grant_instantly", partial(rules.grant_instantly, case, **told, yields=yields)


def _lasting(life: Life) -> Named:
    case = life.case
    for track, who, kind in product(case.tracks, EVERYBODY, KINDS):
        declared = rules.SpecialKind(kind, KINDS[kind], "行政许可法 第四十五条")
        told: Told = {"track": track.key, "who": _who(who)}
        yield "start_special", partial(rules.start_special, case, **told, kind=declared, reason="needed")
        yield "end_special", partial(rules.end_special, case, **told, kind=kind, result="done")
    for who, basis in product(EVERYBODY, ("", "某法 第十条")):
        yield "suspend", partial(rules.suspend, case, reason="because", basis=basis, who=_who(who))
        yield "resume", partial(rules.resume, case, reason="over", who=_who(who))
    today = law_day(life.now)
    yield "by_itself", partial(rules.lapse, case, today=today)
    for track in case.tracks:
        is_over = track.ends_on is not None and today.isoformat() > track.ends_on
        if is_over and rules.may_renew_silently(case, track) and rules.is_grantable(case, track):
            told = {"track": track.key, "granted": True, "reason": "", "who": rules.Who("system", "agency")}
            yield "by_itself", partial(rules.decided, case, **told, how="deemed")
            return


def _more_time(life: Life) -> Named:
    case = life.case
    for scope, who, reason in product((WHOLE, *(track.key for track in case.tracks)), EVERYBODY, REASONS):
        kinds = tuple(sorted(one.kind for one in life.clocks if one.scope == scope and one.is_running))
        terms = rules.ExtensionTerms(kinds, 10, "working_day", "第四十二条", "lead", law_day(life.now))
        told: Told = {"scope": scope, "reason": reason, "who": _who(who)}
        yield "ask_extension", partial(rules.ask_extension, case, **told, terms=terms)
        yield "grant_extension", partial(rules.grant_extension, case, **told, terms=terms)
        yield "deny_extension", partial(rules.deny_extension, case, **told)


def _ending(life: Life) -> Named:
    case = life.case
    for track in case.tracks:
        for reference in ("licence_1", "licence_2"):
            yield "record_result", partial(rules.record_result, case, track=track.key, reference=reference)
        for who, text in product(EVERYBODY, REASONS):
            told: Told = {"track": track.key, "who": _who(who)}
            for method in ("counter", "post", "download"):
                yield "deliver", partial(rules.deliver, case, **told, method=method, to="agent", reference=text)
            for kept in (True, False):
                yield "record_check", partial(rules.record_check, case, **told, kept=kept, finding=text)
            for because in ("breach", "error"):
                yield "revoke", partial(rules.revoke, case, **told, reason="r", basis=text, because=because)
            scopes = [*([track.key] if case.package else []), *([WHOLE] if case.status not in RUNNING else [])]
            clocks = tuple(one for scope in scopes for one in pinned(scope, life.now))
            given: Told = {"reference": text, "reason": "set aside", "clocks": clocks}
            yield "reopen", partial(rules.reopen, case, **told, **given, authority="court")


GROUPS: dict[Callable[[Life], Named], frozenset[str]] = {
    _filing: frozenset(
        {
            "supplement",
            "withdraw",
            "ask_supplement",
            "refuse",
            "accept",
            "bring",
            "take",
            "confirm",
            "answer_precheck",
            "fall_silent",
        }
    ),
    _steps: frozenset({"complete", "sign", "return_step", "assign", "transfer", "urge"}),
    _decisions: frozenset({"grant", "deny", "end_track", "record_audit"}),
    _by_rule: frozenset({"draw_audit", "grant_instantly"}),
    _lasting: frozenset({"start_special", "end_special", "suspend", "resume", "by_itself"}),
    _more_time: frozenset({"ask_extension", "grant_extension", "deny_extension"}),
    _ending: frozenset({"record_result", "deliver", "record_check", "revoke", "reopen"}),
    versions: frozenset({"migrate", "offer_version", "decline_version"}),
}
ACTS = tuple(sorted(name for names in GROUPS.values() for name in names))


def random_plan(dice: random.Random) -> CaseSubmitted:
    """A plan by dice, without Hypothesis: two or three items, some in turn, some promised, one perhaps a renewal."""
    tracks = []
    for number in range(dice.randint(1, 3)):
        key = f"track{number}"
        before = (f"track{number - 1}.step1",) if number and dice.random() < 0.5 else ()
        kinds: tuple[StepKind, StepKind, StepKind] = ("work", "visit", "collective")
        first = StepPlan("step0", "review", False, before, kind=dice.choice(kinds[:2]))
        kind = dice.choice(kinds[::2])
        last = StepPlan(
            "step1", "approve", True, (f"{key}.step0", *before), kind=kind, signatures=3 if kind == "collective" else 1
        )
        starts: Starts = "in_turn" if before else "with_case"
        ways = dice.choice([("download",), ("counter", "post")])
        licence = dice.choice([None, "permit"])
        tracks.append(TrackPlan(key, "r", licence, False, (first, last), starts=starts, delivery=ways))
    renews = [Renewed("track0", "licence_0", "2026-03-20", True)] if dice.random() < 0.3 else []
    promised = [one.key for one in tracks if dice.random() < 0.3]
    return replace(submitted(tracks, promised, renews), precheck=dice.random() < 0.2)
