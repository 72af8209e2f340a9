import { lintRule, type ApiModel, type Header, type Problem } from '#rule';

export default lintRule({
  id: 'hdr-cookie-flags',
  title: 'Cookie without its protections',
  severity: 'medium',
  owasp: ['API8:2023', 'API2:2023'],
  cwe: 614,
  controls: ['PCI DSS 6.2.4'],
  why: `Without \`Secure\` the cookie goes over http, without \`HttpOnly\` any script on the page reads it, without \`SameSite\` other pages send it along: each of them is a session in somebody else's hands.`,
  fix: `Set all three:

\`\`\`yaml
example: sid=opaque; Path=/; Secure; HttpOnly; SameSite=Strict
\`\`\``,

  response: (response, _operation, api) => response.headers.flatMap((header) => judge(header, api)),
});

const flags = ['Secure', 'HttpOnly', 'SameSite'] as const;

/** Judges what the document shows; a header without an example shows nothing. */
function judge(header: Header, api: ApiModel): readonly Problem[] {
  if (header.name.toLowerCase() !== 'set-cookie') return [];
  const schema = header.schema === undefined ? undefined : api.schemas.get(header.schema);
  const cookies = [...header.examples, ...(schema?.examples ?? [])].flatMap(({ value }) =>
    typeof value === 'string' && /^[^=;\s]+=/.test(value) ? [value] : [],
  );
  const missing = flags.filter((flag) => cookies.some((cookie) => needs(cookie, flag) && !has(cookie, flag)));
  if (missing.length === 0) return [];
  return [{ at: header.at, message: `The cookie that is shown lacks ${missing.join(', ')}.` }];
}

function has(cookie: string, flag: string): boolean {
  return new RegExp(`;\\s*${flag}\\b`, 'i').test(cookie);
}

/** A proof against forged requests is read by the page's own script, and a choice of language opens nothing. */
function needs(cookie: string, flag: string): boolean {
  const name = cookie.slice(0, cookie.indexOf('='));
  if (/^(lang|language|locale|theme|consent|currency|timezone|tz)$/i.test(name)) return false;
  return flag !== 'HttpOnly' || !/csrf|xsrf/i.test(name);
}
