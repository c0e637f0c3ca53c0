"""The house's direction, by import-linter: no ignore list, ever."""

from importlinter.api import read_configuration
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_every_import_contract_is_kept() -> None:
    assert lint_imports(config_filename=".importlinter", no_cache=True) == EXIT_STATUS_SUCCESS


def test_no_contract_ignores_an_import() -> None:
    options = read_configuration(config_filename=".importlinter")["contracts_options"]
    assert [contract["name"] for contract in options if "ignore_imports" in contract] == []
