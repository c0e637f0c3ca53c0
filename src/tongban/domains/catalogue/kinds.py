"""The kinds of document of this domain, for the reader of packs."""

from tongban.domains.catalogue.conduct import SpecialProcedure
from tongban.domains.catalogue.definitions import FormDeclaration, Package, Service
from tongban.domains.catalogue.entries import BasicEntry
from tongban.domains.catalogue.lists import RegisterList
from tongban.domains.catalogue.stories import Story
from tongban.kernel.packs import Kind, by_file

KINDS = (
    Kind("services", "services", Service),
    Kind("packages", "packages", Package),
    Kind("forms", "forms", FormDeclaration, suffix=".json", identity=by_file, whole="json_schema"),
    Kind("special_procedures", "special_procedures.yaml", SpecialProcedure),
    Kind("lists", "lists", RegisterList),
    Kind("catalogue_entries", "catalogue", BasicEntry),
    Kind("stories", "stories", Story, identity=by_file),
)
