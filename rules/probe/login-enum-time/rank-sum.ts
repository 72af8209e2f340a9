/**
 * Mann and Whitney's U test of two samples: the chance of such an order of ranks, both tails, by the normal approximation
 * (good from eight values each), with ties at their mean rank and the variance corrected for them.
 */
export function rankSum(a: readonly number[], b: readonly number[]): number {
  const all = [...a.map((value) => ({ value, isFirst: true })), ...b.map((value) => ({ value, isFirst: false }))];
  all.sort((x, y) => x.value - y.value);
  let ranksOfFirst = 0;
  let ties = 0;
  for (let start = 0; start < all.length;) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end += 1;
    const mean = (start + 1 + end) / 2;
    for (let at = start; at < end; at += 1) if (all[at]?.isFirst === true) ranksOfFirst += mean;
    const count = end - start;
    ties += count ** 3 - count;
    start = end;
  }
  const [n, m] = [a.length, b.length];
  const u = ranksOfFirst - (n * (n + 1)) / 2;
  const variance = ((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
  if (variance <= 0) return 1;
  return 2 * upperTail((Math.abs(u - (n * m) / 2) - 0.5) / Math.sqrt(variance));
}

/** P(Z > z) of the normal distribution, to 1e-7 (Abramowitz and Stegun 26.2.17). */
function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
