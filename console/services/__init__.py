"""What runs between the rules and the screen: use-cases that read as sentences, no Qt."""
