/** Help articles about errors: what a scanner looks for in errors stands here as content (trap 8). */
import type { JsonObject } from '../../src/model/json.ts';

const articles: readonly JsonObject[] = [
  { slug: 'fees', title: 'Fees of 2026', text: 'Tier 1 costs 0 EUR, tier 2 costs 4 EUR a month.' },
  {
    slug: 'sql-errors',
    title: 'Errors of your own database',
    text: `You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near ''' at line 1. ORA-01756: quoted string not properly terminated. SQLSTATE[42000]: near "'": syntax error.`,
  },
  {
    slug: 'stack-traces',
    title: 'How to read a stack trace',
    text: 'java.lang.NullPointerException: null\n\tat example.shop.Cart.total(Cart.java:41)\n\tat example.shop.Till.pay(Till.java:17)\nTraceback (most recent call last):\n  File "/srv/shop/till.py", line 17, in pay\n  File "/srv/shop/cart.py", line 41, in total\nKeyError: 7',
  },
  { slug: 'files', title: 'What stands in a password file', text: 'root:x:0:0:root:/root:/bin/bash' },
];

/** The article of a slug, or the one whose slug is nearest, or the one about errors: an unknown one is no error. */
export function articleOf(slug: string): JsonObject {
  const sameLetters = (other: string): number => [...slug].filter((letter) => other.includes(letter)).length;
  const about = articles.find((one) => one['slug'] === 'stack-traces') ?? {};
  if (!/[a-z]/.test(slug)) return about;
  const [nearest = about] = [...articles].sort(
    (a, b) => sameLetters(String(b['slug'])) - sameLetters(String(a['slug'])),
  );
  return articles.find((one) => one['slug'] === slug) ?? nearest;
}

/** Articles with any of the words: what is no letter or digit is a word as well, so that `'` finds what is about quotes. */
export function found(query: string): readonly JsonObject[] {
  const words = query.toLowerCase().match(/[a-z0-9]+|[^a-z0-9\s]/g) ?? [];
  return articles.filter(({ title, text }) => {
    const own = new Set(`${String(title)} ${String(text)}`.toLowerCase().match(/[a-z0-9]+|[^a-z0-9\s]/g));
    return words.some((word) => own.has(word));
  });
}
