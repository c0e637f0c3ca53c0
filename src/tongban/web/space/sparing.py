"""The papers of an application: what is there already and is not asked, why, and what the applicant may choose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.licences import api as licences
from tongban.domains.registry import api as registry
from tongban.kernel import evidence
from tongban.kernel.errors import Refusal
from tongban.web.components.parts import Choice, Fact, Field
from tongban.web.wording import day, pick, t

TAKE, OWN = "take", "own"


@dataclass(frozen=True, slots=True)
class Look:
    """The licence that is taken, as the applicant may see it; `url` opens it where it is the applicant's own."""

    title: str
    facts: tuple[Fact, ...]
    state: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A material on its page: not asked (`held` says why), or with the files given so far. `may_follow`: 容缺.

    `may_choose`: the applicant says whether what is there is used; `choice` is what was said (None: nothing yet), and
    `offer` in words what is there.
    """

    id: str
    title: str
    note: str
    required: bool
    held: str
    may_follow: bool
    files: tuple[evidence.Evidence, ...]
    may_choose: bool = False
    choice: bool | None = None
    offer: str = ""
    look: Look | None = None

    @property
    def is_open(self) -> bool:
        """A question about it is still to be answered."""
        return self.may_choose and not self.held and self.choice is None

    def question(self, error: str) -> Field:
        """Use what is there, or bring it oneself."""
        return Field(
            name=f"licence.{self.id}",
            label=self.title,
            kind="radio",
            help=self.offer,
            required=self.required,
            choices=(
                Choice(TAKE, t("web.space.paper.take"), bool(self.choice or (self.choice is None and self.held))),
                Choice(OWN, t("web.space.paper.own"), self.choice is False),
            ),
            error=error,
        )


def paper_of(
    one: catalogue.Material,
    procedure: catalogue.Procedure,
    *,
    choice: bool | None,
    files: Sequence[str],
    filer: cases.Filer,
    may_follow: bool,
    form: Mapping[str, Any],
) -> Paper:
    """A material as it stands now, with what the applicant has chosen and uploaded for it."""
    found = cases.find_without_asking(one, filer=filer, form=form)
    held = offer = ""
    may_choose = False
    if one.issued_by:
        held = t("web.guide.material.from_procedure", item=pick(procedure.track(one.issued_by).title))
    elif found.credential and one.ground:
        held = t(
            "web.space.paper.by_law", number=_named(found, filer), basis=f"{one.ground.document}{one.ground.place}"
        )
    elif found.credential and (not found.holder or cases.is_own(registry.SubjectId.parse(found.holder), filer.actor)):
        may_choose, offer = True, t("web.space.paper.offer", number=_named(found, filer))
        held = t("web.space.paper.consented", number=_named(found, filer)) if choice else ""
    elif found.earlier:
        number = cases.get_receipt(cases.CaseId.parse(found.earlier), filer.actor)[0]
        may_choose, offer = True, t("web.space.paper.earlier", number=number)
        held = offer if choice is not False else ""
    return Paper(
        id=one.id,
        title=pick(one.title),
        note=pick(one.note),
        required=one.required,
        held=held,
        may_follow=may_follow,
        files=files_of(files) if choice is False or not held else (),
        may_choose=may_choose,
        choice=choice,
        offer=offer,
        look=_look(found, filer) if found.credential and not one.issued_by else None,
    )


def _named(found: Any, filer: cases.Filer) -> str:
    """The licence as people call it: its title, and its number when it is the applicant's own."""
    attached = licences.find_attached(found.credential, then=filer.at, now=filer.at)
    return called(attached, found.credential, plain=not found.holder)


def called(attached: licences.Attached | None, identifier: str, *, plain: bool = True) -> str:
    """Title and number of a licence that was attached; its identifier when it is gone."""
    if attached is None:
        return identifier
    return f"{pick(attached.title)} {attached.number}" if plain else pick(attached.title)


def _look(found: Any, filer: cases.Filer) -> Look | None:
    """What the applicant sees of the licence: everything of an own one, of another's only that it is there."""
    attached = licences.find_attached(found.credential, then=filer.at, now=filer.at)
    if attached is None:
        return None
    facts = [Fact(t("web.licence.issuer"), pick(attached.issuer)), Fact(t("web.licence.valid"), until(attached))]
    if found.holder:
        return Look(pick(attached.title), tuple(facts), attached.now)
    own = [Fact(t("web.licence.number"), attached.number), Fact(t("web.licence.holder"), attached.holder_name)]
    lines = [Fact(pick(one.title), one.value) for one in attached.fields]
    return Look(pick(attached.title), (*own, *facts, *lines), attached.now, url=str(attached.id))


def is_lost(given: cases.MaterialView, now: datetime) -> bool:
    """Whether the licence that was taken for a material can no longer be used."""
    if given.credential is None or given.ground == "procedure" or given.credential == cases.FROM_PROCEDURE:
        return False
    attached = licences.find_attached(given.credential, then=given.since or now, now=now)
    return attached is not None and attached.now is not licences.State.VALID


def until(attached: licences.Attached) -> str:
    return day(attached.valid_until) if attached.valid_until else t("web.licence.no_end")


def files_of(ids: Sequence[str]) -> tuple[evidence.Evidence, ...]:
    """What is known about files; one that is gone is left out."""
    found = []
    for one in ids:
        try:
            found.append(evidence.describe(evidence.EvidenceId.parse(one)))
        except Refusal:
            continue
    return tuple(found)
