import { header, type Exchange } from '../../model/exchange.ts';

/** A browser that opens a page, or is sent to one, asks no API. */
export function isPageLoad({ request, response }: Exchange): boolean {
  const destination = header(request.headers, 'sec-fetch-dest') ?? '';
  if (/^(?:document|iframe|frame|serviceworker|worker)$/i.test(destination)) return true;
  const wantsPage = /^text\/html/i.test(header(request.headers, 'accept') ?? '');
  return wantsPage && /html/.test(response?.body?.mediaType ?? 'html');
}

/** Whoever has no session is shown a form in place of an answer. */
export function isLoginPage({ response }: Exchange): boolean {
  const { mediaType = '', text = '' } = response?.body ?? {};
  return /html/.test(mediaType) && /type\s*=\s*["']?password|<form\b|log ?in|sign ?in/i.test(text.slice(0, 200_000));
}

export function isServedStatus({ response }: Pick<Exchange, 'response'>): boolean {
  return response !== undefined && response.status >= 200 && response.status <= 299;
}
