#!/usr/bin/env bash
# A checkout of the Action holds no build: any commit can be pinned, and what runs is what its sources say. Nothing is
# installed but what package-lock.json names, and no script of a package runs.
set -euo pipefail
cd "$GITHUB_ACTION_PATH"

if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
  echo "::error title=sallyport::Node 20.19 or later is needed: add actions/setup-node before this step"
  exit 2
fi
if [ -f dist/main.mjs ] && [ -d node_modules/commander ]; then exit 0; fi

export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
if [ -f dist/main.mjs ]; then
  npm ci --omit=dev --ignore-scripts --silent
else
  [ -d node_modules/esbuild ] || npm ci --include=dev --ignore-scripts --silent
  npm run --silent build
fi
