"""What citizens write to us by WhatsApp and SMS, and what they are answered."""
