import { severities, type OwaspCategory } from '../../finding/rule-meta.ts';
import type { Run } from '../../finding/run.ts';
import { compareText } from '../../finding/standing.ts';
import { forHtml } from '../escape.ts';
import { owaspAbout } from '../evidence/requirements.ts';

type Options = readonly (readonly [value: string, text: string])[];

/** Hidden until the script, which alone can use it, shows it. */
export function filterHtml(run: Run): string {
  const owners = [...new Set(run.apis.flatMap(({ owner }) => owner ?? []))].sort(compareText);
  const worse = severities.map((severity, index): Options[number] => [
    severities.slice(0, index + 1).join(' '),
    index === 0 ? severity : `${severity} and worse`,
  ]);
  const states: Options = [
    ['fails', 'fails the gate'],
    ['new', 'new'],
    ['updated', 'updated'],
    ['old', 'old'],
  ];
  const categories = (Object.keys(owaspAbout) as OwaspCategory[]).map((id): Options[number] => [
    id,
    `${id} ${owaspAbout[id]}`,
  ]);
  return `<fieldset id="filter" hidden>
<legend>Show</legend>
<div><label for="f-text">text</label><input id="f-text" type="search" autocomplete="off"></div>
${choice('severity', 'severity', worse)}${choice('state', 'state', states)}${choice('owasp', 'OWASP category', categories)}${
    owners.length === 0
      ? ''
      : choice(
          'owner',
          'owner',
          owners.map((owner) => [owner, owner]),
        )
  }<div><output id="shown"></output></div>
</fieldset>
`;
}

function choice(id: string, label: string, options: Options): string {
  const items = options.map(([value, text]) => `<option value="${forHtml(value)}">${forHtml(text)}</option>`);
  return `<div><label for="f-${id}">${label}</label><select id="f-${id}"><option value="">all</option>${items.join('')}</select></div>\n`;
}
