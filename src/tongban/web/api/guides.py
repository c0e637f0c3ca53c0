"""The public guide (办事指南) of a procedure as data, in the reader's language."""

from tongban.domains.catalogue import api as catalogue
from tongban.web.api.shapes import Out


class GuideFactOut(Out):
    """One of the facts under the title; `detail` says where it comes from."""

    id: str
    label: str
    value: str
    detail: str


class PromiseOut(Out):
    """One of several promises: for whom, how long, from which source."""

    text: str
    length: str
    source: str


class GuideMaterialOut(Out):
    """A paper in words; `exempt` says why it need not be handed in, or nothing."""

    id: str
    title: str
    required: bool
    origin: str
    form: str
    exempt: str
    basis: str
    note: str
    tracks: list[str]


class GuideTrackOut(Out):
    """One item in words."""

    key: str
    title: str
    summary: str
    agency: str
    kind: str
    promised: str
    statutory: str
    result: str


class StageOut(Out):
    """A step that the applicant experiences (环节), with the items it covers."""

    title: str
    items: list[str]


class FeeOut(Out):
    """A charge in words, with its legal basis."""

    title: str
    amount: str
    basis: str


class QuestionOut(Out):
    """A question that is often asked."""

    question: str
    answer: str


class PlaceOut(Out):
    """A window to go to."""

    title: str
    address: str
    hours: str
    phone: str


class GuideOut(Out):
    """The guide's page, part by part."""

    title: str
    summary: str
    source: str
    accepted_by: str
    facts: list[GuideFactOut]
    promises: list[PromiseOut]
    audience: list[str]
    conditions: list[str]
    materials: list[GuideMaterialOut]
    stages: list[StageOut]
    tracks: list[GuideTrackOut]
    results: list[str]
    fees: list[FeeOut]
    legal_basis: list[str]
    questions: list[QuestionOut]
    places: list[PlaceOut]
    online: str
    is_fiction: bool

    @staticmethod
    def of(guide: catalogue.Guide) -> "GuideOut":
        return GuideOut(
            title=guide.title,
            summary=guide.summary,
            source=guide.source,
            accepted_by=guide.accepted_by,
            facts=[GuideFactOut.model_validate(one) for one in guide.facts],
            promises=[PromiseOut.model_validate(one) for one in guide.promises],
            audience=list(guide.audience),
            conditions=list(guide.conditions),
            materials=[GuideMaterialOut.model_validate(one) for one in guide.materials],
            stages=[StageOut(title=title, items=list(items)) for title, items in guide.stages],
            tracks=[GuideTrackOut.model_validate(one) for one in guide.tracks],
            results=list(guide.results),
            fees=[FeeOut(title=title, amount=amount, basis=basis) for title, amount, basis in guide.fees],
            legal_basis=list(guide.legal_basis),
            questions=[QuestionOut(question=asked, answer=answer) for asked, answer in guide.questions],
            places=[PlaceOut.model_validate(one) for one in guide.places],
            online=guide.online,
            is_fiction=guide.is_fiction,
        )
