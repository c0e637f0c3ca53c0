"""Stories: worked examples that an official signs off."""

from collections.abc import Iterator

from tongban.domains.catalogue import building, rules
from tongban.domains.catalogue.answering import validate_form
from tongban.domains.catalogue.forms_of import schema_of
from tongban.domains.catalogue.procedure import Procedure
from tongban.domains.catalogue.situations import narrow
from tongban.domains.catalogue.stories import Story
from tongban.kernel.errors import Refusal, TongbanError
from tongban.kernel.packs import Document, Grade, Scope, check
from tongban.kernel.packs.checks import Finding, nearest
from tongban.kernel.packs.integrity import refused


@check(Grade.BRONZE)
def stories_fit_their_procedure(scope: Scope) -> Iterator[Finding]:
    """A story is about a procedure of its region; its answers fit the form; its acts name steps that exist."""
    for document in scope.own("stories"):
        story: Story = document.model
        pack = building.pack_of(scope.library, story.region)
        if pack is None:
            what = f"no pack answers for the region {story.region}"
            yield scope.at(document, "region", what=what, mend="use the region of this pack or one below it")
            continue
        view = scope.library.view(pack)
        known = {key for _, key in building.keys(view)}
        if story.procedure not in known:
            mend = nearest(story.procedure, known, "name a service that stands alone, or a package")
            yield scope.at(document, "procedure", what=f"{pack} has no procedure {story.procedure!r}", mend=mend)
            continue
        one = view.find("packages", story.procedure) or view.find("services", story.procedure)
        if one is None or schema_of(view, one) is None:
            continue  # the form's own checks tell
        try:
            procedure = rules.procedure_on(building.build(view, story.procedure), story.do[0].at.date())
        except (LookupError, TongbanError, ValueError):
            continue  # other checks say what is missing or malformed
        try:
            narrowed = narrow(procedure, story.given.situations)
        except Refusal as refusal:
            mend = f"answer the guided questions: {', '.join(one.id for one in procedure.situations)}"
            yield scope.at(document, "given", "situations", what=refused(refusal), mend=mend)
            continue
        yield from _fits(scope, document, narrowed)


def _fits(scope: Scope, document: Document, procedure: Procedure) -> Iterator[Finding]:
    story: Story = document.model
    for error in validate_form(procedure, story.given.form):
        what = f"{error.path}: {error.text.en}"
        yield scope.at(document, "given", "form", error.field, what=what, mend="correct the answer")
    for place, material in enumerate(story.given.materials):
        if procedure.material(material) is None:
            known = [one.id for one in procedure.materials]
            what = f"{procedure.key} has no material {material!r}"
            yield scope.at(
                document, "given", "materials", place, what=what, mend=nearest(material, known, "leave it out")
            )
    for place, key in enumerate(story.given.promised):
        offering = {track.key for track in procedure.tracks if track.conduct.commitment}
        if key not in offering:
            what = f"{key} cannot be taken by commitment here"
            mend = nearest(key, offering, "leave it out")
            yield scope.at(document, "given", "promised", place, what=what, mend=mend)
    yield from _acts(scope, document, procedure)


def _acts(scope: Scope, document: Document, procedure: Procedure) -> Iterator[Finding]:
    story: Story = document.model
    steps = {(track.key, step.id) for track in procedure.tracks for step in track.steps}
    tracks = {track.key for track in procedure.tracks}
    for place, act in enumerate(story.do):
        if act.track is not None and act.track not in tracks:
            what = f"{procedure.key} has no track {act.track!r}"
            yield scope.at(document, "do", place, "track", what=what, mend=nearest(act.track, tracks, "name an item"))
        elif act.step is not None and (act.track or procedure.key, act.step) not in steps:
            what = f"there is no step {act.step!r}"
            yield scope.at(document, "do", place, "step", what=what, mend="name a step of that track")
    for place, then in enumerate(story.then):
        if then.scope not in {"case", *tracks}:
            what = f"{then.scope!r} is neither `case` nor a track"
            yield scope.at(document, "then", place, "scope", what=what, mend=nearest(then.scope, tracks, "write case"))


@check(Grade.SILVER)
def every_procedure_has_a_story(scope: Scope) -> Iterator[Finding]:
    """Every service that stands alone and every package has a worked example in a pack that uses it."""
    told: set[str] = set()
    for pack in scope.library:
        if scope.pack.id in {one.id for one in scope.library.chain(pack.id)}:
            told |= {document.model.procedure for document in pack.list("stories")}
    for document in [*scope.own("services"), *scope.own("packages")]:
        if document.id not in told and getattr(document.model, "standalone", True):
            what = f"{document.id} has no worked example"
            yield scope.at(document, what=what, mend="add a file under stories/ of a pack that uses it")


CHECKS = (stories_fit_their_procedure, every_procedure_has_a_story)
