// Remembers the system's theme on the first visit, before anything is painted.
if (!document.cookie.split('; ').some(cookie => cookie.startsWith('nexa-theme='))) {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  document.cookie = `nexa-theme=${dark ? 'dark' : 'light'}; path=/; max-age=31536000; samesite=strict`;
  if (dark && document.cookie.includes('nexa-theme=dark')) {
    location.reload();
  }
}
