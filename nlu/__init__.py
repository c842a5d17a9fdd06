"""What did they mean? Training data, Rasa components, lexicons, crisis rules, evaluation."""
