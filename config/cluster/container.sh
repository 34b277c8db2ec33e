#!/bin/sh
# nginx as compose.yaml starts it: it listens on all addresses of its container, and finds the web processes by the names
# of theirs. It asks for the names every second, as a container that is made anew has another address (from nginx 1.27.3).
# With two proxies or more, it takes over what the one before it says of the visitor.
set -eu
from=${1:-/cluster} here=${2:-/etc/nginx}
names=$(sed -n 's/^nameserver //p' /etc/resolv.conf | head -n 1)
sed 's/listen 127.0.0.1:8000/listen 8000/' "$from/nginx.conf" > "$here/nginx.conf"
if [ "${TRUSTED_PROXIES:-1}" -gt 1 ]; then
    sed -i 's/X-Forwarded-For $remote_addr/X-Forwarded-For $proxy_add_x_forwarded_for/
        s/X-Forwarded-Proto $scheme/X-Forwarded-Proto $http_x_forwarded_proto/' "$here/nginx.conf"
fi
{
    echo "resolver $names valid=1s ipv6=off;"
    sed 's/^upstream \(.*\) {/&\n    zone \1 256k;/
        s/127.0.0.2:8001/web1:8000 resolve/
        s/127.0.0.3:8001/web2:8000 resolve/
        s/127.0.0.4:8001/personal:8000 resolve/' "$from/upstream.conf"
} > "$here/upstream.conf"
exec nginx -g 'daemon off;'
