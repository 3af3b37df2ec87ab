"""Rebuild src/dockfix/data/end_of_life.txt from a clone of github.com/endoflife-date/endoflife.date.

    python tools/update_end_of_life.py ../endoflife.date

The facts are the front matter of the clone's products/*.md; they are dated with its last commit.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import yaml
from clones import last_commit

DATA = Path(__file__).resolve().parent.parent / "src/dockfix/data"
HEAD = """\
# The releases of each image, newest first: number=end=codename. The end is the day when its updates end, or
# ended for an unknown day; it is empty where there is none, and so may the code name be.
# From endoflife.date (MIT) of {day}; written by tools/update_end_of_life.py.
"""
_DOTNET, _WINDOWS = "mcr.microsoft.com/dotnet", "mcr.microsoft.com/windows"

#: The images that are called like their product there.
SAME_NAME = """
    almalinux arangodb bun caddy centos clickhouse composer debian drupal eclipse-temurin elasticsearch
    elixir erlang fedora gradle haproxy influxdb joomla jruby julia kibana logstash mariadb matomo mediawiki
    memcached mysql neo4j nextcloud nginx perl php phpmyadmin python rabbitmq redis redmine ruby rust
    sapmachine solr telegraf tomcat traefik ubuntu wordpress zookeeper
""".split()
#: The other images, and the product that each of them holds.
PRODUCTS = {
    "alpine": "alpine-linux",
    "amazoncorretto": "amazon-corretto",
    "amazonlinux": "amazon-linux",
    "cassandra": "apache-cassandra",
    "couchbase": "couchbase-server",
    "denoland/deno": "deno",
    "flink": "apache-flink",
    "golang": "go",
    "groovy": "apache-groovy",
    "haskell": "ghc",
    "httpd": "apache-http-server",
    "ibm-semeru-runtimes": "ibm-semeru",
    "jenkins/jenkins": "jenkins",
    "jetty": "eclipse-jetty",
    "maven": "apache-maven",
    f"{_DOTNET}/aspnet": "dotnet",
    f"{_DOTNET}/runtime": "dotnet",
    f"{_DOTNET}/sdk": "dotnet",
    f"{_WINDOWS}/nanoserver": "windows-nano-server",
    f"{_WINDOWS}/servercore": "windows-server-core",
    "mongo": "mongodb",
    "node": "nodejs",
    "opensuse/leap": "opensuse",
    "oraclelinux": "oracle-linux",
    "oven/bun": "bun",
    "photon": "vmware-photon",
    "postgres": "postgresql",
    "rhel": "rhel",
    "rockylinux": "rocky-linux",
    "sonarqube": "sonarqube-community",
    "spark": "apache-spark",
    "valkey/valkey": "valkey",
}
#: Where the images go on to get updates after `eol`, and which column says until when.
EXTENDED = {"debian": "eoes"}
#: Tags that stand for one release for good, where it has no code name.
TAGS = {("amazon-linux", "2018.03"): "1"}


def releases_of(product: str, page: str) -> list[str]:
    """The releases on a page of the clone, as HEAD says."""
    front_matter: dict[str, Any] = yaml.safe_load(page.split("---\n")[1])
    found = []
    for release in front_matter["releases"]:
        end = release.get(EXTENDED.get(product, "eol"), release["eol"])
        # Tags have the first word of a code name in lower case: `jammy` of Jammy Jellyfish.
        codename = str(release.get("codename") or "").lower().split(" ")[0]
        number = str(release["releaseCycle"])
        codename = codename or TAGS.get((product, number), "")
        if isinstance(end, bool):
            end = "ended" if end else ""
        found.append(f"{number}={end}={codename}")
    return found


def update_end_of_life(clone: Path) -> None:
    products = {**{name: name for name in SAME_NAME}, **PRODUCTS}
    lines = []
    for image, product in sorted(products.items()):
        releases = releases_of(product, (clone / "products" / f"{product}.md").read_text("utf-8"))
        lines.append(f"{image} {' '.join(releases)}\n")
    text = HEAD.format(day=last_commit(clone)) + "".join(lines)
    (DATA / "end_of_life.txt").write_text(text, "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Rebuild the end-of-life dates of images from a local clone."
    )
    parser.add_argument("clone", type=Path, help="a clone of endoflife-date/endoflife.date")
    update_end_of_life(parser.parse_args().clone)


if __name__ == "__main__":
    main()
