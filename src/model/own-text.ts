import { isJwt, isPan, isProviderKey } from './data-class/forms.ts';

/**
 * What a document or its team says of itself (a title, a version, an owner), as reports show it: a card number or a
 * credential of a clear form in it is a tag, as it would be in a capture. An owner's address stays: it is meant to be seen.
 */
export function ownText(text: string): string {
  return text
    .replace(/\d{13,19}/g, (digits) => (isPan(digits) ? '<PCI.PAN>' : digits))
    .replace(/\d(?:[ -]?\d){12,18}/g, (groups) => (isPan(groups.replace(/\D/g, '')) ? '<PCI.PAN>' : groups))
    .replace(/[\w-]+(?:\.[\w-]+)*/g, (word) =>
      isJwt(word) ? '<SEC.JWT>' : isProviderKey(word) ? '<SEC.PROVIDER>' : word,
    );
}
