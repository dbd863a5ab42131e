"""Floor 2: what to buy: explore, choose, certify, verify."""
