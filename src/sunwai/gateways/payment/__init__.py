"""Taking money: a payment gateway. Its protocol and our settings: docs/api/payment.md."""
