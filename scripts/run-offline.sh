#!/usr/bin/env bash
# Runs the end-to-end tests in a network that has nothing but loopback, and tells what was tried beyond it: by the kernel's counts, and by name where
# strace is installed. Fails where a test fails or, with strace, anything beyond loopback was tried. Needs unshare (util-linux) and ip (iproute2), no rights.
# Arguments go to the test program: scripts/run-offline.sh -class Zhiyan.EndToEnd.Tests.Chats.FirstMessageTests
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
program=$root/tests/Zhiyan.EndToEnd.Tests/bin/Release/net10.0/Zhiyan.EndToEnd.Tests

if [ "${1:-}" != --inside ]; then
    [ -x "$program" ] || { dotnet build "$root/src/Zhiyan.Cli" -c Release -v quiet; dotnet build "$root/tests/Zhiyan.EndToEnd.Tests" -c Release -v quiet; }
    exec unshare -rn -- "${BASH_SOURCE[0]}" --inside "$@"
fi
shift
ip link set lo up
trace=$(mktemp)
trap 'rm -f "$trace"' EXIT
run=("$program" "$@")
# Only connect is stopped at, so that the tests hardly notice; a look-up connects to its name server.
command -v strace >/dev/null && run=(strace -f --seccomp-bpf -qq -Y -e trace=connect -e signal=none -o "$trace" "${run[@]}")
result=0
(cd "$(dirname "$program")" && "${run[@]}") || result=$?

count() { awk -v name="$2" '$1 == name":" { if (!seen) { for (i = 2; i <= NF; i++) if ($i == field) at = i; seen = 1 } else { print $at; exit } }' field="$3" "$1"; }
echo "outbound IPv4 packets without a way: $(count /proc/self/net/snmp Ip OutNoRoutes), IPv6: $(awk '$1 == "Ip6OutNoRoutes" { print $2 }' /proc/self/net/snmp6)"
echo "datagrams: $(count /proc/self/net/snmp Udp OutDatagrams), connections begun (all on loopback): $(count /proc/self/net/snmp Tcp ActiveOpens)"
if [ -s "$trace" ]; then
    outside=$(grep -E 'sa_family=AF_INET6?' "$trace" | grep -vE 'inet_addr\("127\.|"::1"|"::ffff:127\.' || true)
    # Chromium asks the kernel, by an address of its own and without sending anything, whether there is a way out by IPv6.
    probes=$(grep -cE '<Chrome[^>]*>.*"2001:4860:4860::8888"' <<<"$outside" || true)
    outside=$(grep -vE '<Chrome[^>]*>.*"2001:4860:4860::8888"' <<<"$outside" || true)
    names=$(grep -E 'htons\(53\)' "$trace" || true)
    echo "attempts beyond loopback: $(grep -c . <<<"$outside" || true), besides the browser's own $probes looks for IPv6; name servers asked: $(grep -c . <<<"$names" || true)"
    if [ -n "$outside$names" ]; then
        sed -E 's/^[0-9]+//; s/connect\([0-9]+,/connect(/' <<<"$outside$names" | sort | uniq -c | sort -rn | head -20
        result=1
    fi
fi
exit "$result"
