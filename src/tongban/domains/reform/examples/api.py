"""The door of typical cases."""

from tongban.domains.reform.examples.commands import (
    Example,
    move_copy,
    publish_example,
    return_example,
    review_example,
    submit_again,
    submit_example,
    take_up,
    withdraw_example,
)
from tongban.domains.reform.examples.queries import CopyView, ExampleView, get_example, list_examples
from tongban.domains.reform.examples.rules import CopyState, ExampleState
from tongban.domains.reform.ids import CopyId, ExampleId

__all__ = [
    "CopyId",
    "CopyState",
    "CopyView",
    "Example",
    "ExampleId",
    "ExampleState",
    "ExampleView",
    "get_example",
    "list_examples",
    "move_copy",
    "publish_example",
    "return_example",
    "review_example",
    "submit_again",
    "submit_example",
    "take_up",
    "withdraw_example",
]
