#!/usr/bin/env bash
# Counts that say how readable the C# of the product is (without tests, benchmarks and migrations); for comparing two commits.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
product() { git ls-files 'Nexa.*/*.cs' | grep -vE '^Nexa\.Tests/|/Migrations/'; }
homes() {
  product | xargs grep -lE "\\b(from|into|update|join) $1\\b" | sort -u |
    awk -F/ '{files++; if (!folders[$1 "/" $2]++) names = names (names ? ", " : "") $1 "/" $2} END {printf "%d of %s", files, names}'
}
product | xargs wc -l | awk '$2 != "total" {print $1}' | sort -n |
  awk '{line[NR] = $1; sum += $1} END {print "files " NR ", lines " sum ", median " line[int((NR + 1) / 2)] ", longest " line[NR]}'
product | xargs cat | awk '{n++} length > 120 {a++} length > 140 {b++} length > 160 {c++}
  END {printf "lines over 120: %d (%.1f %%), over 140: %d, over 160: %d\n", a, 100 * a / n, b, c}'
echo "Parameters.Add: $(product | xargs grep -h 'Parameters\.Add' | wc -l), columns by position: $(product | xargs grep -hE '\b(row|reader)\[[0-9]|\.Get(String|Guid|Int32|Int64|Boolean)\([0-9]' | wc -l)"
for table in job classification task task_item task_event; do echo "files that say the table $table in SQL: $(homes $table)"; done
echo "lines of migrations: $(git ls-files '*/Migrations/*.cs' | xargs cat | wc -l)"
