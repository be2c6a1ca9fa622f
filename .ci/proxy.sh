#!/usr/bin/env bash
# Puts nginx or Caddy with its file from deploy/ in front of a server and looks whether it does what the file says:
#
#     .ci/proxy.sh nginx|caddy http://127.0.0.1:8080
#
# The server must believe the proxy at 127.0.0.1. Of the file only the ports, the certificate and the server's address are
# other ones.
set -euo pipefail

PROXY=$1
SERVER=${2%/}
DEPLOY=$(cd "$(dirname "${BASH_SOURCE[0]}")/../deploy" && pwd)
SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/dateline-proxy.XXXXXX")
NAME=news.example.org
PID=

finish() {
    local status=$?
    trap - EXIT
    if [ -n "$PID" ]; then
        kill "$PID" 2>/dev/null || true
        wait "$PID" 2>/dev/null || true
    fi
    [ "$status" -eq 0 ] || cat "$SCRATCH/log" >&2 2>/dev/null || true
    rm -rf "$SCRATCH"
    exit "$status"
}
trap finish EXIT

free_port() {
    local port
    for ((port = $1; port < $1 + 100; port++)); do
        (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { printf '%s\n' "$port"; return; }
    done
    return 1
}

PLAIN=$(free_port 18080)
TLS=$(free_port 18443)
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$NAME" \
    -addext "subjectAltName=DNS:$NAME" -keyout "$SCRATCH/key.pem" -out "$SCRATCH/cert.pem" 2>/dev/null

start_nginx() {
    sed -E -e "s#^( *ssl_certificate +).*#\1$SCRATCH/cert.pem;#" -e "s#^( *ssl_certificate_key +).*#\1$SCRATCH/key.pem;#" \
        -e "s#listen 80;#listen 127.0.0.1:$PLAIN;#; s#listen 443 #listen 127.0.0.1:$TLS #; /listen \[::\]/d" \
        -e "s#server 127\.0\.0\.1:8080;#server ${SERVER#http://};#" "$DEPLOY/nginx.conf" >"$SCRATCH/dateline.conf"
    cat >"$SCRATCH/nginx.conf" <<END
daemon off;
worker_processes 1;
pid $SCRATCH/pid;
error_log stderr warn;
events {}
http {
    client_body_temp_path $SCRATCH/client;
    proxy_temp_path $SCRATCH/proxy;
    fastcgi_temp_path $SCRATCH/fastcgi;
    uwsgi_temp_path $SCRATCH/uwsgi;
    scgi_temp_path $SCRATCH/scgi;
    include $SCRATCH/dateline.conf;
}
END
    # As root, nginx works as another user, who has to get at its folders.
    chmod 755 "$SCRATCH"
    nginx -t -q -e stderr -p "$SCRATCH" -c "$SCRATCH/nginx.conf"
    nginx -e stderr -p "$SCRATCH" -c "$SCRATCH/nginx.conf" >"$SCRATCH/log" 2>&1 &
    PID=$!
}

start_caddy() {
    {
        printf '{\n\tadmin off\n\tauto_https disable_certs\n\thttp_port %s\n\thttps_port %s\n}\n' "$PLAIN" "$TLS"
        sed -e "s#^$NAME {#&\n\tbind 127.0.0.1\n\ttls $SCRATCH/cert.pem $SCRATCH/key.pem#" -e "s#127\.0\.0\.1:8080#${SERVER#http://}#" "$DEPLOY/Caddyfile"
    } >"$SCRATCH/Caddyfile"
    caddy validate --adapter caddyfile --config "$SCRATCH/Caddyfile" >"$SCRATCH/log" 2>&1
    XDG_DATA_HOME=$SCRATCH XDG_CONFIG_HOME=$SCRATCH caddy run --adapter caddyfile --config "$SCRATCH/Caddyfile" >"$SCRATCH/log" 2>&1 &
    PID=$!
}

# --- questions: the answer's head is in $SCRATCH/head, its body in $SCRATCH/body ------------------------------------

direct() {
    curl --silent --max-time 20 --dump-header "$SCRATCH/head" --output "$SCRATCH/body" "${@:2}" "$SERVER$1"
}

through() {
    curl --silent --max-time 20 --dump-header "$SCRATCH/head" --output "$SCRATCH/body" --cacert "$SCRATCH/cert.pem" \
        --resolve "$NAME:$TLS:127.0.0.1" "${@:2}" "https://$NAME:$TLS$1"
}

CHECKS=0
holds() {
    CHECKS=$((CHECKS + 1))
    if ! "${@:2}"; then
        printf '%s: does not hold: %s\n' "$PROXY" "$1" >&2
        cat "$SCRATCH/head" >&2
        head -c 500 "$SCRATCH/body" >&2
        return 1
    fi
}

status() { grep -qE "^HTTP/[0-9.]+ ($1)" "$SCRATCH/head"; }
header() { grep -qiE "^$1" "$SCRATCH/head"; }
no_header() { ! grep -qiE "^$1" "$SCRATCH/head"; }
left() { sed -nE 's/^ratelimit: .*;r=([0-9]+).*/\1/Ip' "$SCRATCH/head" | tr -d '\r'; }
same() { [ -n "$1" ] && [ "$1" = "$2" ]; }
less() { [ -n "$1" ] && [ -n "$2" ] && [ "$1" -lt "$2" ]; }

command -v "$PROXY" >/dev/null
"start_$PROXY"
for ((i = 0; i < 100; i++)); do
    through /v1/sections 2>/dev/null && break
    kill -0 "$PID"
    sleep 0.1
done

through /v1/articles
holds 'an answer comes through' status 200
holds 'over HTTP/2' header 'HTTP/2 '
holds 'with its validator' header 'etag: W/"'
holds 'and is for HTTPS only from now on' header 'strict-transport-security: max-age='
holds 'the keys for caches stay inside' no_header 'surrogate-key:'
TAG=$(sed -nE 's/^etag: *([^\r]*)\r?$/\1/Ip' "$SCRATCH/head")
through /v1/articles --header "If-None-Match: $TAG"
holds 'what the client has is not sent again' status 304
direct /v1/articles
holds 'the server itself has such keys' header 'surrogate-key: '

through /v1/articles --header 'Accept-Encoding: gzip'
holds 'compressed by the server' header 'content-encoding: gzip'

for path in /healthz /readyz; do
    through "$path"
    holds "$path is not for the public" status 404
    direct "$path"
    holds "$path is for this machine" status 200
done

# The server believes the proxy, and the proxy does not believe the client.
direct /v1/sections --header 'X-Forwarded-For: 203.0.113.7'
FIRST=$(left)
direct /v1/sections --header 'X-Forwarded-For: 203.0.113.8'
holds 'each client has a budget of its own' same "$FIRST" "$(left)"
through /v1/sections --interface 127.0.0.5
holds 'also behind the proxy' same "$FIRST" "$(left)"
through /v1/sections --interface 127.0.0.5 --header 'X-Forwarded-For: 203.0.113.9' --header 'Forwarded: for=203.0.113.9'
holds 'whatever it writes into its headers' less "$(left)" "$FIRST"
through /v1/sections --interface 127.0.0.6
holds 'and the next client another one' same "$FIRST" "$(left)"

# Whoever has no key is refused before the body is looked at, so this asks where none is needed.
head -c 1500000 /dev/zero >"$SCRATCH/large"
through /graphql --request POST --header 'Content-Type: application/json' --data-binary "@$SCRATCH/large"
holds 'a body that is too large is refused by the server' status 413
holds 'with its own words' grep -q '"code":"PAYLOAD_TOO_LARGE"' "$SCRATCH/body"
cat "$SCRATCH/large" "$SCRATCH/large" >"$SCRATCH/larger"
through /graphql --request POST --header 'Content-Type: application/json' --data-binary "@$SCRATCH/larger"
holds 'and a much larger one by one of them' status 413

through / --header 'Accept: text/html'
holds 'pages come through' header 'content-security-policy: default-src'
curl --silent --max-time 20 --dump-header "$SCRATCH/head" --output "$SCRATCH/body" --header "Host: $NAME" "http://127.0.0.1:$PLAIN/v1/tags?limit=5"
holds 'plain HTTP is sent to HTTPS' status '301|308'
holds 'at the same address' header "location: https://$NAME(:$TLS)?/v1/tags\?limit=5"
printf '    %s: %s things hold\n' "$PROXY" "$CHECKS"
