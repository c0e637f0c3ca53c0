"""What a pack says about the life of a kind of licence: which acts the law knows for it, and what they mean.

    life:
      change: {upon: {company_change_registration: set}, basis: [市场主体登记管理条例 第二十四条]}
      renew: {upon: [food_business_licence_renewal], begins: old_end, basis: [行政许可法 第五十条]}
      replace: {basis: [市场主体登记管理条例 第三十七条]}
      suspend: {basis: [食品安全法 第一百二十六条], by: [market_regulation]}
      revoke: {endings: [annulled, penalised, cancelled], upon: [company_deregistration]}
      expiry: {meaning: {zh: 有效期届满未延续的，依法注销。, en: …}, basis: 行政许可法 第七十条}

An act that is left out is not known to the law of this licence: nobody can do it. Only taking back is always there.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from tongban.domains.licences.states import Ending
from tongban.kernel.declaration import Declaration, Slug, Text

Law = Annotated[str, StringConstraints(min_length=2, max_length=300)]
LICENSING_LAW = ("中华人民共和国行政许可法 第六十九条", "中华人民共和国行政许可法 第七十条")


class Act(Declaration):
    """One act and the laws that know it. Whoever acts without a decided case names one of them."""

    basis: Annotated[tuple[Law, ...], Field(min_length=1)]


class Change(Act):
    """变更: what is written changes, number and term stay; a new record replaces the old one.

    `upon` names the items whose grant does it: `set` writes the values that the item's result gives, `add` puts its
    rows after those that are there (another address). `fields` are those that may change; none named means all.
    """

    upon: dict[Slug, Literal["set", "add"]] = {}
    fields: tuple[Slug, ...] = ()


class Renew(Act):
    """延续: a new term under the same number, from the day after the old one, or from the day of the decision."""

    upon: tuple[Slug, ...] = ()
    begins: Literal["old_end", "decision"] = "old_end"


class Replace(Act):
    """补证、换证: the same content on a new record; what was lost or spoilt is worth nothing from then on."""


class Suspend(Act):
    """暂扣、中止: not usable for a time. `by` are roles of agencies that may besides the one that issued it."""

    by: tuple[Slug, ...] = ()


class Revoke(Act):
    """撤销, 吊销, 注销: worth nothing from then on. `upon` names the items whose grant cancels it (注销登记)."""

    basis: Annotated[tuple[Law, ...], Field(min_length=1)] = LICENSING_LAW
    endings: Annotated[tuple[Ending, ...], Field(min_length=1)] = (Ending.ANNULLED, Ending.CANCELLED)
    by: tuple[Slug, ...] = ()
    upon: tuple[Slug, ...] = ()


class Expiry(Declaration):
    """What it means that the term is over, in words for the holder, and by which law."""

    meaning: Text
    basis: Law


class Life(Declaration):
    """The acts that the law knows for a kind of licence."""

    change: Change | None = None
    renew: Renew | None = None
    replace: Replace | None = None
    suspend: Suspend | None = None
    revoke: Revoke = Revoke()
    expiry: Expiry | None = None

    @model_validator(mode="after")
    def _one_act_for_one_item(self) -> Self:
        upon = [*(self.change.upon if self.change else ()), *(self.renew.upon if self.renew else ()), *self.revoke.upon]
        if twice := sorted({one for one in upon if upon.count(one) > 1}):
            raise ValueError(f"an item does one thing to a licence, not two: {twice}")
        return self
