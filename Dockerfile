# One binary, nothing else: no shell, no package manager, an unprivileged user. It runs with a read-only root.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download && go mod verify
COPY . .
# What `memberpulse version` tells; the commit is not here to be read: --build-arg VERSION=$(git describe --tags --always)
ARG VERSION=
RUN go run ./web/build -quality 11 && CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$VERSION" -o /memberpulse ./server

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /memberpulse /memberpulse
ENV MEMBERPULSE_ADDR=0.0.0.0:8080
EXPOSE 8080
USER 65532:65532
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["/memberpulse", "health"]
ENTRYPOINT ["/memberpulse"]
CMD ["serve"]
