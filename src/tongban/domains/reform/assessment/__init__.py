"""Assessment (考核评价): points by a published rule from what the ledger and the rhythm show; appeal; honest ranks."""
