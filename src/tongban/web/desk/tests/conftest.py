"""The city of the pages' tests."""

from tongban.web.tests.conftest import City, city, founded

__all__ = ["City", "city", "founded"]
