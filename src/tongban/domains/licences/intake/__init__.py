"""The import of existing licences by spreadsheet (存量归集): all of a file or nothing, by two persons, undoable."""
