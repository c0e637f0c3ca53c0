"""The kinds of document of the counter, for the reader of packs."""

from tongban.domains.cases.counter.definitions import ServicePlace
from tongban.kernel.packs import Kind

PLACES = Kind("places", "places", ServicePlace)
KINDS = (PLACES,)
