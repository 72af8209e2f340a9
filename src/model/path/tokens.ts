import { isVersion } from '../shape.ts';
import { wordsOf } from '../words.ts';

/* What a segment of an address says by itself, before anything is known of its neighbours. */

/** Segments of a path that are told apart. */
export const segmentsMax = 32;

export function segmentsOf(path: string): readonly string[] {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .slice(0, segmentsMax);
}

/** What stands before the names of resources: `api`, `rest`, a version. */
export function isGeneric(segment: string): boolean {
  return isVersion(segment) || /^(?:api|apis|rest|public|services?|gateway|graphql|mobile|web|b2b|b2c)$/i.test(segment);
}

/** A day in place of a version: `/2010-04-01/Accounts`. */
export function isVersionDay(segment: string): boolean {
  return /^(?:19|20)\d{2}-\d{2}-\d{2}$/.test(segment);
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const places = words(
  'me self current mine search query count login logout signin signup register token tokens new latest default all status health validate verify confirm preview upcoming summary stats statistics metrics metadata config configuration settings preferences admin internal public private active inactive archived history batch bulk export import root schema schemas info usage limits overview',
);
/** Beginnings of actions: `create_reversal`, `approve`, `mark-uncollectible`. */
const verbs = words(
  'accept activate add apply approve archive assign attach authorize block calculate cancel capture check clone close complete confirm convert copy create deactivate decline delete deny detach disable dismiss dispatch download enable execute expire export fail finalize find follow generate get import increment invite list lock mark merge move patch pause pay post process publish reassign refresh refund register reject release remove rename reopen replace report request rerun resend reset resolve restart restore resume retry return revert review revoke rotate run save search send set share sign simulate split star start stop submit subscribe succeed suspend sync test transfer trigger unarchive unassign unblock unfollow unlock unpublish unsubscribe update upgrade upload validate verify void withdraw',
);

/** Words that stand where ids stand and are none. */
export function isReserved(segment: string): boolean {
  return places.has(segment.toLowerCase()) || verbs.has(wordsOf(segment)[0] ?? '');
}

const envelope = words(
  '_links apiversion data href items kind result results records list content object entries value values row rows meta metadata total totalcount total_count itemstotal pagestotal incomplete_results count page pages pagesize page_size per_page limit offset order links next next_marker next_page_uri first_page_uri previous_page_uri previous prev start end cursor next_cursor has_more hasmore pagination status success ok message error errors code uri url warnings',
);

/** Lists and answers of all resources share such names. */
export function isEnvelope(answers: string): boolean {
  return answers.split(',').every((name) => envelope.has(name.toLowerCase()));
}

export function isPlural(segment: string): boolean {
  return /[a-z]{2}s$/i.test(segment) && !/(?:ss|us|is)$/i.test(segment);
}

/** `issues` -> `issue`, `companies` -> `company` */
export function singular(word: string): string {
  return isPlural(word) ? word.replace(/ies$/, 'y').replace(/(?<=ch|sh|x|z|ss)es$|s$/, '') : word;
}

/** How sure a value of this key is an object's name: `id` and its like are made for it, `name` and `code` also label other things. */
export function identityOf(key: string): 'strong' | 'weak' | undefined {
  if (/^(?:id|_id|uuid|guid|sid|login|sha|number|slug|user_?name|handle|full_?name|email|node_id)$/i.test(key))
    return 'strong';
  if (/(?:_id|Id|ID|_uuid|Uuid|_sid|Sid|_number|_slug)$/.test(key)) return 'strong';
  return /^(?:name|key|code|ref|label|tag|title)$|(?:_key|Key|_ref|Ref|_name|Name|_code|Code)$/.test(key)
    ? 'weak'
    : undefined;
}
