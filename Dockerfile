# syntax=docker/dockerfile:1

# The linter in an image, for those who have no Python:
#
#     docker build --build-arg VERSION=0.1.0 --build-arg VCS_REF="$(git rev-parse HEAD)" --tag dockfix .
#     docker run --rm --interactive dockfix < Dockerfile
#     docker run --rm --volume "$PWD:/work:ro" dockfix check .

ARG PYTHON=3.13.15

FROM python:${PYTHON}-slim-trixie AS build
WORKDIR /src
COPY docker/constraints.txt ./
ENV PIP_CONSTRAINT=/src/constraints.txt \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore
RUN pip install hatchling==1.33.0
COPY LICENSE README.md pyproject.toml ./
COPY rules ./rules
COPY src ./src
RUN python -m venv --without-pip /opt/dockfix \
    && pip wheel --no-build-isolation --no-deps --wheel-dir dist . \
    && pip --python /opt/dockfix/bin/python install "$(echo dist/*.whl)[shellcheck]"

FROM python:${PYTHON}-slim-trixie
ARG VERSION=unknown
ARG VCS_REF=unknown
LABEL org.opencontainers.image.title="dockfix" \
      org.opencontainers.image.description="Finds what is wrong with Dockerfiles, and mends it" \
      org.opencontainers.image.documentation="https://dockfix.readthedocs.io/" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${VCS_REF}" \
      org.label-schema.schema-version="1.0" \
      org.label-schema.name="dockfix" \
      org.label-schema.version="${VERSION}" \
      org.label-schema.vcs-ref="${VCS_REF}"
COPY --from=build /opt/dockfix /opt/dockfix
ENV PATH=/opt/dockfix/bin:$PATH
WORKDIR /work
USER 65532:65532
ENTRYPOINT ["dockfix"]
CMD ["-"]
