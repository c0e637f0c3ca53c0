"""Who carries out what: an upper plan's tasks beside the measures of the plans below it."""
