#!/usr/bin/env bash
# The commit that workflows pin: a release's sources and beside them the build out of its tarball, so that no runner has
# to make one. Run in a checkout of the tag: action-commit.sh <tarball>. Prints the commit. It is tagged action-v1.2.3,
# and v1 moves to it where no newer release of that major version is there and this one is no preview.
set -euo pipefail
tarball=$1
tag=$GITHUB_REF_NAME
[[ $tag =~ ^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]

tar xzf "$tarball" --strip-components=1 package/dist
git add --force dist
git -c user.name='github-actions[bot]' -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
  commit --quiet --message "The Action of $tag, with its build"
commit=$(git rev-parse HEAD)
git push --quiet origin "$commit:refs/tags/action-$tag"

major=${tag%%.*}
newest=$(git ls-remote --tags --refs origin "refs/tags/$major.*" | sed 's|.*refs/tags/||' |
  grep -E '^v[0-9]+\.[0-9]+\.[0-9]+$' | sort --version-sort | tail -n 1 || true)
if [ "$newest" = "$tag" ]; then git push --quiet --force origin "$commit:refs/tags/$major"; fi
echo "$commit"
