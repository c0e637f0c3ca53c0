"""What must be true of the services, packages, forms and stories of a pack. Every check has a grade and a test."""

from tongban.domains.catalogue.checks import (
    basic,
    choices,
    flow,
    form_use,
    guiding,
    listed,
    merging,
    practice,
    quality,
    references,
    worked_examples,
)

CHECKS = (
    *references.CHECKS,
    *choices.CHECKS,
    *basic.CHECKS,
    *flow.CHECKS,
    *form_use.CHECKS,
    *guiding.CHECKS,
    *merging.CHECKS,
    *listed.CHECKS,
    *practice.CHECKS,
    *quality.CHECKS,
    *worked_examples.CHECKS,
)
