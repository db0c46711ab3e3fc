# docker build -t strikedesk .      docs/ci.md says how it is used, and where these steps are rehearsed.

# Packages and the program, installed where no build tool of theirs is taken along.
FROM python:3.13-slim-trixie AS build
WORKDIR /src
RUN python3 -m venv /opt/strikedesk
COPY constraints.txt ./
RUN /opt/strikedesk/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: -r constraints.txt
COPY pyproject.toml README.md LICENSE ./
COPY generator ./generator
COPY templates ./templates
RUN /opt/strikedesk/bin/python -m pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .
RUN /opt/strikedesk/bin/python -m pip uninstall --yes --quiet hatchling pathspec pluggy trove-classifiers pip

FROM python:3.13-slim-trixie
RUN apt-get update && apt-get install -y --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin strikedesk && install -d -o strikedesk -g strikedesk /data
COPY --from=build /opt/strikedesk /opt/strikedesk
ENV PATH=/opt/strikedesk/bin:$PATH PYTHONUNBUFFERED=1 STRIKEDESK_ARCHIVE=/data/archive STRIKEDESK_OUTPUT=/data/output
USER 10001
WORKDIR /data
VOLUME /data
ENTRYPOINT ["strikedesk"]
CMD ["--help"]
