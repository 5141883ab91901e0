"""SMPP 3.4, the protocol of the operators' short message centres (SMSC): docs/api/sms-smpp.md.

provider ── sends as the port wants ──▶ session ── one bound connection, in a thread of its own ──▶ SMSC
taking   ◀── reports and citizens' SMS ──┘
wire, text: how it looks on the line (PDUs by `smpplib`), and how letters travel
"""
