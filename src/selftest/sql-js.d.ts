/** The part of sql.js that is used here; the package brings no types. */
declare module 'sql.js' {
  export type SqlValue = string | number | null;
  export interface Statement {
    bind(values: readonly SqlValue[]): boolean;
    step(): boolean;
    getAsObject(): Record<string, SqlValue>;
    free(): boolean;
  }
  export interface Database {
    run(sql: string, values?: readonly SqlValue[]): Database;
    exec(sql: string): unknown;
    prepare(sql: string): Statement;
    getRowsModified(): number;
    create_function(name: string, body: (...values: readonly SqlValue[]) => SqlValue): Database;
    close(): void;
  }
  export interface Engine {
    readonly Database: new () => Database;
  }
  export default function initSqlJs(): Promise<Engine>;
}
