"""The fingerprints (see `ourformulas`) of every formula that a version of ours wrote into a table.

Whoever changes a formula of the contract adds its new print and leaves the others: workbooks of older
versions hold those formulas, and they are ours to bring up to date. A test says which print is missing.
"""

_PRINTS = """
0540daa883 069bef21bf 06ea2b5bb3 07923a1cfb 086d4befdd 0a030904a6 0e9c0105cb 0faf4b7d2f 1094a19cd2
17ecdc76d4 1814fb0de4 1898180874 1967618b77 19a02ef7e6 1c5bbcd8fd 2023633e72 21d8798bcd 21f461bc59
226fca68c9 24d2019f57 252289b508 2565e3e18c 26c5faaf4f 28517b923f 2d224ef06b 2da09cdbda 31e3aed8c4
33c3a28e39 36a2b5391f 3983f7336b 3b59a435f6 4045e66885 41d127ed87 429a612eb4 43638a5166 440367863b
44424b3581 4909d2c401 49db9c4d62 4c6ce1251e 4d28579d46 4dcfe8572f 4fbf476634 522b9a8264 52cc019f63
54a6ee212e 5669e63c3d 573f0b51f3 5d2c6266c3 5e7358a87a 62c70e935c 63d3744c62 63fe52360c 6535af4140
670c651f0a 6778ba8407 68f60b5ee3 6e7b5eab3e 705e173e9f 71e8a6c509 72e3ba02d9 764c69450a 7bd1f8d91a
7cc10b8ff0 7e922986f4 7f14680066 804a503853 8338ef63f5 860ab2877b 895e052840 89a782037e 8fc6487870
943d8f7ac4 9b9d1ff8a5 a054ac1e84 a35086206f a484f81b56 a6fae9cce2 a837ddfab5 a9cb449074 aa7297d3ab
aaf29e8bb9 ab55628298 ac74cf4038 aede1ba6d3 b02cc5afcf b0fdb44e2f b3030ac7ed b4abf2c7af b6c2b053a1
b89b70c949 bbeeb8217e bc106995ae c1cb9d0c78 c28555bc33 c5357c58a6 c7871eb7a6 cbca9dea0f cc73149c7f
cd99178c04 cd9bda277e cfa5a38786 cfac233f35 d307f07f20 d6ee52f498 d9b847e28a d9d3ebbb24 e15649d29e
e3430e283b e7c12be0d9 e8795fa8b1 e9393c07aa e9b2344e5c eb74e5131d ed2c64ffe2 f121b0f879 f3d854cc89
f5434197da f98518b343 fc265a7f9f fde8980c1e fee731673d
"""

PRINTS: frozenset[str] = frozenset(_PRINTS.split())
