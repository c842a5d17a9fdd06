"""Judge understanding on questions that nobody trained on, alone and beside other ways to understand."""
