import type { Edit } from '../../model/edit.ts';
import { keysOf } from '../../model/source.ts';
import { siteOf, type Layout, type Member, type Node, type Site } from './node.ts';
import { blockEntry, blockItem, colonSpace, inline, keyText, mannerOf, quoted, spread, type Manner } from './render.ts';

/** What stands between the offsets is replaced. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Makes text edits for one text. What cannot be written as one piece without touching its surroundings is undefined. */
export class Writer {
  readonly layout: Layout;
  readonly #text: string;
  readonly #manner: Manner;

  constructor(layout: Layout) {
    this.layout = layout;
    this.#text = layout.text;
    this.#manner = mannerOf(layout.text, layout.isJson);
  }

  textEdit(edit: Edit): TextEdit | undefined {
    const site = siteOf(this.layout.root, keysOf(edit.at.path));
    if (site === undefined) return undefined;
    switch (edit.kind) {
      case 'replace':
        return this.#replace(site, edit);
      case 'add':
        return site.node?.kind === 'object' ? this.#add(site.node, edit) : undefined;
      case 'append':
        return site.node?.kind === 'list' ? this.#append(site.node, edit) : undefined;
      case 'rename':
        return this.#rename(site, edit.key);
      default:
        return this.#remove(site);
    }
  }

  #replace({ node, member }: Site, { value }: Edit & { readonly kind: 'replace' }): TextEdit | undefined {
    if (node === undefined || member === undefined) return undefined;
    if (node.style === 'block') {
      // A block begins on a line of its own; what takes its place stands behind the colon.
      const colon = /^\s*:/.exec(this.#text.slice(member.keyEnd, member.keyEnd + 80));
      if (colon === null || typeof value === 'object') return undefined;
      const start = member.keyEnd + colon[0].length;
      if (!isSpace(this.#text.slice(start, node.start))) return undefined;
      return { start, end: node.end, text: ` ${inline(value, this.#manner)}` };
    }
    return { start: node.start, end: node.end, text: this.#asBefore(node, value) };
  }

  /** Quotes stay as they were. */
  #asBefore({ style }: Node, value: Parameters<typeof inline>[0]): string {
    const isQuoted = style === 'single' || style === 'double';
    if (typeof value !== 'string' || !isQuoted) return inline(value, this.#manner);
    return quoted(value, style === 'single' ? "'" : '"');
  }

  #add(node: Node, edit: Edit & { readonly kind: 'add' }): TextEdit | undefined {
    const members = node.members();
    if (members.some(({ key }) => key === edit.key)) return undefined;
    if (node.style === 'flow') return members.length === 0 ? this.#fill(node, edit) : this.#addFlow(node, edit);
    // Behind a key of one line, as one behind nested blocks is far from what it is about.
    const after = members.findLast((member) => this.#isOneLine(member)) ?? members.at(-1);
    const [first] = members;
    if (after === undefined || first === undefined) return undefined;
    const indent = this.#newline + ' '.repeat(first.keyStart - this.#lineStart(first.keyStart));
    const at = this.#lineEnd(after.end);
    const lines = blockEntry(this.#keyBeside(after, edit.key), edit.value, this.#manner);
    return { start: at, end: at, text: lines.map((line) => indent + line).join('') };
  }

  /** `{}` gets its first member. */
  #fill({ start, end }: Node, { key, value }: Edit & { readonly kind: 'add' }): TextEdit | undefined {
    if (!isSpace(this.#text.slice(start + 1, end - 1))) return undefined;
    return { start, end, text: inline({ [key]: value }, this.#manner) };
  }

  #addFlow(node: Node, { key, value }: Edit & { readonly kind: 'add' }): TextEdit | undefined {
    const members = node.members();
    const found = members.findLastIndex((member) => this.#isOneLine(member));
    const index = found === -1 ? members.length - 1 : found;
    const member = members[index];
    if (member === undefined) return undefined;
    const before = this.#text.slice(members[index - 1]?.end ?? node.start + 1, member.keyStart);
    const space = /^(?:\s*,)?(\s*)$/.exec(before)?.[1] ?? ' ';
    const manner = this.#manner;
    const colon = this.#text.slice(member.keyEnd, member.value?.start ?? member.keyEnd);
    const isSpaced = /:\s/.test(colon) || !manner.isJson;
    const indent = space.slice(space.lastIndexOf('\n') + 1);
    const isBroken = space.includes('\n');
    const gap = isBroken ? manner.newline + indent : isSpaced ? ' ' : '';
    const own = { ...manner, isSpaced };
    const written = isBroken && manner.isJson ? spread(value, own, indent) : inline(value, own);
    const text = `,${gap}${this.#keyBeside(member, key)}:${colonSpace(own)}${written}`;
    return { start: member.end, end: member.end, text };
  }

  /** Behind the last item, in its manner. */
  #append(node: Node, { value }: Edit & { readonly kind: 'append' }): TextEdit | undefined {
    const members = node.members();
    const last = members.at(-1);
    if (node.style === 'flow') {
      if (last === undefined) {
        const isEmpty = isSpace(this.#text.slice(node.start + 1, node.end - 1));
        return isEmpty ? { start: node.start, end: node.end, text: inline([value], this.#manner) } : undefined;
      }
      const before = this.#text.slice(members.at(-2)?.end ?? node.start + 1, last.keyStart);
      const space = /^(?:\s*,)?(\s*)$/.exec(before)?.[1] ?? ' ';
      const indent = space.slice(space.lastIndexOf('\n') + 1);
      const isBroken = space.includes('\n');
      const gap = isBroken ? this.#newline + indent : this.#manner.isJson && space === '' ? '' : ' ';
      const written =
        isBroken && this.#manner.isJson ? spread(value, this.#manner, indent) : inline(value, this.#manner);
      return { start: last.end, end: last.end, text: `,${gap}${written}` };
    }
    if (last === undefined) return undefined;
    const lineStart = this.#lineStart(last.keyStart);
    const dash = /^( *)- +$/.exec(this.#text.slice(lineStart, last.keyStart))?.[1];
    if (dash === undefined) return undefined;
    const at = this.#lineEnd(last.end);
    const lines = blockItem(value, this.#manner);
    return { start: at, end: at, text: lines.map((line) => this.#newline + dash + line).join('') };
  }

  #rename({ member, holder }: Site, key: string): TextEdit | undefined {
    if (member === undefined || holder?.kind !== 'object') return undefined;
    if (holder.members().some((other) => other.key === key)) return undefined;
    return { start: member.keyStart, end: member.keyEnd, text: this.#keyBeside(member, key) };
  }

  #remove({ holder, index }: Site): TextEdit | undefined {
    const members = holder?.members() ?? [];
    const member = members[index];
    // An empty block means null, and what an empty list says is another thing.
    if (holder === undefined || member === undefined || members.length < 2) return undefined;
    if (holder.style === 'block') return this.#removeBlock(members, index, holder.kind === 'list');
    const [next, previous] = [members[index + 1], members[index - 1]];
    const [start, end] = next === undefined ? [previous?.end ?? -1, member.end] : [member.keyStart, next.keyStart];
    const around = next === undefined ? [start, member.keyStart] : [member.end, end];
    return /^[\s,]*$/.test(this.#text.slice(...around)) ? { start, end, text: '' } : undefined;
  }

  /** Whole lines, with a comment that stands on the last of them. */
  #removeBlock(members: readonly Member[], index: number, isList: boolean): TextEdit | undefined {
    const [member, next] = [members[index], members[index + 1]];
    if (member === undefined) return undefined;
    const lineStart = this.#lineStart(member.keyStart);
    const before = this.#text.slice(lineStart, member.keyStart);
    if (!(isList ? /^\s*- +$/ : /^\s*$/).test(before)) {
      // The first key of a list's item shares its line with the dash.
      const isJoined = !isList && next !== undefined && isSpace(this.#text.slice(member.end, next.keyStart));
      return isJoined ? { start: member.keyStart, end: next.keyStart, text: '' } : undefined;
    }
    const lineEnd = this.#lineEnd(member.end);
    if (!/^\s*(#.*)?$/.test(this.#text.slice(member.end, lineEnd))) return undefined;
    // With the break before it, so that a last line without a break is none either.
    const start = lineStart - (this.#text[lineStart - 2] === '\r' ? 2 : 1);
    return start < 0 ? undefined : { start, end: lineEnd, text: '' };
  }

  /** A key in the quotes of another, if that has any. */
  #keyBeside({ keyStart }: Member, key: string): string {
    const quote = this.#text[keyStart];
    if (this.#manner.isJson || (quote !== '"' && quote !== "'")) return keyText(key, this.#manner);
    return quoted(key, quote);
  }

  #isOneLine({ keyStart, end }: Member): boolean {
    return !this.#text.slice(keyStart, end).includes('\n');
  }

  #lineStart(offset: number): number {
    return this.#text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Before the break. */
  #lineEnd(offset: number): number {
    const at = this.#text.indexOf('\n', offset);
    if (at === -1) return this.#text.length;
    return this.#text[at - 1] === '\r' && at > offset ? at - 1 : at;
  }

  get #newline(): string {
    return this.#manner.newline;
  }
}

function isSpace(text: string): boolean {
  return /^\s*$/.test(text);
}
