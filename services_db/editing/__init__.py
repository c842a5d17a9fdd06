"""Edit what is published: judge a draft, publish it, take it back, and bring it home into the YAML files."""
