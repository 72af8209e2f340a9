import {
  isTextSlot,
  isWorkedOut,
  judgeEvaluation,
  NotTested,
  probeRule,
  screenOf,
  type Screen,
  type Syntax,
} from '#rule';

export default probeRule({
  id: 'ssti',
  title: 'Value of a request is worked out as a template',
  severity: 'critical',
  owasp: ['API8:2023'],
  cwe: 1336,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'input',
  requests: 16,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The value is read as a template and not filled into one: what stands between the braces is worked out on the server. Most engines give a way from a sum to the settings, the keys and a shell.`,
  fix: `The template is yours, and the value is one of its variables:

\`\`\`js
render('Dear {{greeting}},', { greeting: req.body.greeting });   // not: render(req.body.greeting)
\`\`\`

Where customers write templates, use an engine without expressions, such as Mustache, and names that you list.`,

  applies: ({ operation, input }, api) => isTextSlot({ operation, ...(input && { input }) }, api, 40),

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const slot = { operation, input };
    const screen = await screenOf(target, slot);
    if ('undecided' in screen) return screen;
    for (const syntax of seenIn(screen)) {
      const verdict = await judgeEvaluation(target, slot, { screen, syntax });
      if (verdict === 'decided') continue;
      if ('undecided' in verdict) return verdict;
      yield {
        at: operation.at,
        subject: `request/${input.in}/${input.name}`,
        message: `${operation.id} works out what ${input.name} holds as a template.`,
        evidence: verdict.proven,
      };
      return 'decided';
    }
    return 'decided';
  },
});

const curly: Syntax = { name: 'a template with {{ }}', write: ({ a, b }) => `{{${a}*${b}}}` };
const dollar: Syntax = { name: 'a template with ${ }', write: ({ a, b }) => `\${${a}*${b}}` };
const hash: Syntax = { name: 'a template with #{ }', write: ({ a, b }) => `#{${a}*${b}}` };

/** The syntaxes whose product the shared screen has shown; mostly none. */
function seenIn({ quoted, loaded, reads, ...numbers }: Screen): readonly Syntax[] {
  const answers = [quoted, loaded, ...reads];
  const isSeen = (syntax: Syntax, sent: Screen['curly']): boolean =>
    answers.some((answer) => isWorkedOut(answer, sent, syntax.write(sent)));
  return [
    ...[curly].filter((syntax) => isSeen(syntax, numbers.curly)),
    ...[dollar, hash].filter((syntax) => isSeen(syntax, numbers.dollar)),
  ];
}
