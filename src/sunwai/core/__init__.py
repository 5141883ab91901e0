"""The ground: clock, calendar, reference numbers, errors, settings, provider registry. Knows no domain."""
