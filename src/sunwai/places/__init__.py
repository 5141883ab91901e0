"""Places: two trees over one table.

    state ─ division ─ district ─┬─ tehsil ─ village                      revenue
                                 ├─ block ─ gram panchayat ─ village      panchayat
                                 └─ urban body ─ ward                     urban

Every place knows all places above it (`ancestors`), so that "is this village in that block" is one lookup.
"""
