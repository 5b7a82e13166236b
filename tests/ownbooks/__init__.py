"""Workbooks of people's own, of many kinds, each living through refreshes in which reps come and go.

`making` builds one with openpyxl or XlsxWriter, `byhand` as a small exporter does, `features` puts into it
what other programs and newer versions of Excel write, `kinds` draws a workbook of some kind by its number,
`life` lets it grow and shrink through 3, 10, 2 and 10 reps, and `judged` asks LibreOffice about the end. The
suite lives through a sample; all of them:

    python -m tests.ownbooks            400 workbooks
    python -m tests.ownbooks 100 7      the 100 that come with seed 7
"""
