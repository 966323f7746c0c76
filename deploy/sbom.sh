#!/usr/bin/env bash
# Writes what each image holds (packages, versions, licences, hashes) as CycloneDX: deploy/sbom.sh [FOLDER], by default artifacts/sbom.
# Takes the packages from the last restore.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=${1:-artifacts/sbom}
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
for service in Nexa.Api Nexa.Worker Nexa.Agents Nexa.Web; do
  dotnet tool run dotnet-CycloneDX "$service/$service.csproj" -o "$folder" -fn "$service.cdx.json" -F Json -dpr -sn "$service" -sv "$version" > /dev/null
  echo "$folder/$service.cdx.json: $(grep -c '"bom-ref"' "$folder/$service.cdx.json") components"
done
