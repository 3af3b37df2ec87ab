"""What BuildKit reads, and then refuses to build: one module per subject.

Each is a fact of `frontend/dockerfile` in BuildKit: of `instructions`, which makes something of the words,
and of `dockerfile2llb`, which makes build steps of that. A variable counts where its value is certain. What
ONBUILD holds is looked at as well: it is the build on top of the image that is refused.
"""
