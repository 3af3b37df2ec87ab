"""The working directory of an instruction, where every build has the same."""

from __future__ import annotations

from dockfix.image import ImageReference
from dockfix.model import File, Stage
from dockfix.once import once
from dockfix.syntax.nodes import Arg, Instruction, Workdir

#: What images are called, whoever makes them, that set a WORKDIR themselves.
_WITH_WORKDIR = frozenset(
    """adminer backdrop caddy clojure composer crate dart drupal eggdrop elasticsearch elasticsearch-oss emqx
    flink friendica ghost golang gradle graylog groovy haproxy httpd irssi jetty joomla kibana kibana-oss
    logstash logstash-oss matomo mediawiki mongo-express monica neo4j nextcloud orientdb perl php phpmyadmin
    plone postfixadmin redis redmine rethinkdb rocket.chat satosa solr sonarqube spark storm teamspeak thrift
    tomcat tomee valkey varnish wordpress yourls zookeeper""".split()
)


def may_be_root(file: File, instruction: Instruction) -> bool:
    """Whether the working directory that the base image sets may be `/`, as it is in most."""
    stage = file.stage_of(instruction)
    image = ImageReference.parse(stage.root_image) if stage and stage.root_image else None
    return image is None or image.repository.rpartition("/")[2] not in _WITH_WORKDIR


def fixed_workdir(file: File, instruction: Instruction) -> str | None:
    """The directory that `instruction` works in; None where the base image or a build argument may say."""
    stage = file.stage_of(instruction)
    if stage is None or instruction.parent or _may_depend_on_arguments(stage):
        return None
    return file.environment(instruction).workdir


@once
def _may_depend_on_arguments(stage: Stage) -> bool:
    instructions = [each for part in (stage, *stage.bases()) for each in part.instructions]
    has_variable = any(isinstance(each, Workdir) and "$" in each.body.text for each in instructions)
    return has_variable and any(isinstance(each, Arg) for each in instructions)
