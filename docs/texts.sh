#!/usr/bin/env bash
# Every Portuguese text of the product with its place, one project after the other: to be proofread, or translated, as a whole.
# docs/texts.sh [project], as in: docs/texts.sh Nexa.Api
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for project in ${1:-Nexa.Agents Nexa.Api Nexa.Core Nexa.Documents Nexa.Fiscal Nexa.Web Nexa.Worker}; do
  echo "# $project"
  # Texts stand in quotes; those of a page between its tags too.
  git ls-files "$project/*.cs" "$project/*.razor" | grep -v /Migrations/ | xargs perl -CSD -Mutf8 -ne '
    $text = $ARGV =~ /razor$/ ? qr/"(?:[^"\\]|\\.)+"|(?<=>)[^<>\@{}=;]*\p{L}{2}[^<>\@{}=;]*(?=<)/ : qr/"(?:[^"\\]|\\.)+"/;
    unless (m{^\s*//}) {
      for (/$text/g) {
        print "$ARGV:$.: $_\n" if /[ãõçáéíóúâêôà]|\b(?:de|da|do|das|dos|para|com|sem|um|uma|os|as|ou|em|por|que|seu|sua)\b/i;
      }
    }
    close ARGV if eof;'
done
