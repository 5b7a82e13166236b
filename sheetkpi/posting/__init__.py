"""The morning's sentences in a channel of Slack, Microsoft Teams or Chatwork.

- `channels`  which channel a name means, and how it is reached: never said in a workbook
- `morning`   what is said, from the workbook's saved cells
- `services`  the same as each service wants it
- `sending`   one request, tried again where that may help
- `posted`    what was posted on which day, so that nothing is posted twice
- `posting`   all of it in turn
"""

from sheetkpi.posting.posting import Posted, post

__all__ = ["Posted", "post"]
