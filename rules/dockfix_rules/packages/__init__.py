"""Rules about package managers: what they ask, which versions they take, what they leave behind."""
