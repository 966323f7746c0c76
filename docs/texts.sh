#!/usr/bin/env bash
# The Portuguese texts of the product with their places, one project after the other: to be proofread, or translated, as a whole.
# Known by an accent or a common short word; between tags all are: a label in quotes like "Buscar" is not among them.
# docs/texts.sh [project], as in: docs/texts.sh Nexa.Api
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for project in ${1:-Nexa.Agents Nexa.Api Nexa.Core Nexa.Documents Nexa.Fiscal Nexa.Web Nexa.Worker}; do
  echo "# $project"
  # Texts stand in quotes; those of a page also between its tags, over several lines too, and those of a raw string between its quotes.
  git ls-files "$project/*.cs" "$project/*.razor" | grep -v /Migrations/ | xargs perl -CSD -Mutf8 -ne '
    my $accent = qr/[ãõçáéíóúâêôàÃÕÇÁÉÍÓÚÂÊÔÀ]/;
    my $portuguese = qr/$accent|\b(?:de|da|do|das|dos|para|com|sem|um|uma|os|as|ou|em|por|que|seu|sua)\b/i;
    my $quoted = qr/"(?:[^"\\]|\\.)+"/;
    my $page = $ARGV =~ /razor$/;
    my $fences = () = /"""/g;
    unless (m{^\s*//}) {
      if ($raw and !$fences) { print "$ARGV:$.: $_" if /$accent/ }
      else {
        my @texts = grep /$portuguese/, /$quoted/g;
        push @texts, grep /$portuguese/, /^[^<>{};="]*\p{L}{2}[^<>{};="]*(?=<|$)/g if $page;
        push @texts, /(?<=>)(?<!=>)[^<>{};="]*\p{L}{2}[^<>{};="]*(?=<|$)/g if $page;
        for (@texts) { s/^\s+|\s+$//g; print "$ARGV:$.: $_\n" }
      }
    }
    $raw = !$raw if $fences % 2;
    if (eof) { close ARGV; $raw = 0 }'
done
