"""Filing a complaint: one question a page, everything kept in a draft from the first answer on."""
