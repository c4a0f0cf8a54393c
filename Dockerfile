# What an upgrade needs, in one image: the engine, helm, kubectl, the clients of PostgreSQL and MongoDB, rclone, and a
# redis-server for proofs. It is the agent's container of examples/kubernetes, and runs as `ratchet` by itself.
#
#   mvn -DskipTests package
#   docker build --build-arg HELM_VERSION=3.19.0 --build-arg KUBECTL_VERSION=1.34.2 --build-arg POSTGRESQL=17 -t ratchet .
#
# Choose the versions that fit your cluster and servers: kubectl within one minor of the API server, PostgreSQL's clients
# at least as new as the newest server. Their package repository keeps only the newest minor version of PostgreSQL, so the
# major one is pinned.
FROM eclipse-temurin:21.0.9_10-jre-noble
ARG HELM_VERSION=3.19.0
ARG KUBECTL_VERSION=1.34.2
ARG POSTGRESQL=17
ARG MONGO_TOOLS=100.13.0
ARG RCLONE_VERSION=1.72.0
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl git gnupg postgresql-common redis-server unzip \
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install -y --no-install-recommends "postgresql-client-${POSTGRESQL}" \
    && rm -rf /var/lib/apt/lists/*
RUN arch=$(dpkg --print-architecture) \
    && file="helm-v${HELM_VERSION}-linux-${arch}.tar.gz" \
    && cd /tmp && curl -fsSLO "https://get.helm.sh/$file" && curl -fsSLO "https://get.helm.sh/$file.sha256sum" \
    && sha256sum -c "$file.sha256sum" \
    && tar -xzf "$file" -C /usr/local/bin --strip-components=1 "linux-${arch}/helm" && rm "$file" "$file.sha256sum"
RUN arch=$(dpkg --print-architecture) \
    && url="https://dl.k8s.io/release/v${KUBECTL_VERSION}/bin/linux/${arch}/kubectl" \
    && curl -fsSL -o /usr/local/bin/kubectl "$url" \
    && echo "$(curl -fsSL "$url.sha256")  /usr/local/bin/kubectl" | sha256sum -c - \
    && chmod 755 /usr/local/bin/kubectl
RUN arch=$(dpkg --print-architecture) \
    && file="rclone-v${RCLONE_VERSION}-linux-${arch}.zip" \
    && cd /tmp && curl -fsSLO "https://downloads.rclone.org/v${RCLONE_VERSION}/$file" \
    && curl -fsSL "https://downloads.rclone.org/v${RCLONE_VERSION}/SHA256SUMS" | grep " $file\$" | sha256sum -c - \
    && unzip -qjo "$file" '*/rclone' -d /usr/local/bin && chmod 755 /usr/local/bin/rclone && rm "$file"
RUN arch=$(uname -m | sed 's/aarch64/arm64/') \
    && curl -fsSL -o /tmp/tools.deb \
       "https://fastdl.mongodb.org/tools/db/mongodb-database-tools-ubuntu2404-${arch}-${MONGO_TOOLS}.deb" \
    && apt-get update && apt-get install -y --no-install-recommends /tmp/tools.deb \
    && rm -rf /tmp/tools.deb /var/lib/apt/lists/*
COPY target/ratchet.jar /opt/ratchet/ratchet.jar
RUN printf '#!/bin/sh\nexec java -jar /opt/ratchet/ratchet.jar "$@"\n' >/usr/local/bin/ratchet \
    && chmod 755 /usr/local/bin/ratchet
# The id that the agent's own container has, so that both may write to the workspace.
RUN { userdel --remove ubuntu 2>/dev/null || true; } && useradd --uid 1000 --create-home ratchet
USER 1000
ENV HOME=/home/ratchet
WORKDIR /home/ratchet
CMD ["ratchet", "--help"]
