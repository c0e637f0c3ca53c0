"""Mistakes in licence types: the check that must find each, the file, what is replaced by what."""

from typing import Any

KIOSK, STAMP = "town/services/kiosk.yaml", "town/services/stamp.yaml"
LICENCE, CARD = "land/licences/kiosk_licence.yaml", "town/licences/stamp_card.yaml"
AUDIENCE = "audience: [natural_person, enterprise]\n"
RENEWAL = "renewal: {licence: kiosk_licence, basis: {document: 虚构售货亭法}}\n"

LICENCES: list[dict[str, Any]] = [
    {"check": "services_may_issue_their_licences", "file": LICENCE, "old": "[market]", "new": "[police]",
     "at": (KIOSK, "agency: market")},
    {"check": "services_may_issue_their_licences", "file": KIOSK, "old": "agency: market", "new": "agency: police"},
    {"check": "acts_follow_known_items", "file": LICENCE, "old": "kiosk_change: set", "new": "stamp: add",
     "at": (LICENCE, "change:")},
    {"check": "acts_follow_known_items", "file": CARD, "old": "upon: [kiosk]", "new": "upon: [kiosc]"},
    {"check": "renewals_renew", "file": KIOSK, "old": AUDIENCE, "new": AUDIENCE + RENEWAL, "down": 1},
    {"check": "licences_name_known_things", "file": CARD, "old": "folds: [kiosk_licence]", "new": "folds: [kiosk]"},
    {"check": "licences_name_known_things", "file": CARD, "old": "holder: enterprise", "new": "holder: person",
     "at": (CARD, "folds:")},
    {"check": "licences_name_known_things", "file": CARD, "old": "satisfies: [licence", "new": "satisfies: [lycence"},
    {"check": "licences_name_known_things", "file": CARD, "old": "issued_by: [police]", "new": "issued_by: [polise]"},
    {"check": "licences_name_known_things", "file": CARD, "old": "by: [market]", "new": "by: [markt]"},
    {"check": "licences_that_end_say_what_that_means", "file": CARD,
     "old": "  expiry: {meaning: {zh: 到期作废。, en: Void at its end.}, basis: 虚构盖章法 第五条}\n", "new": "",
     "at": (CARD, "validity:")},
    {"check": "shape", "file": CARD, "old": "until: ends_on", "new": "until: name",
     "at": (CARD, "id: stamp_card")},
    {"check": "shape", "file": CARD, "old": "validity: {until: ends_on}", "new": "validity: {amount: 3}"},
    {"check": "shape", "file": LICENCE, "old": "validity: {amount: 3, unit: year}", "new": "validity: null",
     "at": (LICENCE, "id: kiosk_licence")},
    {"check": "shape", "file": LICENCE, "old": "renew: {upon: [kiosk_renewal]", "new": "renew: {upon: [kiosk_closing]",
     "at": (LICENCE, "life:")},
    {"check": "shape", "file": CARD, "old": "kind: date}", "new": "kind: rows}"},
    {"check": "shape", "file": CARD, "old": "folds: [kiosk_licence]", "new": "folds: [stamp_card]",
     "at": (CARD, "id: stamp_card")},
    {"check": "shape", "file": CARD, "old": "suspend: {by: [market], basis: [虚构盖章法 第三条]}",
     "new": "suspend: {by: [market]}"},
]  # fmt: skip
