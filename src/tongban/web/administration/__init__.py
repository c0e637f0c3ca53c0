"""Administration: accounts and posts, regions and agencies, the working calendar, stuck work, the audit."""
