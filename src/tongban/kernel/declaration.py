"""What every declaration in a pack is made of."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Language = Literal["zh", "en"]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,63}$")]
ParameterName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")]
RegionText = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class Declaration(BaseModel):
    """One thing a pack says. Unknown keys are mistakes; a declaration never changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Declaration):
    """A sentence in both languages of the platform."""

    zh: Annotated[str, StringConstraints(min_length=1)]
    en: Annotated[str, StringConstraints(min_length=1)]

    def in_(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh
