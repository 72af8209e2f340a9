/**
 * How databases and their drivers say that a statement cannot be read: by the grammar of their messages, never by the name
 * of a product alone, which helps and manuals hold as well.
 */
const messages: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['mysql', /You have an error in your SQL syntax/i],
  ['mysql', /\bER_PARSE_ERROR\b|\bSQLSTATE\[(?:42|HY)\w{3}\]/],
  ['postgres', /unterminated quoted (?:string|identifier) at or near|syntax error at or near/i],
  ['postgres', /\bPSQLException: ERROR:|\bPG::SyntaxError\b/],
  ['sqlserver', /Unclosed quotation mark (?:after|before) the character string|Incorrect syntax near/i],
  ['oracle', /\bORA-(?:00933|00923|00907|01756|01789|00911)\b/],
  ['sqlite', /\bSQLITE_ERROR\b|unrecognized token: |near ".{0,80}": syntax error/i],
  ['db2', /\bSQLCODE[=: ]+-\d{3}\b|\bDB2 SQL error\b/i],
  ['jdbc', /\bSQLSyntaxErrorException\b|\bBadSqlGrammarException\b|\bSQLGrammarException\b/],
  ['driver', /\bSequelizeDatabaseError\b|\bQueryFailedError\b|\bsqlalchemy\.exc\.\w*Error\b/],
  ['ansi', /quoted string not properly terminated/i],
];

/** Characters of one answer that are searched. */
const charsMax = 200_000;

/** The kinds of errors that the text holds. */
export function databaseErrors(text: string): readonly string[] {
  const beginning = text.slice(0, charsMax);
  return messages.flatMap(([name, pattern]) => (pattern.test(beginning) ? [name] : []));
}
