import initSqlJs, { type Database, type SqlValue } from 'sql.js';

export type Row = Readonly<Record<string, SqlValue>>;

const schema = `
CREATE TABLE users (id TEXT PRIMARY KEY, email TEXT UNIQUE, password TEXT, role TEXT, display_name TEXT, language TEXT, note TEXT);
CREATE TABLE accounts (id TEXT PRIMARY KEY, owner TEXT, label TEXT, iban TEXT, balance_minor INTEGER);
CREATE TABLE cards (id TEXT PRIMARY KEY, owner TEXT, nickname TEXT, status TEXT, pan TEXT, reference TEXT);
CREATE TABLE transactions (id TEXT PRIMARY KEY, card TEXT, amount_minor INTEGER, merchant TEXT);
CREATE TABLE beneficiaries (id TEXT PRIMARY KEY, owner TEXT, label TEXT, reference TEXT);
CREATE TABLE transfers (id TEXT PRIMARY KEY, owner TEXT, amount_minor INTEGER, reference TEXT, tracking TEXT);
CREATE TABLE documents (id TEXT PRIMARY KEY, owner TEXT, title TEXT);
CREATE TABLE idempotency (owner TEXT, key TEXT, answer TEXT, PRIMARY KEY (owner, key));
CREATE TABLE otp (owner TEXT, sent INTEGER);
CREATE TABLE tries (what TEXT, at INTEGER);
`;
const tables = ['users', 'accounts', 'cards', 'transactions', 'beneficiaries', 'transfers', 'documents'];

/** SQLite in memory: real SQL, gone when the process ends. */
export class Db {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  static async open(): Promise<Db> {
    const { Database: Engine } = await initSqlJs();
    const database = new Engine();
    database.run(schema);
    return new Db(database);
  }

  all(sql: string, values: readonly SqlValue[] = []): readonly Row[] {
    const statement = this.#database.prepare(sql);
    try {
      statement.bind(values);
      const rows: Row[] = [];
      while (statement.step()) rows.push(statement.getAsObject());
      return rows;
    } finally {
      statement.free();
    }
  }

  one(sql: string, values: readonly SqlValue[] = []): Row | undefined {
    return this.all(sql, values)[0];
  }

  /** How many rows it changed. */
  run(sql: string, values: readonly SqlValue[] = []): number {
    this.#database.run(sql, values);
    return this.#database.getRowsModified();
  }

  /** Every row of every table, to compare before and after. */
  dump(): Readonly<Record<string, readonly Row[]>> {
    return Object.fromEntries(tables.map((table) => [table, this.all(`SELECT * FROM ${table} ORDER BY id`)]));
  }

  close(): void {
    this.#database.close();
  }
}
