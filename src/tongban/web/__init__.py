"""Pages and the JSON API: they translate requests into calls of domain doors. No rule lives here."""
