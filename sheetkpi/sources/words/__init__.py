"""The words of raw sheets: kinds of activity, results, directions, and what they mean."""
