import { createRedactor, maskText } from '../model/redact.ts';

/**
 * What a document or its team says of itself (a title, a version), as a report shows it: a card number or a provider's key
 * in it is a tag, as it would be in a capture.
 */
export function ownText(text: string): string {
  return maskText(text, createRedactor());
}
