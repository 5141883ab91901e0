"""WhatsApp by Meta's Cloud API: the client, what Meta reports, and a simulator of both with a phone to chat on."""
