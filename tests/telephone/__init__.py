"""Real calls: a telephone switch, an operator's network and telephones, all on one private loopback."""
