"""Where a typical case and a copy may go from where they are. Pure."""

from enum import StrEnum

from tongban.kernel.errors import Refusal


class ExampleState(StrEnum):
    """`submitted` waits for the first look, `reviewed` for the second person, `published` is public."""

    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class CopyState(StrEnum):
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    IN_FORCE = "in_force"
    GIVEN_UP = "given_up"


_NEXT = {
    ExampleState.SUBMITTED: {ExampleState.REVIEWED, ExampleState.RETURNED, ExampleState.WITHDRAWN},
    ExampleState.REVIEWED: {ExampleState.PUBLISHED, ExampleState.RETURNED, ExampleState.WITHDRAWN},
    ExampleState.RETURNED: {ExampleState.SUBMITTED, ExampleState.WITHDRAWN},
    ExampleState.PUBLISHED: {ExampleState.WITHDRAWN},
    ExampleState.WITHDRAWN: set(),
}
_COPY_NEXT = {
    CopyState.PLANNED: {CopyState.UNDER_WAY, CopyState.IN_FORCE, CopyState.GIVEN_UP},
    CopyState.UNDER_WAY: {CopyState.IN_FORCE, CopyState.GIVEN_UP},
    CopyState.IN_FORCE: {CopyState.GIVEN_UP},
    CopyState.GIVEN_UP: {CopyState.PLANNED},
}


def next_states(state: str) -> tuple[ExampleState, ...]:
    return tuple(one for one in ExampleState if one in _NEXT[ExampleState(state)])


def next_copy_states(state: str) -> tuple[CopyState, ...]:
    return tuple(one for one in CopyState if one in _COPY_NEXT[CopyState(state)])


def require_step(state: str, wanted: ExampleState) -> None:
    """Refuses `reform.example.step`."""
    if wanted not in next_states(state):
        raise Refusal("reform.example.step")


def require_copy_step(state: str, wanted: str) -> CopyState:
    """Refuses `reform.copy.step`."""
    found = next((one for one in next_copy_states(state) if one == wanted), None)
    if found is None:
        raise Refusal("reform.copy.step")
    return found
