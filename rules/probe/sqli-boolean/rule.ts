import {
  flatten,
  isQuestion,
  isHeaderSlot,
  isTextSlot,
  judgeDifferential,
  NotTested,
  probeRule,
  screenOf,
  sendAt,
  validCall,
  type ApiModel,
  type Conclusion,
  type Differential,
  type Input,
  type Problem,
  type Slot,
  type Target,
} from '#rule';
import { numberForm, textForms, type Form } from './forms.ts';

export default probeRule({
  id: 'sqli-boolean',
  title: 'Value of a request is read as a condition of SQL',
  severity: 'critical',
  owasp: ['API8:2023'],
  cwe: 89,
  controls: ['PCI DSS 6.2.4'],
  impact: 'read',
  per: 'input',
  requests: 24,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The value becomes part of the statement. Whoever writes a condition into it chooses which rows come back: those of other customers first, and with more of the same every table that the application may read.`,
  fix: `Give the value to the database beside the statement, never inside it:

\`\`\`js
db.all('SELECT id, cents FROM payments WHERE owner = ? AND reference = ?', [req.user.id, req.query.reference]);
// not: \`... AND reference = '\${req.query.reference}'\`
\`\`\`

Names of columns, which cannot be bound, are chosen from a list of your own.`,

  // A condition that holds for all rows is asked of reads alone: an INSERT shows nothing of it.
  applies: ({ operation, input }, api) =>
    input !== undefined &&
    isQuestion(operation) &&
    (isTextSlot({ operation, input }, api, 60) ||
      isHeaderSlot({ operation, input }, api, 60) ||
      isNumberSlot(input, api)),

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const slot = { operation, input };
    if (isNumberSlot(input, target.api)) {
      const valid = await validCall(target, operation);
      if ('undecided' in valid) return valid;
      const send = sendAt(target, slot, valid);
      const form = numberForm(target);
      const first = await send(form.pairs[0].yes);
      // It is looked at as a number, or nothing has such an id.
      if ((first.response?.status ?? 0) >= 400) return 'decided';
      return yield* judged(slot, target, [{ ...form, send, forms: [valid.exchange] }]);
    }
    const screen = await screenOf(target, slot);
    if ('undecided' in screen) return screen;
    const status = screen.quoted.response?.status ?? 0;
    // Both texts are refused alike: what is no such value does not get as far as the database.
    if (!screen.tellsApart && (status === 400 || status === 422)) return 'decided';
    const send = sendAt(target, slot, screen);
    const [plainest, ...others] = textForms(target);
    const forms = screen.tellsApart ? [plainest, ...others] : [plainest];
    return yield* judged(
      slot,
      target,
      forms.flatMap((form) => (form === undefined ? [] : [{ ...form, send, forms: [screen.exchange] }])),
    );
  },
});

async function* judged(
  { operation, input }: Slot,
  target: Target,
  forms: readonly (Form & Pick<Differential, 'send' | 'forms'>)[],
): AsyncGenerator<Problem, Conclusion> {
  for (const form of forms) {
    const verdict = await judgeDifferential(target, form);
    if (verdict === 'decided') continue;
    if ('undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      subject: `request/${input.in}/${input.name}`,
      message: `${operation.id} answers by conditions of SQL that are written into ${input.name}.`,
      evidence: verdict.proven,
    };
    return 'decided';
  }
  return 'decided';
}

/** A number in the path or the query: in a body it is one before anybody looks at it. */
function isNumberSlot({ schema: id, in: place }: Input, api: ApiModel): boolean {
  if (id === undefined || (place !== 'path' && place !== 'query')) return false;
  const schema = flatten(api, id);
  if (schema === undefined || schema.enum !== undefined || schema.types.length === 0) return false;
  return schema.types.every((type) => type === 'integer' || type === 'number');
}
