"""Sending e-mail by SMTP, what comes back undelivered, and a mail server of the demo."""
