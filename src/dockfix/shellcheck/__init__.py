"""ShellCheck: the scripts of Dockerfiles are given to the real program, and what it finds is brought back.

    texts       what it is given for a script, and the way back to places in the Dockerfile
    program     runs it on many texts in one process, and reads its answer
    checker     asks it once for each text, some texts ahead
    fixes       its fixes as edits of the Dockerfile, and how safe they are

Nothing here is imported before a script is to be checked: see `dockfix_rules.shellcheck`.
"""
