"""Rules without Python: what `[[rules.custom]]` in a settings file defines, as rules like any other.

`definitions` reads them, `rules` makes rule classes of them. None of it is imported where there are none.
"""
