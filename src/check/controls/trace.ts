import type { Exchange } from '../../model/exchange.ts';
import { isObject, type Json } from '../../model/json.ts';

/** Characters of one answer that are searched. */
const charsMax = 100_000;
const nodesMax = 20_000;

/** `at handler (/srv/app/cards.js:12:7)`, `File "app.py", line 12`, `cards.rb:12:in`, `Cards.java:12`, `cards.php(12)`. */
const frame =
  /(?:[\w$./\\:<>-]{1,100}\.(?:[cm]?[jt]sx?|py|java|kt|scala|clj|cs|vb|fs|php|rb|go|rs|exs?|pl|swift)|\bnode:[\w/]{2,60})(?::|\(|:line |", line | on line | line )\d{1,6}/g;
const chains = [
  /Traceback \(most recent call last\)/,
  /\bCaused by: [\w$.]{3,120}(?:Exception|Error)\b/,
  /\bgoroutine \d+ \[running\]/,
  /---> [\w.]{3,120}Exception: /,
  /\bpanicked at /,
];

/** What in the answer has the grammar of a stack: two places in code, or a chain of exceptions. A path alone is none. */
export function stackIn(exchange: Exchange): 'frames' | 'chain' | undefined {
  const { body } = exchange.response ?? {};
  const text = [body?.json === undefined ? (body?.text ?? '') : textOf(body.json)].join('\n').slice(0, charsMax);
  if (chains.some((chain) => chain.test(text))) return 'chain';
  return new Set(text.match(frame)).size >= 2 ? 'frames' : undefined;
}

/** All texts of a JSON body, a line each; frames that are objects (`{"file": "/srv/a.php", "line": 3}`) as one text. */
function textOf(json: Json): string {
  const lines: string[] = [];
  const stack: Json[] = [json];
  for (let next = stack.pop(); next !== undefined && lines.length < nodesMax; next = stack.pop()) {
    if (typeof next === 'string') lines.push(next);
    else if (isObject(next)) {
      const file = next['file'] ?? next['fileName'] ?? next['filename'];
      const line = next['line'] ?? next['lineNumber'] ?? next['lineno'];
      if (typeof file === 'string' && typeof line === 'number') lines.push(`${file}:${line}`);
      for (const value of Object.values(next)) if (value !== undefined) stack.push(value);
    } else if (typeof next === 'object' && next !== null) stack.push(...next.slice(0, nodesMax));
  }
  return lines.join('\n');
}
