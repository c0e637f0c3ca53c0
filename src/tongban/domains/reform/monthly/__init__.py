"""The monthly report (月度通报): the ledger of a region in a month, as an official paper and as a page."""
