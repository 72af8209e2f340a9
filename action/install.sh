#!/usr/bin/env bash
# The commit of a release holds its build, and needs its few dependencies alone; any other commit is built from its
# sources. Nothing is installed but what package-lock.json names with its hash, and no script of a package runs.
set -euo pipefail
cd "$GITHUB_ACTION_PATH"

end() { # <exit code> <why>
  trap - ERR
  echo "::error title=sallyport::$2"
  echo "exit-code=$1" >> "$GITHUB_OUTPUT"
  exit "$1"
}
trap 'end 3 "sallyport could not be installed: the lines above say why"' ERR

node='const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
node -e "$node" || end 2 'Node 20.19 or later is needed: add actions/setup-node before this step'
# npm writes this file when it is done: a job that was cancelled before leaves none.
if [ -f dist/main.mjs ] && [ -f node_modules/.package-lock.json ]; then exit 0; fi

# The job's variables hold the callers' secrets: what is installed and what builds sees none of them.
kept=(npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false npm_config_loglevel=error)
needed='^(path|home|tmpdir|temp|tmp|(https?|no|all)_proxy|node_extra_ca_certs|ssl_cert_(file|dir)|npm_config_[a-z_:/.-]+|node_auth_token)$'
windows='^(systemroot|systemdrive|userprofile|appdata|localappdata|programdata|comspec|pathext)$'
shopt -s nocasematch
while IFS= read -r name; do
  if [[ $name =~ $needed || $name =~ $windows ]]; then kept+=("$name=${!name}"); fi
done < <(compgen -e)
shopt -u nocasematch

if [ -f dist/main.mjs ]; then
  env -i "${kept[@]}" npm ci --omit=dev --ignore-scripts
else
  [ -f node_modules/.package-lock.json ] || env -i "${kept[@]}" npm ci --include=dev --ignore-scripts
  env -i "${kept[@]}" npm run --silent build
fi
