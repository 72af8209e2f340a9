import type { Database, Engine } from 'sql.js';
import type { TwinDatabase } from '../check/target.ts';
import type { VirtualClock } from './virtual-clock.ts';

let engine: Promise<Engine> | undefined;

/** Rows of one answer: a twin's tables have a handful. */
const rowsMax = 10_000;

/** The databases of one twin: SQLite in memory, in which `sleep(ms)` takes the twin's time. */
export class Databases {
  readonly #clock: VirtualClock;
  readonly #open: Database[] = [];

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  async open(statements: string): Promise<TwinDatabase> {
    // Loaded by the few twins that ask for it.
    engine ??= import('sql.js').then(({ default: init }) => init());
    const { Database: InMemory } = await engine;
    const database = new InMemory();
    this.#open.push(database);
    database.create_function('sleep', (ms) => {
      this.#clock.spend(Number(ms ?? 0) || 0);
      return 0;
    });
    database.exec(statements);
    return { all: (sql, values = []) => rowsOf(database, sql, values) };
  }

  close(): void {
    for (const database of this.#open) database.close();
  }
}

function rowsOf(
  database: Database,
  sql: string,
  values: readonly (string | number | null)[],
): ReturnType<TwinDatabase['all']> {
  const statement = database.prepare(sql);
  try {
    statement.bind(values);
    const rows: ReturnType<TwinDatabase['all']>[number][] = [];
    while (rows.length < rowsMax && statement.step()) rows.push(statement.getAsObject());
    return rows;
  } finally {
    statement.free();
  }
}
