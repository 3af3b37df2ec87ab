"""The language server.

`server` is the only module that speaks the protocol, with `wire` for the forms of its values; it needs pygls.
All others take a `Snapshot` of one text and offsets into it, and give plain values back.
"""
