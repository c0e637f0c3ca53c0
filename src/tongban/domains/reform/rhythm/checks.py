"""What must be true of the rhythm rules of a pack."""

from collections.abc import Iterator

from tongban.domains.reform.rhythm.definitions import RhythmRule, RhythmStory
from tongban.kernel.packs import Grade, Scope, check
from tongban.kernel.packs.checks import Finding, nearest


@check(Grade.BRONZE)
def rhythm_rules_name_regions_and_agencies(scope: Scope) -> Iterator[Finding]:
    """A rhythm rule holds in regions that its pack knows, and an agency it names by role is known there or above."""
    regions = {document.model.code for document in scope.seen("regions")}
    roles = {document.model.id for document in scope.seen("agencies")}
    for document in scope.seen("rhythm"):
        rule: RhythmRule = document.model
        for place, region in enumerate(rule.regions):
            if region not in regions:
                mend = nearest(region, regions, "name a region of this pack or one it needs")
                yield scope.at(document, "regions", place, what=f"there is no region {region!r}", mend=mend)
        if rule.agency is not None and rule.agency not in roles:
            mend = nearest(rule.agency, roles, "leave `agency` out: the unit is then known by its name")
            yield scope.at(document, "agency", what=f"there is no agency with the role {rule.agency!r}", mend=mend)


@check(Grade.BRONZE)
def rhythm_stories_play_known_rules(scope: Scope) -> Iterator[Finding]:
    """A rhythm story plays rules that hold in its region, and every rule that its lines name is one of these."""
    rules: dict[str, RhythmRule] = {document.id: document.model for document in scope.seen("rhythm")}
    for document in scope.seen("rhythm_stories"):
        story: RhythmStory = document.model
        for place, name in enumerate(story.rules):
            if name not in rules:
                mend = nearest(name, rules, "declare the rule under rhythm/")
                yield scope.at(document, "rules", place, what=f"there is no rhythm rule {name!r}", mend=mend)
            elif story.region not in rules[name].regions:
                what = f"the rule {name!r} does not hold in {story.region}"
                yield scope.at(document, "rules", place, what=what, mend="play it in one of its regions")
        for name in sorted(_named(story) - {*story.rules}):
            mend = nearest(name, story.rules, "add it to `rules`")
            yield scope.at(document, what=f"a line names {name!r}, which the story does not play", mend=mend)


@check(Grade.SILVER)
def every_rhythm_rule_has_a_story(scope: Scope) -> Iterator[Finding]:
    """Each rule with a date or a rhythm is played by a story: what the plan asks for is shown to happen."""
    played = {name for document in scope.seen("rhythm_stories") for name in document.model.rules}
    for document in scope.own("rhythm"):
        if document.id not in played:
            mend = "write one under rhythm_stories/ that names it in `rules`"
            yield scope.at(document, "id", what=f"no story plays the rule {document.id!r}", mend=mend)


def _named(story: RhythmStory) -> set[str]:
    acts = {act.rule for act in story.do if act.rule}
    looks = {name for look in story.then for name in (*look.none, *look.reminded, *look.not_reminded)}
    return acts | looks | {duty.rule for look in story.then for duty in look.duties}


CHECKS = (rhythm_rules_name_regions_and_agencies, rhythm_stories_play_known_rules, every_rhythm_rule_has_a_story)
