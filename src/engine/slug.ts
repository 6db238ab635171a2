const LENGTH_MAX = 50;
const CUT_MIN = 25;

/**
 * A file-safe name of a text: lower case, words joined by hyphens, everything else dropped, at most 50 characters, cut
 * at the last hyphen beyond the 25th. A text without a letter or digit is called `unnamed-change`.
 */
export function slugOf(text: string): string {
  const slug = text
    .toLowerCase()
    .replace(/[\s_-]+/gu, '-')
    .replace(/[^a-z0-9-]/gu, '')
    .replace(/-+/gu, '-')
    .replace(/^-|-$/gu, '');
  if (slug === '') return 'unnamed-change';
  if (slug.length <= LENGTH_MAX) return slug;
  const cut = slug.slice(0, LENGTH_MAX + 1).lastIndexOf('-');
  return slug.slice(0, cut > CUT_MIN ? cut : LENGTH_MAX).replace(/-$/u, '');
}
