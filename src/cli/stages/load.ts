import path from 'node:path';
import { loadApi } from '../../load/document.ts';
import { LoadError } from '../../load/load-error.ts';
import { codeOwners } from '../../load/owners.ts';
import { ownText } from '../../model/json.ts';
import { cut } from '../../report/escape.ts';
import { findInputs, type Input, type LoadOptions } from '../../load/inputs.ts';
import type { LoadRequest, Request } from '../request.ts';
import type { ApiModel } from '../../model/api.ts';
import { relabelled } from '../../model/relabelled.ts';
import { mistakesInIgnores } from '../config/inline-ignores.ts';
import { placeText, UserError, UserErrors, userErrorsOf } from '../user-error.ts';
import { partOf, type Part, type SharedInputs } from '../shard/documents.ts';
import { subjectOf, type Journal, type Subject } from './subject.ts';

export interface Found {
  /** What this run or this part of it reads. */
  readonly documents: readonly Input[];
  readonly captures: readonly Input[];
  /** All documents, also those of other parts. */
  readonly heads: readonly Input[];
}

/** What there is to judge; nothing of it is read as a whole yet. Captures are opened later, as streams. */
export async function findDocuments(request: Request, journal: Journal): Promise<Found> {
  const { inputs, notes } = await inputsOf(request.load);
  journal.notes.push(...notes);
  const heads = inputs.filter(({ kind }) => kind === 'document');
  const captures = inputs.filter(({ kind }) => kind === 'capture');
  checkPlaces(heads, request, journal);
  if (!request.check.kinds.has('traffic')) leaveOut(captures, heads.length, journal);
  const part = await partIn(request, { documents: heads, captures, names: request.load.options.names });
  if (part !== undefined) journal.part = part;
  const isHeard = request.check.kinds.has('traffic') && part?.captures !== false;
  return {
    documents: heads.filter(({ id }) => part?.isRead(id) !== false),
    captures: isHeard ? captures : [],
    heads,
  };
}

/** What reading needs of a request. */
export type Reading = Pick<Request, 'load' | 'check' | 'signal' | 'progress'>;

/** Reads the documents. One that cannot be read does not stop the others. */
export async function readDocuments(
  documents: readonly Input[],
  request: Reading,
  journal: Journal,
): Promise<Subject[]> {
  const read: Read[] = [];
  for (const [index, input] of documents.entries()) {
    if (request.signal.aborted) break;
    request.progress.at(`reading ${input.uri}`, { done: index + 1, of: documents.length, unit: 'documents' });
    try {
      const api = await loadApi(input, request.load.options);
      const mistakes = mistakesInIgnores(api);
      if (mistakes.length > 0) throw new UserErrors(mistakes);
      read.push({ api, input });
    } catch (error) {
      const errors = userErrorsOf(error);
      if (errors === undefined) throw error;
      const isOther = error instanceof LoadError && error.code === 'not-a-document' && !isNamed(input, request.load);
      if (isOther) journal.notes.push(`${input.uri} was left out: it is no OpenAPI document.`);
      else noteUnreadable(errors, journal);
    }
  }
  const { policy, limits } = request.check;
  const subjects = toldApart(read, request.load, journal).map(({ api, input }) =>
    subjectOf(
      relabelled(api, { ...(policy === undefined ? {} : { policy }), ...(limits === undefined ? {} : { limits }) }),
      input,
      journal.part?.documents.has(input.id),
    ),
  );
  await nameOwners(subjects, request.load);
  return subjects;
}

/** Finds and reads. */
export async function loadInputs(
  request: Request,
  journal: Journal,
): Promise<{ readonly captures: readonly Input[]; readonly subjects: Subject[] }> {
  const found = await findDocuments(request, journal);
  return { captures: found.captures, subjects: await readAll(found, request, journal) };
}

/** Reads all that was found, for commands and bases that speak of several documents. */
export async function readAll({ documents, captures }: Found, request: Request, journal: Journal): Promise<Subject[]> {
  const subjects = await readDocuments(documents, request, journal);
  if (request.check.isComparison) checkSides(subjects.length + journal.unreadable.length, captures.length);
  return subjects;
}

/** The longest that reports show, in characters. */
const ownerCharsMax = 200;

/** As the config says, else the document's own `x-owner`, else CODEOWNERS. */
async function nameOwners(subjects: readonly Subject[], { owners, options }: LoadRequest): Promise<void> {
  const codeOwner = await codeOwners(options.root);
  for (const subject of subjects) {
    const { path: file = '', inTree = false } = subject.input ?? {};
    const declared = ownText(subject.api.extensions, 'x-owner')?.trim();
    const owner =
      owners.get(file) ?? (declared === '' ? undefined : declared) ?? (inTree ? codeOwner(file) : undefined);
    if (owner !== undefined) subject.owner = cut(owner, ownerCharsMax);
  }
}

/** With `--shard`: what this part judges. Captures and targets speak of all documents: then all are read. */
async function partIn({ shard, target, check }: Request, inputs: SharedInputs): Promise<ReadPart | undefined> {
  if (shard === undefined) return undefined;
  const captures = check.kinds.has('traffic') ? inputs.captures : [];
  const part = await partOf({ ...inputs, captures }, shard);
  const isWhole = target !== undefined || part.captures;
  return { ...part, isRead: (id) => isWhole || part.documents.has(id) };
}

interface ReadPart extends Part {
  readonly isRead: (id: string) => boolean;
}

/** A comparison with one side missing would pass, and nothing would have been compared. */
function checkSides(documents: number, captures: number): void {
  const missing = documents === 0 ? 'an OpenAPI document' : captures === 0 ? 'a HAR capture' : undefined;
  if (missing === undefined) return;
  throw new UserError('input', `drift needs ${missing} as well`, { hint: 'sallyport drift openapi.yaml traffic.har' });
}

interface Read {
  readonly api: ApiModel;
  readonly input: Input;
}

/** A name is an identity: `api.yaml` beside `api.json` bear theirs with extension. Names of the config are not touched. */
function toldApart(read: readonly Read[], { options }: LoadRequest, { notes }: Journal): readonly Read[] {
  const counts = new Map<string, number>();
  for (const { api } of read) counts.set(api.name, (counts.get(api.name) ?? 0) + 1);
  return read.map(({ api, input }) => {
    if (counts.get(api.name) === 1) return { api, input };
    if (options.names.has(input.path)) {
      throw new UserError('config', `two documents are named ${api.name}`, { hint: 'name them apart under specs' });
    }
    notes.push(`${input.uri} is not the only ${api.name}: it bears its extension; name it under specs.`);
    return { api: relabelled(api, { name: input.path }), input };
  });
}

/** Did the user name this very file? What is found in a folder and turns out to be something else is nobody's mistake. */
function isNamed({ path: file, inTree }: Input, { args, options }: LoadRequest): boolean {
  if (!inTree) return true;
  const absolute = path.resolve(options.root, file);
  return args.some((arg) => path.resolve(options.cwd, arg) === absolute);
}

export function noteUnreadable(errors: readonly UserError[], { incomplete, unreadable }: Journal): void {
  unreadable.push(...errors);
  for (const { place, message } of errors) {
    incomplete.push({ what: 'unreadable-part', message: `${placeText(place)}: ${message}` });
  }
}

interface Inputs {
  readonly inputs: readonly Input[];
  readonly notes: readonly string[];
}

/** What the user named; else what the config names; documents that nobody names are looked for. */
async function inputsOf({ args, named, options }: LoadRequest): Promise<Inputs> {
  if (args.length > 0) return findInputs(args, options);
  const configured: Input[] = [];
  for (const entry of named) configured.push(...(await configuredInputs(entry, options)));
  if (configured.some(({ kind }) => kind === 'document')) return { inputs: configured, notes: [] };
  const { inputs, notes } = await findInputs([], options).catch((error: unknown) => {
    // A capture alone is an input as well.
    if (configured.length > 0) return { inputs: [], notes: [] };
    throw error;
  });
  return { inputs: [...inputs, ...configured], notes };
}

/** A file that the config names: also behind links it must be one of the repository. */
async function configuredInputs(
  { file, at }: LoadRequest['named'][number],
  options: LoadOptions,
): Promise<readonly Input[]> {
  const { inputs } = await findInputs([file], options).catch((error: unknown) => {
    const [first] = userErrorsOf(error) ?? [];
    if (first === undefined) throw error;
    const { message } = first;
    const shown = path.relative(options.root, file).split(path.sep).join('/');
    const hint = first.hint?.replace(`${options.root}${path.sep}`, '');
    throw new UserError('config', `${shown}: ${message}`, { place: at(), ...(hint === undefined ? {} : { hint }) });
  });
  if (inputs.every(({ inTree }) => inTree)) return inputs;
  throw new UserError('config', 'only files of the repository may be named here', { place: at() });
}

/** This command judges documents alone. */
function leaveOut(captures: readonly Input[], documents: number, journal: Journal): void {
  const [first] = captures;
  if (first === undefined) return;
  if (documents > 0) journal.notes.push('Captures were left out: scan judges them.');
  else throw new UserError('input', 'is a capture, which scan and discover read', { place: { uri: first.uri } });
}

/** A result needs a file of the repository as its place, or GitHub takes none of the SARIF file; GitLab asks for one too. */
function checkPlaces(documents: readonly Input[], { report }: Request, { notes }: Journal): void {
  const asked = [report.stdout, ...report.files.map(({ format }) => format)];
  const name = asked.includes('sarif') ? 'SARIF' : asked.includes('gitlab') ? 'GitLab' : undefined;
  if (name === undefined) return;
  for (const { uri, inTree, ref } of documents) {
    if (inTree || ref !== undefined) continue;
    if (uri !== '<stdin>' && !/^https?:/i.test(uri)) {
      notes.push(`${uri} is no file of this repository: code scanning cannot show what is found in it.`);
      continue;
    }
    throw new UserError('flag', `a ${name} report needs a file of the repository, and this is none`, {
      place: { uri },
      hint: 'name the file that it stands for: --spec-path openapi.yaml',
    });
  }
}
