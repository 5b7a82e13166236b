"""Prints of today's formulas outside tables, by the name of their cells (see `placedformulas`).

Written with the templates: `python -m sheetkpi.workbook.template`.
"""

_PRINTS = {
    "kpi_answer": """
3c0e577e92 53c679126b
""",
    "kpi_card_calls": """
4e3709f08c 790638e062
""",
    "kpi_card_connects": """
69e64a2652 a6f6662485
""",
    "kpi_card_meetings": """
a9465429df ebf0291d9f
""",
    "kpi_card_opportunities": """
7cb83b2341 b86146e2a5
""",
    "kpi_card_wins": """
a985a619be dac14debb6
""",
    "kpi_card_won_amount": """
00b74a6326 2b94c473ed
""",
    "kpi_cards_ahead": """
25141067bd 2549fe357a 3a29a29519 4293cd37ac 6421d52db4 86ee66a6a3 964c45ad92 af6c56663d be1aba38c2
d0a7987412 e1ad390281 ee629e3ee2
""",
    "kpi_cards_before": """
0d71d0e268 0f56c8b3d4 1e7ec0ff1e 212d9e05b7 25ec4843c9 4e3cec14df 5273df17f9 6aae7f8bf6 9474a0b498
a80039c1c2 c8fdae1a7a ef8955eeac
""",
    "kpi_cards_chance": """
0c039f7ff5 3252463ca9 3305c08b9b 5a4e828dce 784ec243b2 83fd5faca9 be5bce4e5c c4002d3f99 cc5586d926
e6173d3a16 eaa1963fc9 f41732343c
""",
    "kpi_cards_due": """
1809938dbd 18c1bbae69 58b7a1de79 750a85f8aa 87185ea8a8 9122b4aba6 9750148401 a1b08a3395 b6182ca7aa
d4628f11db dcf0afd51e e8a9e40555
""",
    "kpi_cards_forecast": """
26e167ca59 50444a864f 59840cb718 841a3fa415 8db67e76bc 8e48bb34d2 9250f2f286 9b371ca55a a84cf29c55
acdcaf9050 b10d922a23 bd54367f0d
""",
    "kpi_cards_range": """
1dbd8e3305 338dbfcd31 346b8dfc57 5e8e721fa6 600879827e 6db99eff50 8942dda0b9 96e6cd1c05 99611fb21b
a54b90dbc8 a77f0ec6ee e162572ced
""",
    "kpi_cards_rate": """
05f5519732 3303e06602 57f72da2e8 72840fd5ee 7bfcbf18b8 856f001084 9d829ce7ea a4b07ef169 c1846eaf32
c9403b0dd5 cf35cbd369 e01c56a954 f51b82eea1 f857f000de f88944bd4b fc8ec2f06e
""",
    "kpi_cards_target": """
11a47ec17d 24b96aac19 256265b2a0 646f7c49a2 6b19964e1a 9595322dec af7091d938 b10ce50ca5 b730c0ee44
db0a52223c ea08114fce f7aa6c74aa
""",
    "kpi_coached_rows": """
adf4b273a3 c45078e3ce d851cc29b6 f5b1931bc5 fa693687f8
""",
    "kpi_coached_shown": """
05fe6d7586
""",
    "kpi_coaching": """
0091901c9a 0137600e3e 02db1d242e 05bb1abbd3 05fe6d7586 060fb862c2 06509d858e 075e9d5597 083d74ab8e
0a4d279b58 0b3a72ebce 0b5009e2bc 0b7652b241 0bebe9ab22 0d6b7ddc6e 0ddd19e71b 0ec73b3d02 0ede65394b
11d28f3f35 12059fe834 122e4e6cdf 12dd093c81 13b9f55c45 13ff10cff8 1710df3145 1714953efb 17369259b6
18757d0b53 188c22bebb 19c0d461f8 1bf8d4e3e5 1c0b74883b 1e4765d3fd 1e79f8e578 1f698acba7 206fd85b78
2199fbbdbc 21c19c3f53 2260f3155d 22c6427c9c 22df618c90 22fb3c8297 2327ce480a 23e0c34810 2486cd426d
2565980f6b 25c77a3440 26560dbab7 29265be317 2b0928497b 2b8d9aa02a 2b90ccf581 2cb6bedbe3 2d306215eb
2de89453b2 2e7161acc0 304c06d1b7 3090afb8c1 309efe018b 318476c85f 31d20f8c71 3246589e80 32ed7503af
346a7c90fc 357581afe2 36984bc677 36e5132f5b 375c15932c 399a093b81 3b2b409bc6 3b929f6d9a 3c24bfe791
3f285794e6 3f6ca85c70 411c986c81 42ef4e7f75 436a86f7cc 468c5c0d52 477ec9406b 48a284b0d9 492e7d98b2
49ac848570 4a1467dfcb 4ae6ce23e9 4e19607701 4e2aaa96a4 4e9e4902ad 54bae2ef54 55d2ae360c 564940b9a3
577daa5e47 578c448bd0 57bfd35e22 59194c1cf1 5a9e433840 5be21330a1 5c4f555cc7 5c68b90638 5c76ab9e52
5cadae178a 5cc69bfc7a 5d379cf9f8 5d38da609a 5dce18f8d6 5e037340d6 5fa05e334b 604f028bad 6074c02096
609905ec93 61b3cc4c29 61d41bf4e1 62f7e6e18b 634bd78b37 642e961f58 64589a4419 656101c35d 656e436ddd
66ffd26e46 6714fc2239 6885cbd111 6899198680 68a82c9d84 693236a5bb 69e0a8bafe 6b4bc2fb50 6b9d5cbe7f
6c5f17df3d 6e9f1531f1 6f7e9af42c 74429d511f 75288f35af 769bb27c20 76d29e2f2e 77eed1fb88 7991078a97
7be8c0b418 7d1bd63288 7fbf7ed272 818e903593 820fecf303 84f0ae2dfe 8639f52846 86e99376d9 876fab7539
8833a8f58e 8a821af444 8acd52538f 8b5c1aaaa3 8bdd47ace9 8c86a8f283 8e4eba93be 919a4dbcb1 91aad5e75a
92a2f3bed0 93f7618336 984b948f7f 98c2b9a9a5 9a595783bf 9b6ac4df66 9bdd9d04c0 9c584c2f68 9cc1e0591c
9ce0cf81b5 9f47a057d4 a04428a2d7 a19b20cbb9 a1b10397c0 a26bf38d88 a50b5798cd a6a6d26988 a6e0b723f7
a7d75c9a2d a82bba6598 a8c4f56539 a9c469d7c8 ab8536c9e7 ac3802a878 ac60038a14 af60e3ef1e b069224fa9
b3cc9f9e7e b4e125828c b5962da942 b740145e14 b8a6e2a095 b8c1d1a16a ba47e48f5d bd89b4bf3e beef7679b1
bf47b4be47 c00848ad6f c079a088b3 c0ff13add8 c181071ae3 c207ccc5ce c2dbe79877 c3738f2d9f c3b9092a1b
c3f4609b04 c3fd0130d8 c409e54e8f c50c4f9ccf c51327aef8 c57736bce7 c59c80cab7 c5f69de379 c67f2418cf
c709a7a20b c7c5144cca c915745458 ca14ae2325 caa292c80c cbaef255cd cd327862a1 d2235b3789 d272a25ec6
d3ba31c364 d46c9eacb2 d4c513cbe0 d605c7f628 d65a750586 d6e9b1926d d86b07201c d87faea401 da15abc5f0
dc53948b1c dd52c56be3 dd91cd8dfe dea8081cc0 df9f375f03 e06744c39c e0b0c30b00 e0bec7e1ef e270d57482
e4f8d1191c e4fcc7040e e679b96074 e7544367a6 e9731a9c1c ebb721dc83 f32a42e1b2 f547c6a9cb f5980a7125
f71ddc494d f739f50962 f854ff9aa9 f859700932 f8c6ca3cf0 fadf6763f7 fb50ca2642 fdf406466c
""",
    "kpi_counted_until": """
1e40ed9719
""",
    "kpi_entry_attainment": """
b268087eb5
""",
    "kpi_entry_left": """
6b70b69f64
""",
    "kpi_entry_month": """
0764c79335 0856ae58be 16a220b0e9 3731975ab3 3c2a02b07c 4d52719dc5 d68e7e856d d76ac53797 d95135ebec
""",
    "kpi_entry_target": """
0c5d81824f 26273027b8 26544c8960 303ca9d676 8fac130a8a 9ec1a93e92 b9e0e9561a be1c0d4fe6 c5f7de1b02
cd8d38e8c8 e530691cd1 f43025f60e
""",
    "kpi_entry_today": """
5bd0f2013e 67b7131e01 7250dbca3b 874f7aac48 8e272d339c a84228e9d2 b65f29cbdd d1222377d5 f285aec6f4
""",
    "kpi_exec_cost": """
f8931f452a
""",
    "kpi_executive": """
00232b0625 05f5519732 08b600f0ad 0be84e0f66 0e24aa1844 1365313aed 13e35c3c02 145874e391 1a2a211fd7
1b0f39812e 1d02536c99 28e0ff127f 2d29745d67 2e7161acc0 30b98bc73b 32bc4281bf 3303e06602 407c6ea3d0
41aaf392a4 42c0bcb8d6 431e7a88b4 4517f1d50a 45d4412930 480e830920 4a1d432870 4a7a2046de 4bc1f8ccde
54737d1b6c 558456c54c 566532f421 57f72da2e8 61191dbdbc 669e12fdb8 6e06a76a01 723ff5f4cb 72840fd5ee
760851e05a 7661c2c652 7bfcbf18b8 81941f3c9d 83454eede3 845d3d5b52 8490dc1873 856f001084 861be07397
8753e74eb1 878149a9cc 87b314ceb5 9910ddf494 9d65a65256 9d829ce7ea a03413b74c a132abe11b a26bf38d88
a48cfa07af a495a5454a a49eef75ac a4b07ef169 a639d38ef2 a9b7c101ce b3c2bc5d59 b5fe3531a0 bb41d2a2aa
c1846eaf32 c280aeee9a c389ddbc66 c9403b0dd5 c9fcb96996 cbfef56d17 cf35cbd369 cfcc4a94a6 d13448d7f0
d79cdeb239 d9d8181e94 dd2c5953ab def91ee1b3 e01c56a954 e292da5c8f e40f63c5fe e788f079fa f0b27cb8d3
f3d7831860 f51b82eea1 f6e5d0287f f725270fdf f7d36421ea f857f000de f88944bd4b f8931f452a fc8ec2f06e
""",
    "kpi_matrix_totals": """
037b5200eb 0568953c53 08d3ab66b2 0bf82e975e 10d9bd6160 13fbaee380 1d01f76cf1 1fbdc0f75a 308c2baa3a
3a0dcd33ea 5431884ee6 5545f62d34 61de6d413c 6581cf3746 7381954999 7fc85da183 95ff8c9518 9916adf3ac
a7d90a2b21 a87226554b b2cc60c0ba d4a8836457 dceafc99a9 e403916f61 e6c576e43a f1d9e9b59b f25b047df4
f4805dfc3c f4ca93dfc8 f691d85736 f79634cf9d fb9a2b1437
""",
    "kpi_shown_call_lists": """
3d35e4533c
""",
    "kpi_shown_coaching": """
3d35e4533c
""",
    "kpi_shown_cohorts": """
3d35e4533c
""",
    "kpi_shown_days": """
3d35e4533c
""",
    "kpi_shown_diagnosis": """
3d35e4533c
""",
    "kpi_shown_executive": """
3d35e4533c
""",
    "kpi_shown_health": """
3d35e4533c
""",
    "kpi_shown_matrix": """
3d35e4533c
""",
    "kpi_shown_meeting_cohorts": """
3d35e4533c
""",
    "kpi_shown_months": """
3d35e4533c
""",
    "kpi_shown_next_steps": """
3d35e4533c
""",
    "kpi_shown_pipeline": """
3d35e4533c
""",
    "kpi_shown_progress": """
3d35e4533c
""",
    "kpi_shown_reasons": """
3d35e4533c
""",
    "kpi_shown_reps": """
3d35e4533c
""",
    "kpi_shown_sources": """
3d35e4533c
""",
    "kpi_shown_standing": """
3d35e4533c
""",
    "kpi_shown_team_weeks": """
3d35e4533c
""",
    "kpi_shown_teams": """
3d35e4533c
""",
    "kpi_shown_weeks": """
3d35e4533c
""",
    "kpi_stale": """
4e98629f17 fd41f4791e
""",
    "kpi_stale_call_lists": """
1078895b23
""",
    "kpi_stale_coaching": """
1078895b23
""",
    "kpi_stale_cohorts": """
1078895b23
""",
    "kpi_stale_days": """
1078895b23
""",
    "kpi_stale_diagnosis": """
33e4afade2 8de545795c
""",
    "kpi_stale_executive": """
1078895b23
""",
    "kpi_stale_health": """
1078895b23
""",
    "kpi_stale_matrix": """
1078895b23
""",
    "kpi_stale_meeting_cohorts": """
1078895b23
""",
    "kpi_stale_months": """
1078895b23
""",
    "kpi_stale_next_steps": """
1078895b23
""",
    "kpi_stale_pipeline": """
1078895b23
""",
    "kpi_stale_progress": """
1078895b23
""",
    "kpi_stale_reasons": """
1078895b23
""",
    "kpi_stale_reps": """
1078895b23
""",
    "kpi_stale_sources": """
1078895b23
""",
    "kpi_stale_standing": """
1078895b23
""",
    "kpi_stale_team_weeks": """
1078895b23
""",
    "kpi_stale_teams": """
1078895b23
""",
    "kpi_stale_weeks": """
1078895b23
""",
}

PRINTS = {name: frozenset(prints.split()) for name, prints in _PRINTS.items()}
