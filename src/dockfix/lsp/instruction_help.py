"""What each instruction is for, in a sentence, and how it is written."""

from __future__ import annotations

from dockfix.named_tuple import NamedTuple

REFERENCE = "https://docs.docker.com/reference/dockerfile/"


class Help(NamedTuple):
    """`usage` is how it is written, `summary` what it does."""

    usage: str
    summary: str


INSTRUCTIONS = {
    "ADD": Help(
        "ADD [--flags] SOURCE… DESTINATION",
        "Copies files, URLs and Git repositories into the image, unpacks local archives.",
    ),
    "ARG": Help(
        "ARG NAME[=DEFAULT]…",
        "Declares a build argument: a variable that `--build-arg` sets and only the build sees.",
    ),
    "CMD": Help(
        'CMD ["PROGRAM", "ARGUMENT"…]',
        "Says what a container runs unless it is told otherwise.",
    ),
    "COPY": Help(
        "COPY [--from=STAGE] [--flags] SOURCE… DESTINATION",
        "Copies files from the build context, a stage or an image into the image.",
    ),
    "ENTRYPOINT": Help(
        'ENTRYPOINT ["PROGRAM", "ARGUMENT"…]',
        "Says what a container always runs; CMD gives it arguments.",
    ),
    "ENV": Help(
        "ENV NAME=VALUE…",
        "Sets environment variables, for the rest of the build and for containers.",
    ),
    "EXPOSE": Help(
        "EXPOSE PORT[/PROTOCOL]…",
        "Notes the ports that the program listens on; it opens none.",
    ),
    "FROM": Help(
        "FROM [--platform=PLATFORM] IMAGE [AS NAME]",
        "Begins a stage of the build, on top of an image or of another stage.",
    ),
    "HEALTHCHECK": Help(
        "HEALTHCHECK [--flags] CMD COMMAND",
        "Says how to find out whether a container still works; NONE takes an inherited check away.",
    ),
    "LABEL": Help(
        "LABEL KEY=VALUE…",
        "Adds metadata to the image.",
    ),
    "MAINTAINER": Help(
        "MAINTAINER NAME",
        "Names the author. Deprecated: a label does the same.",
    ),
    "ONBUILD": Help(
        "ONBUILD INSTRUCTION",
        "Keeps an instruction for the builds that use this image as their base.",
    ),
    "RUN": Help(
        "RUN [--mount=…] [--flags] COMMAND",
        "Runs a command, and makes a layer of what it changes.",
    ),
    "SHELL": Help(
        'SHELL ["PROGRAM", "ARGUMENT"…]',
        "Says which shell runs the commands that are written in shell form.",
    ),
    "STOPSIGNAL": Help(
        "STOPSIGNAL SIGNAL",
        "Says which signal asks a container to stop.",
    ),
    "USER": Help(
        "USER NAME[:GROUP]",
        "Says as whom the following commands run, and the container.",
    ),
    "VOLUME": Help(
        "VOLUME PATH…",
        "Marks directories whose contents are kept outside of the container.",
    ),
    "WORKDIR": Help(
        "WORKDIR PATH",
        "Sets the working directory for what follows, and makes it if it is not there.",
    ),
}

FLAGS = {
    "ADD": {
        "chown": "whose the files are",
        "chmod": "the permissions of the files",
        "link": "as a layer of its own, whatever was there before",
        "keep-git-dir": "with the .git directory of a repository",
        "checksum": "what the digest of a download or the commit of a repository must be",
        "unpack": "whether archives are unpacked, from anywhere",
        "exclude": "a pattern of files to leave out",
    },
    "COPY": {
        "chown": "whose the files are",
        "from": "from a stage, an image or a named context",
        "chmod": "the permissions of the files",
        "link": "as a layer of its own, whatever was there before",
        "exclude": "a pattern of files to leave out",
        "parents": "with the directories above the files",
    },
    "FROM": {"platform": "the platform of the image"},
    "HEALTHCHECK": {
        "interval": "the time between two checks",
        "timeout": "the time after which a check has failed",
        "start-period": "the time in which a failure does not count",
        "start-interval": "the time between two checks in the start period",
        "retries": "how many failures make a container unhealthy",
    },
    "RUN": {
        "mount": "files, caches, secrets or an SSH agent that the command sees",
        "network": "default, none or host",
        "security": "sandbox or insecure",
        "device": "a device that the command may use",
    },
}
