"""Corruption complaints beyond the grievance itself: two-person opening of seals, anonymous ways, retaliation, hand-over."""
