#!/usr/bin/env bash
# Builds API and worker of the last release (deploy/last-release) and runs them beside those of this build, on a database that this build
# has migrated: Nexa.Tests/Deploy/UpgradeTests. The solution must be built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
read -r version commit _ < deploy/last-release
git cat-file -e "$commit^{commit}" 2> /dev/null || {
  echo "The upgrade from $version is not tried: this copy's history lacks its commit ($commit)."
  exit 0
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git archive "$commit" | tar -x -C "$folder"
for service in Nexa.Api Nexa.Worker; do
  (cd "$folder" && dotnet build "$service" -nodeReuse:false -v q -p:RunAnalyzers=false)
done
NEXA_LAST_RELEASE=$folder/artifacts/bin dotnet test --project Nexa.Tests --no-build -- --filter-class Nexa.Tests.Deploy.UpgradeTests
