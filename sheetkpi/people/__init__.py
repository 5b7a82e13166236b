"""The people loop: workbooks are handed out to reps and teams, and what they enter is collected again."""
