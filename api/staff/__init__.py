"""The hotline desk: look up while the caller is on the line, and manage who may do so."""
