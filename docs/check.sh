#!/usr/bin/env bash
# Checks every command of the sh blocks of README and docs: runs it on a scratch copy, or names the test that runs it, or says what this
# machine lacks for it. A command that is none of these ends the check with 1. The solution must be built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -r deploy "$scratch/deploy"
rm -rf "$scratch/deploy/secrets"

# An order of one line, small enough to be written here.
line='BT /F 10 Tf 1 0 0 1 50 700 Tm (Item) Tj 1 0 0 1 100 700 Tm (Part Number) Tj 1 0 0 1 250 700 Tm (Description) Tj
1 0 0 1 450 700 Tm (Quantity) Tj 1 0 0 1 50 680 Tm (1) Tj 1 0 0 1 100 680 Tm (CL10C330JB8NNNC) Tj
1 0 0 1 250 680 Tm (Ceramic capacitor 33pF) Tj 1 0 0 1 450 680 Tm (100) Tj ET'
pdf=$scratch/order.pdf
offsets=()
add() { offsets+=("$(wc -c < "$pdf")"); printf '%d 0 obj%s\nendobj\n' "${#offsets[@]}" "$1" >> "$pdf"; }
printf '%%PDF-1.4\n' > "$pdf"
add '<</Type/Catalog/Pages 2 0 R>>'
add '<</Type/Pages/Kids[3 0 R]/Count 1>>'
add '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>'
add "<</Length ${#line}>>stream
$line
endstream"
add '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'
{ start=$(wc -c < "$pdf")
  printf 'xref\n0 6\n0000000000 65535 f \n'
  printf '%010d 00000 n \n' "${offsets[@]}"
  printf 'trailer<</Root 1 0 R/Size 6>>\nstartxref\n%d\n%%%%EOF\n' "$start"; } >> "$pdf"
failed=0

tell() { printf '%-9s %s  (%s)\n' "$1" "$2" "$3"; }
try() { # try COMMAND-OF-THE-PAGE WHAT-IS-RUN
  if (cd "$scratch" && bash -c "$2") > "$scratch/log" 2>&1; then tell run "$1" "$2"; else
    tell FAILED "$1" "$2"
    cat "$scratch/log"
    failed=1
  fi
}
tested() { # tested COMMAND-OF-THE-PAGE TEST-CLASS
  if grep -rqs "class ${2##*.}\b" Nexa.Tests Nexa.Web.Tests; then tell tested "$1" "$2"; else tell FAILED "$1" "there is no $2"; failed=1; fi
}
has() { "$@" > /dev/null 2>&1; }

check() {
  local documents="dotnet run --no-build --project $root/Nexa.Documents --"
  case $1 in
    "dotnet run --project Nexa.AppHost") tested "$1" Hosting.AppHostTests ;;
    "curl -sf"* | "curl -s \$api"* | *"=\$(curl -sf "* | "api="*) tested "$1" Clients.ApiGuideTests ;;
    "curl "*) tested "$1" Clients.ReadmeTests ;;
    "dotnet test") tell tested "$1" "the run that calls this check" ;;
    "dotnet run --project Nexa.Documents -- read "*) try "$1" "$documents read order.pdf | grep -q CL10C330JB8NNNC" ;;
    "dotnet run --project Nexa.Documents -- explain "*) try "$1" "$documents explain order.pdf > a.svg && grep -q '<svg' a.svg" ;;
    "for service in "*) try "$1" "for service in ${1#for service in }
      test -f $root/\$service/\$service.csproj
    done" ;;
    "  dotnet publish "* | done) tell lacking "$1" "base images, which come from a registry of images" ;;
    "deploy/sbom.sh") try "$1" "$root/deploy/sbom.sh $scratch/sbom && grep -q CycloneDX $scratch/sbom/Nexa.Api.cdx.json" ;;
    "docker build -f "*) try "$1" "grep -q '^FROM' deploy/ocr.Containerfile"; tell lacking "$1" "an engine" ;;
    "deploy/make-secrets.sh") try "$1" "deploy/make-secrets.sh && deploy/make-secrets.sh | wc -l | grep -qx 0 && ls deploy/secrets/redis" ;;
    "docker compose "*)
      if has docker compose version; then try "$1" "docker compose -f deploy/compose.yaml config -q"; else tested "$1" Deploy.DeployFileTests; fi ;;
    "kubectl apply -k "*)
      if has kubectl version --client; then try "$1" "kubectl kustomize deploy/kubernetes | grep -q Ingress"; else
        tested "$1" Deploy.DeployFileTests
      fi ;;
    "kubectl -n nexa "*) tell lacking "$1" "a cluster" ;;
    "deploy/backup.sh "* | "deploy/restore.sh "*) tested "$1" Deploy.BackupTests ;;
    *) tell FAILED "$1" "docs/check.sh does not know how to run it"; failed=1 ;;
  esac
}

while IFS= read -r line; do
  check "$line" < /dev/null
done < <(awk '{ sub(/^   /, "") } /^```sh/ { inside = 1; next } /^```/ { inside = 0 } inside && !/^#/ && NF' README.md CONTRIBUTING.md docs/*.md)
exit "$failed"
