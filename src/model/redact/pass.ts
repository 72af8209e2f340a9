import { classifyAs, classifyValue, suspectedValue, type Classified } from '../data-class/classify.ts';
import type { Sighting } from '../exchange.ts';
import { isTelling, knownTag, tagFor, type Vault } from '../vault.ts';
import type { FieldPlace } from './field-place.ts';
import type { RedactedJson } from './json.ts';
import { Loose } from './loose.ts';

/** Where a value stands in an exchange. */
export type Where = Pick<Sighting, 'in' | 'place' | 'name'>;

/** The redaction of one exchange: what was seen, and what must not be left in it. */
export class Pass {
  readonly vault: Vault;
  readonly sightings: Sighting[] = [];
  /** Values that the full vault did not take: they are looked for in this exchange alone. */
  readonly loose = new Loose();
  /** JSON of its bodies, and how long their texts were, in characters. */
  readonly bodies = new Map<Sighting['in'], RedactedJson & { readonly chars: number }>();
  /** Names of parameters and headers that hold credentials, as the caller knows them, in lower case. */
  readonly secretNames: ReadonlySet<string>;

  constructor(vault: Vault, secretNames: ReadonlySet<string>) {
    this.vault = vault;
    this.secretNames = secretNames;
  }

  /** Replaces a value that is claimed to be of a class, and notes that it was seen. */
  hide(value: string, { dataClass, nature }: Pick<Classified, 'dataClass' | 'nature'>, where: Where): string {
    const tag = this.conceal(value, dataClass.id);
    const { in: side, place, name } = where;
    this.sightings.push({ dataClass: dataClass.id, tag, in: side, place, name, nature });
    return tag;
  }

  /** Replaces a value without a claim. */
  conceal(value: string, classId: string): string {
    const tag = tagFor(this.vault, classId, value);
    if (tag.endsWith(':0>') && isTelling(value)) this.loose.set(value, tag);
    return tag;
  }

  /** A whole value by its name and form; undefined where nothing speaks against showing it. */
  whole(value: string, where: Where, [name, parent]: readonly [name: string, parent: string]): string | undefined {
    return this.judged(value, classifyValue(name, value, [parent]), { where, name });
  }

  /** The same in JSON, where what the names say is known. */
  wholeAt(value: string, place: FieldPlace): string | undefined {
    return this.judged(value, classifyAs(place.named, value), place);
  }

  /** The same, where it has been classified. */
  judged(
    value: string,
    found: Classified | undefined,
    { where, name }: Pick<FieldPlace, 'where' | 'name'>,
  ): string | undefined {
    if (found !== undefined && found.dataClass.isShown !== true) return this.hide(value, found, where);
    const suspected = suspectedValue(name, value);
    return suspected === undefined ? knownTag(this.vault, value) : this.conceal(value, suspected.id);
  }

  /** A name that is itself a value: only its form can say so. */
  concealForm(text: string): string | undefined {
    const found = classifyValue('', text)?.dataClass ?? suspectedValue('', text);
    return found === undefined || found.isShown === true ? knownTag(this.vault, text) : this.conceal(text, found.id);
  }

  /** The same pass without claims: for what is only spoken of. */
  quiet(): Pass {
    return new Pass(this.vault, this.secretNames);
  }
}
