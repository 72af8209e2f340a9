#!/bin/sh
# One run on Kubernetes: all parts, then one verdict, whose exit code is this script's.
#   REGISTRY=registry.example.com VERSION=0.1.0 sh kubernetes.sh
set -eu
: "${REGISTRY:?the registry that has the image sallyport}" "${VERSION:?its tag}"
here=$(dirname "$0")
run=$(date -u +%Y%m%d-%H%M%S)

start() {
  sed -e "s|<run>|$run|g" -e "s|<registry>|$REGISTRY|g" -e "s|<version>|$VERSION|g" "$here/$1" | kubectl create -f -
}

# Until it is complete or has failed: a part that failed shall not keep the others from a verdict.
ended() {
  path='{range .status.conditions[?(@.status=="True")]}{.type}{"\n"}{end}'
  until kubectl get job "$1" -o jsonpath="$path" | grep -Eqx 'Complete|Failed'; do sleep "${SECONDS_BETWEEN:-10}"; done
}

start kubernetes-parts.yaml
ended "sallyport-parts-$run"
start kubernetes-verdict.yaml
ended "sallyport-verdict-$run"
kubectl logs "job/sallyport-verdict-$run" || true
code=$(kubectl get pods -l "batch.kubernetes.io/job-name=sallyport-verdict-$run" \
  -o jsonpath='{.items[0].status.containerStatuses[0].state.terminated.exitCode}' || true)
# No code is no verdict: the pod never ran.
exit "${code:-3}"
